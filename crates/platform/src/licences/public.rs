//! Registration for products and people without a session: knowing the key is the permission (L7, L8).

use super::register::base_key_of;
use super::{For, check, leave, look_up, register};
use crate::accounts;
use crate::api::{Api, Who};
use crate::app::App;
use crate::signing;
use crate::web::{Answer, Visit};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::{Fault, Kind};
use hostler_wire::registration::{Check, Checked, KeyFound, KeyQuestion, Registered, Released};
use std::sync::Arc;

/// Refused attempts from one address, and registrations of one key, within a quarter of an hour: nobody guesses keys.
const MOST_REFUSED: i64 = 60;
const MOST_REGISTRATIONS: i64 = 30;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/registration", post(registration))
        .route("/api/v1/registration/keys", post(key))
        .route("/api/v1/registration/receipts", post(receipt))
        .route("/api/v1/registration/checks", post(checks))
        .route("/api/v1/registration/keyring", get(keyring))
}

pub fn describe(api: &mut Api) {
    let file = "text/plain";
    api.post("/api/v1/registration", "Register a machine: the text of its request file")
        .by(Who::Anybody)
        .takes_text(file)
        .answers::<Registered>(200);
    api.post("/api/v1/registration/keys", "What a key is")
        .by(Who::Anybody)
        .takes::<KeyQuestion>()
        .answers::<KeyFound>(200);
    api.post("/api/v1/registration/receipts", "A machine gives its licence up: the text of its receipt")
        .by(Who::Anybody)
        .takes_text(file)
        .answers::<Released>(200);
    api.post("/api/v1/registration/checks", "Whether there is anything new for a machine")
        .by(Who::Anybody)
        .takes::<Check>()
        .answers::<Checked>(200);
    api.get("/api/v1/registration/keyring", "The keys by which the provider signs, signed by the root key")
        .by(Who::Anybody)
        .answers_file(file);
}

/// On whose behalf somebody asks, if they have signed in.
fn whose(visit: &Visit) -> Option<For<'_>> {
    let session = visit.session.as_ref()?;
    Some(session.person.customer_id.as_ref().map_or(For::Staff, For::Customer))
}

/// Counts what is refused towards the limit of its address.
pub(super) async fn limited<T>(
    visit: &Visit,
    done: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let subject = format!("registration from {}", visit.place);
    accounts::throttle_after(&visit.app, &subject, MOST_REFUSED).await?;
    let done = done.await;
    if done.as_ref().is_err_and(|fault| !matches!(fault.kind, Kind::Broken | Kind::Unavailable)) {
        accounts::count_attempt(&visit.app, &subject).await?;
    }
    done
}

async fn key(visit: Visit, Json(asked): Json<KeyQuestion>) -> Result<Json<KeyFound>, Fault> {
    limited(&visit, look_up(&visit.app, whose(&visit), &asked.key)).await.map(Json)
}

async fn registration(visit: Visit, text: String) -> Result<Json<Registered>, Fault> {
    registered(&visit, &text).await.map(Json)
}

/// Registers within the limits of its key and address.
pub(super) async fn registered(visit: &Visit, text: &str) -> Result<Registered, Fault> {
    let app = &visit.app;
    if let Some(key) = base_key_of(text) {
        let subject = format!("registration of {key}");
        accounts::throttle_after(app, &subject, MOST_REGISTRATIONS).await?;
        accounts::count_attempt(app, &subject).await?;
    }
    limited(visit, register(app, text)).await
}

async fn receipt(visit: Visit, text: String) -> Result<Json<Released>, Fault> {
    limited(&visit, leave(&visit.app, &text)).await.map(Json)
}

async fn checks(visit: Visit, Json(asked): Json<Check>) -> Result<Json<Checked>, Fault> {
    check(&visit.app, &asked).await.map(Json)
}

async fn keyring(visit: Visit) -> Answer {
    let ring = signing::newest_keyring(&visit.app).await?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], ring.text).into_response())
}
