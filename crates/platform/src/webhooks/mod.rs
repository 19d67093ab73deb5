//! Webhooks (W2): events sent to an address of the customer's or the provider's, signed as Standard Webhooks says.
//!
//! An event becomes one delivery for each webhook that asks for its kind. A delivery is tried for up to three days
//! with growing pauses; each attempt is kept with what was sent and what came back, and any can be sent again. An
//! address that answers 410 is switched off.

mod change;
mod deliver;
pub mod jobs;
mod model;
pub mod pages;
mod reach;
pub mod routes;
mod rules;
pub mod sign;
mod store;
#[cfg(test)]
mod tests;

pub use change::{change, create, delete, ping, replay, replay_failed_since, rotate};
pub use model::{Attempt, Delivery, Webhook, Wish};
pub use reach::{Reach, is_public};
pub use rules::WebhookRefused;

use crate::app::App;
use crate::events::Whose;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

const DAY_MS: i64 = 86_400_000;
/// Deliveries removed in one transaction: others want to write too.
const SWEPT_AT_ONCE: u64 = 500;

/// A webhook of these people; anybody else's does not exist for them.
pub async fn of(app: &App, whose: &Whose, id: &Id<Webhook>) -> Result<Webhook, Fault> {
    let webhook = store::find(&app.db, id).await?;
    let own = webhook.filter(|webhook| webhook.state != "gone" && webhook.whose() == *whose);
    own.ok_or_else(Fault::missing)
}

/// All of theirs, oldest first.
pub async fn all(app: &App, whose: &Whose) -> Result<Vec<Webhook>, sqlx::Error> {
    match whose {
        Whose::Customer(customer) => store::of_customer(&app.db, customer).await,
        Whose::Everybody => store::of_staff(&app.db).await,
    }
}

/// Removes deliveries, with their attempts, that ended longer ago than the catalogue says they are kept. Called now and
/// then. Events stay: they are the audit trail.
pub async fn sweep(app: &App) -> Result<(), sqlx::Error> {
    let before_ms = app.now_ms() - app.catalogue.provider.webhook_deliveries_days * DAY_MS;
    loop {
        let mut tx = app.db.begin().await?;
        let removed = store::sweep_deliveries(&mut tx, before_ms, SWEPT_AT_ONCE).await?;
        tx.commit().await?;
        if removed < SWEPT_AT_ONCE {
            return Ok(());
        }
    }
}

/// A delivery of this webhook.
pub async fn delivery(app: &App, webhook: &Webhook, id: &Id<Delivery>) -> Result<Delivery, Fault> {
    let delivery = store::delivery(&app.db, id).await?;
    delivery.filter(|delivery| delivery.webhook_id == webhook.id).ok_or_else(Fault::missing)
}
