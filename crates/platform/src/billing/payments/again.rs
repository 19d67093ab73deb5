//! Payments that came before their invoice: when one was issued, what is open is looked at again by the same rules. What
//! staff took back by hand stays theirs.

use super::{matching, store};
use crate::app::App;
use crate::billing::invoices;
use hostler_kit::http::Fault;
use std::time::Duration;

/// How often it is looked whether an invoice was issued.
const EVERY: Duration = Duration::from_secs(10);
/// Payments that are looked at in one go.
const PART: i64 = 100;

/// Looks again after each new invoice, for as long as the platform runs.
pub async fn watch(app: &App) {
    let mut seen_ms = 0;
    loop {
        match newer(app, seen_ms).await {
            Ok(newest_ms) => seen_ms = newest_ms,
            Err(fault) => tracing::warn!(detail = fault.detail, "open payments could not be looked at again"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Looks again where an invoice was issued after that instant: the newest one's.
async fn newer(app: &App, seen_ms: i64) -> Result<i64, Fault> {
    let newest_ms = invoices::newest_issued_ms(&app.db).await?;
    if newest_ms > seen_ms {
        look_again(app).await?;
    }
    Ok(newest_ms)
}

/// Settles what is certain now of the payments that are open: how many were. Each is a transaction of its own.
pub async fn look_again(app: &App) -> Result<usize, Fault> {
    let (mut after, mut settled) = (String::new(), 0);
    loop {
        let part = store::payments::open_after(&app.db, &after, PART).await?;
        let Some(last) = part.last() else { break };
        after = last.to_string();
        for id in part {
            let mut tx = app.db.begin().await?;
            let payment = store::payments::lock(&mut tx, &id).await?.ok_or_else(Fault::missing)?;
            let state = matching::settle_if_certain(app, &mut tx, payment).await?;
            tx.commit().await?;
            settled += usize::from(state == "settled");
        }
    }
    if settled > 0 {
        app.wake.wake();
    }
    Ok(settled)
}
