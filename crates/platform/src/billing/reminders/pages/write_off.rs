//! Writing an invoice off, with its amount, its reason and a typed confirmation.

use crate::billing::invoices::{Invoice, store as invoices};
use crate::billing::write_offs::{Wish, vat_part, write_off};
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::extract::Path;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::ui::{Confirm, Field, Page};
use serde::Deserialize;

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

async fn question(visit: &Visit, id: &Id<Invoice>) -> Result<(Invoice, ConfirmPage), Fault> {
    let invoice = invoices::find(&visit.app.db, id).await?.ok_or_else(Fault::missing)?;
    let (t, here) = (|key: &str| visit.words.t(key), format!("/staff/invoices/{id}"));
    let money = |minor: i64| visit.words.money(minor, &invoice.currency);
    let values = [
        ("open", money(invoice.open_minor).into()),
        ("vat", money(vat_part(&invoice, invoice.open_minor)).into()),
    ];
    let confirm = Confirm::new(format!("{here}/write-off"), t("write-off"), invoice.number.clone())
        .consequence(visit.words.tr("write-off-open", &values))
        .consequence(t("write-off-books"))
        .consequence(t("write-off-back"))
        .ask(Field::text("amount", t("write-off-amount")).hint(t("write-off-amount-hint")).short().optional())
        .ask(Field::text("reason", t("write-off-reason")))
        .cancel(&here);
    let frame = visit
        .page(visit.words.with("write-off-title", "number", invoice.number.as_str()))
        .crumb(t("nav-all-invoices"), "/staff/invoices")
        .crumb(invoice.number.clone(), here);
    Ok((invoice, ConfirmPage { page: frame, confirm }))
}

pub async fn write_off_page(staff: Staff, Path(id): Path<Id<Invoice>>) -> Answer {
    page(&question(&staff.visit, &id).await?.1)
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    confirm: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    reason: String,
}

/// An amount as people write it, `12.50` or `12,50`, in minor units; what is none becomes nothing, which is refused.
fn minor(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return None;
    }
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(rest) || rest.len() > 2 || whole.len() > 12 {
        return Some(0);
    }
    Some(format!("{whole}{rest:0<2}").parse().unwrap_or(0))
}

pub async fn write_off_invoice(
    staff: Staff,
    Path(id): Path<Id<Invoice>>,
    Posted(typed): Posted<Typed>,
) -> Answer {
    let visit = &staff.visit;
    let (_, shown) = question(visit, &id).await?;
    let confirm = shown.confirm.fill("amount", typed.amount.as_str()).fill("reason", typed.reason.as_str());
    if let Err(confirm) = confirm.clone().check(&typed.confirm, &shown.page) {
        return refused(&ConfirmPage { page: shown.page, confirm: *confirm });
    }
    let wish = Wish { invoice: &id, amount_minor: minor(&typed.amount), reason: &typed.reason };
    match write_off(&visit.app, &staff.session, &wish).await {
        Ok(_) => Ok(see_told(&format!("/staff/invoices/{id}"), "flash-written-off")),
        Err(fault) if fault.kind == Kind::Invalid => {
            let confirm = confirm.refuse(fault.field.unwrap_or("reason"), visit.sentence(&fault));
            refused(&ConfirmPage { page: shown.page, confirm })
        }
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn amounts_as_people_write_them() {
        for (text, expect) in [
            ("", None),
            ("12.50", Some(1250)),
            ("12,5", Some(1250)),
            ("12", Some(1200)),
            ("0,05", Some(5)),
            ("-1", Some(0)),
            ("1.234,50", Some(0)),
            ("1.234", Some(0)),
            ("twelve", Some(0)),
        ] {
            assert_eq!(minor(text), expect, "{text}");
        }
    }
}
