//! One worked example or more for each requirement.

use super::*;

fn amounts(quote: &Quote) -> Vec<i64> {
    quote.lines.iter().map(|line| line.amount_minor).collect()
}

#[test]
fn l1_a_licence_has_5_users_and_packs_of_5() {
    for (asked, users, packs) in [(1, 5, 0), (5, 5, 0), (6, 10, 1), (10, 10, 1), (11, 15, 2), (23, 25, 4)] {
        let quote = quoted(day("2026-11-22"), &Wish::New(new(asked, &[])), None).unwrap();
        assert_eq!(quote.after.users, users, "{asked}");
        assert_eq!(quote.net_minor, 41_000 + packs * 12_000, "{asked}");
        let note = (asked != users).then_some(Note::RoundedUp { asked, users, packs });
        assert_eq!(quote.notes, note.into_iter().collect::<Vec<_>>(), "{asked}");
    }
    for asked in [0, -5, MOST_USERS + 1, i64::MAX] {
        let refused = quoted(day("2026-11-22"), &Wish::New(new(asked, &[])), None);
        assert_eq!(refused, Err(QuoteRefused::UsersOutOfRange), "{asked}");
    }
}

#[test]
fn l1_vat_comes_on_top_of_the_sum() {
    let quote = quoted(day("2026-11-22"), &Wish::New(new(12, &["antivirus"])), None).unwrap();
    // 410.00 + 2 × 120.00 + (75.00 + 2 × 25.00) = 775.00; 21 % = 162.75
    assert_eq!(amounts(&quote), [41_000, 24_000, 12_500]);
    assert_eq!((quote.net_minor, quote.vat_minor, quote.gross_minor), (77_500, 16_275, 93_775));
}

#[test]
fn l2_the_first_year_is_in_the_price_and_further_ones_are_not() {
    let more_years = |more_years| Wish::New(NewLicence { more_years, ..new(10, &["activesync"]) });
    let first = quoted(day("2026-11-22"), &more_years(0), None).unwrap();
    assert_eq!(amounts(&first), [41_000, 12_000, 8_000]);
    assert_eq!((first.after.years, first.after.last_day), (1, None));
    let three = quoted(day("2026-11-22"), &more_years(2), None).unwrap();
    // 33 % of 610.00 = 201.30 a year.
    assert_eq!(amounts(&three), [41_000, 12_000, 8_000, 40_260]);
    assert_eq!(three.after.years, 3);
    assert_eq!(quoted(day("2026-11-22"), &more_years(11), None), Err(QuoteRefused::YearsOutOfRange));
}

#[test]
fn l4_a_year_of_maintenance_is_33_percent_of_the_same_licence_new() {
    let quote = quoted(day("2026-11-22"), &renew(1), Some(&held(15, &["antivirus"]))).unwrap();
    // 33 % of 775.00
    assert_eq!(amounts(&quote), [25_575]);
    assert_eq!(quote.after.last_day, Some(day("2028-01-14")));
    let edu = Held { class: PriceClass::Edu, edition: "certified".into(), ..held(15, &["antivirus"]) };
    let quote = quoted(day("2026-11-22"), &renew(2), Some(&edu)).unwrap();
    // 295.20 + 2 × 86.40 + 54.00 + 2 × 18.00 = 558.00; 33 % = 184.14, twice
    assert_eq!(amounts(&quote), [36_828]);
    assert_eq!(quote.after.last_day, Some(day("2029-01-14")));
}

