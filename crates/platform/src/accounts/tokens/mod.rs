//! API tokens (W2): a person makes one for a program, says what it may do, and sees when it was last used.
//!
//! A token acts with its person's role, within its scopes, and only on the API. It is shown once; the database has
//! its hash. It never makes or revokes tokens and never touches a password, so a token that leaks cannot stay.

pub mod pages;
pub mod routes;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use rules::{AREAS, MARK, TokenRefused, is_token, may};
pub use store::Token;

use super::{Person, Session, TokenUse};
use crate::app::App;
use crate::events::{self, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::secret::token_hash;

/// What somebody wants a token for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    pub name: String,
    pub scopes: Vec<String>,
    pub days: i64,
}

/// Makes a token: the row, and the token itself, which nobody can read again.
pub async fn create(app: &App, session: &Session, wanted: Wanted) -> Result<(Token, String), Fault> {
    let wanted = rules::check(wanted, session.role)?;
    let (secret, now_ms) = (format!("{MARK}{}", app.random.secret()), app.now_ms());
    let token = Token {
        id: Id::new(now_ms, &app.random),
        person_id: session.person.id.clone(),
        name: wanted.name,
        scopes: wanted.scopes.join(" "),
        created_at_ms: now_ms,
        expires_at_ms: now_ms + wanted.days * rules::DAY_MS,
        last_used_at_ms: None,
        last_used_from: String::new(),
        revoked_at_ms: None,
    };
    let mut tx = app.db.begin().await?;
    if !store::insert(&mut tx, &token, &token_hash(&secret), rules::MOST_TOKENS).await? {
        return Err(TokenRefused::TooMany.into());
    }
    events::record(app, &mut tx, &session.actor(), happened("token.created", session, &token)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok((token, secret))
}

/// Ends a token of this person; one that has ended already stays so.
pub async fn revoke(app: &App, session: &Session, id: &Id<Token>) -> Result<Token, Fault> {
    let token = of(app, session, id).await?;
    let mut tx = app.db.begin().await?;
    if store::revoke(&mut tx, id, app.now_ms()).await? {
        events::record(app, &mut tx, &session.actor(), happened("token.revoked", session, &token)).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    of(app, session, id).await
}

fn happened<'a>(kind: &'static str, session: &'a Session, token: &'a Token) -> Happened<'a> {
    Happened {
        kind,
        customer: session.person.customer_id.as_ref().map(Id::as_str),
        subject: token.id.as_str(),
        data: serde_json::json!({ "name": token.name, "scopes": token.scopes }),
    }
}

/// Ends all tokens of somebody who leaves.
pub(super) async fn revoke_all(app: &App, tx: &mut Tx, person: &Id<Person>) -> Result<(), sqlx::Error> {
    store::revoke_all(tx, person, app.now_ms()).await
}

/// A person's own token; anybody else's does not exist for them.
pub async fn of(app: &App, session: &Session, id: &Id<Token>) -> Result<Token, Fault> {
    let token = store::find(&app.db, id).await?;
    token.filter(|token| token.person_id == session.person.id).ok_or_else(Fault::missing)
}

/// A person's tokens, newest first; those that were revoked or have expired stay for a while.
pub async fn all(app: &App, person: &Id<Person>) -> Result<Vec<Token>, sqlx::Error> {
    store::of_person(&app.db, person).await
}

/// Who this token acts for, if it is good. `place` is where the request comes from.
pub async fn open(app: &App, text: &str, place: &str) -> Result<Option<Session>, sqlx::Error> {
    let now_ms = app.now_ms();
    let Some(token) = store::good(&app.db, &token_hash(text), now_ms).await? else { return Ok(None) };
    // A line per minute is enough to see that it is in use.
    if token.last_used_at_ms.is_none_or(|at| now_ms - at >= rules::NOTE_USE_EVERY_MS) {
        let mut tx = app.db.begin().await?;
        store::note_use(&mut tx, &token.id, place, now_ms).await?;
        tx.commit().await?;
    }
    let Some(person) = super::store::person(&app.db, &token.person_id).await? else { return Ok(None) };
    let by = TokenUse { id: token.id, name: token.name, scopes: token.scopes };
    super::sessions::of_person(app, person, String::new(), Some(by)).await
}
