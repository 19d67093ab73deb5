//! Who is mailed about an incident: staff, and the owners where it is theirs to know.

use super::model::{Incident, KINDS, Told};
use crate::accounts::{self, Person, Role};
use crate::app::App;
use crate::mail;
use crate::servers::{Server, host_name};
use hostler_kit::db::Tx;
use hostler_kit::time::instant;
use hostler_kit::ui::words::Lang;

/// Mails staff, and the owners if the kind is one that they are told of.
pub async fn about(
    app: &App,
    tx: &mut Tx,
    (incident, server): (&Incident, Option<&Server>),
    key: &str,
) -> Result<(), sqlx::Error> {
    staff(app, tx, (incident, server), key).await?;
    let theirs = KINDS.iter().any(|(kind, told)| *kind == incident.kind && *told == Told::Owners);
    let Some(server) = server.filter(|_| theirs) else { return Ok(()) };
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        if Role::of(&person.role) == Some(Role::Owner) {
            let link = format!("{}/servers/{}/incidents/{}", app.settings.portal_url, server.id, incident.id);
            one(app, tx, (incident, Some(server)), (&person, key, link)).await?;
        }
    }
    Ok(())
}

/// Mails everybody of the provider's.
pub async fn staff(
    app: &App,
    tx: &mut Tx,
    (incident, server): (&Incident, Option<&Server>),
    key: &str,
) -> Result<(), sqlx::Error> {
    for person in accounts::staff(&app.db).await? {
        let link = format!("{}/staff/incidents/{}", app.settings.portal_url, incident.id);
        one(app, tx, (incident, server), (&person, key, link)).await?;
    }
    Ok(())
}

async fn one(
    app: &App,
    tx: &mut Tx,
    (incident, server): (&Incident, Option<&Server>),
    (person, key, link): (&Person, &str, String),
) -> Result<(), sqlx::Error> {
    let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
    let at = |ms: i64| words.instant(instant(ms), app.zone());
    let values = [
        ("host", server.map_or_else(|| words.t("incident-node"), |server| host_name(app, server))),
        ("what", words.t(&format!("incident-{}", incident.kind))),
        ("detail", incident.detail.clone()),
        ("began", at(incident.began_at_ms)),
        ("over", incident.over_at_ms.map(at).unwrap_or_default()),
        ("link", link),
    ];
    mail::send(app, tx, &mail::Letter { to: person, key, values: &values }).await
}