#[test]
fn l4_the_price_of_the_day_counts_not_that_of_the_purchase() {
    let text = include_str!("../../../../../../catalogue/offer.toml");
    let later = "\n[[product.licence.price]]\nedition = \"standard\"\nclass = \"standard\"\nfrom = \"2027-01-01\"\n\
                 base = \"500.00\"\npack = \"150.00\"\nadd-on.antivirus = { base = \"80.00\", pack = \"30.00\" }\n\
                 add-on.activesync = { base = \"60.00\", pack = \"20.00\" }\n\n# --- Control";
    let catalogue = Catalogue::parse("offer.toml", &text.replacen("\n# --- Control", later, 1)).unwrap();
    let on = |on| {
        let market = Market { catalogue: &catalogue, on: day(on), vat: Percent { permyriad: 2100 } };
        quote(market, &renew(1), Some(&held(10, &[]))).unwrap().net_minor
    };
    assert_eq!((on("2026-12-31"), on("2027-01-01")), (17_490, 21_450));
}

#[test]
fn l4_d7_a_lapsed_licence_goes_on_from_its_old_last_day() {
    let on = day("2029-03-01");
    assert_eq!(super::super::years_offered(&held(5, &[]), on), 3);
    let quote = quoted(on, &renew(1), Some(&held(5, &[]))).unwrap();
    let (from, last_day) = (day("2027-01-14"), day("2028-01-14"));
    assert_eq!(
        quote.notes,
        [Note::Renewed { from, last_day }, Note::TooFewYears { years: 1, needed: 3, last_day }]
    );
    let quote = quoted(on, &renew(3), Some(&held(5, &[]))).unwrap();
    assert_eq!(quote.notes, [Note::Renewed { from, last_day: day("2030-01-14") }]);
    // More years than one order may have otherwise, if so many are needed.
    let late = day("2042-03-01");
    assert!(quoted(late, &renew(16), Some(&held(5, &[]))).is_ok());
    assert_eq!(quoted(late, &renew(17), Some(&held(5, &[]))), Err(QuoteRefused::YearsOutOfRange));
}

#[test]
fn l5_later_users_are_covered_to_the_day_of_the_licence() {
    let quote = quoted(day("2026-11-22"), &more(8), Some(&held(10, &[]))).unwrap();
    // Two packs; from 22 November to 14 January are 54 days of 365: 33 % of 120.00 × 54 ÷ 365 = 5.86 each.
    assert_eq!(amounts(&quote), [24_000, 1_172]);
    assert_eq!((quote.after.users, quote.after.last_day), (20, Some(day("2027-01-14"))));
    let What::ProRata { parts, last_day, .. } = &quote.lines[1].what else { panic!("{:?}", quote.lines[1]) };
    assert_eq!((parts[0].days, parts[0].of, *last_day), (54, 365, day("2027-01-14")));
}

#[test]
fn l5_years_that_were_bought_ahead_are_covered_too() {
    let mut ahead = held(10, &[]);
    ahead.maintenance.as_mut().unwrap().last_day = day("2028-01-14");
    ahead.years = 2;
    let quote = quoted(day("2026-11-22"), &more(5), Some(&ahead)).unwrap();
    // 5.86 (5.8586) and a whole year, 39.60.
    assert_eq!(amounts(&quote), [12_000, 4_546]);
}

#[test]
fn l5_before_registration_and_after_the_end_nothing_is_pro_rata() {
    let fresh = Held { maintenance: None, ..held(5, &[]) };
    let quote = quoted(day("2026-11-22"), &more(5), Some(&fresh)).unwrap();
    assert_eq!((amounts(&quote), quote.notes), (vec![12_000], vec![Note::NotRegistered]));
    let ahead = Held { years: 3, ..fresh };
    let quote = quoted(day("2026-11-22"), &more(5), Some(&ahead)).unwrap();
    // The two years beyond the first, 39.60 each.
    assert_eq!(amounts(&quote), [12_000, 7_920]);
    let quote = quoted(day("2027-01-15"), &more(5), Some(&held(5, &[]))).unwrap();
    let last_day = day("2027-01-14");
    assert_eq!((amounts(&quote), quote.notes), (vec![12_000], vec![Note::NotCovered { last_day }]));
}

