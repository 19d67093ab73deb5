//! The letter: everything that is open, what is overdue of it, and how to pay.

use super::model::{Open, Reminder};
use super::{Looked, rules};
use crate::accounts::{self, Person, Role};
use crate::app::App;
use crate::billing::invoices::reference;
use crate::catalogue::{CopyTo, ReminderStep};
use crate::mail;
use hostler_kit::db::Tx;
use hostler_kit::ui::Words;
use hostler_kit::ui::words::Lang;
use jiff::civil::Date;

/// Writes the letter to the customer's owners, to the address that it named for invoices, and staff's copy.
pub(super) async fn send(
    app: &App,
    tx: &mut Tx,
    (looked, reminder): (&Looked, &Reminder),
    step: &ReminderStep,
) -> Result<(), sqlx::Error> {
    for person in readers(app, looked).await? {
        let values = values(app, (looked, reminder), &person);
        let key = format!("mail-reminder-{}", step.letter.code());
        mail::send(app, tx, &mail::Letter { to: &person, key: &key, values: &values }).await?;
    }
    if step.copy == CopyTo::Staff {
        for person in accounts::staff(&app.db).await? {
            let values = values(app, (looked, reminder), &person);
            let letter = mail::Letter { to: &person, key: "mail-reminder-copy", values: &values };
            mail::send(app, tx, &letter).await?;
        }
    }
    Ok(())
}

/// The owners, and beside them the address for invoices, in the customer's language.
async fn readers(app: &App, looked: &Looked) -> Result<Vec<Person>, sqlx::Error> {
    let people = accounts::people_of(&app.db, &looked.customer.id).await?;
    let mut readers: Vec<Person> =
        people.into_iter().filter(|person| Role::of(&person.role) == Some(Role::Owner)).collect();
    let email = &looked.customer.invoice_email;
    let first = readers.first().cloned().filter(|_| !email.is_empty());
    if let Some(first) = first.filter(|_| readers.iter().all(|person| person.email != *email)) {
        let (name, language) = (looked.customer.name.clone(), looked.customer.language.clone());
        readers.push(Person { email: email.clone(), name, language, ..first });
    }
    Ok(readers)
}

fn values(
    app: &App,
    (looked, reminder): (&Looked, &Reminder),
    person: &Person,
) -> Vec<(&'static str, String)> {
    let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
    let (provider, seller) = (&app.catalogue.provider, &app.catalogue.seller);
    let is_overdue = |invoice: &&Open| rules::is_overdue(invoice, looked.today);
    let overdue: Vec<String> = looked.open.iter().filter(is_overdue).map(|own| line(&words, own)).collect();
    let later: Vec<String> =
        looked.open.iter().filter(|own| !is_overdue(own)).map(|own| line(&words, own)).collect();
    let from = reminder.suspends_from.as_deref().map_or(String::new(), |from| date(&words, from));
    vec![
        ("customer", looked.customer.name.clone()),
        ("letter", reminder.name.clone()),
        ("total", words.money(reminder.overdue_minor, &reminder.currency)),
        ("overdue", overdue.join("\n")),
        ("later", if later.is_empty() { words.t("reminder-nothing-else") } else { later.join("\n") }),
        ("holder", provider.name.clone()),
        ("iban", seller.iban.clone()),
        ("bic", seller.bic.clone()),
        ("from", from),
        ("link", format!("{}/invoices", app.settings.portal_url)),
        (
            "staff_link",
            format!("{}/staff/reminders/customers/{}", app.settings.portal_url, looked.customer.id),
        ),
    ]
}

/// `2026-0001, due 23 November 2026: €59.90, reference RF18…`.
fn line(words: &Words, invoice: &Open) -> String {
    let values = [
        ("number", invoice.number.as_str().into()),
        ("due", date(words, &invoice.due).into()),
        ("open", words.money(invoice.open_minor, &invoice.currency).into()),
        ("reference", reference(&invoice.number).into()),
    ];
    words.tr("reminder-line", &values)
}

fn date(words: &Words, text: &str) -> String {
    text.parse::<Date>().map_or(text.into(), |date| words.date(date))
}
