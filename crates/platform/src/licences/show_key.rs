//! A key's text is shown when somebody asks for it, and that it was is in the event log.

use super::model::{Issued, Licence};
use super::{What, issue, note, store};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::http::Fault;

/// The key of a licence that its page names by its hint.
///
/// # Errors
/// The licence has no such key, or it came in place and has no text.
pub async fn show_key(app: &App, by: &Actor, licence: &Licence, key: &str) -> Result<Issued, Fault> {
    let mut tx = app.db.begin().await?;
    let row = store::keys::in_tx(&mut tx, key).await?;
    let row = row.filter(|row| row.licence_id.as_ref() == Some(&licence.id) && row.sealed.is_some());
    let row = row.ok_or_else(Fault::missing)?;
    let told = serde_json::json!({ "key": row.id, "hint": row.hint, "number": licence.number });
    note(app, &mut tx, by, (What::to(licence, "key.shown"), told)).await?;
    tx.commit().await?;
    issue::opened(app, &row, Some(licence.number.clone()))
}
