//! Where a repository lies.

use std::fmt;
use std::path::PathBuf;

/// A folder of this machine, or a bucket.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    Folder(PathBuf),
    /// An S3-compatible store, spoken to with the bucket in the path.
    S3 {
        /// Such as `https://s3.provider.example`.
        endpoint: String,
        region: String,
        bucket: String,
        /// Before each name in the bucket; several repositories share a bucket by it.
        prefix: String,
        access_key: String,
        secret_key: String,
    },
}

impl Place {
    /// The place without its secrets, for people.
    pub fn words(&self) -> String {
        match self {
            Place::Folder(path) => path.display().to_string(),
            Place::S3 { endpoint, bucket, prefix, .. } => format!("{endpoint}/{bucket}/{prefix}"),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({})", self.words())
    }
}
