//! What stands on an invoice's page as evidence of the care that is paid with it: that the backups of its month can be
//! restored.

use super::model::Invoice;
use crate::backup;
use crate::servers::{self, host_name};
use crate::web::Visit;
use hostler_kit::http::Fault;
use hostler_kit::time::{Month, day};

/// A sentence for each server whose backup was restored and compared in the invoice's month.
pub(super) async fn of(visit: &Visit, invoice: &Invoice) -> Result<Vec<String>, Fault> {
    let app = &visit.app;
    let Some(month) = invoice.month.as_deref().and_then(|month| month.parse::<Month>().ok()) else {
        return Ok(Vec::new());
    };
    let span = (month.start_ms(app.zone()), month.end_ms(app.zone()));
    let mut sentences = Vec::new();
    for server in servers::of_customer(&app.db, &invoice.customer_id).await? {
        let Some(drill) = backup::passed_within(&app.db, &server.id, span).await? else { continue };
        let at_ms = drill.ended_at_ms.unwrap_or(drill.begun_at_ms);
        let values = [
            ("host", host_name(app, &server).into()),
            ("day", visit.words.date(day(at_ms, app.zone())).into()),
            ("mailboxes", drill.mailboxes.into()),
            ("messages", drill.messages.into()),
        ];
        sentences.push(visit.words.tr("drill-on-invoice", &values));
    }
    Ok(sentences)
}
