//! The log for programs: newest first, page by page, by a cursor.

use super::model::{Event, Whose};
use super::{rules, store};
use crate::api::Api;
use crate::app::App;
use crate::web::{Answer, SignedIn};
use axum::extract::Query;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Events in one answer, at most and unless asked otherwise.
const MOST: i64 = 100;
const USUAL: i64 = 50;

/// The event log, for people and programs.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/events", get(list))
}

pub fn describe(api: &mut Api) {
    api.get(
        "/api/v1/events",
        "What happened and who did it, newest first: one's own, or for staff everybody's",
    )
    .asks::<Asked>()
    .answers::<List>(200);
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Asked {
    /// One kind, such as `order.accepted`.
    kind: String,
    /// What it happened to: an id.
    subject: String,
    /// Where the last answer ended: take `next` as it is instead.
    cursor: String,
    /// 1 to 100.
    limit: i64,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked { kind: String::new(), subject: String::new(), cursor: String::new(), limit: USUAL }
    }
}

/// An event as programs see it, here and in webhooks.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Event")]
pub struct Shown {
    pub id: String,
    pub at_ms: i64,
    /// Such as `order.accepted`.
    pub kind: String,
    /// Null: the provider's own affair.
    pub customer_id: Option<String>,
    /// The id of what it happened to.
    pub subject: String,
    /// The id of the person, token or machine, or `platform`.
    pub actor: String,
    pub actor_name: String,
    /// What else there is to know; depends on the kind.
    pub data: serde_json::Map<String, serde_json::Value>,
}

impl From<Event> for Shown {
    fn from(event: Event) -> Shown {
        Shown {
            id: event.id.to_string(),
            at_ms: event.at_ms,
            kind: event.kind,
            customer_id: event.customer_id,
            subject: event.subject,
            actor: event.actor,
            actor_name: event.actor_name,
            data: serde_json::from_str(&event.data).unwrap_or_default(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EventList")]
pub(super) struct List {
    /// Newest first.
    events: Vec<Shown>,
    /// The whole address of what comes after; null at the end.
    next: Option<String>,
}

async fn list(who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let before = match asked.cursor.as_str() {
        "" => None,
        text => Some(rules::read_cursor(text)?),
    };
    let limit = asked.limit.clamp(1, MOST);
    let wanted = store::Asked { kind: &asked.kind, subject: &asked.subject, before, limit: limit + 1 };
    let mut events = store::newest(&who.visit.app.db, &who.whose(), &wanted).await?;
    let more = events.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    events.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = events.last().filter(|_| more).map(|last| {
        let query = next_query(&asked, limit, &rules::cursor(&last.id));
        format!("{}/api/v1/events?{query}", who.visit.app.settings.portal_url)
    });
    Ok(Json(List { events: events.into_iter().map(Shown::from).collect(), next }).into_response())
}

/// The same question, from the cursor on.
fn next_query(asked: &Asked, limit: i64, cursor: &str) -> String {
    let limit = limit.to_string();
    let all =
        [("kind", asked.kind.as_str()), ("subject", &asked.subject), ("limit", &limit), ("cursor", cursor)];
    let given: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    serde_urlencoded::to_string(given).expect("plain texts")
}

impl SignedIn {
    /// The events that this person may see.
    pub fn whose(&self) -> Whose {
        match &self.session.person.customer_id {
            Some(customer) => Whose::Customer(customer.to_string()),
            None => Whose::Everybody,
        }
    }
}
