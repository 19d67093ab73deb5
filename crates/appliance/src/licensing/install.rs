//! A licence file is taken in: from the vendor's answer, or by hand where there is no network.

use super::model::Stand;
use super::refusals::{LicensingError, Refusal};
use super::turn::Turn;
use super::{publish, register, rules};
use crate::accounts::{Actor, Change};
use crate::app::App;
use crate::history::Action;
use hostler_licence::file::{Licence, Revocations};
use hostler_licence::keyring::Keyring;
use hostler_wire::registration::{Registered, Told};
use std::sync::Arc;

/// What came, each a signed text.
#[derive(Debug, Default, Clone)]
pub(super) struct Arrived {
    pub licence: Option<String>,
    pub keyring: Option<String>,
    pub revocations: Option<String>,
    pub explanation: Vec<Told>,
}

impl Arrived {
    /// Reads what somebody uploads or pastes: the vendor's documents one after another in any order, or its whole answer
    /// to a request.
    fn read(text: &str) -> Arrived {
        if let Ok(answer) = serde_json::from_str::<Registered>(text) {
            return Arrived::from(answer);
        }
        let mut arrived = Arrived::default();
        for document in rules::documents(text) {
            let place = if rules::says_to_be::<Keyring>(document) {
                &mut arrived.keyring
            } else if rules::says_to_be::<Revocations>(document) {
                &mut arrived.revocations
            } else {
                &mut arrived.licence
            };
            *place = Some(document.to_string());
        }
        arrived
    }
}

impl From<Registered> for Arrived {
    fn from(answer: Registered) -> Arrived {
        Arrived {
            licence: Some(answer.licence_file),
            keyring: Some(answer.keyring),
            revocations: Some(answer.revocations),
            explanation: answer.explanation,
        }
    }
}

/// Installs the licence file in a text. The product is unlocked at once. The same file again changes nothing.
pub async fn install(app: &App, actor: &Actor, text: &str) -> Result<Arc<Stand>, LicensingError> {
    if text.trim().is_empty() {
        return Err(Refusal::FileMissing.into());
    }
    let arrived = Arrived::read(text);
    let mut turn = Turn::begin(app).await?;
    let taken = take(&mut turn, &arrived);
    if matches!(taken, Ok(Some(_))) {
        register::answered(&mut turn);
    }
    let stand = finish(app, actor, turn, taken).await?;
    if arrived.licence.is_none() {
        return Err(Refusal::LicenceNotAmongIt.into());
    }
    Ok(stand)
}

/// Takes in what holds, and says which licence file was among it. What was taken before something was refused stays.
pub(super) fn take(turn: &mut Turn, arrived: &Arrived) -> Result<Option<Licence>, Refusal> {
    let root = turn.own.root;
    if let Some(text) = &arrived.keyring {
        rules::take_keyring(&mut turn.memory, text, &root).map_err(Refusal::File)?;
    }
    if let Some(text) = &arrived.revocations {
        rules::take_revocations(&mut turn.memory, text, &root)?;
    }
    let Some(text) = &arrived.licence else { return Ok(None) };
    let licence = rules::licence(&turn.memory, text, &turn.own)?;
    let serial = turn.memory.serials.entry(licence.licence.clone()).or_default();
    let again = turn.memory.licence.is_some() && serial.seen == licence.serial;
    serial.seen = serial.seen.max(licence.serial);
    turn.memory.licence = Some(text.clone());
    turn.memory.fingerprint = Some(turn.own.fingerprint.clone());
    turn.notes.not_here = false;
    turn.notes.receipt = None;
    if !arrived.explanation.is_empty() {
        turn.notes.explanation.clone_from(&arrived.explanation);
    }
    Ok((!again).then_some(licence))
}

/// Writes what a turn took in, with a line in the history, and lets everything follow; a refusal is answered after.
pub(super) async fn finish(
    app: &App,
    actor: &Actor,
    mut turn: Turn<'_>,
    taken: Result<Option<Licence>, Refusal>,
) -> Result<Arc<Stand>, LicensingError> {
    let stand = turn.judge(0);
    match &taken {
        Ok(Some(licence)) => {
            let mut change = Change::begin(app, actor).await?;
            turn.save_in(&mut change.tx).await?;
            let users = licence.users.to_string();
            change.note(Action::LicenceInstalled, &licence.number, &users).await?;
            change.commit().await?;
        }
        _ => turn.save().await?,
    }
    drop(turn);
    let stand = publish(app, stand);
    taken.map(|_| stand).map_err(LicensingError::from)
}
