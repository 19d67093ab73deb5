//! Every working day, in office hours of the provider's zone: a job for each customer with something overdue.

use super::jobs::RemindCustomer;
use super::{rules, store, today};
use crate::app::App;
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use jiff::civil::Date;
use std::time::Duration;

/// How often the clock is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// Reminds as the days come, for as long as the platform runs.
pub async fn watch(app: &App) {
    let mut done: Option<Date> = None;
    loop {
        if done != Some(today(app)) {
            match queue(app).await {
                Ok(Some(_)) => done = Some(today(app)),
                Ok(None) => {}
                Err(fault) => {
                    tracing::warn!(detail = fault.detail, "reminders could not be queued; trying again")
                }
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Queues everybody with something overdue: how many; none outside of office hours. Harmless when it runs again.
pub async fn queue(app: &App) -> Result<Option<usize>, Fault> {
    let now = instant(app.now_ms()).to_zoned(app.zone().clone()).datetime();
    if app.catalogue.reminders.is_empty() || !rules::is_office_hour(now) {
        return Ok(None);
    }
    let (day, mut after, mut queued) = (now.date().to_string(), String::new(), 0);
    loop {
        let part = store::overdue_after(&app.db, &day, &after).await?;
        let Some(last) = part.last() else { break };
        after = last.to_string();
        queued += part.len();
        let mut tx = app.db.begin().await?;
        for customer in part {
            hostler_kit::jobs::enqueue(&mut tx, &RemindCustomer { customer }, app.now_ms()).await?;
        }
        tx.commit().await?;
    }
    app.wake.wake();
    Ok(Some(queued))
}
