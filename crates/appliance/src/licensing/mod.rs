//! The licence of a customer's own machine: trial, registration, what it covers, moving away (L7–L9, L12, L13).
//!
//! Two memories keep it, the machine's own file and the database; of the two the stricter holds, so a backup that is put
//! back brings neither a second trial nor a licence that was given up. What the vendor says counts only signed. The
//! vendor is asked once a day and never needed: nothing that was paid for ends because nobody answers.
//!
//! A hosted server has its licence included and none of this.

mod check;
mod command;
mod draft;
mod install;
mod leave;
mod machine;
mod memory;
mod model;
pub mod pages;
mod refusals;
mod register;
pub mod routes;
mod rules;
mod store;
mod turn;
pub mod vendor;
mod warnings;
mod watch;

#[cfg(test)]
pub mod tests;

pub use check::{Answered, check};
pub use command::{Command, Told, in_english, leave_behind, run_command};
pub use draft::{add_key, draft, forget_draft, put_base_key, put_owner, remove_key};
pub use install::install;
pub use leave::{leave, send_receipt};
pub use memory::{FILE, Place};
pub use model::{Draft, DraftKey, KeptReceipt, Memory, Notes, Serial, Stand, Unanswered, Wish};
pub use refusals::{LicensingError, Refusal};
pub use register::{register, request};
pub use warnings::{Warning, warnings};
pub use watch::run;

use crate::app::{App, Lock};
use hostler_licence::counting::{CountingRule, Limit};
use hostler_licence::registration::Machine;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, watch as signal};
use turn::Turn;

/// What every part of licensing works with.
#[derive(Default)]
pub struct Licensing {
    /// None where no licence is needed.
    place: Option<Place>,
    /// The root folder of the machine whose hardware is named; `/` unless a test says otherwise.
    root: Option<PathBuf>,
    /// One change at a time.
    turn: Mutex<()>,
    stand: signal::Sender<Option<Arc<Stand>>>,
    /// Something may have changed: look again.
    wake: Notify,
}

impl Licensing {
    pub fn at(place: Place) -> Licensing {
        Licensing { place: Some(place), ..Licensing::default() }
    }

    /// The same on the machine whose root folder is elsewhere.
    pub fn of_machine(self, root: &Path) -> Licensing {
        Licensing { root: Some(root.to_path_buf()), ..self }
    }
}

/// How the product stood at the last look; none where no licence is needed.
pub fn standing(app: &App) -> Option<Arc<Stand>> {
    app.licensing.stand.borrow().clone()
}

/// How many users may exist now (P9).
pub fn limit(app: &App) -> Limit {
    standing(app).map_or(Limit::Unlimited, |stand| stand.limit())
}

/// Who counts now: the licence's own signed rule, where there is a licence, else the catalogue's.
pub fn rule(app: &App) -> CountingRule {
    let sold = standing(app).and_then(|stand| stand.rule().cloned());
    sold.unwrap_or_else(|| app.rule.clone())
}

/// This machine's system and hardware.
pub fn detected(app: &App) -> Machine {
    machine::detect(
        app.licensing.root.as_deref().unwrap_or(Path::new("/")),
        &app.bootstrap.host,
        &app.bootstrap.zone,
    )
}

/// Computes anew how the product stands, remembers what must not be forgotten, and lets engines and pages follow.
/// `passed_ms` is what has passed for certain since the last look.
pub async fn look(app: &App, passed_ms: i64) -> Result<Option<Arc<Stand>>, LicensingError> {
    if app.licensing.place.is_none() {
        return Ok(None);
    }
    let mut turn = Turn::begin(app).await?;
    let stand = turn.judge(passed_ms);
    // A full disk is no reason to stop anything: it is written at a later look.
    if turn.differs()
        && let Err(error) = turn.save().await
    {
        tracing::error!(%error, "what must be remembered of the licence cannot be written");
    }
    Ok(Some(publish(app, stand)))
}

/// The clock was moved: what follows from it holds at once, and whatever is due is done.
pub async fn clock_moved(app: &App) -> Result<(), LicensingError> {
    look(app, 0).await?;
    app.licensing.wake.notify_one();
    Ok(())
}

/// Lets engines and pages follow.
fn publish(app: &App, stand: Stand) -> Arc<Stand> {
    let lock = match stand.locked() {
        None => Lock::Open,
        Some(why) => Lock::Locked {
            reason: why.code().to_string(),
            since_ms: stand.locked_since_ms.unwrap_or(stand.now_ms),
        },
    };
    let stand = Arc::new(stand);
    app.licensing.stand.send_replace(Some(stand.clone()));
    app.signals.lock.send_if_modified(|known| {
        let changes = *known != lock;
        *known = lock;
        changes
    });
    stand
}

/// What is good to know beside.
pub async fn notes(app: &App) -> Result<Notes, sqlx::Error> {
    Ok(store::kept(&app.db).await?.map(|kept| kept.notes).unwrap_or_default())
}
