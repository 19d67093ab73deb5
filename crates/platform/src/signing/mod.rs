//! The keys by which the vendor signs (L12): a root key that products know, and keys of every day for licences and for
//! releases, which the keyring names. A key is replaced by rotation; one that somebody else may have is revoked.
//!
//! Keys lie sealed in the database; the root key can be moved out into a file of its own. A document is signed inside the transaction that stores it, under a lock on its
//! key: so a retired key has signed nothing after it was retired.

mod away;
mod model;
pub mod pages;
mod store;

pub use away::{bring_root, move_root};
pub use model::{Keyholder, KeyringText, Purpose, SignKey, Signer, SigningRefused};
pub use store::{keyring, keys};

use crate::app::App;
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::random::hex;
use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::signed::{SigningKey, key_id, public_text, sign};

/// The current key of a purpose, locked until the transaction ends. The first call of an installation makes all keys.
pub async fn signer(app: &App, tx: &mut Tx, purpose: Purpose) -> Result<Signer, Fault> {
    if let Some(row) = store::lock_current(tx, purpose).await? {
        return unsealed(app, &row);
    }
    make_all(app, tx).await?;
    let row = store::lock_current(tx, purpose).await?;
    unsealed(app, &row.ok_or_else(|| Fault::broken("there is no signing key"))?)
}

/// Makes the keys of a new installation; does nothing where there are some.
pub async fn ensure(app: &App) -> Result<(), Fault> {
    if store::keyring(&app.db).await?.is_some() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    signer(app, &mut tx, Purpose::Root).await?;
    Ok(tx.commit().await?)
}

/// The newest keyring, made if this installation has none yet.
pub async fn newest_keyring(app: &App) -> Result<KeyringText, Fault> {
    if let Some(found) = store::keyring(&app.db).await? {
        return Ok(found);
    }
    ensure(app).await?;
    store::keyring(&app.db).await?.ok_or_else(|| Fault::broken("there is no keyring"))
}

/// The root key's public half, which products are built with: 64 hexadecimal digits.
pub async fn root_public(app: &App) -> Result<String, Fault> {
    ensure(app).await?;
    let root = store::keys(&app.db).await?.into_iter().find(|key| key.purpose == Purpose::Root.code());
    Ok(root.ok_or_else(|| Fault::broken("there is no root key"))?.public_key)
}

/// A new key of this purpose; the old one is retired: what it signed until now stays good.
pub async fn rotate<'a>(
    app: &App,
    holder: impl Into<Keyholder<'a>>,
    purpose: Purpose,
) -> Result<SignKey, Fault> {
    let holder = holder.into();
    if purpose == Purpose::Root {
        return Err(SigningRefused::RootStays.into());
    }
    let mut tx = app.db.begin().await?;
    let old = signer(app, &mut tx, purpose).await?;
    // What was issued within this very millisecond still holds.
    store::retire(&mut tx, &old.id, app.now_ms() + 1).await?;
    let new = make(app, &mut tx, purpose).await?;
    write_keyring(app, &mut tx, &holder).await?;
    let told = serde_json::json!({ "purpose": purpose.code(), "retired": old.id });
    note(app, &mut tx, holder.by, ("signing-key.rotated", &new.id, told)).await?;
    tx.commit().await?;
    Ok(new)
}

