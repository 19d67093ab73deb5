//! Events on their way: first to the webhooks that ask for them, then one delivery at a time.

use super::model::Delivery;
use super::{change, deliver, store};
use crate::app::App;
use crate::events::jobs::TellOfEvent;
use crate::events::{self, hears};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

impl Job<App> for TellOfEvent {
    const KIND: &'static str = "tell-of-event";

    fn subject(&self) -> String {
        self.event.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        let Some(event) = events::find(&app.db, &self.event).await? else { return Ok(()) };
        let customer = event.customer_id.as_deref().unwrap_or_default();
        let all = store::listening(&app.db, customer).await?;
        let mut tx = app.db.begin().await?;
        // A ping goes to the webhook that it tries out, which has it already.
        for webhook in all.iter().filter(|webhook| hears(&webhook.kinds, &event.kind)) {
            if event.kind != "webhook.pinged" {
                change::offer(app, &mut tx, &webhook.id, &event.id).await?;
            }
        }
        tx.commit().await?;
        app.wake.wake();
        Ok(())
    }
}

/// One attempt. When the next one is, is the delivery's own affair: a refusal is no failure of the job.
#[derive(Serialize, Deserialize)]
pub struct DeliverEvent {
    pub delivery: Id<Delivery>,
}

impl Job<App> for DeliverEvent {
    const KIND: &'static str = "deliver-event";

    fn subject(&self) -> String {
        self.delivery.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        deliver::attempt(app, &self.delivery).await.map_err(|fault: Fault| Failure(fault.detail))
    }
}
