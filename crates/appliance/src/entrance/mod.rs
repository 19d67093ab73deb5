//! The console's own way in, on a customer's own machine: one page to open, no default password (W3).
//!
//! At the first start the appliance prints a link that is good once. On its page the administrator chooses their name,
//! address and password; the same account is the server's first mailbox. From then on they sign in with these.
//! Whoever can read what the appliance prints is root of the machine, so a link also sets a lost password anew.
//! A session is a random token in a cookie of which the database holds only the hash; it ends when the password
//! changes. A hosted server has none of this: the portal signs people in.

pub mod pages;
mod refusals;
mod store;

#[cfg(test)]
pub mod tests;

pub use refusals::EntranceRefused;

use crate::accounts::{self, Account, Actor, Change, NewAdministrator};
use crate::app::App;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::secret::token_hash;
use hostler_wire::bootstrap::CONSOLE_PORT;

/// A session ends after twelve hours.
pub const SESSION_MS: i64 = 12 * 3_600_000;
/// A link is good for a day.
pub const LINK_MS: i64 = 24 * 3_600_000;
/// Sign-ins that fail within this time count.
pub const ATTEMPTS_WINDOW_MS: i64 = 15 * 60_000;
/// So many from one place …
const MOST_FROM_ONE_PLACE: i64 = 10;
/// … and so many in all, before the next is refused: guessing from many places is slow too. A link helps at any time.
const MOST_IN_ALL: i64 = 100;
const IN_ALL: &str = "sign-in";

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    pub account: Account,
    pub csrf: String,
    pub expires_at_ms: i64,
}

/// Makes a link, which takes the place of any before it: `https://HOST:8443/setup/…`.
pub async fn make_link(app: &App) -> Result<String, sqlx::Error> {
    let (token, now_ms) = (app.random.secret(), app.clock.now_ms());
    let mut tx = app.db.begin().await?;
    store::replace_links(&mut tx, &token_hash(&token), now_ms, now_ms + LINK_MS).await?;
    tx.commit().await?;
    Ok(format!("https://{}:{CONSOLE_PORT}/setup/{token}", app.bootstrap.host))
}

/// The link for the first set-up; none once it is done.
pub async fn first_link(app: &App) -> Result<Option<String>, sqlx::Error> {
    match accounts::administrator(&app.db).await? {
        Some(_) => Ok(None),
        None => make_link(app).await.map(Some),
    }
}

/// Whether a link is good, before anybody types.
pub async fn check_link(app: &App, token: &str) -> Result<(), Fault> {
    match store::is_open(&app.db, &token_hash(token), app.clock.now_ms()).await? {
        true => Ok(()),
        false => Err(EntranceRefused::BadLink.into()),
    }
}

/// Sets the server up through a link: its own domain and the administrator's account, who is signed in: the token.
pub async fn set_up(app: &App, token: &str, new: &NewAdministrator) -> Result<String, Fault> {
    let checked = accounts::check_administrator(app, new).await?;
    let actor = Actor::server();
    let mut change = use_link(app, &actor, token).await?;
    let made = accounts::write_administrator(app, &mut change, &checked).await?;
    let account = made.ok_or(EntranceRefused::BadLink)?;
    let session = start_session(app, &mut change.tx, &account).await?;
    change.commit().await?;
    Ok(session)
}

/// Sets the administrator's password anew through a link, ends every session and starts one: the token.
pub async fn set_password(app: &App, token: &str, password: &str) -> Result<String, Fault> {
    let checked = accounts::check_new_password(app, password).await?;
    let actor = Actor::server();
    let mut change = use_link(app, &actor, token).await?;
    let account = accounts::write_new_password(&mut change, &checked).await?;
    store::delete_sessions(&mut change.tx).await?;
    let session = start_session(app, &mut change.tx, &account).await?;
    change.commit().await?;
    Ok(session)
}

async fn use_link<'a>(app: &'a App, actor: &'a Actor, token: &str) -> Result<Change<'a>, Fault> {
    let mut change = Change::begin(app, actor).await?;
    let now_ms = change.now_ms;
    match store::use_link(&mut change.tx, &token_hash(token), now_ms).await? {
        true => Ok(change),
        false => Err(EntranceRefused::BadLink.into()),
    }
}

/// Checks address and password, from `place` (the caller's address), and starts a session: its token.
pub async fn sign_in(app: &App, address: &str, password: &str, place: &str) -> Result<String, Fault> {
    let (from, now_ms) = (format!("sign-in from {place}"), app.clock.now_ms());
    for (subject, most) in [(from.as_str(), MOST_FROM_ONE_PLACE), (IN_ALL, MOST_IN_ALL)] {
        if store::attempts_since(&app.db, subject, now_ms - ATTEMPTS_WINDOW_MS).await? >= most {
            return Err(EntranceRefused::TooManyAttempts.into());
        }
    }
    let account = accounts::administrator_by_password(app, address, password).await?;
    let mut tx = app.db.begin().await?;
    store::sweep(&mut tx, now_ms, now_ms - ATTEMPTS_WINDOW_MS).await?;
    let Some(account) = account else {
        for subject in [from.as_str(), IN_ALL] {
            store::note_attempt(&mut tx, subject, now_ms).await?;
        }
        tx.commit().await?;
        return Err(EntranceRefused::WrongSignIn.into());
    };
    let token = start_session(app, &mut tx, &account.id).await?;
    tx.commit().await?;
    Ok(token)
}

async fn start_session(app: &App, tx: &mut Tx, account: &Id<Account>) -> Result<String, sqlx::Error> {
    let (token, now_ms) = (app.random.secret(), app.clock.now_ms());
    let row = store::SessionRow {
        token_hash: token_hash(&token),
        account: account.clone(),
        csrf: app.random.secret(),
        created_at_ms: now_ms,
        expires_at_ms: now_ms + SESSION_MS,
    };
    store::insert_session(tx, &row).await?;
    Ok(token)
}

/// Who holds this token: the administrator, enabled, with the password of when the session began.
pub async fn session(app: &App, token: &str) -> Result<Option<Session>, sqlx::Error> {
    let found = store::session(&app.db, &token_hash(token), app.clock.now_ms()).await?;
    let Some(row) = found else { return Ok(None) };
    let account = accounts::mailbox(&app.db, &row.account).await?;
    let holds = |account: &Account| {
        let same = account.password_set_at_ms.is_some_and(|set_at_ms| set_at_ms <= row.created_at_ms);
        account.is_administrator() && !account.is_disabled() && same
    };
    let account = account.filter(holds);
    Ok(account.map(|account| Session { account, csrf: row.csrf, expires_at_ms: row.expires_at_ms }))
}

pub async fn sign_out(app: &App, token: &str) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::delete_session(&mut tx, &token_hash(token)).await?;
    tx.commit().await
}
