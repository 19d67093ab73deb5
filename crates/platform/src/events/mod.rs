//! The event log (L14, W2): one line for each thing that happened, with who did it. It is the audit trail that
//! customers and staff read, the feed that programs follow, and what webhooks deliver.
//!
//! A verb writes its line in its own transaction, so neither is there without the other. Lines are added, never
//! changed, and stay when what they tell of is deleted.

pub mod jobs;
mod model;
pub mod pages;
pub mod routes;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Actor, Event, Happened, Whose};
pub use rules::{KINDS, asked_kinds_fit, hears};
pub use store::{find, of_subject};

use crate::app::App;
use hostler_kit::db::Tx;
use hostler_kit::id::Id;

/// Writes down that something happened. Part of the caller's transaction: no commit, no line, and nobody is told.
pub async fn record(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    happened: Happened<'_>,
) -> Result<Id<Event>, sqlx::Error> {
    debug_assert!(KINDS.contains(&happened.kind), "{} is missing in events::KINDS", happened.kind);
    let event = Event {
        id: Id::new(app.now_ms(), &app.random),
        at_ms: app.now_ms(),
        kind: happened.kind.into(),
        customer_id: happened.customer.map(str::to_string),
        subject: happened.subject.into(),
        actor: by.id.clone(),
        actor_name: by.name.clone(),
        data: happened.data.to_string(),
    };
    store::insert(tx, &event).await?;
    if store::somebody_listens(tx, happened.customer.unwrap_or_default()).await? {
        hostler_kit::jobs::enqueue(tx, &jobs::TellOfEvent { event: event.id.clone() }, app.now_ms()).await?;
    }
    Ok(event.id)
}

/// From now on, whoever asked for these events is told of each by the job [`jobs::TellOfEvent`].
pub async fn listen(tx: &mut Tx, whose: &Whose) -> Result<(), sqlx::Error> {
    store::insert_listener(tx, whose.audience()).await
}
