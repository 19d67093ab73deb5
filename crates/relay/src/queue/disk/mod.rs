//! Where the log lies: a folder, or a simulated disk that loses what was not synced when its power is cut.

mod real;
mod simulated;

pub use simulated::{Broken, Kept, Simulated};

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

#[derive(Debug, Clone)]
pub enum Disk {
    Real(Arc<real::Folder>),
    Simulated(Simulated),
}

/// An open segment.
#[derive(Debug, Clone)]
pub enum Segment {
    Real(Arc<File>),
    Simulated(Simulated, String),
}

impl Disk {
    /// Opens a folder, which is made if it is not there, for this process alone.
    pub fn folder(path: &Path) -> io::Result<Disk> {
        real::Folder::open(path).map(|folder| Disk::Real(Arc::new(folder)))
    }

    /// The names of all files, in order.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = match self {
            Disk::Real(folder) => folder.names()?,
            Disk::Simulated(disk) => disk.names(),
        };
        names.sort();
        Ok(names)
    }

    /// A new empty file; it is there for good after [`Disk::sync_folder`].
    pub fn create(&self, name: &str) -> io::Result<Segment> {
        match self {
            Disk::Real(folder) => folder.create(name).map(|file| Segment::Real(Arc::new(file))),
            Disk::Simulated(disk) => {
                disk.create(name).map(|()| Segment::Simulated(disk.clone(), name.into()))
            }
        }
    }

    pub fn open(&self, name: &str) -> io::Result<Segment> {
        match self {
            Disk::Real(folder) => folder.open_file(name).map(|file| Segment::Real(Arc::new(file))),
            Disk::Simulated(disk) => disk.read(name).map(|_| Segment::Simulated(disk.clone(), name.into())),
        }
    }

    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        match self {
            Disk::Real(folder) => folder.read(name),
            Disk::Simulated(disk) => disk.read(name),
        }
    }

    /// Bytes of a file.
    pub fn length(&self, name: &str) -> io::Result<u64> {
        match self {
            Disk::Real(folder) => folder.length(name),
            Disk::Simulated(disk) => disk.read(name).map(|bytes| bytes.len() as u64),
        }
    }

    /// Cuts a file to `length` bytes, durably.
    pub fn cut(&self, name: &str, length: u64) -> io::Result<()> {
        match self {
            Disk::Real(folder) => folder.cut(name, length),
            Disk::Simulated(disk) => disk.cut(name, length),
        }
    }

    pub fn remove(&self, name: &str) -> io::Result<()> {
        match self {
            Disk::Real(folder) => folder.remove(name),
            Disk::Simulated(disk) => disk.remove(name),
        }
    }

    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        match self {
            Disk::Real(folder) => folder.rename(from, to),
            Disk::Simulated(disk) => disk.rename(from, to),
        }
    }

    pub fn sync_folder(&self) -> io::Result<()> {
        match self {
            Disk::Real(folder) => folder.sync(),
            Disk::Simulated(disk) => disk.sync_folder(),
        }
    }

    pub fn free_bytes(&self) -> io::Result<u64> {
        match self {
            Disk::Real(folder) => folder.free_bytes(),
            Disk::Simulated(disk) => Ok(disk.free_bytes()),
        }
    }
}

impl Segment {
    /// Writes behind what is there.
    pub fn append(&self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Segment::Real(file) => io::Write::write_all(&mut &**file, bytes),
            Segment::Simulated(disk, name) => disk.append(name, bytes),
        }
    }

    /// Comes back when everything written is on disk. After an error nobody knows what is, so nobody asks again.
    pub fn sync(&self) -> io::Result<()> {
        match self {
            Segment::Real(file) => file.sync_data(),
            Segment::Simulated(disk, name) => disk.sync(name),
        }
    }

    pub fn read_at(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        match self {
            Segment::Real(file) => {
                let mut bytes = vec![0; length];
                std::os::unix::fs::FileExt::read_exact_at(&**file, &mut bytes, offset)?;
                Ok(bytes)
            }
            Segment::Simulated(disk, name) => {
                let whole = disk.read(name)?;
                let part = whole.get(offset as usize..offset as usize + length);
                part.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
            }
        }
    }
}
