//! Which term of the standard holds what.

use super::{announced, document, item, month_with_everything, untaxed};
use crate::billing::einvoice::model;
use crate::billing::invoices::{Document, Voice};
use crate::billing::pricing::Kind;
use crate::billing::vat::Category;
use crate::words;
use en16931::Invoice;
use en16931::invoice::PaymentMeans;
use hostler_kit::ui::Lang;

fn mapped(document: &Document) -> Invoice {
    let languages = words::load().unwrap();
    let zone = jiff::tz::TimeZone::UTC;
    model(document, &Voice { words: &languages.of(Lang::En), zone: &zone, currency: "EUR" })
}

#[test]
fn b9_a_discount_is_an_allowance_and_one_taken_back_a_charge() {
    let invoice = mapped(&document(month_with_everything()));
    let lines: Vec<_> = invoice
        .lines
        .iter()
        .map(|line| (line.quantity.to_string(), line.unit_code.to_string(), line.net_amount.to_string()))
        .collect();
    let line = |quantity: &str, unit: &str, amount: &str| (quantity.into(), unit.into(), amount.into());
    assert_eq!(lines, [line("10", "C62", "49.50"), line("2", "E34", "3.00"), line("-2", "C62", "-9.90")]);
    assert!(invoice.lines.iter().all(|line| !line.price.net_price.is_negative()));
    assert_eq!(invoice.allowances[0].amount.to_string(), "4.95");
    assert_eq!(
        invoice.allowances[0].reason.as_deref(),
        Some("Combination discount on Connect, October 2026")
    );
    assert_eq!(invoice.charges[0].amount.to_string(), "0.99");
    let totals = &invoice.totals;
    assert_eq!(
        [totals.line_total, totals.taxable_total, totals.gross_total].map(|amount| amount.to_string()),
        ["42.60", "38.64", "46.75"]
    );
    // The line of September is not within October's period (BG-26); its description says whose it is.
    assert!(invoice.lines[0].period.is_some() && invoice.lines[2].period.is_none());
    assert!(invoice.lines[2].item.description.as_deref().unwrap().contains("September 2026"));
}

#[test]
fn what_has_no_quantity_or_nothing_beside_it_is_a_line_of_one() {
    let invoice = mapped(&document(vec![item(Kind::CombinationDiscount, 10, -495_000)]));
    let line = &invoice.lines[0];
    assert_eq!((line.quantity.to_string(), line.net_amount.to_string()), ("-1".into(), "-4.95".into()));
    assert!(invoice.allowances.is_empty());
}

#[test]
fn b9_outside_the_scope_of_vat_no_vat_number_is_named() {
    let outside = mapped(&untaxed(Category::Outside, "CH", "CHE123456788"));
    assert_eq!((&outside.seller.vat_identifier, &outside.buyer.vat_identifier), (&None, &None));
    assert_eq!(outside.seller.legal_registration.as_ref().map(|id| id.content()), Some("12345678"));
    assert_eq!(outside.vat_breakdown[0].rate, None);
    let reverse = mapped(&untaxed(Category::Reverse, "DE", "DE136695976"));
    assert_eq!(reverse.seller.vat_identifier.as_deref(), Some("NL004495445B01"));
    assert_eq!(reverse.buyer.vat_identifier.as_deref(), Some("DE136695976"));
}

#[test]
fn b10_a_collection_names_mandate_creditor_and_account() {
    let invoice = mapped(&Document { debit: Some(announced()), ..document(month_with_everything()) });
    let payment = invoice.payment.unwrap();
    let Some(PaymentMeans::DirectDebit(debit)) = payment.means else { panic!("{payment:?}") };
    assert_eq!(payment.means_code.unwrap().as_str(), "59");
    assert_eq!(debit.mandate_reference.as_deref(), Some("M-0C1D2E3F4A5B-1"));
    assert_eq!(debit.creditor_identifier.as_deref(), Some("NL79ZZZ999999990000"));
    assert_eq!(debit.debited_account.as_deref(), Some("NL91****4300"));
    assert_eq!(payment.remittance_information, Some(document(vec![]).reference));
}

#[test]
fn a_document_of_before_is_still_read() {
    let mut text = serde_json::to_value(document(month_with_everything())).unwrap();
    let fields = text.as_object_mut().unwrap();
    for name in ["kind", "credits", "replaces", "reason", "buyer_reference", "period"] {
        fields.remove(name);
    }
    for item in text["items"].as_array_mut().unwrap() {
        for name in ["vat_category", "vat_country", "text", "of_line"] {
            item.as_object_mut().unwrap().remove(name);
        }
    }
    for group in text["totals"]["vat"].as_array_mut().unwrap() {
        for name in ["category", "country"] {
            group.as_object_mut().unwrap().remove(name);
        }
    }
    text["customer"].as_object_mut().unwrap().remove("email");
    let before: Document = serde_json::from_value(text).unwrap();
    let invoice = mapped(&before);
    assert_eq!((invoice.lines.len(), invoice.vat_breakdown[0].category.as_str()), (3, "S"));
    assert_eq!(invoice.invoicing_period.unwrap().end.unwrap().to_string(), "2026-10-31");
}
