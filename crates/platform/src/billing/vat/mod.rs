//! VAT (B9): which country's VAT stands on an invoice and why, and what the EU's register (VIES) says of a customer's
//! VAT number. An invoice that is reverse charged needs an answer of the last thirty days; until there is one, it
//! waits, and is never taxed differently instead.

pub mod jobs;
mod model;
pub mod pages;
pub mod routes;
mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use model::{Category, Treatment, VatCheck};
pub use rules::{Buyer, VatRefused, treat};

use crate::accounts::{self, Customer, Person, Role};
use crate::app::App;
use crate::billing::invoices::{self, Document, Item};
use crate::drivers::vies::Answer;
use crate::events::{self, Actor, Happened};
use crate::mail;
use crate::shop;
use hostler_kit::db::Tx;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::jobs::enqueue;
use hostler_kit::ui::Lang;
use jiff::civil::Date;

/// The VAT on what a customer buys on a day.
pub fn treatment(app: &App, customer: &Customer, day: Date) -> Result<Treatment, VatRefused> {
    let buyer =
        Buyer { country: &customer.country, postcode: &customer.postcode, vat_number: &customer.vat_number };
    treat(&app.catalogue, buyer, day)
}

/// The check by which a customer may be reverse charged now.
///
/// # Errors
/// There is none of the last thirty days, or the register says that the number is not valid.
pub async fn proof(app: &App, customer: &Customer) -> Result<VatCheck, Fault> {
    let number = || customer.vat_number.clone();
    match store::decided(&app.db, &customer.id, &customer.vat_number).await? {
        Some(check) if check.is_good(app.now_ms()) => Ok(check),
        Some(check) if check.answer == "invalid" => {
            Err(VatRefused::NumberInvalid { number: number() }.into())
        }
        _ => Err(VatRefused::CheckWaits { number: number() }.into()),
    }
}

/// The check by which an invoice of these lines may be issued, by its id; none where nothing is reverse charged.
///
/// # Errors
/// There is no check that is good.
pub async fn cleared(app: &App, customer: &Customer, items: &[Item]) -> Result<Option<String>, Fault> {
    match items.iter().any(|item| item.vat_category == Category::Reverse) {
        true => proof(app, customer).await.map(|check| Some(check.id.to_string())),
        false => Ok(None),
    }
}

/// Before something is sold at once: where a customer is reverse charged and no check is good, the register is asked
/// now. Whether it answers or not, what was sold waits for it.
///
/// # Errors
/// It does not know the number.
pub async fn ready(app: &App, customer: &Id<Customer>) -> Result<(), Fault> {
    let customer = accounts::customer(&app.db, customer).await?.ok_or_else(Fault::missing)?;
    if !is_reversed(app, &customer) {
        return Ok(());
    }
    if app.vies.is_some() && !is_good(app, &customer).await? {
        ask(app, &customer).await?;
    }
    match proof(app, &customer).await {
        Err(fault) if fault.code == "vat-number-invalid" => Err(fault),
        Err(fault) if fault.kind != Kind::Conflict => Err(fault),
        _ => Ok(()),
    }
}

/// Puts the reason for which no VAT is charged on a document, in its language.
pub fn explain(app: &App, document: &mut Document) {
    let words = app.languages.of(Lang::parse(&document.language).unwrap_or(Lang::En));
    for group in &mut document.totals.vat {
        if let Some((key, code)) = group.category.reason() {
            (group.reason, group.reason_code) = (words.t(key), code.into());
        }
    }
}

async fn is_good(app: &App, customer: &Customer) -> Result<bool, Fault> {
    let check = store::decided(&app.db, &customer.id, &customer.vat_number).await?;
    Ok(check.is_some_and(|check| check.is_good(app.now_ms())))
}

/// Lets the register be asked about a customer's number, behind this request.
pub async fn ask_later(app: &App, tx: &mut Tx, customer: &Id<Customer>) -> Result<(), sqlx::Error> {
    // Without a register nothing answers: staff do.
    if app.vies.is_none() {
        return Ok(());
    }
    enqueue(tx, &jobs::CheckVatNumber { customer: customer.clone() }, app.now_ms()).await
}

/// Asks the register about a customer's number now, and keeps what it says. Invoices that wait are tried again when
/// it says anything; a customer whose number is not valid is told.
pub async fn ask(app: &App, customer: &Customer) -> Result<VatCheck, Fault> {
    if customer.vat_number.is_empty() || !accounts::is_member(&customer.country, Date::MAX) {
        return Err(VatRefused::NothingToCheck.into());
    }
    let vies = app.vies.as_ref().ok_or(VatRefused::Off)?;
    let answer = vies.ask(&customer.vat_number, &app.catalogue.seller.vat_number).await;
    let check = written(app, customer, answer);
    keep(app, customer, &check, &Actor::platform()).await?;
    Ok(check)
}

