//! Writing a document: its number, its text, its entry in the ledger, the event. From here on it does not change.

use super::model::{Document, DocumentKind, Invoice, Item, Mentioned, Party, Payment, Period, Totals};
use super::{rules, store};
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::debits::{self, Announcement};
use crate::billing::ledger::{self, Account, Posting};
use crate::billing::settlement;
use crate::billing::{einvoice, vat};
use crate::events::{self, Actor, Happened};
use crate::shop::LicenceOrder;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day};
use jiff::civil::Date;

/// What is to be written.
pub(super) struct Writing<'a> {
    pub customer: &'a Customer,
    pub kind: DocumentKind,
    /// The month that it bills, or takes back to be billed again.
    pub month: Option<Month>,
    pub order: Option<&'a Id<LicenceOrder>>,
    pub credits: Option<&'a Invoice>,
    pub replaces: Option<&'a Invoice>,
    pub reason: &'a str,
    pub buyer_reference: &'a str,
    pub items: Vec<Item>,
    pub totals: Totals,
}

impl<'a> Writing<'a> {
    /// A month's bill: a credit note where it comes to less than zero.
    pub fn month(customer: &'a Customer, month: Month, items: Vec<Item>) -> Writing<'a> {
        let totals = rules::totals(&items);
        let (kind, items) = match totals.total_minor < 0 {
            true => (DocumentKind::CreditNote, rules::turned(items)),
            false => (DocumentKind::Month, items),
        };
        let totals = rules::totals(&items);
        Writing {
            customer,
            kind,
            month: Some(month),
            order: None,
            credits: None,
            replaces: None,
            reason: "",
            buyer_reference: &customer.invoice_reference,
            items,
            totals,
        }
    }
}

/// Writes it, in the caller's transaction, dated today.
///
/// # Errors
/// It may not be issued as it stands.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    writing: &Writing<'_>,
) -> Result<(Invoice, Document), Fault> {
    let date = day(app.now_ms(), app.zone());
    let series = rules::series(writing.kind, date);
    let sequence = store::next_sequence(tx, &series).await?;
    let mut document = document(app, writing, (rules::number(&series, sequence), date));
    document.vat_check = match writing.kind {
        DocumentKind::CreditNote => None,
        _ => vat::cleared(app, writing.customer, &writing.items).await?,
    };
    document.debit = announcement(app, tx, writing, &document).await?;
    einvoice::check(app, &document)?;
    let invoice = invoice(app, writing, &document);
    store::insert(tx, &invoice, sequence, &document).await?;
    post(app, tx, &invoice, &document).await?;
    debits::plan(app, tx, &invoice, &document).await?;
    note(app, tx, &invoice).await?;
    Ok((invoice, document))
}

/// What it says about its own collection, where the customer signed a mandate.
async fn announcement(
    app: &App,
    tx: &mut Tx,
    writing: &Writing<'_>,
    document: &Document,
) -> Result<Option<Announcement>, Fault> {
    if writing.kind == DocumentKind::CreditNote {
        return Ok(None);
    }
    let owed = (&writing.customer.id, writing.totals.total_minor);
    debits::announce(app, tx, owed, (document.date, document.due)).await
}

/// Pays an invoice by what the customer has too much; what a month came to below zero becomes that.
pub(super) async fn balance(
    app: &App,
    tx: &mut Tx,
    (invoice, document): (Invoice, &Document),
) -> Result<Invoice, Fault> {
    if document.kind != DocumentKind::CreditNote {
        return settlement::use_credit(app, tx, invoice, document.date).await;
    }
    if invoice.total_minor > 0 {
        let given = (&invoice.customer_id, invoice.total_minor, Account::Debtors);
        let why = (document.date, "credit-given", invoice.id.as_str(), invoice.number.as_str());
        settlement::give_credit(app, tx, given, why).await?;
    }
    Ok(invoice)
}

