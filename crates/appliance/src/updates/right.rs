//! By which right this machine gets versions.

use super::model::Held;
use crate::app::App;
use crate::licensing;
use hostler_licence::standing::Standing;

/// The licence in force, the trial, or none: as licensing saw it last.
pub fn held(app: &App) -> Held {
    #[cfg(test)]
    if let Some(held) = app.updates.held.lock().unwrap().clone() {
        return held;
    }
    let Some(stand) = licensing::standing(app) else { return Held::Locked };
    match (&stand.standing, stand.in_force()) {
        (Standing::Trial { .. }, _) => Held::Trial,
        (Standing::Licensed { .. }, Some(licence)) => Held::Licensed(Box::new(licence.clone())),
        _ => Held::Locked,
    }
}
