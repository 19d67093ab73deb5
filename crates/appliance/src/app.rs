//! What every part of the appliance works with: database, clock, chance, and the signals between its parts.

use crate::accounts::import::Imports;
use crate::backup::LastFolder;
use crate::engines::Site;
use crate::licensing::{Licensing, Place};
use crate::offer::{self, OfferError};
use crate::server::shown::Shown;
use crate::server::{Folders, hosts};
use crate::supervise::Order;
use crate::updates::Updates;
use hostler_kit::db::Db;
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_licence::counting::CountingRule;
use hostler_wire::Bootstrap;
use hostler_wire::bootstrap::Drill;
use hostler_wire::report::{Engine, Load};
use jiff::tz::TimeZone;
use sqlx::migrate::Migrator;
use std::sync::{Arc, OnceLock};
use tokio::sync::{Mutex, Notify, mpsc, watch};

/// The appliance's tables.
pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations/appliance");

pub struct App {
    pub bootstrap: Bootstrap,
    pub db: Db,
    pub clock: Clock,
    pub random: Random,
    /// The time zone of the provider, or of the customer's own machine: days begin at its midnight (D5).
    pub zone: TimeZone,
    /// Who counts as a user here by the catalogue; what is in force is [`crate::licensing::rule`].
    pub rule: CountingRule,
    pub folders: Folders,
    pub signals: Signals,
    pub imports: Imports,
    pub licensing: Licensing,
    pub updates: Updates,
    pub put_back: LastFolder,
}

/// How the parts wake and watch each other.
pub struct Signals {
    /// Accounts changed: the engines' maps are to be rendered.
    pub changed: Notify,
    /// The journal grew: there is something to deliver.
    pub journal: Notify,
    /// The clock was moved: look again at what is due.
    pub clock: Notify,
    /// None until something renders (then it is always up to date or says why not).
    pub projection: watch::Sender<Option<Projection>>,
    pub delivery: watch::Sender<Delivery>,
    pub engines: watch::Sender<Vec<Engine>>,
    /// Whether the engines may work. Licensing says so; the engines follow (`lock`).
    pub lock: watch::Sender<Lock>,
    /// What the server carries, as last measured.
    pub load: watch::Sender<Option<Load>>,
    /// Takes orders for the engines, once they are supervised.
    pub orders: OnceLock<mpsc::Sender<Order>>,
    /// What is shown by HTTPS, once it is served.
    pub shown: OnceLock<Arc<Shown>>,
    /// Whoever changes certificates holds this: settings are rendered from all of them.
    pub certificates: Mutex<()>,
}

/// Whether mail is served (D8). Console, API and export are always open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Lock {
    #[default]
    Open,
    /// Nobody can sign in to their mail, and mail that comes is put off, since this time.
    Locked {
        /// Why, as a code of licensing's.
        reason: String,
        since_ms: i64,
    },
}

/// Whether the engines know what the accounts say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Projection {
    /// The revision of the accounts that the engines' maps hold.
    pub revision: i64,
    /// Why the last attempt failed; it is tried again until it succeeds.
    pub error: Option<String>,
}

/// How the delivery of the journal goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Delivery {
    /// Everything so far went through.
    #[default]
    Flowing,
    /// The platform does not answer, since this time and with this last reason; it is tried again.
    Waiting { since_ms: i64, reason: String },
    /// The platform refuses the journal for good: a person has to look at it.
    Stopped { code: String, reason: String },
}

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(
        "the time zone `{0}` of the bootstrap file is not known; write an IANA name such as Europe/Amsterdam"
    )]
    Zone(String),
    #[error(transparent)]
    Offer(#[from] OfferError),
}

impl App {
    pub fn new(bootstrap: Bootstrap, db: Db, clock: Clock, random: Random) -> Result<App, AppError> {
        let zone = TimeZone::get(&bootstrap.zone).map_err(|_| AppError::Zone(bootstrap.zone.clone()))?;
        let rule = offer::counting_rule(&bootstrap.product, bootstrap.holding.as_str())?;
        let (signals, folders, imports) = (Signals::default(), Folders::default(), Imports::default());
        let (licensing, updates) = (Licensing::default(), Updates::default());
        Ok(App {
            bootstrap,
            db,
            clock,
            random,
            zone,
            rule,
            folders,
            signals,
            imports,
            licensing,
            updates,
            put_back: LastFolder::default(),
        })
    }

    /// The same with its data elsewhere.
    pub fn in_folders(self, folders: Folders) -> App {
        App { folders, ..self }
    }

    /// The same with what must be remembered of its licence there.
    pub fn licensed_by(self, place: Place) -> App {
        App { licensing: Licensing::at(place), ..self }
    }

    /// The same from this package.
    pub fn updated_by(self, updates: Updates) -> App {
        App { updates, ..self }
    }

    pub fn site(&self) -> Site {
        Site {
            host: self.bootstrap.host.clone(),
            administrator: match self.bootstrap.hosted() {
                Some(hosted) => hosted.administrator.address.clone(),
                // Whoever looks after the machine, whatever their address (RFC 2142).
                None => format!("postmaster@{}", self.bootstrap.host),
            },
            folders: self.folders.clone(),
            hosts: hosts::names(&self.folders),
            fallback: self.bootstrap.hosted().map(|hosted| hosted.gateway),
        }
    }

    /// Present where it is only tried out whether a backup can be read.
    pub fn drill(&self) -> Option<&Drill> {
        self.bootstrap.hosted()?.drill.as_ref()
    }

    pub fn shared(self) -> Arc<App> {
        Arc::new(self)
    }
}

impl Default for Signals {
    fn default() -> Signals {
        Signals {
            changed: Notify::new(),
            journal: Notify::new(),
            clock: Notify::new(),
            projection: watch::Sender::default(),
            delivery: watch::Sender::default(),
            engines: watch::Sender::default(),
            lock: watch::Sender::default(),
            load: watch::Sender::default(),
            orders: OnceLock::new(),
            shown: OnceLock::new(),
            certificates: Mutex::default(),
        }
    }
}
