//! What every verb of the platform is handed: the database, the clock, the offer and the drivers.

use crate::authority::Authority;
use crate::backup::Depot;
use crate::catalogue::Catalogue;
use crate::drivers::acme::Acme;
use crate::drivers::host::Host;
use crate::drivers::vies::Vies;
use crate::licences::CheckRows;
use crate::mail::Outgoing;
use crate::webhooks::Reach;
use hostler_kit::db::{Db, DbError, Versions};
use hostler_kit::jobs::Wake;
use hostler_kit::random::Random;
use hostler_kit::secret::Vault;
use hostler_kit::time::Clock;
use hostler_kit::ui::Languages;
use jiff::tz::TimeZone;
use sqlx::migrate::Migrator;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// The platform's tables.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/platform");

pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub random: Random,
    pub vault: Vault,
    pub authority: Authority,
    pub catalogue: Catalogue,
    pub languages: Arc<Languages>,
    pub host: Host,
    pub wake: Wake,
    /// What the daily checks of machines turn on, as long as nothing is written.
    pub checks: CheckRows,
    /// Talks to servers: trusts the internal authority only.
    pub servers: reqwest::Client,
    /// The provider's mail server; none: mail is captured.
    pub outgoing: Option<Outgoing>,
    /// Who gives servers their certificates; none: each has one of its own that nobody else signed.
    pub acme: Option<Acme>,
    /// The EU's register of VAT numbers; none: staff accept them by hand.
    pub vies: Option<Vies>,
    pub settings: Settings,
}

/// Where this installation lives.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Everything that must be kept: database, keys, servers.
    pub data: PathBuf,
    /// What can be made again: images.
    pub cache: PathBuf,
    /// How people reach the portal, without a slash at the end: `http://127.0.0.1:8080`.
    pub portal_url: String,
    /// How servers reach the platform, without a slash at the end: `https://10.83.0.1:8443`.
    pub servers_url: String,
    /// The first address of the servers' network, and its prefix length.
    pub network: (Ipv4Addr, u8),
    /// The program that runs inside a server.
    pub binary: PathBuf,
    /// How far customers' webhooks may lead.
    pub webhooks: Reach,
    /// The DNS server that is asked who a mail to the provider is from; none: the machine's own.
    pub inbox_dns: Option<SocketAddr>,
    /// Where backups are kept.
    pub backups: Depot,
}

impl App {
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The provider's time zone (D5).
    pub fn zone(&self) -> &TimeZone {
        &self.catalogue.provider.zone
    }

    /// Runs work that keeps a core busy, such as hashing a password, off the threads that answer requests.
    pub async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        tokio::task::spawn_blocking(work).await.expect("the work does not panic")
    }
}

/// Opens the platform's database and brings it to this version.
pub async fn open_database(url: &str) -> Result<Db, DbError> {
    Db::open(url, &MIGRATIONS).await
}

/// Which version a database is at, and which one this program brings it to. Changes nothing.
pub async fn versions(url: &str) -> Result<Versions, DbError> {
    Versions::of(url, &MIGRATIONS).await
}

/// Remembers a setting of this installation.
pub async fn remember(db: &Db, name: &str, value: &str) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    sqlx::query(
        "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
    )
    .bind(name)
    .bind(value)
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// A setting that was remembered.
pub async fn remembered(db: &Db, name: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT value FROM settings WHERE name = $1")
        .bind(name)
        .fetch_optional(db.read())
        .await
}
