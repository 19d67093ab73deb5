//! By which right this machine gets versions.

use super::model::Held;
use crate::app::{App, Lock};

/// The licence in force, the trial, or none.
pub fn held(app: &App) -> Held {
    #[cfg(test)]
    if let Some(held) = app.updates.held.lock().unwrap().clone() {
        return held;
    }
    match &*app.signals.lock.borrow() {
        Lock::Open => Held::Trial,
        Lock::Locked { .. } => Held::Locked,
    }
}
