//! Who is there: sessions, and for whom their person acts.

use super::model::{Person, Role, Session, TokenUse};
use super::resellers::{self, ResellerRefused};
use super::rules::SESSION_MS;
use super::store;
use crate::app::App;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::secret::token_hash;

pub async fn start_session(app: &App, tx: &mut Tx, person: &Person) -> Result<String, sqlx::Error> {
    let (token, now_ms) = (app.random.secret(), app.now_ms());
    let csrf = app.random.secret();
    let row = store::SessionRow {
        token_hash: &token_hash(&token),
        person: &person.id,
        csrf: &csrf,
        created_at_ms: now_ms,
        expires_at_ms: now_ms + SESSION_MS,
    };
    store::insert_session(tx, &row).await?;
    store::note_sign_in(tx, &person.id, now_ms).await?;
    Ok(token)
}

/// A session as it was found.
pub struct Opened {
    pub session: Session,
    /// The person acted for somebody and may not any more: this request was meant for that customer and must not be
    /// carried out for another.
    pub acting_ended: Option<Fault>,
}

/// Who holds this token, if its session has not ended.
pub async fn open(app: &App, token: &str) -> Result<Option<Opened>, sqlx::Error> {
    let hash = token_hash(token);
    let Some(found) = store::session(&app.db, &hash, app.now_ms()).await? else { return Ok(None) };
    let Some(person) = store::person(&app.db, &found.person_id).await? else { return Ok(None) };
    let Some(session) = of_person(app, person, found.csrf, None).await? else { return Ok(None) };
    let Some(customer) = found.acting_for else {
        return Ok(Some(Opened { session, acting_ended: None }));
    };
    match resellers::acting(app, &session, &customer).await? {
        Some(acting) => Ok(Some(Opened { session: resellers::as_for(session, acting), acting_ended: None })),
        None => {
            let csrf = act_for(app, &hash, None).await?;
            let ended = Some(ResellerRefused::ActingEnded.into());
            Ok(Some(Opened { session: Session { csrf, ..session }, acting_ended: ended }))
        }
    }
}

/// As [`open`], for whoever only wants to know who it is.
pub async fn session(app: &App, token: &str) -> Result<Option<Session>, sqlx::Error> {
    Ok(open(app, token).await?.map(|opened| opened.session))
}

/// The session of this person, as themselves.
pub(super) async fn of_person(
    app: &App,
    person: Person,
    csrf: String,
    token: Option<TokenUse>,
) -> Result<Option<Session>, sqlx::Error> {
    let Some(role) = Role::of(&person.role) else { return Ok(None) };
    let reseller = match (&person.customer_id, role) {
        (Some(customer), Role::Owner) => {
            resellers::is_reseller(app, customer).await?.then(|| customer.clone())
        }
        _ => None,
    };
    Ok(Some(Session { person, role, reseller, acting: None, csrf, token }))
}

/// From now on this session acts for the customer, or for nobody; its new form value.
pub(super) async fn act_for(
    app: &App,
    hash: &str,
    customer: Option<&hostler_kit::id::Id<super::Customer>>,
) -> Result<String, sqlx::Error> {
    let csrf = app.random.secret();
    let mut tx = app.db.begin().await?;
    store::set_acting(&mut tx, hash, customer, &csrf).await?;
    tx.commit().await?;
    Ok(csrf)
}

pub async fn sign_out(app: &App, token: &str) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::delete_session(&mut tx, &token_hash(token)).await?;
    tx.commit().await
}
