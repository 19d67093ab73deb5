//! A domain's MX records were good and are so no more for a day: its owners are told once, with what to publish.

use super::keeper::mail_hosts;
use super::model::{Claim, Verdict};
use super::routes::publish;
use crate::accounts::{self, Role};
use crate::app::App;
use crate::mail;
use crate::servers::Server;
use hostler_kit::db::Tx;

/// Who moves a domain changes more than one record.
const AFTER_MS: i64 = 86_400_000;

/// What holds for a claim that was just looked up; tells its owners if it is time. Where DNS does not answer, all stays as
/// it is.
pub async fn tell(app: &App, tx: &mut Tx, (server, claim): (&Server, Claim)) -> Result<Claim, sqlx::Error> {
    let now_ms = app.now_ms();
    match claim.verdict() {
        Some(Verdict::Good) => Ok(Claim { good_at_ms: Some(now_ms), lost_told_at_ms: None, ..claim }),
        Some(Verdict::Unknown) | None => Ok(claim),
        Some(_) if is_due(&claim, now_ms) => {
            write(app, tx, (server, &claim)).await?;
            Ok(Claim { lost_told_at_ms: Some(now_ms), ..claim })
        }
        Some(_) => Ok(claim),
    }
}

fn is_due(claim: &Claim, now_ms: i64) -> bool {
    claim.lost_told_at_ms.is_none() && claim.good_at_ms.is_some_and(|good_ms| now_ms - good_ms > AFTER_MS)
}

async fn write(app: &App, tx: &mut Tx, (server, claim): (&Server, &Claim)) -> Result<(), sqlx::Error> {
    let values = [
        ("host", mail_hosts(app, server).0),
        ("domain", claim.name.clone()),
        ("found", if claim.found.is_empty() { "-".into() } else { claim.found.replace('\n', ", ") }),
        ("records", publish(app, server).join("\n    ")),
        ("link", format!("{}/servers/{}/fallback", app.settings.portal_url, server.id)),
    ];
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        if Role::of(&person.role) == Some(Role::Owner) {
            mail::send(app, tx, &mail::Letter { to: &person, key: "mail-mx-lost", values: &values }).await?;
        }
    }
    Ok(())
}
