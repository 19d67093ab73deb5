//! Invoices of licence orders: what was agreed becomes an invoice in the transaction that delivers it.

use super::model::{DocumentKind, Invoice, Item};
use super::write::{Writing, balance, write};
use super::{rules, store, told};
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::pricing::{Because, Kind, Line, Unit};
use crate::billing::vat::{self, Treatment, VatRefused};
use crate::shop::LicenceOrder;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day};

/// What an order comes to, in the customer's words.
pub struct OrderBill<'a> {
    pub order: &'a Id<LicenceOrder>,
    pub customer: &'a Customer,
    /// The product's id in the catalogue.
    pub product: &'a str,
    /// The customer's own for this order; empty: the one for all its invoices.
    pub reference: &'a str,
    /// Hundredths of a percent.
    pub vat_permyriad: i64,
    pub lines: Vec<OrderLine>,
}

/// A line of it: `quantity × unit price`.
pub struct OrderLine {
    pub what: String,
    pub why: String,
    pub quantity: i64,
    /// Millionths of the currency's unit.
    pub unit_price_micro: i64,
    /// Without VAT, in minor units.
    pub amount_minor: i64,
}

/// Writes the invoice of an order, with its number and the mails.
///
/// # Errors
/// It may not be issued as it stands; the database lets an order have one invoice alone.
pub async fn issue_order(app: &App, tx: &mut Tx, bill: &OrderBill<'_>) -> Result<Invoice, Fault> {
    let treatment = agreed(app, bill)?;
    let items: Vec<Item> = bill.lines.iter().map(|line| item(app, (bill, &treatment), line)).collect();
    let totals = rules::totals(&items);
    let writing = Writing {
        customer: bill.customer,
        kind: DocumentKind::Order,
        month: None,
        order: Some(bill.order),
        credits: None,
        replaces: None,
        reason: "",
        buyer_reference: match bill.reference {
            "" => &bill.customer.invoice_reference,
            own => own,
        },
        items,
        totals,
    };
    let (invoice, document) = write(app, tx, &writing).await?;
    let invoice = balance(app, tx, (invoice, &document)).await?;
    told::tell(app, tx, &invoice, &document).await?;
    Ok(invoice)
}

/// The VAT of an order: that of the customer today, unless another rate was agreed before the customer was known.
fn agreed(app: &App, bill: &OrderBill<'_>) -> Result<Treatment, VatRefused> {
    let today = day(app.now_ms(), app.zone());
    let treatment = vat::treatment(app, bill.customer, today)?;
    match treatment.permyriad == bill.vat_permyriad {
        true => Ok(treatment),
        false => Ok(Treatment::charged(&app.catalogue.provider.country, bill.vat_permyriad)),
    }
}

fn item(app: &App, (bill, treatment): (&OrderBill<'_>, &Treatment), line: &OrderLine) -> Item {
    let name = app.catalogue.product(bill.product).map(|product| product.name.clone());
    Item {
        month: Month::of(app.now_ms(), app.zone()),
        host: None,
        product: name.unwrap_or_else(|| bill.product.to_string()),
        vat_permyriad: treatment.permyriad,
        vat_category: treatment.category,
        vat_country: treatment.country.clone(),
        days: Vec::new(),
        text: line.what.clone(),
        of_line: None,
        last_day: None,
        line: Line {
            customer: bill.customer.id.to_string(),
            server: None,
            product: bill.product.to_string(),
            kind: Kind::Licence,
            quantity: line.quantity,
            unit: Unit::Piece,
            unit_price_micro: line.unit_price_micro,
            amount_minor: line.amount_minor,
            currency: app.catalogue.provider.currency.clone(),
            because: Because::Said { said: line.why.clone() },
        },
    }
}

/// An order's invoice: the newest, if one was written again.
pub async fn of_order(app: &App, order: &Id<LicenceOrder>) -> Result<Option<Invoice>, Fault> {
    Ok(store::of_order(&app.db, order).await?)
}
