//! Invoices for orders that were delivered before orders had any.

use crate::app::App;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

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
