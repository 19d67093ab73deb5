//! One customer's overdue invoices, the letters about them, and what staff do about it.

use super::{date, next_words, sent};
use crate::accounts::Customer;
use crate::billing::reminders::{
    Next, Open, Reminder, Standing, hold, release, rules, send, send_again, skip, standing, store, today,
};
use crate::servers::{self, Phase};
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::extract::Path;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, Entry, Field, Form, History, Listing, Page, Tone};
use serde::Deserialize;

#[derive(askama::Template)]
#[template(path = "billing/reminders/customer.html")]
struct CustomerPage {
    page: Page,
    here: String,
    facts: Vec<(String, String)>,
    list: Listing,
    rows: Vec<Row>,
    /// A letter or a step can be taken.
    step: Option<()>,
    /// A letter can be sent again.
    again: Option<()>,
    held: Option<()>,
    hold: Form,
    servers: Vec<(String, String)>,
    history: History,
}

impl CustomerPage {
    /// Where something is done for this customer.
    fn to(&self, verb: &str) -> String {
        format!("{}/{verb}", self.here)
    }
}

struct Row {
    href: String,
    number: String,
    due: String,
    days: String,
    open: String,
    write_off: String,
}

pub async fn customer_page(staff: Staff, Path(id): Path<Id<Customer>>) -> Answer {
    page(&shown(&staff.visit, &id, hold_form(&staff.visit, &id)).await?)
}

fn hold_form(visit: &Visit, id: &Id<Customer>) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new(format!("/staff/reminders/customers/{id}/hold"), t("reminder-hold"))
        .field(Field::date("until", t("reminder-until")).hint(t("reminder-until-hint")))
        .field(Field::text("because", t("reminder-because")))
}

async fn shown(visit: &Visit, id: &Id<Customer>, hold: Form) -> Result<CustomerPage, Fault> {
    let standing = standing(&visit.app, id).await?;
    let letters = store::of_customer(visit.app.db.read(), id, 50).await?;
    let servers = servers::of_customer(&visit.app.db, id).await?;
    let alive = servers.iter().filter(|server| server.phase() != Phase::Gone);
    Ok(CustomerPage {
        here: format!("/staff/reminders/customers/{id}"),
        facts: facts(visit, &standing),
        list: list(visit, &standing),
        rows: standing.invoices.iter().map(|invoice| row(visit, invoice)).collect(),
        step: matches!(standing.next, Next::Letter { .. }).then_some(()),
        again: letters
            .iter()
            .find(|letter| letter.kind != "skipped" && standing.next != Next::Nothing)
            .map(|_| ()),
        held: matches!(standing.next, Next::Held { .. }).then_some(()),
        servers: alive
            .map(|server| (servers::host_name(&visit.app, server), format!("/staff/servers/{}", server.id)))
            .collect(),
        history: History { entries: letters.iter().map(|letter| line(visit, letter)).collect() },
        page: visit
            .page(standing.customer_name.clone())
            .crumb(visit.words.t("nav-reminders"), "/staff/reminders")
            .with_form(&hold),
        hold,
    })
}

fn facts(visit: &Visit, standing: &Standing) -> Vec<(String, String)> {
    let t = |key: &str| visit.words.t(key);
    let overdue = visit.words.money(standing.overdue_minor, &standing.currency);
    let facts = vec![
        (t("reminder-overdue"), overdue),
        (t("reminder-since"), date(visit, &standing.since)),
        (t("reminder-next"), next_words(visit, &standing.next)),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn list(visit: &Visit, standing: &Standing) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new("/staff/reminders", t("reminder-open-invoices"), standing.invoices.len() as u64)
        .column(Column::text(t("invoice-number")))
        .column(Column::text(t("invoice-due")))
        .column(Column::number(t("reminder-days")))
        .column(Column::number(t("reminder-open")))
        .column(Column::actions(t("write-off")))
        .empty(Empty::new(t("reminder-next-nothing"), t("reminders-none-do")))
}

fn row(visit: &Visit, invoice: &Open) -> Row {
    let today = today(&visit.app);
    let due = invoice.due.parse().unwrap_or(today);
    let days = if rules::is_overdue(invoice, today) { (today - due).get_days() } else { 0 };
    Row {
        href: format!("/staff/invoices/{}", invoice.id),
        number: invoice.number.clone(),
        due: date(visit, &invoice.due),
        days: visit.words.number(days),
        open: visit.words.money(invoice.open_minor, &invoice.currency),
        write_off: format!("/staff/invoices/{}/write-off", invoice.id),
    }
}

fn line(visit: &Visit, letter: &Reminder) -> Entry {
    let overdue = visit.words.money(letter.overdue_minor, &letter.currency);
    let tone = match (letter.kind.as_str(), &letter.suspends_from) {
        ("skipped", _) => Tone::Quiet,
        (_, Some(_)) => Tone::Warn,
        (_, None) => Tone::Busy,
    };
    Entry {
        at: visit.words.relative(instant(letter.at_ms), visit.app.clock.now()),
        exact: instant(letter.at_ms).to_string(),
        what: format!("{}: {overdue}", sent(visit, letter)),
        who: None,
        tone,
    }
}

#[derive(Deserialize)]
pub struct Nothing {}

fn back(id: &Id<Customer>, flash: &'static str) -> Answer {
    Ok(see_told(&format!("/staff/reminders/customers/{id}"), flash))
}

pub async fn send_next(
    staff: Staff,
    Path(id): Path<Id<Customer>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    send(&staff.visit.app, &staff.session, &id).await?;
    back(&id, "flash-reminder-sent")
}

pub async fn send_last(
    staff: Staff,
    Path(id): Path<Id<Customer>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    send_again(&staff.visit.app, &staff.session, &id).await?;
    back(&id, "flash-reminder-sent")
}

pub async fn skip_next(
    staff: Staff,
    Path(id): Path<Id<Customer>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    skip(&staff.visit.app, &staff.session, &id).await?;
    back(&id, "flash-reminder-skipped")
}

pub async fn release_letters(
    staff: Staff,
    Path(id): Path<Id<Customer>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    release(&staff.visit.app, &staff.session, &id).await?;
    back(&id, "flash-reminder-released")
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    until: String,
    #[serde(default)]
    because: String,
}

pub async fn hold_letters(
    staff: Staff,
    Path(id): Path<Id<Customer>>,
    Posted(typed): Posted<Typed>,
) -> Answer {
    let visit = &staff.visit;
    match hold(&visit.app, &staff.session, (&id, &typed.until, &typed.because)).await {
        Ok(_) => back(&id, "flash-reminder-held"),
        Err(fault) if fault.kind == Kind::Invalid => {
            let form = hold_form(visit, &id).fill("until", typed.until).fill("because", typed.because);
            let form = form.refuse(fault.field.unwrap_or("until"), visit.sentence(&fault));
            refused(&shown(visit, &id, form).await?)
        }
        Err(fault) => Err(fault),
    }
}
