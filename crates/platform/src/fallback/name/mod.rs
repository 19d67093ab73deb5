//! The fallback's own name: what senders find of it, and whether the strict ones among them would deliver to it.
//!
//! The certificate is the one that the fallback really shows, seen as a sender sees it. A TLSA record that does not fit it
//! keeps senders who use DANE (RFC 7672) from ever using the fallback, so that is an incident.

mod dane;
pub mod pages;
mod seen;
mod store;

pub use dane::Dane;
pub use seen::{Given, look};

use crate::app::App;
use hostler_kit::http::Fault;
use sqlx::FromRow;

/// How often it is looked at.
const EVERY_MS: i64 = 3_600_000;
/// The port of SMTP, by which the record is named.
const PORT: u16 = 25;

/// How it stands with the fallback's name.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct MailName {
    pub host: String,
    /// None: it is to be looked at.
    pub looked_at_ms: Option<i64>,
    /// The record that fits its certificate, as a zone file has it behind its name; empty: it showed none.
    pub tlsa: String,
    pub certificate_until_ms: Option<i64>,
    /// What strict senders find wrong with the certificate; empty: nothing.
    pub certificate_trouble: String,
    /// See [`Dane`].
    pub verdict: String,
    /// TLSA records, a line for each; or why they could not be looked up.
    pub found: String,
    /// Its addresses in DNS, by spaces.
    pub addresses: String,
}

impl MailName {
    pub fn verdict(&self) -> Option<Dane> {
        Dane::of(&self.verdict)
    }

    /// The whole line for the zone file.
    pub fn publish(&self) -> Option<String> {
        let record = format!("_{PORT}._tcp.{}. TLSA {}", self.host, self.tlsa);
        (!self.tlsa.is_empty()).then_some(record)
    }
}

/// How it stands; none: it was never looked at.
pub async fn of(app: &App) -> Result<Option<MailName>, Fault> {
    Ok(store::find(&app.db, &app.catalogue.fallback.host).await?)
}

/// What strict senders find wrong with the fallback's certificate; empty: nothing, or it is not known yet.
pub async fn certificate_trouble(app: &App) -> Result<String, Fault> {
    Ok(of(app).await?.map(|name| name.certificate_trouble).unwrap_or_default())
}

/// Asks for a look now: whoever runs the fallback does it within a minute.
pub async fn look_again(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    store::look_again(&mut tx, &app.catalogue.fallback.host).await?;
    Ok(tx.commit().await?)
}

/// Whether its time has come.
async fn is_due(app: &App) -> Result<bool, Fault> {
    let at_ms = of(app).await?.and_then(|name| name.looked_at_ms);
    Ok(at_ms.is_none_or(|at_ms| at_ms <= app.now_ms() - EVERY_MS))
}
