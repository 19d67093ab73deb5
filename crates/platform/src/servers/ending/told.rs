//! What owners, and staff where somebody has to look, are mailed about an ending.

use super::model::Ending;
use super::rules::named;
use super::{Server, host_name};
use crate::accounts::{self, Person, Role};
use crate::app::App;
use crate::mail;
use hostler_kit::db::Tx;
use hostler_kit::ui::words::Lang;

/// Which mail, about what.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub key: &'a str,
    pub ending: &'a Ending,
    /// Besides the administrator's.
    pub accounts: &'a [String],
}

/// Mails every owner of the server's customer.
pub async fn owners(app: &App, tx: &mut Tx, server: &Server, told: Told<'_>) -> Result<(), sqlx::Error> {
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        if Role::of(&person.role) == Some(Role::Owner) {
            one(app, tx, server, (&person, told)).await?;
        }
    }
    Ok(())
}

/// Mails everybody of the provider's.
pub async fn staff(app: &App, tx: &mut Tx, server: &Server, told: Told<'_>) -> Result<(), sqlx::Error> {
    for person in accounts::staff(&app.db).await? {
        one(app, tx, server, (&person, told)).await?;
    }
    Ok(())
}

async fn one(
    app: &App,
    tx: &mut Tx,
    server: &Server,
    (person, told): (&Person, Told<'_>),
) -> Result<(), sqlx::Error> {
    let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
    let last_day = told.ending.last_day();
    let under = if Role::of(&person.role) == Some(Role::Staff) { "/staff/servers/" } else { "/servers/" };
    let page = format!("{}{under}{}", app.settings.portal_url, server.id);
    let values = [
        ("host", host_name(app, server)),
        ("server", server.name.clone()),
        ("day", words.date(last_day)),
        ("month", words.month(last_day.first_of_month())),
        ("accounts", named(told.accounts)),
        ("n", told.accounts.len().to_string()),
        ("link", if under == "/servers/" { format!("{page}/ending") } else { page }),
    ];
    mail::send(app, tx, &mail::Letter { to: person, key: told.key, values: &values }).await
}