fn written(app: &App, customer: &Customer, answer: Answer) -> VatCheck {
    let (said, registered, detail) = match answer {
        Answer::Valid(registered) => ("valid", registered, String::new()),
        Answer::Invalid => ("invalid", Default::default(), String::new()),
        Answer::Nothing(why) => ("unavailable", Default::default(), why),
    };
    VatCheck {
        id: Id::new(app.now_ms(), &app.random),
        customer_id: customer.id.clone(),
        vat_number: customer.vat_number.clone(),
        asked_at_ms: app.now_ms(),
        answer: said.into(),
        consultation: registered.consultation,
        name: registered.name,
        address: registered.address,
        detail,
        person_id: None,
    }
}

/// Staff answer for a customer's number themselves, with a reason that is kept.
pub async fn accept(
    app: &App,
    (person, actor): (&Person, &Actor),
    customer: &Customer,
    reason: &str,
) -> Result<VatCheck, Fault> {
    let reason: String = reason.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    if customer.vat_number.is_empty() {
        return Err(VatRefused::NothingToCheck.into());
    }
    if reason.is_empty() {
        return Err(VatRefused::NoReason.into());
    }
    let check = VatCheck {
        answer: "accepted".into(),
        detail: reason,
        person_id: Some(person.id.clone()),
        ..written(app, customer, Answer::Nothing(String::new()))
    };
    keep(app, customer, &check, actor).await?;
    Ok(check)
}

async fn keep(app: &App, customer: &Customer, check: &VatCheck, actor: &Actor) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, check).await?;
    let happened = Happened {
        kind: "vat-number.checked",
        customer: Some(customer.id.as_str()),
        subject: customer.id.as_str(),
        data: serde_json::json!({
            "check": check.id, "vat_number": check.vat_number, "answer": check.answer,
            "consultation": check.consultation, "detail": check.detail,
        }),
    };
    events::record(app, &mut tx, actor, happened).await?;
    if check.is_decided() {
        try_again(app, &mut tx, &customer.id).await?;
    }
    if check.answer == "invalid" {
        tell_owners(app, &mut tx, customer).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Invoices and orders that waited to know the VAT are looked at again.
async fn try_again(app: &App, tx: &mut Tx, customer: &Id<Customer>) -> Result<(), Fault> {
    invoices::try_again(app, tx, customer).await?;
    shop::try_again(app, tx, customer).await?;
    Ok(())
}

async fn tell_owners(app: &App, tx: &mut Tx, customer: &Customer) -> Result<(), sqlx::Error> {
    let link = format!("{}/invoices/vat", app.settings.portal_url);
    let values = [("number", customer.vat_number.clone()), ("link", link)];
    for person in accounts::people_of(&app.db, &customer.id).await? {
        if Role::of(&person.role) == Some(Role::Owner) {
            let letter = mail::Letter { to: &person, key: "mail-vat-number-invalid", values: &values };
            mail::send(app, tx, &letter).await?;
        }
    }
    Ok(())
}

/// Another VAT number of a customer: checked for its form, written, and asked at the register where it counts.
pub async fn change_number(
    app: &App,
    actor: &Actor,
    customer: &Customer,
    typed: &str,
) -> Result<Customer, Fault> {
    let number = accounts::tidied_vat_number(typed);
    accounts::check_vat(&number, (&customer.country, &customer.postcode), &app.catalogue)?;
    let mut tx = app.db.begin().await?;
    accounts::set_vat_number(&mut tx, &customer.id, &number).await?;
    let changed = Customer { vat_number: number, ..customer.clone() };
    let happened = Happened {
        kind: "vat-number.changed",
        customer: Some(customer.id.as_str()),
        subject: customer.id.as_str(),
        data: serde_json::json!({ "before": customer.vat_number, "after": changed.vat_number }),
    };
    events::record(app, &mut tx, actor, happened).await?;
    if is_reversed(app, &changed) {
        ask_later(app, &mut tx, &customer.id).await?;
    }
    try_again(app, &mut tx, &customer.id).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(changed)
}

/// Whether a customer is reverse charged today, so that its number has to be good.
pub fn is_reversed(app: &App, customer: &Customer) -> bool {
    let today = hostler_kit::time::day(app.now_ms(), app.zone());
    treatment(app, customer, today).is_ok_and(|treatment| treatment.category == Category::Reverse)
}
