//! The server's first account: it stays as long as the server does, counts like any other hosted (D2), and on a
//! customer's own machine is who signs in to the console.

use super::change::{Actor, Change};
use super::mailboxes::hashed;
use super::model::Account;
use super::refusals::{AccountsError, Refusal};
use super::rules;
use super::store::{self, Holder, NewAccount};
use crate::app::App;
use crate::history::Action;
use hostler_kit::id::Id;
use hostler_kit::secret::verify_password;
use hostler_wire::What;
use serde::Deserialize;

/// The first administrator, as typed at set-up.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewAdministrator {
    pub name: String,
    /// In the server's own domain.
    pub address: String,
    pub password: String,
}

/// One whose every part is in order, ready to be written.
pub struct CheckedAdministrator {
    host: String,
    address: String,
    domain: String,
    name: String,
    /// Empty: cannot sign in yet.
    password_hash: String,
}

/// The first start of a hosted server: its own domain and its administrator's account. Later starts, and customers' own
/// machines, change nothing.
pub async fn ensure_administrator(app: &App) -> Result<(), AccountsError> {
    let Some(hosted) = app.bootstrap.hosted() else { return Ok(()) };
    let (address, domain) = rules::own_address(&hosted.administrator.address)?;
    let checked = CheckedAdministrator {
        host: rules::domain(&app.bootstrap.host)?,
        address,
        domain,
        name: rules::person_name(&hosted.administrator.name)?,
        password_hash: String::new(),
    };
    let actor = Actor::server();
    let mut change = Change::begin(app, &actor).await?;
    if write_administrator(app, &mut change, &checked).await?.is_some() {
        change.commit().await?;
    }
    Ok(())
}

/// Whether this may be the administrator of a customer's own machine.
pub async fn check_administrator(
    app: &App,
    new: &NewAdministrator,
) -> Result<CheckedAdministrator, AccountsError> {
    let name = rules::person_name(&new.name)?;
    let (address, domain) = rules::own_address(&new.address)?;
    let host = rules::domain(&app.bootstrap.host)?;
    if domain != host {
        return Err(Refusal::AdministratorElsewhere(host).into());
    }
    rules::password(&new.password, &address, &name)?;
    let password_hash = hashed(app, new.password.clone()).await?;
    Ok(CheckedAdministrator { host, address, domain, name, password_hash })
}

/// Writes the server's own domain and its administrator with the journal entry; none if the server has both already.
pub async fn write_administrator(
    app: &App,
    change: &mut Change<'_>,
    new: &CheckedAdministrator,
) -> Result<Option<Id<Account>>, AccountsError> {
    let now_ms = change.now_ms;
    if !store::insert_domain(&mut change.tx, &new.host, Some(now_ms), now_ms).await? {
        return Ok(None);
    }
    store::take_address(&mut change.tx, (&new.address, &new.domain), Holder::Mailbox, now_ms).await?;
    let id = Id::new(now_ms, &app.random);
    let account = NewAccount {
        id: &id,
        address: &new.address,
        name: &new.name,
        password_hash: &new.password_hash,
        quota_bytes: None,
        administrator_since_ms: Some(now_ms),
        now_ms,
    };
    store::insert_account(&mut change.tx, &account).await?;
    change.journal(What::Created { account: id.to_string(), address: new.address.clone() }).await?;
    change.note(Action::ServerStarted, &new.host, &new.address).await?;
    Ok(Some(id))
}

/// A new password for the administrator, whose mailbox is enabled with it: who proved to be the machine's root gets in.
pub struct NewPassword {
    account: Account,
    hash: String,
}

pub async fn check_new_password(app: &App, password: &str) -> Result<NewPassword, AccountsError> {
    let account = store::administrator(&app.db).await?.ok_or(Refusal::MailboxMissing)?;
    rules::password(password, &account.address, &account.name)?;
    let hash = hashed(app, password.to_string()).await?;
    Ok(NewPassword { account, hash })
}

pub async fn write_new_password(
    change: &mut Change<'_>,
    new: &NewPassword,
) -> Result<Id<Account>, AccountsError> {
    let account = super::mailboxes::found(change, &new.account.id).await?;
    let now_ms = change.now_ms;
    store::set_password(&mut change.tx, &account.id, &new.hash, now_ms).await?;
    change.note(Action::PasswordChanged, &account.address, &account.name).await?;
    if store::set_disabled(&mut change.tx, &account.id, None).await? {
        change.journal(What::Enabled { account: account.id.to_string() }).await?;
        change.note(Action::MailboxEnabled, &account.address, &account.name).await?;
    }
    change.ends_sessions(&account.address);
    Ok(account.id)
}

/// The hash of a password that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$aG9zdGxlciBub2JvZHkh$jYGB0Y1d1zq5ZpMp6ozHbqOLpAbGwJXDn8sHRNZB7qY";

/// The administrator, if address and password are theirs. A stranger's address takes as long as a known one.
pub async fn administrator_by_password(
    app: &App,
    address: &str,
    password: &str,
) -> Result<Option<Account>, AccountsError> {
    let known = store::administrator(&app.db).await?.filter(|known| !known.is_disabled());
    let known = known.filter(|known| known.address == address.trim().to_lowercase());
    let hash = match &known {
        Some(account) => store::password_hash(&app.db, &account.id).await?,
        None => NOBODY.to_string(),
    };
    let password = password.to_string();
    let fits = tokio::task::spawn_blocking(move || verify_password(&password, &hash)).await;
    let fits = fits.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    Ok(known.filter(|_| fits))
}
