//! The licence leaves this machine (L8): a receipt, signed by the machine, frees it for another.

use super::model::KeptReceipt;
use super::publish;
use super::refusals::{LicensingError, Refusal};
use super::turn::Turn;
use super::vendor::Portal;
use crate::accounts::{Actor, Change};
use crate::app::App;
use crate::history::Action;
use hostler_licence::registration::{self, GivenUp, Receipt};
use hostler_licence::signed::sign;

/// Gives the licence up and locks the product at once: the receipt. Asked again, the same receipt is given again.
pub async fn leave(app: &App, actor: &Actor, reason: GivenUp) -> Result<KeptReceipt, LicensingError> {
    let mut turn = Turn::begin(app).await?;
    let stand = turn.judge(0);
    let Some(licence) = stand.in_force().cloned() else {
        return turn.notes.receipt.clone().ok_or_else(|| Refusal::NothingInstalled.into());
    };
    let (key_id, public_key) = registration::identity(&turn.key);
    let (issued_at_ms, id) = (app.clock.now_ms(), licence.licence.clone());
    let receipt = Receipt { key_id, issued_at_ms, public_key, licence: id, serial: licence.serial, reason };
    let text = sign(&receipt, &turn.key);
    let kept = KeptReceipt { text, number: licence.number.clone(), sent_at_ms: None };
    turn.notes.receipt = Some(kept.clone());
    turn.notes.hints.clear();
    turn.notes.explanation.clear();
    let serial = turn.memory.serials.entry(licence.licence.clone()).or_default();
    serial.given_up = serial.given_up.max(Some(licence.serial));
    serial.given_up_at_ms = Some(issued_at_ms);
    let stand = turn.judge(0);
    let mut change = Change::begin(app, actor).await?;
    turn.save_in(&mut change.tx).await?;
    change.note(Action::LicenceGivenUp, &licence.number, "").await?;
    change.commit().await?;
    drop(turn);
    publish(app, stand);
    Ok(kept)
}

/// Hands the receipt to the vendor. The vendor takes it as often as it comes.
pub async fn send_receipt(app: &App, language: &'static str) -> Result<KeptReceipt, LicensingError> {
    let licensed = app.bootstrap.licensed().ok_or(Refusal::Hosted)?;
    let receipt = super::notes(app).await?.receipt.ok_or(Refusal::NoReceipt)?;
    Portal::of(&licensed.vendor, language)?.receipt(&receipt.text).await?;
    let mut turn = Turn::begin(app).await?;
    let sent = KeptReceipt { sent_at_ms: Some(app.clock.now_ms()), ..receipt };
    if turn.notes.receipt.as_ref().is_some_and(|kept| kept.text == sent.text) {
        turn.notes.receipt = Some(sent.clone());
        turn.save().await?;
    }
    Ok(sent)
}
