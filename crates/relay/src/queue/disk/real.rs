//! A folder of the machine's own file system.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    itself: File,
    /// Held as long as the folder is in use.
    _lock: File,
}

impl Folder {
    pub fn open(path: &Path) -> io::Result<Folder> {
        let missing = path.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists());
        let made = missing.count();
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        // It is there for good when those above it are on disk.
        for above in path.canonicalize()?.ancestors().skip(1).take(made.max(1)) {
            if let Ok(above) = File::open(above) {
                above.sync_all()?;
            }
        }
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path.join("lock"))?;
        lock.try_lock().map_err(|_| {
            io::Error::new(io::ErrorKind::WouldBlock, "another relay runs in this folder; it was left alone")
        })?;
        Ok(Folder { path: path.into(), itself: File::open(path)?, _lock: lock })
    }

    pub fn names(&self) -> io::Result<Vec<String>> {
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    pub fn create(&self, name: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.create_new(true).append(true).read(true).mode(0o600).open(self.path.join(name))
    }

    pub fn open_file(&self, name: &str) -> io::Result<File> {
        File::open(self.path.join(name))
    }

    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.path.join(name))
    }

    pub fn length(&self, name: &str) -> io::Result<u64> {
        fs::metadata(self.path.join(name)).map(|about| about.len())
    }

    pub fn cut(&self, name: &str, length: u64) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(self.path.join(name))?;
        file.set_len(length)?;
        file.sync_all()
    }

    pub fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    pub fn sync(&self) -> io::Result<()> {
        self.itself.sync_all()
    }

    pub fn free_bytes(&self) -> io::Result<u64> {
        let about = rustix::fs::statvfs(&self.path)?;
        Ok(about.f_bavail * about.f_frsize)
    }
}
