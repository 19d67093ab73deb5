//! Mailboxes: the accounts that count, and everything that can be done with one.

use super::aliases::end_aliases_to;
use super::change::{Actor, Change};
use super::model::Account;
use super::refusals::{AccountsError, Refusal};
use super::rules::{self, MOST_MAILBOXES};
use super::store::{self, Holder, NewAccount};
use crate::app::App;
use crate::history::Action;
use crate::licensing;
use hostler_kit::id::Id;
use hostler_kit::random::Random;
use hostler_kit::secret::hash_password;
use hostler_licence::counting::{self, Item};
use hostler_wire::What;
use serde::Deserialize;

/// What somebody asks for.
#[derive(Clone, Default, Deserialize)]
pub struct NewMailbox {
    pub address: String,
    pub name: String,
    /// None: nobody can sign in until one is set.
    #[serde(default)]
    pub password: Option<String>,
    #[serde(default)]
    pub quota_bytes: Option<i64>,
}

/// A mailbox whose every part is in order, ready to be written.
pub(super) struct Checked {
    pub address: String,
    pub domain: String,
    pub name: String,
    pub password_hash: String,
    pub quota_bytes: Option<i64>,
}

/// What an edit changes; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub name: Option<String>,
    pub disabled: Option<bool>,
    /// 0: as many as there is room for.
    pub quota_bytes: Option<i64>,
}

pub async fn create_mailbox(app: &App, actor: &Actor, new: &NewMailbox) -> Result<Account, AccountsError> {
    let checked = check(app, new).await?;
    let mut change = Change::begin(app, actor).await?;
    admit(app, &mut change, 1).await?;
    let id = write_mailbox(&mut change, &checked, &app.random).await?;
    change.note(Action::MailboxCreated, &checked.address, &checked.name).await?;
    change.commit().await?;
    load(app, &id).await
}

async fn check(app: &App, new: &NewMailbox) -> Result<Checked, AccountsError> {
    let (address, domain) = rules::own_address(&new.address)?;
    let name = rules::person_name(&new.name)?;
    let quota_bytes = rules::quota(new.quota_bytes)?;
    let password_hash = match &new.password {
        Some(password) => {
            rules::password(password, &address, &name)?;
            hashed(app, password.clone()).await?
        }
        None => String::new(),
    };
    Ok(Checked { address, domain, name, password_hash, quota_bytes })
}

/// Off the async threads: it takes 20 ms of a core.
pub(super) async fn hashed(app: &App, password: String) -> Result<String, AccountsError> {
    let random = app.random.clone();
    let hash = tokio::task::spawn_blocking(move || hash_password(&password, &random)).await;
    hash.map_err(|error| AccountsError::Database(sqlx::Error::Io(std::io::Error::other(error))))
}

/// Whether so many more accounts may be made: what the server can hold, and what the licence says (P9).
pub(super) async fn admit(app: &App, change: &mut Change<'_>, more: i64) -> Result<(), AccountsError> {
    let sorts = store::sorts(&mut change.tx).await?;
    if sorts.iter().map(|(_, number)| number).sum::<i64>() + more > MOST_MAILBOXES {
        return Err(Refusal::TooManyMailboxes(MOST_MAILBOXES).into());
    }
    let limit = licensing::limit(app);
    if limit == counting::Limit::Unlimited {
        return Ok(());
    }
    let rule = licensing::rule(app);
    let used = sorts.iter().map(|(one, number)| counting::users_of(&rule, one) * number).sum();
    let each = counting::users_of(&rule, &Item::account("newcomer"));
    Ok(counting::admit_number(limit, used, each * more).map_err(Refusal::UserLimit)?)
}

/// Writes a mailbox and its journal entry into a change.
pub(super) async fn write_mailbox(
    change: &mut Change<'_>,
    checked: &Checked,
    random: &Random,
) -> Result<Id<Account>, AccountsError> {
    let now_ms = change.now_ms;
    store::take_address(&mut change.tx, (&checked.address, &checked.domain), Holder::Mailbox, now_ms).await?;
    let id = Id::new(now_ms, random);
    let account = NewAccount {
        id: &id,
        address: &checked.address,
        name: &checked.name,
        password_hash: &checked.password_hash,
        quota_bytes: checked.quota_bytes,
        administrator_since_ms: None,
        now_ms,
    };
    store::insert_account(&mut change.tx, &account).await?;
    let what = What::Created { account: id.to_string(), address: checked.address.clone() };
    change.journal(what).await?;
    Ok(id)
}

