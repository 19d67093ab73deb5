//! Whatever stands on a document, its XML comes to the same cent.

use super::{document, item, month};
use crate::billing::einvoice::{model, rules};
use crate::billing::invoices::{Document, DocumentKind, Item, Voice};
use crate::billing::pricing::Kind;
use crate::billing::vat::Category;
use crate::words;
use en16931::{En16931, Validated};
use en16931_formats::Syntax;
use hostler_kit::ui::{Lang, Languages};
use proptest::prelude::*;
use std::sync::LazyLock;

static LANGUAGES: LazyLock<Languages> = LazyLock::new(|| words::load().unwrap());

fn an_item() -> impl Strategy<Value = Item> {
    let kind = prop_oneof![
        Just(Kind::Users),
        Just(Kind::Storage),
        Just(Kind::CombinationDiscount),
        Just(Kind::Licence)
    ];
    let rate = prop_oneof![Just(2100i64), Just(900), Just(1950), Just(0)];
    (kind, -50_000i64..50_000, 0i64..90_000_000, rate, any::<bool>()).prop_map(
        |(kind, quantity, price, rate, earlier)| {
            let price = if kind == Kind::CombinationDiscount { -price } else { price };
            let category = if rate == 0 { Category::Zero } else { Category::Standard };
            let own = month(if earlier { "2026-08" } else { "2026-10" });
            Item { month: own, vat_permyriad: rate, vat_category: category, ..item(kind, quantity, price) }
        },
    )
}

fn a_document() -> impl Strategy<Value = Document> {
    let kind =
        prop_oneof![Just(DocumentKind::Month), Just(DocumentKind::Order), Just(DocumentKind::CreditNote)];
    (kind, prop::collection::vec(an_item(), 1..12))
        .prop_map(|(kind, items)| Document { kind, ..document(items) })
}

/// Cents behind `<cbc:NAME …>` or `<ram:NAME>`, the first of them.
fn cents(xml: &str, name: &str) -> i64 {
    let rest = xml.split(&format!(":{name}")).nth(1).unwrap();
    let text = rest.split_once('>').unwrap().1.split_once('<').unwrap().0;
    text.replace('.', "").parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn b9_the_xml_comes_to_the_same_cent(document in a_document()) {
        let zone = jiff::tz::TimeZone::UTC;
        let invoice = model(&document, &Voice { words: &LANGUAGES.of(Lang::Nl), zone: &zone, currency: "EUR" });
        let checked = rules::checked(&invoice);
        prop_assert!(checked.is_ok(), "{checked:?}");
        let proof = Validated::<En16931>::new(invoice).unwrap();
        let totals = &document.totals;
        let ubl = en16931_formats::write(&proof, Syntax::Ubl);
        prop_assert!(ubl.entries.is_empty(), "{:?}", ubl.entries);
        prop_assert_eq!(cents(&ubl.xml, "TaxExclusiveAmount"), totals.net_minor);
        prop_assert_eq!(cents(&ubl.xml, "TaxInclusiveAmount"), totals.total_minor);
        prop_assert_eq!(cents(&ubl.xml, "PayableAmount"), totals.total_minor);
        let cii = en16931_formats::write(&proof, Syntax::Cii);
        prop_assert!(cii.entries.is_empty(), "{:?}", cii.entries);
        prop_assert_eq!(cents(&cii.xml, "TaxBasisTotalAmount"), totals.net_minor);
        prop_assert_eq!(cents(&cii.xml, "GrandTotalAmount"), totals.total_minor);
        prop_assert_eq!(cents(&cii.xml, "DuePayableAmount"), totals.total_minor);
    }
}
