//! Moving a licence to another machine (L8): by the old machine's receipt, or by declaring that machine permanently
//! offline.

use super::facts::Speech;
use super::show::{check_role, own};
use super::{sent_text, text_form};
use crate::app::App;
use crate::licences::model::{Licence, Machine};
use crate::licences::public::limited;
use crate::licences::{Declaration, For, declare_offline, explain, leave, rules};
use crate::web::{Answer, Member, Posted, Uploaded, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Choice, Confirm, Field, Form, Page};
use hostler_wire::registration::{Outcome, Released};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/licences/{id}/move", get(move_page).post(declare))
        .route("/licences/receipts", get(receipt_page).post(receipt))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/move.html")]
struct MovePage {
    page: Page,
    hosts: Vec<String>,
    /// How often a machine may still be declared offline within a year; none: never again this year.
    left: Option<String>,
    used: String,
    confirm: Confirm,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    machine: String,
    reason: String,
    confirm: String,
}

async fn move_page(member: Member, Path(id): Path<String>) -> Answer {
    let licence = own(&member, &id).await?;
    page(&shown(&member, &licence, &Typed::default()).await?)
}

async fn shown(member: &Member, licence: &Licence, typed: &Typed) -> Result<MovePage, Fault> {
    let visit = &member.visit;
    let told = explain(&visit.app, licence.clone()).await?;
    let holders: Vec<&Machine> = told.machines.iter().filter(|machine| machine.until_ms.is_none()).collect();
    let used = rules::moves_used(&told.machines, visit.app.now_ms());
    let left = (told.offline_moves_per_year - used).max(0);
    let speech = Speech(visit);
    let frame = visit
        .page(visit.words.with("licence-move-title", "number", licence.number.as_str()))
        .lead(speech.t("licence-move-lead"))
        .crumb(speech.t("nav-licences"), "/licences")
        .crumb(&licence.number, format!("/licences/{}", licence.id));
    let used = visit
        .words
        .tr("licence-moves-used", &[("used", used.into()), ("most", told.offline_moves_per_year.into())]);
    Ok(MovePage {
        page: frame,
        hosts: holders.iter().map(|machine| machine.host.clone()).collect(),
        left: (left > 0).then(|| visit.words.with("licence-moves-left", "n", left)),
        used,
        confirm: confirm(&speech, licence, (&holders, typed)),
    })
}

fn confirm(speech: &Speech<'_>, licence: &Licence, (holders, typed): (&[&Machine], &Typed)) -> Confirm {
    let path = format!("/licences/{}/move", licence.id);
    let confirm = Confirm::new(path, speech.t("licence-declare"), licence.number.as_str())
        .consequence(speech.t("licence-declare-frees"))
        .consequence(speech.t("licence-declare-ends"));
    let confirm = match holders {
        [_, _, ..] => {
            let both = Choice::new("", speech.t("licence-both-machines"));
            let each = holders.iter().map(|machine| Choice::new(&machine.machine, &machine.host));
            let choices = [both].into_iter().chain(each).collect();
            confirm.ask(Field::select("machine", speech.t("licence-machine"), choices).value(&typed.machine))
        }
        _ => confirm,
    };
    confirm.ask(reason(speech).value(&typed.reason))
}

/// The field that asks why.
pub fn reason(speech: &Speech<'_>) -> Field {
    Field::text("reason", speech.t("licence-reason"))
        .hint(speech.t("licence-reason-hint"))
        .attribute("maxlength", "200")
}

async fn declare(member: Member, Path(id): Path<String>, Posted(typed): Posted<Typed>) -> Answer {
    let licence = own(&member, &id).await?;
    check_role(&member)?;
    let shown = shown(&member, &licence, &typed).await?;
    if let Err(confirm) = shown.confirm.clone().check(&typed.confirm, &shown.page) {
        return refused(&MovePage { confirm: *confirm, ..shown });
    }
    let machine = Some(typed.machine.clone()).filter(|machine| !machine.is_empty());
    let declaration = Declaration { machine, reason: typed.reason.clone() };
    let (app, whose) = (&member.visit.app, For::Customer(&member.customer));
    match declare_offline(app, &member.session.actor(), whose, (&licence.id, &declaration)).await {
        Ok(_) => Ok(see_told(&format!("/licences/{}", licence.id), "flash-licence-freed")),
        Err(fault) if fault.kind == Kind::Invalid => {
            let sentence = member.visit.sentence(&fault);
            let confirm = shown.confirm.clone().refuse(fault.field.unwrap_or_default(), sentence);
            refused(&MovePage { confirm, ..shown })
        }
        Err(fault) => Err(fault),
    }
}

#[derive(askama::Template)]
#[template(path = "licences/pages/receipt.html")]
struct ReceiptPage {
    page: Page,
    form: Form,
    done: Option<String>,
}

fn receipt_form(visit: &Visit) -> Form {
    text_form("/licences/receipts", |key| visit.words.t(key), "licence-receipt-submit")
}

fn receipt_frame(visit: &Visit, form: &Form) -> Page {
    let t = |key: &str| visit.words.t(key);
    visit.page(t("licence-receipt-title")).lead(t("licence-receipt-lead")).with_form(form)
}

async fn receipt_page(visit: Visit) -> Answer {
    let form = receipt_form(&visit);
    page(&ReceiptPage { page: receipt_frame(&visit, &form), form, done: None })
}

async fn receipt(visit: Visit, sent: Uploaded) -> Answer {
    match limited(&visit, leave(&visit.app, &sent_text(&sent))).await {
        Ok(released) => {
            let form = receipt_form(&visit);
            let done = Some(outcome(&visit, &released));
            page(&ReceiptPage { page: receipt_frame(&visit, &form), form, done })
        }
        Err(fault) if matches!(fault.kind, Kind::Invalid | Kind::Missing | Kind::Conflict) => {
            let form = receipt_form(&visit).fill("text", sent.text("text"));
            let form = form.refuse("text", visit.sentence(&fault));
            refused(&ReceiptPage { page: receipt_frame(&visit, &form), form, done: None })
        }
        Err(fault) => Err(fault),
    }
}

fn outcome(visit: &Visit, released: &Released) -> String {
    let key = match released.outcome {
        Outcome::Freed => "licence-receipt-freed",
        Outcome::KnownBefore => "licence-receipt-known",
    };
    visit.words.with(key, "number", released.number.as_str())
}
