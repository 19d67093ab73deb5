//! Staff credit an invoice: the reason, how much of which line, and the invoice's number typed.

use super::model::{CreditLine, CreditThen, CreditWhat, CreditWish, Document, Invoice};
use super::show::Voice;
use super::{credit, credited, pages, store};
use crate::app::App;
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::ui::{Confirm, Field, Html, Page};
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/invoices/{id}/credit", get(credit_page).post(credit_invoice))
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/close.html")]
struct CreditPage {
    page: Page,
    confirm: Html,
}

/// What is asked before an invoice is credited.
struct Question {
    frame: Page,
    confirm: Confirm,
}

async fn question(visit: &Visit, id: &Id<Invoice>) -> Result<Question, Fault> {
    let (invoice, document) = pages::any(&visit.app, id).await?;
    let before = store::credit_notes(&visit.app.db, id).await?;
    let t = |key: &str| visit.words.t(key);
    let here = format!("/staff/invoices/{id}");
    let frame = visit
        .page(visit.words.with("credit-title", "number", invoice.number.as_str()))
        .crumb(t("nav-all-invoices"), "/staff/invoices")
        .crumb(invoice.number.clone(), here.clone());
    let confirm = Confirm::new(format!("{here}/credit"), t("credit-do"), &invoice.number)
        .consequence(t("credit-1"))
        .consequence(t("credit-2"))
        .consequence(t("credit-3"))
        .ask(Field::area("reason", t("credit-reason")).hint(t("credit-reason-hint")));
    let confirm = lines(visit, (&document, &before)).into_iter().fold(confirm, Confirm::ask);
    let again = Field::tick("again", t("credit-again")).hint(t("credit-again-hint")).optional();
    Ok(Question { frame, confirm: confirm.ask(again).cancel(here) })
}

/// A field for each line of which something is left.
fn lines(visit: &Visit, (document, before): (&Document, &[Document])) -> Vec<Field> {
    let voice = Voice { words: &visit.words, zone: visit.app.zone(), currency: &document.currency };
    let left = credited::left(document, before);
    let some_left = document.items.iter().zip(left).zip(1i64..).filter(|((_, left), _)| *left > 0);
    let field = |((item, left), line): ((&super::Item, i64), i64)| {
        let what = voice.what(item);
        let label = visit.words.tr("credit-line", &[("line", line.into()), ("what", what.into())]);
        let left = visit.words.money(left, &document.currency);
        let hint = visit.words.with("credit-line-hint", "left", left);
        Field::text(format!("line_{line}"), label)
            .hint(hint)
            .attribute("inputmode", "decimal")
            .optional()
            .short()
    };
    some_left.map(field).collect()
}

fn shown(question: &Question) -> CreditPage {
    CreditPage { confirm: question.confirm.html(&question.frame), page: question.frame.clone() }
}

async fn credit_page(staff: Staff, Path(id): Path<Id<Invoice>>) -> Answer {
    page(&shown(&question(&staff.visit, &id).await?))
}

type Typed = BTreeMap<String, String>;

async fn credit_invoice(staff: Staff, Path(id): Path<Id<Invoice>>, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &staff.visit;
    let Question { frame, confirm } = question(visit, &id).await?;
    let confirm = typed.iter().fold(confirm, |confirm, (name, value)| confirm.fill(name, value.as_str()));
    let word = typed.get("confirm").map_or("", String::as_str);
    if let Err(again) = confirm.clone().check(word, &frame) {
        return refused(&shown(&Question { frame, confirm: *again }));
    }
    let done = match wish(&typed) {
        Ok(wish) => credit(&visit.app, &staff.session.actor(), &id, &wish).await,
        Err(fault) => Err(fault),
    };
    match done {
        Ok(done) => {
            let to = done.again.unwrap_or(done.credit_note).id;
            Ok(see_told(&format!("/staff/invoices/{to}"), "flash-invoice-credited"))
        }
        Err(fault) if fault.kind == Kind::Invalid => {
            let field = fault.field.filter(|field| *field == "reason").unwrap_or_default();
            let confirm = confirm.refuse(field, visit.sentence(&fault));
            refused(&shown(&Question { frame, confirm }))
        }
        Err(fault) => Err(fault),
    }
}

fn wish(typed: &Typed) -> Result<CreditWish, Fault> {
    let mut lines = Vec::new();
    for (name, value) in typed.iter().filter(|(_, value)| !value.trim().is_empty()) {
        let Some(line) = name.strip_prefix("line_").and_then(|line| line.parse().ok()) else { continue };
        let amount_minor = credited::minor_of(value).ok_or(super::InvoiceRefused::NothingToCredit)?;
        lines.push(CreditLine { line, amount_minor });
    }
    lines.sort_by_key(|line| line.line);
    Ok(CreditWish {
        reason: typed.get("reason").cloned().unwrap_or_default(),
        what: if lines.is_empty() { CreditWhat::Whole } else { CreditWhat::Lines(lines) },
        then: match typed.contains_key("again") {
            true => CreditThen::WriteAgain,
            false => CreditThen::Nothing,
        },
    })
}
