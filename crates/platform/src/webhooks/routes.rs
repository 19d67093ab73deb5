//! Webhooks for programs.

use super::model::{Attempt, Delivery, Webhook, Wish};
use super::store;
use crate::api::Api;
use crate::app::App;
use crate::web::{Answer, Paging, SignedIn};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::ListQuery;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Webhooks, for people and programs.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/webhooks", get(list).post(create))
        .route("/api/v1/webhooks/{id}", get(show).patch(change).delete(remove))
        .route("/api/v1/webhooks/{id}/rotate", post(rotate))
        .route("/api/v1/webhooks/{id}/ping", post(ping))
        .route("/api/v1/webhooks/{id}/replay", post(replay_failed))
        .route("/api/v1/webhooks/{id}/deliveries", get(deliveries))
        .route("/api/v1/webhooks/{id}/deliveries/{delivery}", get(delivery))
        .route("/api/v1/webhooks/{id}/deliveries/{delivery}/replay", post(replay))
}

pub fn describe(api: &mut Api) {
    let (all, one) = ("/api/v1/webhooks", "/api/v1/webhooks/{id}");
    api.get(all, "One's own webhooks").answers::<Vec<Shown>>(200);
    api.post(all, "Add a webhook").takes::<Asked>().answers::<Made>(201);
    api.get(one, "A webhook").answers::<Shown>(200);
    api.patch(one, "Change what is named").takes::<Asked>().answers::<Shown>(200);
    api.delete(one, "Send nothing there any more").answers_nothing(204);
    api.post("/api/v1/webhooks/{id}/rotate", "Replace the signing secret").answers::<NewSecret>(200);
    api.post("/api/v1/webhooks/{id}/ping", "Send a test event").answers::<ShownDelivery>(201);
    api.post("/api/v1/webhooks/{id}/replay", "Send again what failed")
        .takes::<Since>()
        .answers::<Replayed>(200);
    api.get("/api/v1/webhooks/{id}/deliveries", "What was sent, newest first, 50 to a page")
        .asks::<ListQuery>()
        .answers::<Deliveries>(200);
    api.get("/api/v1/webhooks/{id}/deliveries/{delivery}", "A delivery with its attempts")
        .answers::<WithAttempts>(200);
    api.post("/api/v1/webhooks/{id}/deliveries/{delivery}/replay", "Send it again")
        .answers::<ShownDelivery>(200);
}

/// A webhook to be made, or what shall be different about one: what is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WebhookWish")]
pub(super) struct Asked {
    /// Needed for a new one; `https://`, at a public address.
    url: Option<String>,
    description: Option<String>,
    /// Kinds of event, or `order.*` for all of one sort; none: all.
    kinds: Option<Vec<String>>,
    /// `on` or `off`.
    state: Option<String>,
}

