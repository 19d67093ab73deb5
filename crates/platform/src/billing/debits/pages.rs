//! How a customer pays: by transfer or by direct debit, the mandate that is signed here, and what was collected.

use super::mandates;
use super::model::{Mandate, Signing};
use super::rules::DebitRefused;
use super::shown::{self, DebitShown, MandateShown};
use super::store::{debits, mandates as store};
use super::wording::{self, Text};
use crate::accounts;
use crate::accounts::Doing;
use crate::app::App;
use crate::web::{Answer, Member, Posted, Visit, asked, asked_again, page, refused, see_told};
use axum::Router;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Column, Confirm, Empty, Field, Form, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/payment", get(payment_page).post(sign))
        .route("/payment/withdraw", get(withdraw_page).post(withdraw))
}

#[derive(askama::Template)]
#[template(path = "billing/debits/payment.html")]
struct PaymentPage {
    page: Page,
    facts: Vec<(String, String)>,
    account: String,
    off: bool,
    may_sign: bool,
    sign: Option<Sign>,
    debit_list: Listing,
    debits: Vec<DebitShown>,
    mandate_list: Listing,
    mandates: Vec<MandateShown>,
}

/// The mandate's text and what is filled in under it.
struct Sign {
    title: &'static str,
    lead: &'static str,
    text: Text,
    form: Form,
}

async fn sign_part(member: &Member, mandate: Option<&Mandate>) -> Result<Option<Sign>, Fault> {
    let visit = &member.visit;
    if super::terms(&visit.app).is_err() || member.session.may(Doing::Anything).is_err() {
        return Ok(None);
    }
    let customer = accounts::customer(&visit.app.db, &member.customer).await?.ok_or_else(Fault::missing)?;
    let text = wording::of(&visit.app, &visit.words, &customer).await?;
    let t = |key: &str| visit.words.t(key);
    let verb = if mandate.is_some() { "mandate-move" } else { "mandate-sign" };
    let holder = mandate.map_or(customer.name, |mandate| mandate.holder.clone());
    let form = Form::new("/payment", t(verb))
        .field(Field::text("holder", t("mandate-holder")).value(holder).attribute("maxlength", "70"))
        .field(Field::text("iban", t("mandate-iban")).attribute("maxlength", "42").autocomplete("off"))
        .field(
            Field::text("bic", t("mandate-bic")).hint(t("mandate-bic-hint")).optional().autocomplete("off"),
        )
        .field(Field::hidden("reference", text.reference.as_str()))
        .field(Field::tick("agreed", t("mandate-agree")));
    let (title, lead) = match mandate {
        Some(_) => ("payment-move-title", "payment-move-lead"),
        None => ("payment-sign-title", "payment-sign-lead"),
    };
    Ok(Some(Sign { title, lead, text, form }))
}

fn facts(visit: &Visit, mandate: Option<&Mandate>) -> Vec<(String, String)> {
    let t = |key: &str| visit.words.t(key);
    let Some(mandate) = mandate else {
        return vec![(t("payment-way"), t("payment-by-transfer"))];
    };
    let shown = shown::mandate(visit, mandate);
    vec![
        (t("payment-way"), t("payment-by-debit")),
        (t("mandate-reference"), shown.reference),
        (t("mandate-creditor-id"), mandate.creditor_id.clone()),
        (t("mandate-iban"), shown.iban),
        (t("mandate-holder"), shown.holder),
        (t("mandate-signed-at"), shown.signed),
        (t("mandate-last-used"), shown.used),
    ]
}

