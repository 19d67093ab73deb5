//! Licences in the catalogue: the seed's numbers, the shop's questions, and what is refused.

use super::check_refused;
use crate::catalogue::*;
use hostler_licence::counting::{CountingRule, Holding};
use jiff::civil::date;
use std::path::Path;

fn variant<'a>(product: &'a str, edition: &'a str, class: PriceClass) -> Variant<'a> {
    Variant { product, edition, class }
}

#[test]
fn l1_a_server_licence_has_5_users_and_packs_bring_5_more() {
    let offer = Catalogue::standard();
    for product in ["connect", "control", "operator", "workspace"] {
        let licence = offer.licence(product).unwrap();
        for (users, packs) in [(0, 0), (1, 0), (5, 0), (6, 1), (10, 1), (11, 2), (20, 3)] {
            assert_eq!(licence.packs_for(users), packs, "{users} users of {product}");
        }
        assert_eq!([0, 1, 3].map(|packs| licence.users_with(packs)), [5, 10, 20]);
        assert_eq!((licence.maintenance_years, licence.trial_days), (1, 30));
        assert_eq!(licence.offline_moves_per_year, 2);
        assert_eq!(licence.warning_days, [60, 30, 14, 7, 1]);
        assert_eq!(licence.maintenance.on(date(2026, 11, 1)), Some(Percent { permyriad: 3300 }));
        assert_eq!(licence.edition("certified").unwrap().scheme.as_deref(), Some("fstek"));
        assert_eq!(licence.editions[0].scheme, None);
        assert_eq!(licence.classes("standard"), PriceClass::ALL);
    }
    assert!(offer.licence("bakery").is_none());
}

#[test]
fn p5_to_p8_each_product_has_its_add_ons() {
    let offer = Catalogue::standard();
    let add_ons = |product| {
        let all = offer.licence(product).unwrap().add_ons.iter().map(|one| one.rule.id.clone());
        all.collect::<Vec<String>>()
    };
    assert_eq!(add_ons("connect"), ["antivirus", "activesync"]);
    assert_eq!(add_ons("control"), ["antivirus", "web-filter"]);
    assert_eq!(add_ons("workspace"), ["antivirus"]);
    assert!(add_ons("operator").is_empty());
    let connect = offer.licence("connect").unwrap();
    assert_eq!(connect.part_of_base, ["antispam"]);
    let activesync = &connect.add_on("activesync").unwrap().rule;
    assert_eq!(activesync.sold_separately_since, Some(date(2013, 5, 1)));
    assert_eq!((activesync.product.as_str(), activesync.source.requirement.as_str()), ("connect", "P7"));
    let sold = |day| connect.add_ons_on(day).count();
    assert_eq!((sold(date(2013, 4, 30)), sold(date(2013, 5, 1))), (1, 2));
}

#[test]
fn p2_and_p4_are_not_hosted() {
    let offer = Catalogue::standard();
    for product in ["control", "workspace"] {
        let product = offer.product(product).unwrap();
        assert!(product.rule(Holding::Hosted).is_none());
        assert!(product.user_price("2026-10".parse().unwrap()).is_err());
    }
    let rule = |product: &str| offer.product(product).unwrap().rule(Holding::Licence).unwrap().clone();
    assert_eq!(rule("control").devices_per_user.unwrap().get(), 5);
    assert_eq!(rule("operator").extensions_per_user.unwrap().get(), 3);
}

#[test]
fn the_offers_rules_are_those_of_the_test_vectors() {
    let offer = Catalogue::standard();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../licence/vectors/counting");
    let mut seen = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
        let Ok(rule) = serde_json::from_value::<CountingRule>(vectors["rule"].clone()) else { continue };
        assert_eq!(offer.product(&rule.product).unwrap().rule(rule.holding), Some(&rule));
        seen.insert(rule.name());
    }
    let rules: Vec<String> =
        offer.products.iter().flat_map(|product| &product.counting).map(CountingRule::name).collect();
    assert!(rules.iter().all(|rule| seen.contains(rule)), "{rules:?} have vectors, not only {seen:?}");
}

