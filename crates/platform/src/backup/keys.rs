//! The keys of all repositories, sealed with a passphrase in one file that lies in a safe: whoever loses the platform,
//! its database and its key file still has the backups.

use super::{own, store, vault};
use crate::app::{App, remember, remembered};
use crate::servers;
use hostler_backup::Key;
use hostler_kit::check::Check;
use hostler_kit::db::Db;
use hostler_kit::http::{Args, Fault, Kind, Refuse};
use hostler_kit::random::hex;
use hostler_kit::secret::{SHORTEST_PASSWORD, Vault};
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// When the keys were last exported, as a setting of the installation.
const EXPORTED: &str = "backup-keys-exported-at-ms";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeysRefused {
    #[error("the passphrase is shorter than {SHORTEST_PASSWORD} characters")]
    PassphraseShort,
    #[error("the file cannot be used: {why}")]
    Unusable { why: String },
    #[error("this passphrase does not open the file")]
    OtherPassphrase,
}

impl Refuse for KeysRefused {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            KeysRefused::PassphraseShort => "backup-passphrase-short",
            KeysRefused::Unusable { .. } => "backup-keys-unusable",
            KeysRefused::OtherPassphrase => "backup-other-passphrase",
        }
    }

    fn args(&self) -> Args {
        match self {
            KeysRefused::Unusable { why } => Args::from([("why", why.clone())]),
            KeysRefused::PassphraseShort => Args::from([("n", SHORTEST_PASSWORD.to_string())]),
            KeysRefused::OtherPassphrase => Args::new(),
        }
    }
}

/// Where the running platform keeps backups, for a command beside it that was not told.
const KEPT_AT: &str = "backups-kept-at";

/// Remembers where backups are kept.
pub async fn remember_place(app: &App) -> Result<(), sqlx::Error> {
    remember(&app.db, KEPT_AT, &app.settings.backups.words()).await
}

/// Where the repository of this name lies.
async fn place(app: &App, name: &str) -> Result<String, sqlx::Error> {
    let kept_at = remembered(&app.db, KEPT_AT).await?.unwrap_or_else(|| app.settings.backups.words());
    Ok(format!("{}/{name}", kept_at.trim_end_matches('/')))
}

/// The file's content, as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysFile {
    /// The format: 1.
    hostler_backup_keys: u32,
    /// 32 hexadecimal digits.
    salt: String,
    keys: Vec<SealedKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedKey {
    server: String,
    host: String,
    /// Where its repository lies.
    place: String,
    /// Under the passphrase ([`Vault::of_passphrase`]), sealed for the server's id.
    sealed: String,
}

/// One key, open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenKey {
    pub server: String,
    pub host: String,
    pub place: String,
    /// One line of JSON, for `hostler repository --key`.
    pub key: String,
}

/// Writes the keys of all repositories into a new file. How many there are.
pub async fn export(app: &App, (file, passphrase): (&Path, &str)) -> Result<usize, Fault> {
    if passphrase.chars().count() < SHORTEST_PASSWORD {
        return Err(KeysRefused::PassphraseShort.into());
    }
    let salt = app.random.bytes::<16>();
    let lock = Vault::of_passphrase(passphrase, &salt);
    let mut keys: Vec<SealedKey> = Vec::new();
    if let Some(key) = own::key(app).await? {
        keys.push(of_platform(app, &key, &lock).await?);
    }
    for kept in store::repositories(&app.db).await? {
        let key = vault::key(app, &kept.server_id).await?.to_text();
        let server = servers::find(&app.db, &kept.server_id).await?;
        keys.push(SealedKey {
            host: server.map_or(String::new(), |server| servers::host_name(app, &server)),
            place: place(app, kept.server_id.as_str()).await?,
            sealed: lock.seal(&key, kept.server_id.as_str(), &app.random),
            server: kept.server_id.to_string(),
        });
    }
    let written = KeysFile { hostler_backup_keys: 1, salt: hex(&salt), keys };
    write_new(file, &written).map_err(|error| unusable(file, error))?;
    let count = open(file, passphrase)?.len();
    remember(&app.db, EXPORTED, &app.now_ms().to_string()).await?;
    Ok(count)
}

/// The key of the platform's own repository.
async fn of_platform(app: &App, key: &Key, lock: &Vault) -> Result<SealedKey, sqlx::Error> {
    Ok(SealedKey {
        server: own::NAME.to_owned(),
        host: own::NAME.to_owned(),
        place: place(app, own::NAME).await?,
        sealed: lock.seal(&key.to_text(), own::NAME, &app.random),
    })
}

/// The keys of such a file; no platform is needed.
pub fn open(file: &Path, passphrase: &str) -> Result<Vec<OpenKey>, Fault> {
    let text = std::fs::read_to_string(file).map_err(|error| unusable(file, error))?;
    let read: KeysFile = serde_json::from_str(&text).map_err(|error| unusable(file, error))?;
    let digits: Option<Vec<u8>> =
        (0..32).step_by(2).map(|at| u8::from_str_radix(read.salt.get(at..at + 2)?, 16).ok()).collect();
    let salt = digits.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    let salt = salt.ok_or_else(|| unusable(file, "its salt is no salt"))?;
    let lock = Vault::of_passphrase(passphrase, &salt);
    let opened = read.keys.into_iter().map(|sealed| {
        let key = lock.open(&sealed.sealed, &sealed.server).map_err(|_| KeysRefused::OtherPassphrase)?;
        Ok(OpenKey { server: sealed.server, host: sealed.host, place: sealed.place, key })
    });
    opened.collect()
}

fn write_new(file: &Path, keys: &KeysFile) -> std::io::Result<()> {
    let mut open = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    open.write_all(&serde_json::to_vec_pretty(keys).map_err(std::io::Error::other)?)?;
    open.sync_all()
}

fn unusable(file: &Path, why: impl std::fmt::Display) -> Fault {
    KeysRefused::Unusable { why: format!("{}: {why}", file.display()) }.into()
}

/// Whether the keys of all servers lie somewhere else too.
pub async fn checked(db: &Db) -> Check {
    const NAME: &str = "keys of backups";
    const DO: &str = "hostler backup keys --out FILE, and put the file into a safe";
    let newest = match newest_key_at_ms(db).await {
        Ok(newest) => newest,
        Err(error) => return Check::bad(NAME, error.to_string(), "look at the database check"),
    };
    let exported = remembered(db, EXPORTED).await.ok().flatten().and_then(|at| at.parse::<i64>().ok());
    match (newest, exported) {
        (None, _) => Check::fine(NAME, "none yet"),
        (Some(_), None) => {
            Check::warning(NAME, "never exported: without this machine no backup can be read", DO)
        }
        (Some(newest), Some(at)) if at < newest => {
            Check::warning(NAME, "exported before the newest repository", DO)
        }
        _ => Check::fine(NAME, "exported"),
    }
}

async fn newest_key_at_ms(db: &Db) -> Result<Option<i64>, sqlx::Error> {
    let of_servers = store::repositories(db).await?.iter().map(|kept| kept.created_at_ms).max();
    Ok(of_servers.max(own::key_made_at_ms(db).await?))
}
