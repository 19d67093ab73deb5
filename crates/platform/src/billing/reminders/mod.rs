//! Reminders of overdue invoices (B10): one letter to a customer about everything that is overdue, by the schedule in
//! the catalogue, and in the end, by staff alone, the suspension of servers.
//!
//! What always holds: a step is taken once for each invoice, whatever is killed or runs twice; what was paid is looked at
//! in the transaction that writes the letter; nobody is reminded while staff wait or money is under way; no server is
//! suspended without notice, and none is deleted.

pub mod api;
pub mod jobs;
mod letters;
mod model;
pub mod pages;
mod rules;
mod store;
mod suspension;
#[cfg(test)]
mod tests;
mod watch;

pub use model::{Hold, Next, Open, Overdue, Reminder, Standing};
pub use rules::{RemindRefused, UnderWay};
pub use suspension::{resume, settled, suspend};
pub use watch::watch;

use crate::accounts::{self, Customer, Person, Session};
use crate::app::App;
use crate::catalogue::ReminderLetter;
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use jiff::ToSpan;
use jiff::civil::Date;

fn today(app: &App) -> Date {
    day(app.now_ms(), app.zone())
}

/// How a customer stands: what is overdue, what was sent, what comes next.
pub async fn standing(app: &App, customer: &Id<Customer>) -> Result<Standing, Fault> {
    let customer = accounts::customer(&app.db, customer).await?.ok_or_else(Fault::missing)?;
    let (db, today) = (&app.db, today(app));
    let open = store::open(db.read(), &customer.id).await?;
    let hold = store::hold(db.read(), &customer.id).await?;
    let under_way = under_way(store::under_way(db.read(), &customer.id).await?);
    let next = rules::next((&app.catalogue.reminders, &open), (hold.as_ref(), under_way), today);
    let overdue = || open.iter().filter(|invoice| rules::is_overdue(invoice, today));
    Ok(Standing {
        overdue_minor: overdue().map(|invoice| invoice.open_minor).sum(),
        since: overdue().map(|invoice| invoice.due.clone()).min().unwrap_or_default(),
        currency: app.catalogue.provider.currency.clone(),
        last: store::of_customer(db.read(), &customer.id, 1).await?.into_iter().next(),
        customer_id: customer.id,
        customer_name: customer.name,
        invoices: open,
        next,
    })
}

fn under_way(minor: i64) -> UnderWay {
    if minor > 0 { UnderWay::Payment } else { UnderWay::Nothing }
}

/// What is looked at in the transaction that writes: nobody settles these invoices meanwhile.
struct Looked {
    customer: Customer,
    open: Vec<Open>,
    next: Next,
    today: Date,
}

async fn look(app: &App, tx: &mut Tx, customer: &Id<Customer>) -> Result<Looked, Fault> {
    let customer = accounts::customer(&app.db, customer).await?.ok_or_else(Fault::missing)?;
    store::lock_open(tx, &customer.id).await?;
    let open = store::open(&mut **tx, &customer.id).await?;
    let hold = store::hold(&mut **tx, &customer.id).await?;
    let under_way = under_way(store::under_way(&mut **tx, &customer.id).await?);
    let next = rules::next((&app.catalogue.reminders, &open), (hold.as_ref(), under_way), today(app));
    Ok(Looked { customer, open, next, today: today(app) })
}

/// Sends a customer the letter whose day has come, if one has: what was sent.
pub async fn remind(app: &App, customer: &Id<Customer>) -> Result<Option<Reminder>, Fault> {
    let mut tx = app.db.begin().await?;
    let looked = look(app, &mut tx, customer).await?;
    if !matches!(looked.next, Next::Letter { .. }) {
        return Ok(None);
    }
    let steps = rules::due_now(&app.catalogue.reminders, &looked.open, looked.today);
    if steps.is_empty() {
        return Ok(None);
    }
    let sent = write(app, &mut tx, (&looked, &steps), Taking::letter(None, Actor::platform())).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(Some(sent))
}

/// Sends the next letter now, by staff's decision.
///
/// # Errors
/// Nothing is overdue, or every letter was sent.
pub async fn send(app: &App, session: &Session, customer: &Id<Customer>) -> Result<Reminder, Fault> {
    let taking = Taking::letter(Some(session.person.id.clone()), session.actor());
    take_next(app, customer, taking).await
}

/// Takes the next step without a letter.
///
/// # Errors
/// As of [`send`].
pub async fn skip(app: &App, session: &Session, customer: &Id<Customer>) -> Result<Reminder, Fault> {
    let person = Some(session.person.id.clone());
    take_next(
        app,
        customer,
        Taking { kind: "skipped", event: "reminder.skipped", person, by: session.actor() },
    )
    .await
}

async fn take_next(app: &App, customer: &Id<Customer>, taking: Taking) -> Result<Reminder, Fault> {
    let mut tx = app.db.begin().await?;
    let looked = look(app, &mut tx, customer).await?;
    if looked.next == Next::Nothing {
        return Err(RemindRefused::NothingOverdue.into());
    }
    let steps = rules::coming(&app.catalogue.reminders, &looked.open, looked.today);
    if steps.is_empty() {
        return Err(RemindRefused::NoStepLeft.into());
    }
    let taken = write(app, &mut tx, (&looked, &steps), taking).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(taken)
}

