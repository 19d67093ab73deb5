//! Where everything of a server lies. All of it is in the data folder, so the system around it can be replaced.

use nix::unistd::{Gid, Group, Uid, User, chown};
use std::fs::{self, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The data folder of a server, `/srv/hostler`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    root: PathBuf,
}

/// Who owns a file or folder; names are looked up in the server's `/etc/passwd` and `/etc/group`.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    pub user: &'static str,
    pub group: &'static str,
    pub mode: u32,
}

const fn owner(user: &'static str, group: &'static str, mode: u32) -> Owner {
    Owner { user, group, mode }
}

/// Folders of the Postfix spool, with the owners that Postfix checks.
const SPOOL: [(&str, Owner); 15] = [
    ("", owner("root", "root", 0o755)),
    ("active", owner("postfix", "root", 0o700)),
    ("bounce", owner("postfix", "root", 0o700)),
    ("corrupt", owner("postfix", "root", 0o700)),
    ("defer", owner("postfix", "root", 0o700)),
    ("deferred", owner("postfix", "root", 0o700)),
    ("flush", owner("postfix", "root", 0o700)),
    ("hold", owner("postfix", "root", 0o700)),
    ("incoming", owner("postfix", "root", 0o700)),
    ("private", owner("postfix", "root", 0o700)),
    ("saved", owner("postfix", "root", 0o700)),
    ("trace", owner("postfix", "root", 0o700)),
    ("maildrop", owner("postfix", "postdrop", 0o730)),
    ("public", owner("postfix", "postdrop", 0o710)),
    ("pid", owner("root", "root", 0o755)),
];

impl Default for Folders {
    fn default() -> Folders {
        Folders::at("/srv/hostler")
    }
}

impl Folders {
    pub fn at(root: impl Into<PathBuf>) -> Folders {
        Folders { root: root.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Mail by domain and name: `mail/bakery.test/anna/Maildir`.
    pub fn mail(&self) -> PathBuf {
        self.root.join("mail")
    }

    pub fn maps(&self) -> PathBuf {
        self.root.join("maps")
    }

    /// Addresses; readable to Postfix.
    pub fn postfix_map(&self) -> PathBuf {
        self.maps().join("maps.sqlite")
    }

    /// Password hashes and quotas; readable to Dovecot's sign-in process only.
    pub fn dovecot_map(&self) -> PathBuf {
        self.maps().join("sign_in.sqlite")
    }

    pub fn postfix_settings(&self) -> PathBuf {
        self.root.join("etc/postfix")
    }

    pub fn dovecot_settings(&self) -> PathBuf {
        self.root.join("etc/dovecot")
    }

    /// Mail on its way.
    pub fn spool(&self) -> PathBuf {
        self.root.join("postfix/spool")
    }

    pub fn postfix_data(&self) -> PathBuf {
        self.root.join("postfix/data")
    }

    pub fn dovecot_data(&self) -> PathBuf {
        self.root.join("dovecot")
    }

    pub fn log(&self) -> PathBuf {
        self.root.join("log")
    }

    pub fn tls(&self) -> PathBuf {
        self.root.join("tls")
    }

    /// The engines' certificate chain (PEM).
    pub fn certificate(&self) -> PathBuf {
        self.tls().join("certificate.pem")
    }

    /// The key of that certificate (PEM), root's only.
    pub fn key(&self) -> PathBuf {
        self.tls().join("key.pem")
    }

    /// Key and certificate (PEM) by which the provider's fallback knows the server, root's only.
    pub fn hand_over(&self) -> PathBuf {
        self.tls().join("hand-over.pem")
    }

    /// Certificates for names of the customer's own, each with its key.
    pub fn hosts(&self) -> PathBuf {
        self.tls().join("hosts")
    }

    /// The certificate chain (PEM) for such a name.
    pub fn host_certificate(&self, name: &str) -> PathBuf {
        self.hosts().join(format!("{name}.pem"))
    }

    /// The key of that certificate (PEM), root's only.
    pub fn host_key(&self, name: &str) -> PathBuf {
        self.hosts().join(format!("{name}.key"))
    }

    /// The table by which Postfix finds chain and key for a name, without its ending `.db`; it holds keys, so root's only.
    pub fn sni(&self) -> PathBuf {
        self.tls().join("sni")
    }

    /// Makes the data folder itself, if it is missing.
    pub fn make_root(&self) -> io::Result<()> {
        folder(&self.root, owner("root", "root", 0o755))
    }

    /// Makes what is missing and sets owners right.
    pub fn make(&self) -> io::Result<()> {
        let root = |mode| owner("root", "root", mode);
        self.make_root()?;
        for part in ["etc", "etc/postfix", "etc/dovecot", "maps", "postfix", "dovecot"] {
            folder(&self.root.join(part), root(0o755))?;
        }
        folder(&self.tls(), root(0o700))?;
        folder(&self.hosts(), root(0o700))?;
        folder(&self.log(), root(0o750))?;
        folder(&self.mail(), owner("vmail", "vmail", 0o700))?;
        folder(&self.postfix_data(), owner("postfix", "root", 0o700))?;
        for (part, owner) in SPOOL {
            folder(&self.spool().join(part), owner)?;
        }
        Ok(())
    }
}

fn folder(path: &Path, owner: Owner) -> io::Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(named(error, path)),
        _ => give(path, owner),
    }
}

/// Makes sure that the file exists (empty, if it did not) and belongs to `owner`.
pub fn owned_by(path: &Path, owner: Owner) -> io::Result<()> {
    let mut open = OpenOptions::new();
    open.append(true).create(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    open.open(path).map_err(|error| named(error, path))?;
    give(path, owner)
}

fn give(path: &Path, owner: Owner) -> io::Result<()> {
    let uid = user(owner.user)?;
    let gid = group(owner.group)?;
    chown(path, Some(uid), Some(gid)).map_err(|error| named(error.into(), path))?;
    fs::set_permissions(path, Permissions::from_mode(owner.mode)).map_err(|error| named(error, path))
}

fn user(name: &str) -> io::Result<Uid> {
    let user = User::from_name(name)?;
    user.map(|user| user.uid).ok_or_else(|| io::Error::other(format!("no user {name} in this system")))
}

fn group(name: &str) -> io::Result<Gid> {
    let group = Group::from_name(name)?;
    group.map(|group| group.gid).ok_or_else(|| io::Error::other(format!("no group {name} in this system")))
}

fn named(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
