use crate::events::{Event, Whose};
use hostler_kit::id::{Id, Named};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// An address that events are sent to.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Webhook {
    pub id: Id<Webhook>,
    /// None: the provider's own, which hears of every event.
    pub customer_id: Option<String>,
    pub url: String,
    pub description: String,
    /// Kinds of event with spaces between; empty: all.
    pub kinds: String,
    /// [`Secrets`] under the installation's key.
    pub sealed: String,
    /// `on`, `off` or `gone`.
    pub state: String,
    pub created_at_ms: i64,
}

impl Named for Webhook {
    const PREFIX: &'static str = "whk";
}

impl Webhook {
    pub fn whose(&self) -> Whose {
        self.customer_id.clone().map_or(Whose::Everybody, Whose::Customer)
    }
}

/// What somebody wants of a webhook; none: as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub url: Option<String>,
    pub description: Option<String>,
    pub kinds: Option<String>,
    /// `on` or `off`.
    pub state: Option<String>,
}

/// The signing secrets: the present one, and the one before while it is still good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    pub present: String,
    pub before: Option<Before>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub secret: String,
    pub until_ms: i64,
}

impl Secrets {
    /// Those to sign with now, the present one first.
    pub fn good(&self, now_ms: i64) -> Vec<&str> {
        let before = self.before.iter().filter(|before| now_ms < before.until_ms);
        std::iter::once(self.present.as_str()).chain(before.map(|before| before.secret.as_str())).collect()
    }
}

/// One event on its way to one address.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Delivery {
    pub id: Id<Delivery>,
    pub webhook_id: Id<Webhook>,
    pub event_id: Id<Event>,
    /// Its event's.
    pub kind: String,
    /// `waiting`, `delivered` or `failed`.
    pub state: String,
    pub attempts: i64,
    /// Attempts before it was last sent again by hand.
    pub attempts_before: i64,
    /// When it is tried next, while it waits.
    pub next_at_ms: Option<i64>,
    pub created_at_ms: i64,
    pub ended_at_ms: Option<i64>,
}

impl Named for Delivery {
    const PREFIX: &'static str = "dlv";
}

/// One attempt: what was sent and what came back.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Attempt {
    pub number: i64,
    pub at_ms: i64,
    pub took_ms: i64,
    /// The headers that were sent, one a line; an empty line; the body.
    pub request: String,
    /// None: nothing came back, and `error` says why.
    pub status: Option<i64>,
    /// The beginning of the answer's body.
    pub answer: String,
    pub error: String,
}
