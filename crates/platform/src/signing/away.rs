//! The root key outside of the installation: a file sealed with a passphrase, which can lie in a safe (L12).
//!
//! The root key is needed only when a signing key is replaced or revoked. Once it is away, nobody who takes the whole
//! installation can name new signing keys to products; whoever changes one brings the file and its passphrase.

use super::model::{Keyholder, Purpose, SignKey, Signer, SigningRefused};
use super::{ensure, note, store, unsealed};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::http::Fault;
use hostler_kit::random::{Random, hex};
use hostler_kit::secret::{SHORTEST_PASSWORD, Vault};
use hostler_licence::signed::{SigningKey, public_text};
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The file's content, as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RootFile {
    /// The format: 1.
    hostler_root_key: u32,
    id: String,
    /// 64 hexadecimal digits, as products are built with.
    public_key: String,
    /// 32 hexadecimal digits.
    salt: String,
    /// The seed in hexadecimal under the passphrase ([`Vault::of_passphrase`]), sealed for the key's id.
    sealed: String,
}

/// Seals the root key into a new file and takes it out of the database. The file is read back and opened before anything
/// is taken out.
///
/// # Errors
/// The passphrase is too short; the key is away already; the file exists or cannot be written.
pub async fn move_root(app: &App, by: &Actor, (file, passphrase): (&Path, &str)) -> Result<SignKey, Fault> {
    if passphrase.chars().count() < SHORTEST_PASSWORD {
        return Err(SigningRefused::PassphraseShort.into());
    }
    ensure(app).await?;
    let mut tx = app.db.begin().await?;
    let row = store::lock_current(&mut tx, Purpose::Root).await?;
    let row = row.ok_or_else(|| Fault::broken("there is no root key"))?;
    let root = unsealed(app, &row)?;
    write_new(file, &sealed(&root, passphrase, &app.random)).map_err(|error| unusable(file, error))?;
    bring_root(file, passphrase)?;
    store::take_out(&mut tx, &row.id).await?;
    note(app, &mut tx, by, ("signing-key.root-moved", &row.id, serde_json::json!({}))).await?;
    tx.commit().await?;
    Ok(SignKey { sealed: String::new(), ..row })
}

/// The root key from its file, to be used once.
///
/// # Errors
/// The file cannot be read or is none of these; the passphrase is another one.
pub fn bring_root(file: &Path, passphrase: &str) -> Result<Signer, Fault> {
    let text = std::fs::read_to_string(file).map_err(|error| unusable(file, error))?;
    Ok(opened(&text, passphrase)?)
}

fn unusable(file: &Path, error: std::io::Error) -> Fault {
    Fault::from(SigningRefused::RootFileUnusable { why: format!("{}: {error}", file.display()) })
}

fn sealed(root: &Signer, passphrase: &str, random: &Random) -> String {
    let salt = random.bytes::<16>();
    let vault = Vault::of_passphrase(passphrase, &salt);
    let file = RootFile {
        hostler_root_key: 1,
        id: root.id.clone(),
        public_key: public_text(&root.key.verifying_key()),
        salt: hex(&salt),
        sealed: vault.seal(&hex(root.key.as_bytes()), &root.id, random),
    };
    let text = serde_json::to_string_pretty(&file).expect("a root key file is plain data");
    format!("{text}\n")
}

fn opened(text: &str, passphrase: &str) -> Result<Signer, SigningRefused> {
    let unreadable = || SigningRefused::RootFileUnusable { why: "it is no root key file".into() };
    let file: RootFile = serde_json::from_str(text).map_err(|_| unreadable())?;
    let salt = bytes::<16>(&file.salt).filter(|_| file.hostler_root_key == 1).ok_or_else(unreadable)?;
    let seed = Vault::of_passphrase(passphrase, &salt).open(&file.sealed, &file.id);
    let seed = seed.map_err(|_| SigningRefused::PassphraseWrong)?;
    let key = SigningKey::from_bytes(&bytes(&seed).ok_or_else(unreadable)?);
    Ok(Signer::of(key))
}

/// Bytes written as hexadecimal digits.
pub(super) fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let pairs = (0..digits.len()).step_by(2);
    let read: Option<Vec<u8>> =
        pairs.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect();
    read?.try_into().ok()
}

/// Writes a file that was not there, for its owner alone, through to the disk.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The root key at work: the one brought along, or the installation's own.
///
/// # Errors
/// It is away and was not brought, or another one was brought.
pub(super) fn root_of(app: &App, row: &SignKey, holder: &Keyholder<'_>) -> Result<Signer, Fault> {
    match holder.root {
        Some(root) if root.id == row.id => Ok(Signer::of(root.key.clone())),
        Some(_) => Err(SigningRefused::RootForeign.into()),
        None if row.is_away() => Err(SigningRefused::RootAway.into()),
        None => unsealed(app, row),
    }
}
