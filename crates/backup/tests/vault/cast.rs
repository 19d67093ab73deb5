//! A server's folder for tests, and what is compared of two folders.

use hostler_backup::{Backup, Key, Place, Repository, Source};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};
use tempfile::TempDir;

pub const NIGHT_MS: i64 = 1_790_000_000_000;
pub const DAY_MS: i64 = 86_400_000;

/// Bakkerij de Vries's server and its repository.
pub struct Stage {
    pub temp: TempDir,
    pub key: Key,
    pub repository: Repository,
}

impl Stage {
    pub fn new() -> Stage {
        let temp = tempfile::tempdir().unwrap();
        let key = Key::new();
        fs::create_dir(temp.path().join("server")).unwrap();
        let repository = Repository::create(&place(temp.path()), &key).unwrap();
        Stage { temp, key, repository }
    }

    pub fn server(&self) -> PathBuf {
        self.temp.path().join("server")
    }

    pub fn place(&self) -> Place {
        place(self.temp.path())
    }

    pub fn source(&self, at_ms: i64) -> Source {
        source(&self.server(), at_ms)
    }

    pub fn back_up(&self, at_ms: i64) -> Backup {
        self.repository.back_up(&self.source(at_ms), &()).unwrap()
    }

    /// Restores to a folder of its own.
    pub fn restored(&self, backup: &Backup, path: &str) -> PathBuf {
        let into =
            self.temp.path().join(format!("restored-{}", fs::read_dir(self.temp.path()).unwrap().count()));
        self.repository.restore(&backup.id, Path::new(path), &into, &()).unwrap();
        into
    }
}

fn place(temp: &Path) -> Place {
    Place::Folder(temp.join("repository"))
}

pub fn source(folder: &Path, at_ms: i64) -> Source {
    Source {
        folder: folder.to_owned(),
        host: "bakkerij".to_owned(),
        at_ms,
        exclude: Vec::new(),
        labels: vec!["nightly".to_owned()],
    }
}

/// Writes a file with everything above it.
pub fn write(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Bytes that do not compress, always the same for a number.
pub fn noise(number: u64, bytes: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let step = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..bytes).map(step).collect()
}

/// A mailbox in the Maildir format with so many messages.
pub fn mailbox(folder: &Path, path: &str, messages: usize) {
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(folder.join(path).join(part)).unwrap();
    }
    for number in 0..messages {
        let name = format!("{path}/cur/17000000{number:02}.M{number}P1.mail:2,S");
        write(folder, &name, format!("Subject: Order {number}\r\n\r\nTwelve croissants.\r\n"));
    }
}

/// A bit of everything that a server's folder has.
pub fn furnish(folder: &Path) {
    mailbox(folder, "mail/anna", 5);
    write(folder, "mail/anna/tmp/half", "a message that is being written");
    write(folder, "mail/anna/dovecot-uidlist.lock", "");
    write(folder, "etc/server.toml", "name = \"bakkerij\"\n");
    write(folder, "etc/empty", "");
    write(folder, "data/Größe \"x\".bin", noise(1, 700_000));
    fs::hard_link(folder.join("etc/server.toml"), folder.join("etc/again.toml")).unwrap();
    symlink("server.toml", folder.join("etc/link")).unwrap();
    symlink("/etc/passwd", folder.join("etc/outside")).unwrap();
    let (attribute, none) = (b"user.shop".as_slice(), rustix::fs::XattrFlags::empty());
    rustix::fs::setxattr(folder.join("etc/server.toml"), attribute, b"bakery", none).unwrap();
    chown(folder.join("etc/empty"), Some(1234), Some(567)).unwrap();
    let pipe = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, folder.join("etc/pipe"), pipe, 0o600.into(), 0).unwrap();
    fs::set_permissions(folder.join("etc/server.toml"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::set_permissions(folder.join("data"), fs::Permissions::from_mode(0o2750)).unwrap();
    let then = UNIX_EPOCH + Duration::new(1_600_000_000, 123_456_789);
    fs::File::open(folder.join("etc/server.toml")).unwrap().set_modified(then).unwrap();
    fs::File::open(folder.join("mail")).unwrap().set_modified(then).unwrap();
}

/// Everything below a folder: kind, mode, owner, time, an attribute and content, or what a link says.
pub fn seen(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            let meta = fs::symlink_metadata(&path).unwrap();
            if meta.is_dir() {
                waiting.push(path.clone());
            }
            found.insert(path.strip_prefix(folder).unwrap().to_owned(), told(&path, &meta));
        }
    }
    found
}

fn told(path: &Path, meta: &fs::Metadata) -> String {
    let content = if meta.is_symlink() {
        fs::read_link(path).unwrap().display().to_string()
    } else if meta.is_file() {
        format!("{} links, {:?}", meta.nlink(), &sha(&fs::read(path).unwrap())[..4])
    } else {
        String::new()
    };
    let mode = if meta.is_symlink() { 0 } else { meta.mode() };
    let mut value = [0; 100];
    let length = rustix::fs::lgetxattr(path, b"user.shop".as_slice(), &mut value).unwrap_or(0);
    let attribute = String::from_utf8_lossy(&value[..length]);
    format!(
        "{mode:o} {}:{} {}.{:09} {attribute} {content}",
        meta.uid(),
        meta.gid(),
        meta.mtime(),
        meta.mtime_nsec()
    )
}

fn sha(content: &[u8]) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    Sha256::digest(content).into()
}
