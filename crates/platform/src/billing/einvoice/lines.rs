//! Lines of a document as EN 16931 has them. A unit price is never below zero there (BR-27), so a discount is an
//! allowance on the document (BG-20), a discount that is taken back a charge (BG-21), and anything else that is taken
//! back a line with a quantity below zero.

use super::model::{amount, day, rate};
use crate::billing::invoices::{Document, Item, Period, Shown};
use crate::billing::pricing::Unit;
use en16931::invoice::{
    Code, DocumentAllowanceCharge, Invoice, InvoiceLine, Item as Sold, LineVat, PriceDetails,
};
use en16931::{Quantity, UnitPriceAmount};
use rust_decimal::Decimal;

/// UN/ECE Recommendation 20: one, and 10⁹ bytes.
const ONE: &str = "C62";
const GIGABYTE: &str = "E34";
/// UNCL 5189: discount.
const DISCOUNT: &str = "95";

/// Puts a document's items into an invoice: as lines, allowances and charges.
pub(super) fn put(invoice: &mut Invoice, document: &Document, shown: &[Shown]) {
    // An invoice needs a line (BR-16): discounts alone are lines.
    let has_lines = document.items.iter().any(|item| !is_discount(item));
    for (item, shown) in document.items.iter().zip(shown) {
        match item.line.amount_minor {
            _ if !has_lines || !is_discount(item) => {
                let line = line(document, (item, shown), invoice.lines.len() + 1);
                invoice.lines.push(line);
            }
            0 => {}
            ..0 => invoice.allowances.push(on_document(item, shown)),
            _ => invoice
                .charges
                .push(DocumentAllowanceCharge { reason_code: None, ..on_document(item, shown) }),
        }
    }
}

fn is_discount(item: &Item) -> bool {
    item.line.unit_price_micro < 0
}

fn on_document(item: &Item, shown: &Shown) -> DocumentAllowanceCharge {
    DocumentAllowanceCharge {
        amount: amount(item.line.amount_minor.abs()),
        base_amount: None,
        percentage: None,
        vat: vat(item),
        reason: Some(told(shown)),
        reason_code: Some(Code::new(DISCOUNT)),
    }
}

fn line(document: &Document, (item, shown): (&Item, &Shown), number: usize) -> InvoiceLine {
    let (quantity, price) = priced(item);
    InvoiceLine {
        price: PriceDetails { net_price: UnitPriceAmount::new(price), ..PriceDetails::default() },
        vat: vat(item),
        item: Sold {
            name: Some(shown.what.clone()),
            description: Some(shown.place.clone()).filter(|place| !place.is_empty()),
            ..Sold::default()
        },
        period: period(document, item),
        ..InvoiceLine::new(
            number.to_string(),
            "",
            Quantity::new(Decimal::from(quantity)),
            unit(item.line.unit),
            amount(item.line.amount_minor),
            "",
            None,
        )
    }
}

/// Quantity and unit price, the price never below zero. What has no quantity, or a price below zero, is one of its
/// amount.
fn priced(item: &Item) -> (i64, Decimal) {
    let line = &item.line;
    if line.quantity == 0 || line.unit_price_micro < 0 {
        return (if line.amount_minor < 0 { -1 } else { 1 }, Decimal::new(line.amount_minor.abs(), 2));
    }
    (line.quantity, Decimal::new(line.unit_price_micro, 6).normalize())
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Gb => GIGABYTE,
        _ => ONE,
    }
}

fn vat(item: &Item) -> LineVat {
    LineVat {
        category: Code::new(item.vat_category.code()),
        rate: rate(item.vat_category, item.vat_permyriad),
    }
}

/// The month of a line, where the document is about it; a correction's month stands in its description.
fn period(document: &Document, item: &Item) -> Option<en16931::invoice::Period> {
    let Period { from, to } = super::model::period(document);
    let (first, last) = (item.month.first_day(), item.month.last_day());
    let period = en16931::invoice::Period { start: day(first), end: day(last) };
    (from <= first && last <= to).then_some(period)
}

fn told(shown: &Shown) -> String {
    match shown.place.is_empty() {
        true => shown.what.clone(),
        false => format!("{}, {}", shown.what, shown.place),
    }
}