#[test]
fn l10_classes_have_prices_of_their_own_and_need_evidence() {
    for (class, net) in [(PriceClass::Standard, 53_000), (PriceClass::Edu, 31_800), (PriceClass::Gov, 42_400)]
    {
        let wish = Wish::New(NewLicence { class, ..new(10, &[]) });
        let quote = quoted(day("2026-11-22"), &wish, None).unwrap();
        assert_eq!(quote.net_minor, net, "{class}");
        let asked = quote.notes.contains(&Note::Evidence { class });
        assert_eq!(asked, class != PriceClass::Standard);
    }
}

#[test]
fn p10_more_users_bring_every_add_on_with_them() {
    let quote = quoted(day("2026-11-22"), &more(5), Some(&held(10, &["antivirus", "activesync"]))).unwrap();
    // 120.00, 25.00, 20.00, and 33 % of 165.00 × 54 ÷ 365 = 8.06
    assert_eq!(amounts(&quote), [12_000, 2_500, 2_000, 806]);
    assert_eq!((quote.after.users, quote.after.add_ons.len()), (15, 2));
}

#[test]
fn p5_an_add_on_is_for_all_users_of_its_licence() {
    let quote = quoted(day("2026-11-22"), &add_on("antivirus"), Some(&held(15, &[]))).unwrap();
    // 75.00 + 2 × 25.00, and 33 % of 125.00 × 54 ÷ 365 = 6.10
    assert_eq!(amounts(&quote), [12_500, 610]);
    let refused = |id, held| quoted(day("2026-11-22"), &add_on(id), Some(&held)).unwrap_err();
    let antivirus = || "antivirus".to_string();
    assert_eq!(
        refused("antivirus", held(15, &["antivirus"])),
        QuoteRefused::AddOnHeld { add_on: antivirus() }
    );
    assert_eq!(refused("web-filter", held(15, &[])), QuoteRefused::NoAddOn { add_on: "web-filter".into() });
}

#[test]
fn p7_d9_an_old_licence_has_activesync_and_pays_nothing_for_it() {
    let old = Held { bought: day("2013-04-30"), ..held(10, &[]) };
    let refused = quoted(day("2026-11-22"), &add_on("activesync"), Some(&old));
    assert_eq!(refused, Err(QuoteRefused::AddOnIncluded { add_on: "activesync".into() }));
    let quote = quoted(day("2026-11-22"), &renew(1), Some(&old)).unwrap();
    assert_eq!(quote.net_minor, 17_490, "33 % of 530.00");
}

#[test]
fn what_is_not_sold_has_no_price() {
    let on = day("2026-11-22");
    let check = |wish: NewLicence, code: &str| {
        use hostler_kit::http::Refuse;
        assert_eq!(quoted(on, &Wish::New(wish), None).unwrap_err().code(), code);
    };
    check(NewLicence { product: "mail".into(), ..new(5, &[]) }, "product-not-by-licence");
    check(NewLicence { edition: "gold".into(), ..new(5, &[]) }, "edition-unknown");
    check(new(5, &["web-filter"]), "add-on-not-sold");
    assert_eq!(quoted(on, &more(5), None), Err(QuoteRefused::NoLicence));
    let other = Held { licence: "lic_florist".into(), ..held(5, &[]) };
    assert_eq!(quoted(on, &more(5), Some(&other)), Err(QuoteRefused::NoLicence));
    let before = quoted(day("2019-12-31"), &Wish::New(new(5, &[])), None).unwrap_err();
    assert!(before.to_string().contains("first holds from 2020-01-01"), "{before}");
}

#[test]
fn a_wish_reads_as_it_is_written() {
    let text = r#"{"kind":"new","product":"connect","users":12,"add_ons":["antivirus"]}"#;
    let wish: Wish = serde_json::from_str(text).unwrap();
    assert_eq!(wish, Wish::New(new(12, &["antivirus"])));
    let quote = quoted(day("2026-11-22"), &wish, None).unwrap();
    let again: Quote = serde_json::from_str(&serde_json::to_string(&quote).unwrap()).unwrap();
    assert_eq!(again, quote);
    insta::assert_json_snapshot!(quote);
}