/// Deletes a mailbox and all its mail. Aliases forget it; those without another target go with it.
pub async fn delete_mailbox(app: &App, actor: &Actor, id: &Id<Account>) -> Result<(), AccountsError> {
    let mut change = Change::begin(app, actor).await?;
    let account = found(&mut change, id).await?;
    if account.is_administrator() {
        return Err(Refusal::AdministratorStays.into());
    }
    let now_ms = change.now_ms;
    store::delete_account(&mut change.tx, id).await?;
    store::give_back(&mut change.tx, &account.address, Holder::Mailbox).await?;
    store::hold_removal(&mut change.tx, &account, now_ms).await?;
    change.journal(What::Deleted { account: id.to_string() }).await?;
    change.ends_sessions(&account.address);
    change.note(Action::MailboxDeleted, &account.address, &account.name).await?;
    end_aliases_to(&mut change, &account.address).await?;
    change.commit().await?;
    Ok(())
}

/// Nobody can sign in to it any more; mail for it is still taken in. It still counts (D3).
pub async fn disable_mailbox(app: &App, actor: &Actor, id: &Id<Account>) -> Result<Account, AccountsError> {
    edit_mailbox(app, actor, id, &Edit { disabled: Some(true), ..Edit::default() }).await
}

pub async fn enable_mailbox(app: &App, actor: &Actor, id: &Id<Account>) -> Result<Account, AccountsError> {
    edit_mailbox(app, actor, id, &Edit { disabled: Some(false), ..Edit::default() }).await
}

/// Changes what the edit names, all of it or nothing.
pub async fn edit_mailbox(
    app: &App,
    actor: &Actor,
    id: &Id<Account>,
    edit: &Edit,
) -> Result<Account, AccountsError> {
    let name = edit.name.as_deref().map(rules::person_name).transpose()?;
    let quota = match edit.quota_bytes {
        Some(0) => Some(None),
        Some(bytes) => Some(rules::quota(Some(bytes))?),
        None => None,
    };
    let mut change = Change::begin(app, actor).await?;
    let account = found(&mut change, id).await?;
    if let Some(name) = name.filter(|name| *name != account.name) {
        store::set_name(&mut change.tx, id, &name).await?;
        change.note(Action::MailboxRenamed, &account.address, &name).await?;
    }
    if let Some(quota) = quota.filter(|quota| *quota != account.quota_bytes) {
        store::set_quota(&mut change.tx, id, quota).await?;
        change.note(Action::QuotaChanged, &account.address, "").await?;
    }
    switch(&mut change, &account, edit.disabled).await?;
    change.commit().await?;
    load(app, id).await
}

async fn switch(
    change: &mut Change<'_>,
    account: &Account,
    disabled: Option<bool>,
) -> Result<(), sqlx::Error> {
    let Some(disabled) = disabled else { return Ok(()) };
    let since_ms = disabled.then_some(change.now_ms);
    if !store::set_disabled(&mut change.tx, &account.id, since_ms).await? {
        return Ok(());
    }
    if disabled {
        change.ends_sessions(&account.address);
    }
    let id = account.id.to_string();
    let (what, action) = match disabled {
        true => (What::Disabled { account: id }, Action::MailboxDisabled),
        false => (What::Enabled { account: id }, Action::MailboxEnabled),
    };
    change.journal(what).await?;
    change.note(action, &account.address, &account.name).await
}

pub async fn change_password(
    app: &App,
    actor: &Actor,
    id: &Id<Account>,
    password: &str,
) -> Result<(), AccountsError> {
    let account = load(app, id).await?;
    rules::password(password, &account.address, &account.name)?;
    let hash = hashed(app, password.to_string()).await?;
    let mut change = Change::begin(app, actor).await?;
    let now_ms = change.now_ms;
    if !store::set_password(&mut change.tx, id, &hash, now_ms).await? {
        return Err(Refusal::MailboxMissing.into());
    }
    change.note(Action::PasswordChanged, &account.address, &account.name).await?;
    change.ends_sessions(&account.address);
    change.commit().await?;
    Ok(())
}

pub(super) async fn found(change: &mut Change<'_>, id: &Id<Account>) -> Result<Account, AccountsError> {
    Ok(store::find_account(&mut change.tx, id).await?.ok_or(Refusal::MailboxMissing)?)
}

async fn load(app: &App, id: &Id<Account>) -> Result<Account, AccountsError> {
    Ok(store::mailbox(&app.db, id).await?.ok_or(Refusal::MailboxMissing)?)
}