#[test]
fn l10_each_class_and_edition_has_its_price_from_a_day_on() {
    let later = "[[product.licence.price]]\nedition = \"standard\"\nclass = \"standard\"\nfrom = \"2027-02-15\"\n\
        base = \"450.00\"\npack = \"130.00\"\nadd-on.antivirus = { base = \"80\", pack = \"30\" }\n\
        add-on.activesync = { base = \"60\", pack = \"20\" }\n\n# --- Control";
    let offer = Catalogue::parse("offer.toml", &STANDARD.replacen("# --- Control", later, 1)).unwrap();
    let base = |edition, class, day| {
        offer.licence_price(variant("connect", edition, class), day).map(|list| list.base.micro / 10_000)
    };
    let day = date(2026, 11, 1);
    assert_eq!(base("standard", PriceClass::Standard, day), Ok(41_000));
    assert_eq!(base("standard", PriceClass::Edu, day), Ok(24_600));
    assert_eq!(base("certified", PriceClass::Gov, day), Ok(39_360));
    assert_eq!(base("standard", PriceClass::Standard, date(2027, 2, 14)), Ok(41_000));
    assert_eq!(base("standard", PriceClass::Standard, date(2027, 2, 15)), Ok(45_000));
    let refused = base("standard", PriceClass::Edu, date(2019, 12, 31)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the catalogue has no price on 2019-12-31 for a licence of connect, edition standard, price class edu (the \
         first holds from 2020-01-01); add a [[product.licence.price]] that holds then"
    );
    assert_eq!(base("golden", PriceClass::Edu, day).unwrap_err().begins, None);
}

#[test]
fn p10_add_ons_follow_the_bases_packs() {
    let offer = Catalogue::standard();
    let variant = variant("connect", "standard", PriceClass::Standard);
    let list = offer.licence_price(variant, date(2026, 11, 1)).unwrap();
    let euro = |price: Option<Price>| price.map(|price| price.micro / 1_000_000);
    assert_eq!(euro(list.licence(0, &[])), Some(410));
    assert_eq!(euro(list.licence(2, &[])), Some(650));
    assert_eq!(euro(list.licence(2, &["antivirus"])), Some(775));
    assert_eq!(euro(list.licence(2, &["antivirus", "activesync"])), Some(875));
    assert_eq!(euro(list.packs(2, &["antivirus", "activesync"])), Some(330));
    assert_eq!(list.licence(2, &["web-filter"]), None);
}

#[test]
fn classes_have_codes_and_some_need_evidence() {
    for class in PriceClass::ALL {
        assert_eq!(PriceClass::of_code(class.code()), Some(class));
        assert_eq!(class.needs_evidence(), class != PriceClass::Standard);
    }
    assert_eq!(PriceClass::of_code("friends"), None);
}

#[test]
fn what_makes_no_sense_in_licences_is_refused_with_line_and_remedy() {
    check_refused("base = \"410.00\"", "base = \"410.001\"", "`410.001` is not an amount; write it as text");
    check_refused("base = \"410.00\"", "base = 410.00", "expected a string");
    check_refused("included-users = 5", "included-users = 0", "0 users make no sense; write 1 to 1000000");
    check_refused("pack-users = 5", "pack-users = -5", "-5 users");
    check_refused("trial-days = 30", "trial-days = 3000", "3000 days make no sense; write 0 to 366");
    check_refused("warning-days = [60, 30", "warning-days = [30, 30", "no two on the same day");
    check_refused("id = \"certified\"", "id = \"Certified\"", "cannot be an edition's id");
    check_refused("scheme = \"fstek\"", "scheme = \"\"", "cannot be a scheme's id");
    check_refused("class = \"edu\"", "class = \"friends\"", "unknown variant `friends`");
    check_refused("edition = \"certified\"", "edition = \"golden\"", "there is no edition `golden`");
    check_refused("sold-separately-since = \"2013-05-01\"", "sold-separately-since = \"May\"", "not a day");
    check_refused("[\"antispam\"]", "[\"antivirus\"]", "`antivirus` is there twice");
    check_refused("percent = \"33\"", "percent = \"133\"", "`133` is not a percentage");
    check_refused("add-on.web-filter = {", "add-on.webfilter = {", "there is no add-on `webfilter`");
    check_refused("devices-per-user = 5", "devices-per-user = 0", "nonzero");
    check_refused("extensions-per-user = 3", "extensions-per-usr = 3", "unknown field `extensions-per-usr`");
}