async fn built(member: &Member, sign: Option<Sign>, mandate: Option<Mandate>) -> Result<PaymentPage, Fault> {
    let visit = &member.visit;
    let (db, t) = (&visit.app.db, |key: &str| visit.words.t(key));
    let debits = debits::of_customer(db, &member.customer).await?;
    let all = store::of_customer(db, &member.customer).await?;
    let may_sign = member.session.may(Doing::Anything).is_ok();
    let mut frame = visit.page(t("payment-title")).lead(t("payment-lead"));
    if mandate.is_some() && may_sign {
        frame = frame.action(t("payment-withdraw"), "/payment/withdraw");
    }
    if let Some(sign) = &sign {
        frame = frame.with_form(&sign.form);
    }
    Ok(PaymentPage {
        page: frame,
        facts: facts(visit, mandate.as_ref()),
        account: visit.app.catalogue.seller.iban.clone(),
        off: super::terms(&visit.app).is_err(),
        may_sign,
        sign,
        debit_list: Listing::new("/payment", t("payment-debits"), debits.len() as u64)
            .column(Column::text(t("debit-col-invoice")))
            .column(Column::text(t("debit-col-day")))
            .column(Column::number(t("debit-col-amount")))
            .column(Column::text(t("debit-col-state")))
            .column(Column::text(t("debit-col-why")))
            .empty(Empty::new(t("payment-debits-none"), t("payment-debits-none-do"))),
        debits: debits.iter().map(|debit| shown::debit(visit, debit, "/invoices")).collect(),
        mandate_list: Listing::new("/payment", t("payment-mandates"), all.len() as u64)
            .column(Column::text(t("mandate-reference")))
            .column(Column::text(t("mandate-holder")))
            .column(Column::text(t("mandate-iban")))
            .column(Column::text(t("mandate-signed-at")))
            .column(Column::text(t("mandate-state")))
            .empty(Empty::new(t("payment-mandates-none"), t("payment-sign-lead"))),
        mandates: all.iter().map(|mandate| shown::mandate(visit, mandate)).collect(),
    })
}

async fn payment_page(member: Member) -> Answer {
    let mandate = super::mandate_of(&member.visit.app.db, &member.customer).await?;
    let sign = sign_part(&member, mandate.as_ref()).await?;
    page(&built(&member, sign, mandate).await?)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    holder: String,
    #[serde(default)]
    iban: String,
    #[serde(default)]
    bic: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    agreed: String,
}

async fn sign(member: Member, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &member.visit;
    let Typed { holder, iban, bic, reference, agreed } = typed;
    let signing = Signing { holder, iban, bic, reference, agreed };
    let faults = match mandates::sign(&visit.app, &member, &signing).await {
        Ok(_) => return Ok(see_told("/payment", "flash-mandate-signed")),
        Err(faults) => faults,
    };
    let mandate = super::mandate_of(&visit.app.db, &member.customer).await?;
    let again = sign_part(&member, mandate.as_ref()).await?;
    // Nothing that a form could say: the way is closed, or the program is broken.
    let Some(mut sign) = again.filter(|_| faults.iter().all(|fault| fault.kind != Kind::Broken)) else {
        return Err(faults.into_iter().next().unwrap_or_else(Fault::missing));
    };
    sign.form = sign.form.fill("holder", signing.holder).fill("iban", signing.iban).fill("bic", signing.bic);
    for fault in &faults {
        sign.form = sign.form.refuse(fault.field.unwrap_or_default(), visit.sentence(fault));
    }
    refused(&built(&member, Some(sign), mandate).await?)
}

fn question(visit: &Visit, mandate: &Mandate) -> (Page, Confirm) {
    let t = |key: &str| visit.words.t(key);
    let title = visit.words.with("payment-withdraw-title", "reference", mandate.reference.as_str());
    let confirm = Confirm::new("/payment/withdraw", t("payment-withdraw"), mandate.reference.as_str())
        .consequence(t("payment-withdraw-1"))
        .consequence(t("payment-withdraw-2"))
        .consequence(t("payment-withdraw-3"))
        .cancel("/payment");
    (visit.page(title).crumb(t("nav-payment"), "/payment"), confirm)
}

async fn in_force(member: &Member) -> Result<Mandate, Fault> {
    let found = super::mandate_of(&member.visit.app.db, &member.customer).await?;
    found.ok_or_else(|| DebitRefused::NoMandate.into())
}

async fn withdraw_page(member: Member) -> Answer {
    let (frame, confirm) = question(&member.visit, &in_force(&member).await?);
    asked(frame, confirm)
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn withdraw(member: Member, Posted(typed): Posted<Confirmed>) -> Answer {
    let mandate = in_force(&member).await?;
    let (frame, confirm) = question(&member.visit, &mandate);
    if let Err(again) = confirm.check(&typed.confirm, &frame) {
        return asked_again(frame, *again);
    }
    mandates::withdraw(&member.visit.app, &mandate.id, &member.session.actor()).await?;
    Ok(see_told("/payment", "flash-mandate-withdrawn"))
}
