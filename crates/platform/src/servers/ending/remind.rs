//! Reminders before the end: what happens when, and which accounts stand in its way.

use super::model::Ending;
use super::rules::reminder_due;
use super::{days_left, left, store, told};
use crate::app::App;
use crate::servers;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Gives the reminder for so many days before the end, unless the notice does not stand any more or a nearer one is
/// due: after a standstill one is given, not all that were missed.
pub async fn remind(app: &App, id: &Id<Ending>, days: i64) -> Result<(), Fault> {
    let Some(ending) = store::find(&app.db, id).await?.filter(Ending::is_noticed) else { return Ok(()) };
    if app.now_ms() >= ending.ends_at_ms || reminder_due(days_left(app, &ending)) != Some(days) {
        return Ok(());
    }
    let server = servers::find(&app.db, &ending.server_id).await?.ok_or_else(Fault::missing)?;
    let left = left(app, &server).await?;
    let key = if left.accounts.is_empty() { "mail-notice-reminder" } else { "mail-notice-accounts" };
    let mut tx = app.db.begin().await?;
    if !store::insert_reminder(&mut tx, &ending.id, days, app.now_ms()).await? {
        return Ok(());
    }
    let told = told::Told { key, ending: &ending, accounts: &left.accounts };
    told::owners(app, &mut tx, &server, told).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