/// An invoice of nothing is paid; a credit note is owed by nobody.
fn invoice(app: &App, writing: &Writing<'_>, document: &Document) -> Invoice {
    let open_minor = match writing.kind {
        DocumentKind::CreditNote => 0,
        DocumentKind::Month | DocumentKind::Order => document.totals.total_minor,
    };
    let state = match writing.kind {
        DocumentKind::CreditNote => "credited",
        _ if open_minor == 0 => "paid",
        _ => "issued",
    };
    Invoice {
        id: Id::new(app.now_ms(), &app.random),
        number: document.number.clone(),
        customer_id: writing.customer.id.clone(),
        customer_name: writing.customer.name.clone(),
        kind: writing.kind.code().into(),
        month: writing.month.map(|month| month.to_string()),
        order_id: writing.order.cloned(),
        credits: writing.credits.map(|invoice| invoice.id.clone()),
        replaces: writing.replaces.map(|invoice| invoice.id.clone()),
        date: document.date.to_string(),
        due: document.due.to_string(),
        net_minor: document.totals.net_minor,
        vat_minor: document.totals.vat_minor,
        total_minor: document.totals.total_minor,
        currency: document.currency.clone(),
        state: state.into(),
        open_minor,
        issued_at_ms: app.now_ms(),
        settled_at_ms: (open_minor == 0).then(|| app.now_ms()),
    }
}

async fn post(app: &App, tx: &mut Tx, invoice: &Invoice, document: &Document) -> Result<(), Fault> {
    let (kind, sign) = match document.kind {
        DocumentKind::CreditNote => ("credit-note", -1),
        DocumentKind::Month | DocumentKind::Order => ("invoice", 1),
    };
    let transfers = ledger::of_document(document, sign);
    if transfers.is_empty() {
        return Ok(());
    }
    let posting = Posting {
        date: document.date,
        kind,
        subject: invoice.id.as_str(),
        customer: Some(&invoice.customer_id),
        words: &invoice.number,
        transfers,
    };
    ledger::post(app, tx, &posting).await?;
    Ok(())
}

async fn note(app: &App, tx: &mut Tx, invoice: &Invoice) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind: if invoice.kind == "credit-note" { "credit-note.issued" } else { "invoice.issued" },
        customer: Some(invoice.customer_id.as_str()),
        subject: invoice.id.as_str(),
        data: serde_json::json!({
            "number": invoice.number, "month": invoice.month, "due": invoice.due, "order": invoice.order_id,
            "credits": invoice.credits, "replaces": invoice.replaces,
            "total_minor": invoice.total_minor, "currency": invoice.currency,
        }),
    };
    events::record(app, tx, &Actor::platform(), happened).await?;
    Ok(())
}

fn mentioned(invoice: &Invoice) -> Option<Mentioned> {
    Some(Mentioned { number: invoice.number.clone(), date: invoice.date.parse().ok()? })
}

/// The document as it would be printed, with this number on this day.
pub(super) fn document(app: &App, writing: &Writing<'_>, (number, date): (String, Date)) -> Document {
    let (provider, customer) = (&app.catalogue.provider, writing.customer);
    let due = match writing.kind {
        DocumentKind::CreditNote => date,
        DocumentKind::Month | DocumentKind::Order => rules::due(date, provider.payment_term_days),
    };
    let month = writing.month.unwrap_or_else(|| Month::of(app.now_ms(), app.zone()));
    let mut document = Document {
        kind: writing.kind,
        reference: rules::reference(&number),
        number,
        date,
        due,
        month,
        credits: writing.credits.and_then(mentioned),
        replaces: writing.replaces.and_then(mentioned),
        reason: writing.reason.into(),
        buyer_reference: writing.buyer_reference.into(),
        language: customer.language.clone(),
        currency: provider.currency.clone(),
        provider: seller(app),
        payment: payment(app),
        customer: Party {
            name: customer.name.clone(),
            street: customer.street.clone(),
            postcode: customer.postcode.clone(),
            city: customer.city.clone(),
            country: customer.country.clone(),
            vat_number: customer.vat_number.clone(),
            email: customer.invoice_email.clone(),
        },
        period: writing.month.map(|month| Period { from: month.first_day(), to: month.last_day() }),
        vat_check: None,
        items: writing.items.clone(),
        totals: writing.totals.clone(),
        debit: None,
    };
    vat::explain(app, &mut document);
    document
}

fn seller(app: &App) -> Party {
    let (provider, seller) = (&app.catalogue.provider, &app.catalogue.seller);
    Party {
        name: provider.name.clone(),
        street: seller.street.clone(),
        postcode: seller.postcode.clone(),
        city: seller.city.clone(),
        country: provider.country.clone(),
        vat_number: seller.vat_number.clone(),
        email: String::new(),
    }
}

fn payment(app: &App) -> Payment {
    let seller = &app.catalogue.seller;
    Payment {
        register_number: seller.register_number.clone(),
        email: seller.email.clone(),
        iban: seller.iban.clone(),
        bic: seller.bic.clone(),
    }
}