/// Sends the last letter again, with what is open now. It takes no step.
///
/// # Errors
/// Nothing is overdue, or nothing was sent yet.
pub async fn send_again(app: &App, session: &Session, customer: &Id<Customer>) -> Result<Reminder, Fault> {
    let mut tx = app.db.begin().await?;
    let looked = look(app, &mut tx, customer).await?;
    if looked.next == Next::Nothing {
        return Err(RemindRefused::NothingOverdue.into());
    }
    let before = store::of_customer(&mut *tx, customer, 50).await?;
    let last = before.iter().find(|reminder| reminder.kind != "skipped").ok_or(RemindRefused::NothingSent)?;
    let steps: Vec<(&Open, i64)> = looked
        .open
        .iter()
        .filter(|invoice| rules::is_overdue(invoice, looked.today))
        .map(|invoice| (invoice, last.step))
        .collect();
    let person = Some(session.person.id.clone());
    let taking = Taking { kind: "again", event: "reminder.sent", person, by: session.actor() };
    let sent = write(app, &mut tx, (&looked, &steps), taking).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(sent)
}

/// How a step is taken, and by whom.
struct Taking {
    kind: &'static str,
    event: &'static str,
    person: Option<Id<Person>>,
    by: Actor,
}

impl Taking {
    fn letter(person: Option<Id<Person>>, by: Actor) -> Taking {
        Taking { kind: "letter", event: "reminder.sent", person, by }
    }
}

async fn write(
    app: &App,
    tx: &mut Tx,
    (looked, steps): (&Looked, &[(&Open, i64)]),
    taking: Taking,
) -> Result<Reminder, Fault> {
    let overdue: Vec<&Open> =
        looked.open.iter().filter(|invoice| rules::is_overdue(invoice, looked.today)).collect();
    let step = steps.iter().map(|(_, step)| *step).max().unwrap_or(1);
    let planned = rules::named(&app.catalogue.reminders, step).ok_or(RemindRefused::NoStepLeft)?;
    let reminder = Reminder {
        id: Id::new(app.now_ms(), &app.random),
        customer_id: looked.customer.id.clone(),
        kind: taking.kind.into(),
        step,
        name: planned.name.clone(),
        date: looked.today.to_string(),
        overdue_minor: overdue.iter().map(|invoice| invoice.open_minor).sum(),
        currency: app.catalogue.provider.currency.clone(),
        suspends_from: suspends_from(planned.letter, looked.today),
        person_id: taking.person,
        at_ms: app.now_ms(),
    };
    store::insert(tx, &reminder).await?;
    for invoice in &overdue {
        store::insert_invoice(tx, &reminder.id, invoice).await?;
    }
    if taking.kind != "again" {
        for (invoice, step) in steps {
            store::take_step(tx, &reminder, (&invoice.id, *step)).await?;
        }
    }
    if taking.kind != "skipped" {
        letters::send(app, tx, (looked, &reminder), planned).await?;
    }
    note(app, tx, (&reminder, taking.event), &taking.by).await?;
    Ok(reminder)
}

fn suspends_from(letter: ReminderLetter, today: Date) -> Option<String> {
    match letter {
        ReminderLetter::Notice { suspension_after_days } => {
            Some(today.saturating_add(suspension_after_days.days()).to_string())
        }
        ReminderLetter::Friendly | ReminderLetter::Firm => None,
    }
}

async fn note(
    app: &App,
    tx: &mut Tx,
    (reminder, kind): (&Reminder, &'static str),
    by: &Actor,
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: Some(reminder.customer_id.as_str()),
        subject: reminder.id.as_str(),
        data: serde_json::json!({
            "step": reminder.step, "name": reminder.name, "overdue_minor": reminder.overdue_minor,
            "currency": reminder.currency, "suspends_from": reminder.suspends_from,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}

/// Sends no letters to a customer until a day, and says why.
///
/// # Errors
/// The day is none or has come, or there is no reason.
pub async fn hold(
    app: &App,
    session: &Session,
    (customer, until, because): (&Id<Customer>, &str, &str),
) -> Result<Hold, Fault> {
    accounts::customer(&app.db, customer).await?.ok_or_else(Fault::missing)?;
    let hold = Hold {
        customer_id: customer.clone(),
        until: rules::until(until, today(app))?.to_string(),
        because: rules::reason(because)?,
        person_id: session.person.id.clone(),
        at_ms: app.now_ms(),
    };
    let mut tx = app.db.begin().await?;
    store::set_hold(&mut tx, &hold).await?;
    let data = serde_json::json!({ "until": hold.until, "because": hold.because });
    let subject = customer.as_str();
    let happened = Happened { kind: "reminder.held", customer: Some(subject), subject, data };
    events::record(app, &mut tx, &session.actor(), happened).await?;
    tx.commit().await?;
    Ok(hold)
}

/// Lets letters be sent again. Does nothing where none were held.
pub async fn release(app: &App, session: &Session, customer: &Id<Customer>) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if store::end_hold(&mut tx, customer).await? {
        let (subject, data) = (customer.as_str(), serde_json::json!({}));
        let happened = Happened { kind: "reminder.released", customer: Some(subject), subject, data };
        events::record(app, &mut tx, &session.actor(), happened).await?;
    }
    tx.commit().await?;
    Ok(())
}
