use super::month;
use crate::billing::invoices::rules::{due, is_doubled, number};
use crate::billing::invoices::{Item, VatGroup, is_reference, reference, totals};
use crate::billing::pricing::{Because, Kind, Line, Unit};
use crate::billing::vat::Category;
use jiff::civil::date;
use proptest::prelude::*;

fn item(amount_minor: i64, vat_permyriad: i64) -> Item {
    let because =
        Because::CombinationDiscount { users: Vec::new(), discount_permyriad: 0, of_unit_price_micro: 0 };
    let line = Line {
        customer: "anna".into(),
        server: None,
        product: "connect".into(),
        kind: Kind::Users,
        quantity: 1,
        unit: Unit::User,
        unit_price_micro: amount_minor * 10_000,
        amount_minor,
        currency: "EUR".into(),
        because,
    };
    Item {
        month: month("2026-10"),
        host: None,
        product: "Connect".into(),
        vat_permyriad,
        vat_category: Category::Standard,
        vat_country: String::new(),
        days: Vec::new(),
        text: String::new(),
        of_line: None,
        last_day: None,
        line,
    }
}

#[test]
fn vat_is_rounded_once_for_each_rate() {
    // 3 × 0.05 at 21 %: 0.0315 is 3 cents, not three times 1 cent by luck; at 9 % 0.005 goes to the even cent.
    let totals = totals(&[item(5, 2100), item(5, 2100), item(5, 2100), item(50, 900), item(-5, 900)]);
    let group = |rate_permyriad, net_minor, vat_minor| VatGroup {
        rate_permyriad,
        net_minor,
        vat_minor,
        ..VatGroup::default()
    };
    assert_eq!(totals.vat, [group(900, 45, 4), group(2100, 15, 3)]);
    assert_eq!((totals.net_minor, totals.vat_minor, totals.total_minor), (60, 7, 67));
}

#[test]
fn references_are_those_of_iso_11649() {
    // The standard's own example.
    assert_eq!(reference("539007547034"), "RF18539007547034");
    assert!(is_reference("RF18539007547034"));
    for wrong in ["RF19539007547034", "RF18539007547043", "", "RF18", "rf18539007547034", "RF18 5390"] {
        assert!(!is_reference(wrong), "{wrong}");
    }
}

#[test]
fn numbers_and_days() {
    assert_eq!((number("2026", 1), number("2026", 12_345)), ("2026-0001".into(), "2026-12345".into()));
    assert_eq!(due(date(2026, 12, 15), 21), date(2027, 1, 5));
    assert!(is_doubled(100, 201) && !is_doubled(100, 200) && !is_doubled(0, 900));
}

proptest! {
    #[test]
    fn every_number_has_a_good_reference(year in 2000i16..2100, sequence in 1i64..10_000_000) {
        let reference = reference(&number(&format!("{year}"), sequence));
        prop_assert!(is_reference(&reference), "{reference}");
    }
}