/// Withdraws a key: nothing that it ever signed is good any more. If it was the current one, a new one takes its place;
/// licence files are signed anew when their machines next ask.
pub async fn revoke<'a>(
    app: &App,
    holder: impl Into<Keyholder<'a>>,
    id: &str,
    reason: &str,
) -> Result<SignKey, Fault> {
    let holder = holder.into();
    if reason.trim().is_empty() {
        return Err(SigningRefused::ReasonMissing.into());
    }
    let mut tx = app.db.begin().await?;
    let key = store::lock(&mut tx, id).await?.ok_or(SigningRefused::Unknown)?;
    let purpose = Purpose::of(&key.purpose).ok_or(SigningRefused::Unknown)?;
    if purpose == Purpose::Root {
        return Err(SigningRefused::RootStays.into());
    }
    if !store::revoke(&mut tx, id, reason.trim(), app.now_ms()).await? {
        return Err(SigningRefused::RevokedBefore.into());
    }
    if store::lock_current(&mut tx, purpose).await?.is_none() {
        make(app, &mut tx, purpose).await?;
    }
    write_keyring(app, &mut tx, &holder).await?;
    let told = serde_json::json!({ "purpose": purpose.code(), "reason": reason.trim() });
    note(app, &mut tx, holder.by, ("signing-key.revoked", id, told)).await?;
    tx.commit().await?;
    let keys = store::keys(&app.db).await?;
    Ok(keys.into_iter().find(|key| key.id == id).ok_or(SigningRefused::Unknown)?)
}

async fn make_all(app: &App, tx: &mut Tx) -> Result<(), Fault> {
    for purpose in Purpose::ALL {
        make(app, tx, purpose).await?;
    }
    if store::keyring_number(tx).await? == 0 {
        write_keyring(app, tx, &Keyholder::from(&Actor::platform())).await?;
    }
    Ok(())
}

/// A new key, unless another transaction made one meanwhile.
async fn make(app: &App, tx: &mut Tx, purpose: Purpose) -> Result<SignKey, Fault> {
    let seed = app.random.bytes::<32>();
    let public = SigningKey::from_bytes(&seed).verifying_key();
    let id = key_id(&public);
    let row = SignKey {
        purpose: purpose.code().into(),
        public_key: public_text(&public),
        sealed: app.vault.seal(&hex(&seed), &id, &app.random),
        id,
        documents: 0,
        created_at_ms: app.now_ms(),
        retired_at_ms: None,
        revoked_at_ms: None,
        reason: String::new(),
    };
    store::insert(tx, &row).await?;
    Ok(row)
}

async fn write_keyring(app: &App, tx: &mut Tx, holder: &Keyholder<'_>) -> Result<(), Fault> {
    let root = store::lock_current(tx, Purpose::Root).await?;
    let root = away::root_of(app, &root.ok_or_else(|| Fault::broken("there is no root key"))?, holder)?;
    let number = store::keyring_number(tx).await? + 1;
    let ring = Keyring {
        key_id: root.id.clone(),
        issued_at_ms: app.now_ms(),
        number,
        keys: store::ring_keys(tx).await?.iter().filter_map(ring_key).collect(),
    };
    let text = KeyringText { number, text: root.sign(&ring), issued_at_ms: app.now_ms() };
    Ok(store::insert_keyring(tx, &text).await?)
}

fn ring_key(row: &SignKey) -> Option<RingKey> {
    Some(RingKey {
        public: row.public_key.clone(),
        kinds: Purpose::of(&row.purpose)?.kinds(),
        retired_at_ms: row.retired_at_ms,
        revoked_at_ms: row.revoked_at_ms,
    })
}

fn unsealed(app: &App, row: &SignKey) -> Result<Signer, Fault> {
    if row.is_away() {
        return Err(SigningRefused::RootAway.into());
    }
    let seed = app.vault.open(&row.sealed, &row.id).map_err(Fault::broken)?;
    let bytes = away::bytes(&seed).ok_or_else(|| Fault::broken("a signing key is damaged"))?;
    Ok(Signer::of(SigningKey::from_bytes(&bytes)))
}

impl Signer {
    pub fn of(key: SigningKey) -> Signer {
        Signer { id: key_id(&key.verifying_key()), key }
    }

    /// Signs a document whose `key_id` is this key's.
    pub fn sign<D: hostler_licence::signed::Document>(&self, document: &D) -> String {
        sign(document, &self.key)
    }
}

async fn note(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (kind, subject, data): (&'static str, &str, serde_json::Value),
) -> Result<(), sqlx::Error> {
    events::record(app, tx, by, Happened { kind, customer: None, subject, data }).await?;
    Ok(())
}
