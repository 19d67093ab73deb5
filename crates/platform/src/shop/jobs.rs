//! Orders that go on behind a request, and invoices for those that were delivered before orders had any.

use super::LicenceOrder;
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

/// Delivers an order that waited for its VAT.
#[derive(Serialize, Deserialize)]
pub struct DeliverOrder {
    pub order: Id<LicenceOrder>,
}

impl Job<App> for DeliverOrder {
    const KIND: &'static str = "deliver-licence-order";

    fn subject(&self) -> String {
        self.order.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::deliver::deliver_waiting(app, &self.order).await.map_err(|fault| Failure(fault.detail))
    }
}

/// Writes the invoices of orders that were delivered before there were any.
#[derive(Serialize, Deserialize)]
pub struct InvoiceOrders {}

impl Job<App> for InvoiceOrders {
    const KIND: &'static str = "invoice-orders";

    fn subject(&self) -> String {
        "delivered orders".into()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::invoice_delivered(app).await.map_err(|fault| Failure(fault.detail))
    }
}

/// Queued once in an installation's life, at the first start with invoices for orders.
pub async fn invoice_delivered_once(app: &App) -> Result<(), sqlx::Error> {
    const DONE: &str = "orders-invoiced";
    if crate::app::remembered(&app.db, DONE).await?.is_some() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    hostler_kit::jobs::enqueue(&mut tx, &InvoiceOrders {}, app.now_ms()).await?;
    tx.commit().await?;
    crate::app::remember(&app.db, DONE, "queued").await
}
