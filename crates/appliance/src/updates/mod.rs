//! Updates of a customer's own machine (L3, L11): which versions the vendor offers, which of them this machine may
//! install, and their installation with a way back.
//!
//! What may be installed is decided here, from the signed manifest and the licence, and said before anything happens.
//! The package is installed by a program of its own, which outlives the server: it keeps the package and the data of the
//! version that runs, installs the new one, waits until its console answers, and goes back by itself if it does not.
//!
//! A hosted server has none of this: its provider looks after its versions.

mod begin;
mod channel;
pub mod command;
pub mod installer;
mod model;
pub mod pages;
mod refusals;
mod right;
pub mod routes;
mod rules;
mod sentences;
mod shelf;
mod store;
mod watch;

#[cfg(test)]
mod tests;

pub use begin::{Begun, begin, begin_way_back, carry};
pub use model::{
    Age, Health, Heard, Held, Installation, Installed, Offer, Outcome, Picture, Rejected, Step, Trouble, Way,
    Why, Wish,
};
pub use refusals::{UpdateRefused, UpdatesError};
pub use right::held;
pub use shelf::{Shelf, Turn};
pub use watch::run;

use crate::app::{App, Lock};
use channel::Source;
use hostler_wire::bootstrap::Vendor;
use hostler_wire::report::EngineState;
use std::path::{Path, PathBuf};

/// Where the package says what it is.
pub const PACKAGE: &str = "/usr/share/hostler/package.json";
/// The program of the package.
pub const PROGRAM: &str = "/usr/bin/hostler";
/// The package's name in Debian's list.
pub const NAME: &str = "hostler-connect";

/// What updates work with.
#[derive(Debug, Default)]
pub struct Updates {
    /// None where the program comes from no package.
    installed: Option<Installed>,
    /// Starts the installing program; the last words are those of its own.
    installer: Vec<String>,
    #[cfg(test)]
    pub held: std::sync::Mutex<Option<Held>>,
}

impl Updates {
    /// Of the machine that this program runs on, with these settings and this data.
    pub fn of_machine(settings: &Path, data: &Path) -> Updates {
        let installed = std::fs::read(PACKAGE).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Updates::of(installed, installer::command(settings, data))
    }

    pub fn of(installed: Option<Installed>, installer: Vec<String>) -> Updates {
        Updates {
            installed,
            installer,
            #[cfg(test)]
            held: std::sync::Mutex::default(),
        }
    }

    /// The version that runs, as its package calls it.
    pub fn installed(&self) -> Option<&Installed> {
        self.installed.as_ref()
    }
}

fn installed(app: &App) -> Result<&Installed, UpdateRefused> {
    app.updates.installed().filter(|_| app.bootstrap.licensed().is_some()).ok_or(UpdateRefused::NoPackage)
}

fn vendor(app: &App) -> Result<&Vendor, UpdateRefused> {
    app.bootstrap.licensed().map(|own| &own.vendor).ok_or(UpdateRefused::NoPackage)
}

/// What is to be seen, from what was heard last.
pub async fn look(app: &App) -> Result<Picture, UpdatesError> {
    let (installed, vendor, shelf) = (installed(app)?, vendor(app)?, Shelf::of(&app.folders));
    let (heard, results) = (shelf.heard()?, shelf.results()?);
    let (manifests, rejected) = match &heard.channel {
        Some(channel) => rules::open(&vendor.root_key, &installed.product, channel),
        None => Default::default(),
    };
    let releases = rules::judge(&manifests, installed, &held(app));
    let came = results.iter().find(|one| one.outcome == Some(Outcome::Installed));
    let own = releases.iter().find(|offer| offer.age == Age::Installed);
    Ok(Picture {
        installed: installed.clone(),
        installed_at_ms: came.filter(|one| one.to == installed.version).and_then(|one| one.ended_at_ms),
        released: own.map(|offer| offer.released),
        kept: shelf.kept_before(&installed.version),
        asked_at_ms: heard.asked_at_ms,
        answered_at_ms: heard.answered_at_ms,
        unanswered: heard.unanswered,
        newest: rules::newest(&releases).map(|offer| offer.version.clone()),
        releases,
        rejected,
        installation: shelf.installation()?,
        results,
    })
}

/// Asks the vendor now. What it says is taken only if its keyring is signed by the root key and no older than one that
/// was seen; else what was heard before stays.
pub async fn check(app: &App) -> Result<Picture, UpdatesError> {
    let (installed, vendor, shelf) = (installed(app)?, vendor(app)?, Shelf::of(&app.folders));
    let asked = match Source::of(vendor) {
        Ok(source) => source.ask(&installed.product).await,
        Err(reason) => Err(reason),
    };
    let now_ms = Some(app.clock.now_ms());
    let mut heard = Heard { asked_at_ms: now_ms, unanswered: None, ..shelf.heard()? };
    let taken = asked.map_err(|reason| UpdateRefused::NoAnswer { reason }).and_then(|channel| {
        let taken = rules::take(&vendor.root_key, &installed.product, (&heard, &channel));
        let bad = |bad: rules::BadChannel| UpdateRefused::BadAnswer { reason: bad.to_string() };
        taken.map_err(bad).map(|()| channel)
    });
    match &taken {
        Ok(channel) => (heard.channel, heard.answered_at_ms) = (Some(channel.clone()), now_ms),
        Err(UpdateRefused::NoAnswer { reason } | UpdateRefused::BadAnswer { reason }) => {
            heard.unanswered = Some(reason.clone());
        }
        Err(_) => {}
    }
    shelf.keep_heard(&heard)?;
    taken?;
    look(app).await
}

/// What the console answers whoever waits for it on the machine itself.
pub fn health(app: &App) -> Health {
    let engines = app.signals.engines.borrow();
    let works = !engines.is_empty() && engines.iter().all(|engine| engine.state == EngineState::Running);
    let locked = matches!(&*app.signals.lock.borrow(), Lock::Locked { .. });
    let version = app.updates.installed().map(|own| own.version.clone());
    Health { version: version.unwrap_or_else(|| env!("CARGO_PKG_VERSION").into()), ready: works || locked }
}

/// Says that a server runs with this data, for as long as it holds the file: whoever has to stop it where no systemd
/// does finds it here.
pub fn mark_running(data: &Path) -> std::io::Result<std::fs::File> {
    use std::io::Write;
    let path = running(data);
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    file.try_lock()?;
    file.set_len(0)?;
    write!(file, "{}", std::process::id())?;
    Ok(file)
}

fn running(data: &Path) -> PathBuf {
    data.join("running")
}
