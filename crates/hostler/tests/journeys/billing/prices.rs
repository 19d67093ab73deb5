//! A price that changes with the month, and a VAT rate that changes within it.

use super::office::{Office, number};
use crate::stage::Stage;
use hostler_kit::time::{Clock, Month};
use jiff::ToSpan;
use serde_json::Value;

const OFFER: &str = include_str!("../../../../../catalogue/offer.toml");

/// The default catalogue with a dearer Connect from the first day of a month, and 23 % VAT from its middle.
fn dearer_from(month: Month) -> String {
    let price = "from = \"2020-01-01\"\namount = \"4.95\"\n";
    let vat = "from = \"2012-10-01\"\npercent = \"21\"\n";
    assert_eq!((OFFER.matches(price).count(), OFFER.matches(vat).count()), (1, 1));
    let first = month.first_day();
    let middle = first.saturating_add(14.days());
    let next_price = format!("{price}\n[[product.price]]\nfrom = \"{first}\"\namount = \"5.95\"\n");
    let next_vat = format!("{vat}\n[[vat]]\ncountry = \"NL\"\nfrom = \"{middle}\"\npercent = \"23\"\n");
    OFFER.replace(price, &next_price).replace(vat, &next_vat)
}

fn users_line(invoice: &Value) -> (i64, i64, i64) {
    let item = &invoice["document"]["items"][0];
    let line = &item["line"];
    (number(&line["quantity"]), number(&line["unit_price_micro"]), number(&item["vat_permyriad"]))
}

#[test]
fn b4_b9_b11_a_price_and_a_vat_rate_that_change() {
    let month = Month::of(Clock::System.now_ms(), &super::office::zone());
    let office = Office::of(Stage::open_demo_selling(&dearer_from(month.next())));
    let (anna, bakery, _) = office.stage.customer_with_server("anna", "bakkerij");
    office.knows("anna", &anna);
    bakery.delivered();
    office.close(month);
    let old = office.invoice(&anna);
    assert_eq!(users_line(&old), (1, 4_950_000, 2_100), "as it was in that month: {old}");

    let announced = anna.get("/");
    assert_eq!(announced.status, 200);
    office.close(month.next());
    let new = office.invoice(&anna);
    assert_eq!(users_line(&new), (1, 5_950_000, 2_300), "the month's price, the VAT of its last day: {new}");
    assert_eq!((number(&new["net_minor"]), number(&new["vat_minor"])), (595, 137));
    let (_, list) = anna.json("GET", "/api/v1/invoices", None);
    let before = list["invoices"].as_array().unwrap().iter().find(|one| one["number"] == old["number"]);
    assert_eq!(number(&before.unwrap()["total_minor"]), 599, "what was issued stays");
    office.books_are_right(&[month, month.next()]);
}
