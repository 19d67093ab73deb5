//! The owners are told once when a name's DNS leads to their server no more: before its certificate runs out, with what
//! to publish.

use super::model::HostName;
use super::rules;
use crate::accounts::{self, Role};
use crate::app::App;
use crate::certificates::store;
use crate::mail;
use crate::servers::{Server, host_name};
use hostler_kit::db::Tx;
use hostler_kit::time::instant;
use hostler_kit::ui::words::{Lang, Words};

pub async fn lost(app: &App, tx: &mut Tx, (server, name): (&Server, &HostName)) -> Result<(), sqlx::Error> {
    let certificate = store::find(&app.db, (&server.id, &name.name)).await?;
    let until_ms = certificate.and_then(|certificate| certificate.until_ms);
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        if Role::of(&person.role) != Some(Role::Owner) {
            continue;
        }
        let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
        let at = |ms: Option<i64>| ms.map_or_else(String::new, |ms| words.instant(instant(ms), app.zone()));
        let values = [
            ("host", host_name(app, server)),
            ("lost", name.written()),
            ("found", found(&words, name)),
            ("record", records(app, server, name)),
            ("until", if until_ms.is_some() { at(until_ms) } else { words.t("host-name-no-certificate") }),
            ("goes", at(rules::goes_at_ms(name))),
            ("link", format!("{}/servers/{}/certificates", app.settings.portal_url, server.id)),
        ];
        mail::send(app, tx, &mail::Letter { to: &person, key: "mail-host-name-lost", values: &values })
            .await?;
    }
    Ok(())
}

fn found(words: &Words, name: &HostName) -> String {
    match name.found.as_str() {
        "" => words.t("host-name-no-records"),
        found => found.replace('\n', ", "),
    }
}

fn records(app: &App, server: &Server, name: &HostName) -> String {
    rules::publish(name, &host_name(app, server)).join("\n    ")
}