impl From<Asked> for Wish {
    fn from(asked: Asked) -> Wish {
        Wish {
            url: asked.url,
            description: asked.description,
            kinds: asked.kinds.map(|kinds| kinds.join(" ")),
            state: asked.state,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Webhook")]
pub(super) struct Shown {
    id: String,
    /// Null: the provider's own.
    customer_id: Option<String>,
    url: String,
    description: String,
    /// None: all.
    kinds: Vec<String>,
    /// `on` or `off`.
    state: String,
    created_at_ms: i64,
}

impl From<Webhook> for Shown {
    fn from(webhook: Webhook) -> Shown {
        Shown {
            id: webhook.id.to_string(),
            customer_id: webhook.customer_id,
            url: webhook.url,
            description: webhook.description,
            kinds: webhook.kinds.split_whitespace().map(str::to_string).collect(),
            state: webhook.state,
            created_at_ms: webhook.created_at_ms,
        }
    }
}

/// A webhook that was just made.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MadeWebhook")]
pub(super) struct Made {
    #[serde(flatten)]
    shown: Shown,
    /// What its deliveries are signed with; shown here and never again.
    secret: String,
}

/// A webhook's new signing secret; the one before stays good for a day.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookSecret")]
pub(super) struct NewSecret {
    secret: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Delivery")]
pub(super) struct ShownDelivery {
    id: String,
    webhook_id: String,
    /// Also the header `webhook-id`.
    event_id: String,
    kind: String,
    /// `waiting`, `delivered` or `failed`.
    state: String,
    attempts: i64,
    /// When it is tried next, while it waits.
    next_at_ms: Option<i64>,
    created_at_ms: i64,
    ended_at_ms: Option<i64>,
}

impl From<Delivery> for ShownDelivery {
    fn from(delivery: Delivery) -> ShownDelivery {
        ShownDelivery {
            id: delivery.id.to_string(),
            webhook_id: delivery.webhook_id.to_string(),
            event_id: delivery.event_id.to_string(),
            kind: delivery.kind,
            state: delivery.state,
            attempts: delivery.attempts,
            next_at_ms: delivery.next_at_ms,
            created_at_ms: delivery.created_at_ms,
            ended_at_ms: delivery.ended_at_ms,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DeliveryList")]
pub(super) struct Deliveries {
    /// Newest first, 50 to a page.
    deliveries: Vec<ShownDelivery>,
    total: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DeliveryAttempt")]
pub(super) struct ShownAttempt {
    number: i64,
    at_ms: i64,
    took_ms: i64,
    /// Headers, an empty line, the body.
    request: String,
    /// Null: nothing came back, and `error` says why.
    status: Option<i64>,
    /// The beginning of what came back.
    answer: String,
    error: String,
}

impl From<Attempt> for ShownAttempt {
    fn from(attempt: Attempt) -> ShownAttempt {
        ShownAttempt {
            number: attempt.number,
            at_ms: attempt.at_ms,
            took_ms: attempt.took_ms,
            request: attempt.request,
            status: attempt.status,
            answer: attempt.answer,
            error: attempt.error,
        }
    }
}

/// A delivery with its newest hundred attempts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DeliveryWithLog")]
pub(super) struct WithAttempts {
    #[serde(flatten)]
    shown: ShownDelivery,
    /// Newest first.
    log: Vec<ShownAttempt>,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "ReplaySince")]
pub(super) struct Since {
    /// What failed of deliveries made since then, in milliseconds since 1970 UTC.
    #[serde(default)]
    since_ms: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Replayed")]
pub(super) struct Replayed {
    /// How many are sent again, at most 1000 at a time.
    replayed: i64,
}

async fn own(who: &SignedIn, id: &Id<Webhook>) -> Result<Webhook, Fault> {
    super::of(&who.visit.app, &who.whose(), id).await
}

async fn list(who: SignedIn) -> Answer {
    let all = super::all(&who.visit.app, &who.whose()).await?;
    Ok(Json(all.into_iter().map(Shown::from).collect::<Vec<_>>()).into_response())
}

async fn create(who: SignedIn, Json(asked): Json<Asked>) -> Answer {
    let (webhook, secret) =
        super::create(&who.visit.app, &who.whose(), asked.into(), &who.session.actor()).await?;
    Ok((StatusCode::CREATED, Json(Made { shown: webhook.into(), secret })).into_response())
}

async fn show(who: SignedIn, Path(id): Path<Id<Webhook>>) -> Answer {
    Ok(Json(Shown::from(own(&who, &id).await?)).into_response())
}

async fn change(who: SignedIn, Path(id): Path<Id<Webhook>>, Json(asked): Json<Asked>) -> Answer {
    let webhook = own(&who, &id).await?;
    let changed = super::change(&who.visit.app, webhook, asked.into(), &who.session.actor()).await?;
    Ok(Json(Shown::from(changed)).into_response())
}

async fn remove(who: SignedIn, Path(id): Path<Id<Webhook>>) -> Answer {
    let webhook = own(&who, &id).await?;
    super::delete(&who.visit.app, &webhook, &who.session.actor()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn rotate(who: SignedIn, Path(id): Path<Id<Webhook>>) -> Answer {
    let webhook = own(&who, &id).await?;
    let secret = super::rotate(&who.visit.app, &webhook, &who.session.actor()).await?;
    Ok(Json(NewSecret { secret }).into_response())
}

async fn ping(who: SignedIn, Path(id): Path<Id<Webhook>>) -> Answer {
    let webhook = own(&who, &id).await?;
    let delivery = super::ping(&who.visit.app, &webhook, &who.session.actor()).await?;
    Ok((StatusCode::CREATED, Json(ShownDelivery::from(delivery))).into_response())
}

async fn replay_failed(who: SignedIn, Path(id): Path<Id<Webhook>>, Json(asked): Json<Since>) -> Answer {
    let webhook = own(&who, &id).await?;
    let replayed = super::replay_failed_since(&who.visit.app, &webhook, asked.since_ms).await?;
    Ok(Json(Replayed { replayed }).into_response())
}

async fn deliveries(who: SignedIn, Path(id): Path<Id<Webhook>>, Query(query): Query<ListQuery>) -> Answer {
    let webhook = own(&who, &id).await?;
    let db = &who.visit.app.db;
    let found = store::deliveries(db, &webhook.id, &Paging::of(&query)).await?;
    let total = store::count_deliveries(db, &webhook.id).await?;
    let deliveries = found.into_iter().map(ShownDelivery::from).collect();
    Ok(Json(Deliveries { deliveries, total }).into_response())
}

type Named = Path<(Id<Webhook>, Id<Delivery>)>;

async fn delivery(who: SignedIn, Path((id, delivery)): Named) -> Answer {
    let webhook = own(&who, &id).await?;
    let delivery = super::delivery(&who.visit.app, &webhook, &delivery).await?;
    let log = store::attempts(&who.visit.app.db, &delivery.id).await?;
    let log = log.into_iter().map(ShownAttempt::from).collect();
    Ok(Json(WithAttempts { shown: delivery.into(), log }).into_response())
}

async fn replay(who: SignedIn, Path((id, delivery)): Named) -> Answer {
    let webhook = own(&who, &id).await?;
    let delivery = super::delivery(&who.visit.app, &webhook, &delivery).await?;
    let delivery = super::replay(&who.visit.app, &webhook, &delivery).await?;
    Ok(Json(ShownDelivery::from(delivery)).into_response())
}
