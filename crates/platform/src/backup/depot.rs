//! Where the provider keeps backups: a folder of this machine or a bucket, with one repository per server in it.

use hostler_backup::Place;
use std::fmt;
use std::path::{Path, PathBuf};

/// The place of all repositories.
#[derive(Clone, PartialEq, Eq)]
pub enum Depot {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket of an S3-compatible store.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Such as `https://s3.provider.example`.
    pub endpoint: String,
    pub region: String,
    pub name: String,
    /// Before each name, with a slash at the end; or empty.
    pub prefix: String,
    pub keys: Keys,
}

/// What opens a bucket.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Keys {
    pub access: String,
    pub secret: String,
}

/// Why `--backups` names no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDepot {
    #[error("write --backups as a folder or as s3:https://ENDPOINT/BUCKET/PREFIX")]
    Form,
    #[error(
        "a bucket is reached by https; http is for a store on this machine: s3:http://127.0.0.1:PORT/BUCKET/PREFIX"
    )]
    Plain,
    #[error("a bucket needs HOSTLER_BACKUPS_ACCESS_KEY and HOSTLER_BACKUPS_SECRET_KEY")]
    Keys,
}

impl Depot {
    /// `FOLDER` or `s3:https://ENDPOINT/BUCKET/PREFIX`, with `?region=…` where it is not `us-east-1`.
    pub fn parse(text: &str, keys: &Keys) -> Result<Depot, BadDepot> {
        let Some(url) = text.strip_prefix("s3:") else {
            return Ok(Depot::Folder(text.into()));
        };
        if keys.access.is_empty() || keys.secret.is_empty() {
            return Err(BadDepot::Keys);
        }
        let url = url::Url::parse(url).map_err(|_| BadDepot::Form)?;
        encrypted_or_here(&url)?;
        let mut parts = url.path().trim_matches('/').splitn(2, '/');
        let name = parts.next().filter(|name| !name.is_empty()).ok_or(BadDepot::Form)?.to_string();
        let prefix = parts.next().map_or(String::new(), |prefix| format!("{prefix}/"));
        let region = url.query_pairs().find(|(key, _)| key == "region").map(|(_, value)| value.to_string());
        let port = url.port().map_or(String::new(), |port| format!(":{port}"));
        let host = url.host_str().ok_or(BadDepot::Form)?;
        Ok(Depot::Bucket(Bucket {
            endpoint: format!("{}://{host}{port}", url.scheme()),
            region: region.unwrap_or_else(|| "us-east-1".into()),
            name,
            prefix,
            keys: keys.clone(),
        }))
    }

    /// The folder `backups` beside everything else.
    pub fn beside(data: &Path) -> Depot {
        Depot::Folder(data.join("backups"))
    }

    /// The repository of this name: a server's id, or `platform`.
    pub fn place(&self, name: &str) -> Place {
        match self {
            Depot::Folder(folder) => Place::Folder(folder.join(name)),
            Depot::Bucket(bucket) => Place::S3 {
                endpoint: bucket.endpoint.clone(),
                region: bucket.region.clone(),
                bucket: bucket.name.clone(),
                prefix: format!("{}{name}", bucket.prefix),
                access_key: bucket.keys.access.clone(),
                secret_key: bucket.keys.secret.clone(),
            },
        }
    }

    /// The place without its secrets, for people.
    pub fn words(&self) -> String {
        match self {
            Depot::Folder(folder) => folder.display().to_string(),
            Depot::Bucket(bucket) => format!("{}/{}/{}", bucket.endpoint, bucket.name, bucket.prefix),
        }
    }
}

/// The keys of a bucket are never sent; but who may change requests on their way may also swallow them.
fn encrypted_or_here(url: &url::Url) -> Result<(), BadDepot> {
    let here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(BadDepot::Form),
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if here => Ok(()),
        "http" => Err(BadDepot::Plain),
        _ => Err(BadDepot::Form),
    }
}

impl fmt::Debug for Depot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Depot({})", self.words())
    }
}
