//! Mail from the platform to people: links, notices, invoices.
//!
//! A mail is written in the transaction of what it tells, so neither happens without the other. With a mail server
//! (`--smtp`) a job hands it over; the embedded default has none, keeps every mail for the staff page *Mail*
//! and sends it nowhere.

mod outgoing;
pub mod pages;
mod store;

pub use outgoing::{BadOutgoing, Outgoing, SendMail};
pub use store::{Mail, count, find, list};

use crate::accounts::Person;
use crate::app::App;
use crate::billing::invoices::Invoice;
use hostler_kit::db::Tx;
use hostler_kit::id::Id;
use hostler_kit::ui::{Arg, words::Lang};

/// A mail to be written: the words `<key>-subject` and `<key>-body` with `values` (and `name`, `provider`).
pub struct Letter<'a> {
    pub to: &'a Person,
    pub key: &'a str,
    pub values: &'a [(&'a str, String)],
}

/// Who reads a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub language: &'a str,
}

impl<'a> Recipient<'a> {
    pub fn of(person: &'a Person) -> Recipient<'a> {
        Recipient { email: &person.email, name: &person.name, language: &person.language }
    }
}

/// A mail with an invoice on paper.
pub struct Enclosing<'a> {
    pub to: Recipient<'a>,
    pub key: &'a str,
    pub values: &'a [(&'a str, String)],
    pub invoice: &'a Id<Invoice>,
}

/// Writes a mail in its reader's language.
pub async fn send(app: &App, tx: &mut Tx, letter: &Letter<'_>) -> Result<(), sqlx::Error> {
    let mail = written(app, Recipient::of(letter.to), (letter.key, letter.values));
    post(app, tx, mail).await
}

/// The same with the PDF of an invoice, which is made when the mail leaves.
pub async fn send_invoice(app: &App, tx: &mut Tx, letter: &Enclosing<'_>) -> Result<(), sqlx::Error> {
    let mail = written(app, letter.to, (letter.key, letter.values));
    post(app, tx, Mail { invoice_id: Some(letter.invoice.clone()), ..mail }).await
}

fn written(app: &App, to: Recipient<'_>, (key, values): (&str, &[(&str, String)])) -> Mail {
    let words = app.languages.of(Lang::parse(to.language).unwrap_or(Lang::En));
    let mut args: Vec<(&str, Arg)> =
        values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    args.push(("name", to.name.into()));
    args.push(("provider", app.catalogue.provider.name.as_str().into()));
    Mail {
        id: Id::new(app.now_ms(), &app.random),
        recipient: to.email.to_string(),
        subject: words.tr(&format!("{key}-subject"), &args),
        body: words.tr(&format!("{key}-body"), &args),
        created_at_ms: app.now_ms(),
        sent_at_ms: None,
        invoice_id: None,
    }
}

async fn post(app: &App, tx: &mut Tx, mail: Mail) -> Result<(), sqlx::Error> {
    store::insert(tx, &mail).await?;
    if app.outgoing.is_some() {
        hostler_kit::jobs::enqueue(tx, &SendMail { mail: mail.id }, app.now_ms()).await?;
    }
    Ok(())
}