/// The refusal of a changed offer, told whole.
fn problems(text: &str) -> Vec<String> {
    let problems = Catalogue::check("offer.toml", text).expect_err("it is refused");
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_missing_or_too_much_is_refused() {
    let gone = STANDARD.replacen("add-on.activesync = { base = \"36.00\", pack = \"12.00\" }\n", "", 1);
    let said = problems(&gone);
    assert!(said[0].contains("no price of the add-on `activesync`; add add-on.activesync"), "{said:?}");
    let renamed = STANDARD.replacen("id = \"certified\"", "id = \"golden\"", 1);
    assert!(problems(&renamed)[0].contains("there is no edition `certified`"));
    let unsold =
        "[[product.licence.edition]]\nid = \"golden\"\nname = \"Golden\"\n\n[[product.licence.add-on]]";
    let unsold = STANDARD.replacen("[[product.licence.add-on]]", unsold, 1);
    assert!(problems(&unsold)[0].contains("the edition `golden` has no price of class standard"));
    let twice = STANDARD.replacen("class = \"edu\"", "class = \"standard\"", 1);
    assert!(problems(&twice)[0].contains("two values hold from 2020-01-01"));
    let hosted = STANDARD.replacen(
        "name = \"Control\"\n",
        "name = \"Control\"\n\n[[product.price]]\nfrom = \"2020-01-01\"\namount = \"1\"\n",
        1,
    );
    assert!(problems(&hosted)[0].contains("a monthly price but no hosted counting rule"));
    let combined = STANDARD.replacen("[\"connect\", \"operator\"]", "[\"connect\", \"control\"]", 1);
    assert!(problems(&combined)[0].contains("`control` is not offered hosted"));
}

#[test]
fn an_add_on_needs_no_price_before_it_was_sold() {
    let early = |until: &str| {
        let list = format!(
            "[[product.licence.price]]\nedition = \"standard\"\nclass = \"standard\"\nfrom = \"2012-01-01\"\n\
             base = \"400\"\npack = \"100\"\nadd-on.antivirus = {{ base = \"80\", pack = \"30\" }}\n{until}\n\n# --- Control"
        );
        let text = STANDARD.replacen("# --- Control", &list, 1);
        let day = "class = \"standard\"\nfrom = \"2020-01-01\"";
        text.replacen(day, "class = \"standard\"\nfrom = \"2013-05-01\"", 1)
    };
    let offer = Catalogue::parse("offer.toml", &early("")).unwrap();
    let variant = variant("connect", "standard", PriceClass::Standard);
    assert!(!offer.licence_price(variant, date(2013, 4, 30)).unwrap().add_ons.contains_key("activesync"));
    assert!(offer.licence_price(variant, date(2013, 5, 1)).unwrap().add_ons.contains_key("activesync"));
    let gap = early("").replacen("from = \"2013-05-01\"", "from = \"2013-06-01\"", 1);
    assert!(problems(&gap)[0].contains("no price of the add-on `activesync`"));
}

#[test]
fn every_problem_is_told_at_once_in_the_order_of_the_text() {
    let text = STANDARD
        .replacen("zone = \"Europe/Amsterdam\"", "zone = \"Mars/Base\"", 1)
        .replacen("amount = \"4.95\"", "amount = \"4,95\"", 1)
        .replacen("base = \"246.00\"", "base = \"cheap\"", 1)
        .replacen("id = \"workspace\"", "id = \"workspace\"\ncolour = \"blue\"", 1)
        .replacen("percent = \"21\"", "percent = \"x\"", 1);
    let said = problems(&text);
    let expect = ["`Mars/Base`", "`4,95`", "`cheap`", "unknown field `colour`", "`x` is not a percentage"];
    assert_eq!(said.len(), expect.len(), "{said:#?}");
    for (said, expect) in said.iter().zip(expect) {
        assert!(said.contains(expect) && said.contains(", line "), "{said}");
    }
    let cut = problems("[provider]\nname = \"Hostler\nzone = \n");
    assert!(cut.len() == 2 && cut[0].contains("line 2") && cut[1].contains("line 3"), "{cut:?}");
    let said = problems("[[provider]]\n[shop]\n[product]\n");
    assert!(said.iter().any(|one| one.contains("line 2: unknown field `shop`")), "{said:?}");
    assert!(said.iter().any(|one| one.contains("write [[product]] with two brackets")), "{said:?}");
}
