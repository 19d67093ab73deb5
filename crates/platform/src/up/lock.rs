//! Who uses a data folder: at most one process of each part, and one that opens it.

use super::{Part, UpError, folder_error};
use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

impl Part {
    fn lock_file(self) -> &'static str {
        match self {
            Part::Serve => "serve.lock",
            Part::Work => "work.lock",
        }
    }

    fn what(self) -> &'static str {
        match self {
            Part::Serve => "the portal",
            Part::Work => "the jobs",
        }
    }
}

/// Takes a part in this folder until the files are dropped, however the process ends.
pub(super) fn take(data: &Path, parts: &[Part]) -> Result<Vec<File>, UpError> {
    DirBuilder::new().recursive(true).mode(0o711).create(data).map_err(folder_error(data))?;
    let take = |part: &Part| {
        let file = file(data, part.lock_file())?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(_) => Err(UpError::InUse { path: data.to_path_buf(), part: part.what() }),
        }
    };
    parts.iter().map(take).collect()
}

/// Waits until nobody else opens this folder: what is missing in it (keys, tables) is made once.
pub(super) async fn opening(data: &Path) -> Result<File, UpError> {
    let file = file(data, "opening.lock")?;
    let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
    locked.map_err(std::io::Error::other).flatten().map_err(folder_error(data))
}

fn file(data: &Path, name: &str) -> Result<File, UpError> {
    let mut options = OpenOptions::new();
    options
        .create(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(data.join(name))
        .map_err(folder_error(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_each_part_and_up_is_both() {
        let folder = tempfile::tempdir().unwrap();
        let used = |parts: &[Part]| match take(folder.path(), parts) {
            Err(UpError::InUse { part, .. }) => Some(part),
            Err(error) => panic!("{error}"),
            Ok(_) => None,
        };
        let serving = take(folder.path(), &[Part::Serve]).unwrap();
        assert_eq!(used(&[Part::Serve]), Some("the portal"));
        assert_eq!(used(&Part::ALL), Some("the portal"));
        let working = take(folder.path(), &[Part::Work]).expect("beside the portal");
        assert_eq!(used(&[Part::Work]), Some("the jobs"));
        drop(serving);
        assert_eq!(used(&Part::ALL), Some("the jobs"));
        drop(working);
        let _both = take(folder.path(), &Part::ALL).expect("nobody uses it any more");
        assert_eq!((used(&[Part::Serve]), used(&[Part::Work])), (Some("the portal"), Some("the jobs")));
    }
}
