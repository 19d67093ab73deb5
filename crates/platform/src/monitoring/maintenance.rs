//! Maintenance is announced, and taken back.

use super::model::{Maintenance, MaintenanceRefused};
use super::store::maintenance as store;
use crate::accounts::{self, Role};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::mail;
use crate::servers::{self, Server, host_name};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::words::Lang;

/// The longest that a window may be.
const LONGEST_MS: i64 = 86_400_000;

/// What is announced.
#[derive(Debug, Clone)]
pub struct Announced<'a> {
    /// None: every server.
    pub server: Option<&'a Server>,
    pub begins_at_ms: i64,
    pub ends_at_ms: i64,
    pub reason: &'a str,
}

/// Announces maintenance and mails the owners of the servers that it concerns.
///
/// # Errors
/// It would end before it begins or be over, last longer than a day, or there is no reason.
pub async fn announce(app: &App, by: &Actor, announced: Announced<'_>) -> Result<Maintenance, Fault> {
    let (begins_at_ms, ends_at_ms) = (announced.begins_at_ms, announced.ends_at_ms);
    let reason: String = announced.reason.trim().chars().take(500).collect();
    if reason.is_empty() {
        return Err(MaintenanceRefused::NoReason.into());
    }
    if ends_at_ms <= begins_at_ms || ends_at_ms <= app.now_ms() {
        return Err(MaintenanceRefused::Order.into());
    }
    if ends_at_ms - begins_at_ms > LONGEST_MS {
        return Err(MaintenanceRefused::TooLong.into());
    }
    let window = Maintenance {
        id: Id::new(app.now_ms(), &app.random),
        server_id: announced.server.map(|server| server.id.clone()),
        begins_at_ms,
        ends_at_ms,
        reason,
        announced_at_ms: app.now_ms(),
        announced_by: by.name.clone(),
        withdrawn_at_ms: None,
    };
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, &window).await?;
    for server in concerned(app, &window).await? {
        mail_owners(app, &mut tx, (&window, &server), "mail-maintenance-announced").await?;
    }
    tell(app, &mut tx, by, (&window, announced.server, "maintenance.announced")).await?;
    tx.commit().await?;
    Ok(window)
}

/// Takes maintenance back, or ends it where it has begun.
///
/// # Errors
/// It is over, or was taken back.
pub async fn withdraw(app: &App, by: &Actor, id: &Id<Maintenance>) -> Result<Maintenance, Fault> {
    store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    let window = store::withdraw(&mut tx, id, app.now_ms()).await?.ok_or(MaintenanceRefused::Over)?;
    let servers = concerned(app, &window).await?;
    for server in &servers {
        mail_owners(app, &mut tx, (&window, server), "mail-maintenance-withdrawn").await?;
    }
    let server = servers.first().filter(|_| window.server_id.is_some());
    tell(app, &mut tx, by, (&window, server, "maintenance.withdrawn")).await?;
    tx.commit().await?;
    Ok(window)
}

/// Windows that go on or are to come and concern a server.
pub async fn of_server(app: &App, server: &Id<Server>) -> Result<Vec<Maintenance>, sqlx::Error> {
    let coming = store::coming(&app.db, app.now_ms()).await?;
    Ok(coming.into_iter().filter(|window| window.concerns(server)).collect())
}

async fn concerned(app: &App, window: &Maintenance) -> Result<Vec<Server>, sqlx::Error> {
    let alive = servers::alive(&app.db).await?;
    Ok(alive.into_iter().filter(|server| window.concerns(&server.id)).collect())
}

async fn mail_owners(
    app: &App,
    tx: &mut Tx,
    (window, server): (&Maintenance, &Server),
    key: &str,
) -> Result<(), sqlx::Error> {
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        if Role::of(&person.role) != Some(Role::Owner) {
            continue;
        }
        let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
        let at = |ms: i64| words.instant(instant(ms), app.zone());
        let values = [
            ("host", host_name(app, server)),
            ("begins", at(window.begins_at_ms)),
            ("ends", at(window.ends_at_ms)),
            ("reason", window.reason.clone()),
        ];
        mail::send(app, tx, &mail::Letter { to: &person, key, values: &values }).await?;
    }
    Ok(())
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (window, server, kind): (&Maintenance, Option<&Server>, &'static str),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: server.map(|server| server.customer_id.as_str()),
        subject: window.id.as_str(),
        data: serde_json::json!({
            "server": window.server_id.as_ref().map(Id::as_str), "begins_at_ms": window.begins_at_ms,
            "ends_at_ms": window.ends_at_ms, "reason": window.reason,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
