mod judged;
mod mapped;
mod properties;

use crate::billing::debits::Announcement;
use crate::billing::invoices::{
    Document, DocumentKind, Item, Mentioned, Party, Payment, Period, reference, totals,
};
use crate::billing::pricing::{Because, Kind, Line, Unit};
use crate::billing::vat::Category;
use hostler_kit::money::amount_minor;
use hostler_kit::time::Month;
use jiff::civil::date;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// A line of so many at so many millionths, at the Dutch rate.
fn item(kind: Kind, quantity: i64, unit_price_micro: i64) -> Item {
    let unit = match kind {
        Kind::Storage => Unit::Gb,
        Kind::Licence | Kind::Goodwill => Unit::Piece,
        Kind::Users | Kind::CombinationDiscount => Unit::User,
    };
    let line = Line {
        customer: "cus_1".into(),
        server: Some("srv_1".into()),
        product: "connect".into(),
        kind,
        quantity,
        unit,
        unit_price_micro,
        amount_minor: amount_minor(quantity, unit_price_micro),
        currency: "EUR".into(),
        because: Because::Said { said: String::new() },
    };
    Item {
        month: month("2026-10"),
        host: Some("bakkerij.hostler.test".into()),
        product: "Connect".into(),
        vat_permyriad: 2100,
        vat_category: Category::Standard,
        vat_country: "NL".into(),
        days: Vec::new(),
        text: String::new(),
        of_line: None,
        last_day: None,
        line,
    }
}

fn party(name: &str, country: &str, vat_number: &str) -> Party {
    Party {
        name: name.into(),
        street: "Dorpsstraat 1 & 2".into(),
        postcode: "1234 AB".into(),
        city: "Haarlem".into(),
        country: country.into(),
        vat_number: vat_number.into(),
        email: "facturen@bakkerij.test".into(),
    }
}

/// Anna's October of these lines.
fn document(items: Vec<Item>) -> Document {
    Document {
        kind: DocumentKind::Month,
        number: "2026-0001".into(),
        reference: reference("2026-0001"),
        date: date(2026, 11, 2),
        due: date(2026, 11, 23),
        month: month("2026-10"),
        credits: None,
        replaces: None,
        reason: String::new(),
        buyer_reference: "Inkoop <4711>".into(),
        language: "nl".into(),
        currency: "EUR".into(),
        provider: party("Hostler", "NL", "NL004495445B01"),
        payment: Payment {
            register_number: "12345678".into(),
            email: "invoices@hostler.test".into(),
            iban: "NL91ABNA0417164300".into(),
            bic: "ABNANL2A".into(),
        },
        customer: party("Bakkerij de Vries", "NL", ""),
        period: Some(Period { from: date(2026, 10, 1), to: date(2026, 10, 31) }),
        vat_check: None,
        totals: totals(&items),
        debit: None,
        items,
    }
}

/// Ten users, two GB, ten users less ten per cent, and two users of September too many.
fn month_with_everything() -> Vec<Item> {
    let correction = Item { month: month("2026-09"), ..item(Kind::Users, -2, 4_950_000) };
    let less = Item { month: month("2026-09"), ..item(Kind::CombinationDiscount, -2, -495_000) };
    vec![
        item(Kind::Users, 10, 4_950_000),
        item(Kind::Storage, 2, 1_500_000),
        Item { host: None, ..item(Kind::CombinationDiscount, 10, -495_000) },
        correction,
        less,
    ]
}

/// The same to somebody elsewhere, without VAT.
fn untaxed(category: Category, country: &str, vat_number: &str) -> Document {
    let elsewhere =
        |item: Item| Item { vat_permyriad: 0, vat_category: category, vat_country: country.into(), ..item };
    let items = month_with_everything().into_iter().map(elsewhere).collect();
    Document { customer: party("Bäckerei Schmidt", country, vat_number), ..document(items) }
}

/// Collected by the mandate that Anna signed.
fn announced() -> Announcement {
    Announcement {
        date: date(2026, 11, 23),
        iban: "NL91 •••• 4300".into(),
        mandate: "M-0C1D2E3F4A5B-1".into(),
        creditor_id: "NL79ZZZ999999990000".into(),
    }
}

/// Every kind of document, by name.
fn kinds() -> Vec<(&'static str, Document)> {
    let licence = vec![item(Kind::Licence, 1, 410_000_000), item(Kind::Licence, 3, 120_000_000)];
    let credits = Some(Mentioned { number: "2026-0001".into(), date: date(2026, 11, 2) });
    let credit_note = Document {
        kind: DocumentKind::CreditNote,
        number: "C2026-0001".into(),
        credits,
        reason: "Storing op 12 oktober".into(),
        ..document(month_with_everything())
    };
    let rates = |item: Item| Item { vat_permyriad: 1900, month: month("2026-09"), ..item };
    let mut two_rates = month_with_everything();
    two_rates.push(rates(item(Kind::Users, 1, 4_950_000)));
    let oss = |item: Item| Item { vat_country: "BE".into(), ..item };
    let oss = month_with_everything().into_iter().map(oss).collect();
    vec![
        ("month", document(month_with_everything())),
        ("discount-alone", document(vec![item(Kind::CombinationDiscount, -10, -495_000)])),
        ("below-zero", document(vec![item(Kind::Users, -3, 4_950_000)])),
        ("two-rates", document(two_rates)),
        ("thousandths", document(vec![item(Kind::Users, 3, 4_955_555)])),
        ("order", Document { kind: DocumentKind::Order, ..document(licence) }),
        ("credit-note", credit_note.clone()),
        ("credit-note-of-a-month-below-zero", Document { credits: None, ..credit_note }),
        ("oss", Document { customer: party("Anna", "BE", ""), ..document(oss) }),
        ("reverse-charge", untaxed(Category::Reverse, "DE", "DE136695976")),
        ("reverse-charge-greece", untaxed(Category::Reverse, "GR", "EL094259216")),
        ("outside", untaxed(Category::Outside, "CH", "CHE123456788")),
        ("direct-debit", Document { debit: Some(announced()), ..document(month_with_everything()) }),
    ]
}
