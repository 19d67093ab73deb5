mod backups;
mod books;
mod debit;
mod licences;
mod monitoring;
mod updates;

use super::decimal::scaled;
use super::*;
use hostler_licence::counting::Holding;
use jiff::civil::date;

#[test]
fn the_standard_offer_is_the_seeds() {
    let offer = Catalogue::standard();
    let provider = &offer.provider;
    assert_eq!((provider.domain.as_str(), provider.currency.as_str()), ("hostler.test", "EUR"));
    assert_eq!((provider.payment_term_days, provider.zone.iana_name()), (21, Some("Europe/Amsterdam")));
    let connect = offer.product("connect").unwrap();
    let month = "2026-10".parse().unwrap();
    assert_eq!(connect.user_price(month), Ok(Price { micro: 4_950_000 }));
    let storage = connect.storage.as_ref().unwrap();
    assert_eq!(storage.price(month), Ok(Price { micro: 1_500_000 }));
    assert_eq!(storage.included_bytes_per_user, 1_000_000_000);
    assert_eq!(connect.rule(Holding::Hosted).unwrap().name(), "connect/hosted/1");
    assert_eq!(connect.rule(Holding::Licence).unwrap().source.requirement, "P1");
    let operator = offer.product("operator").unwrap();
    assert!(operator.storage.is_none() && operator.rule(Holding::Licence).is_some());
    assert_eq!(offer.combinations[0].products, ["connect", "operator"]);
    assert_eq!(offer.vat[0].rates.on(date(2026, 10, 1)), Some(Percent { permyriad: 2100 }));
}

#[test]
fn prices_hold_from_their_day_until_the_next() {
    let later = "[[product.price]]\nfrom = \"2027-01-01\"\namount = \"5.25\"\n\n[product.storage]";
    let text = STANDARD.replacen("[product.storage]", later, 1);
    let offer = Catalogue::parse("offer.toml", &text).unwrap();
    let price = |month: &str| offer.product("connect").unwrap().user_price(month.parse().unwrap());
    assert_eq!(price("2026-12"), Ok(Price { micro: 4_950_000 }));
    assert_eq!(price("2027-01"), Ok(Price { micro: 5_250_000 }));
    let refused = price("2019-12").unwrap_err().to_string();
    assert!(refused.contains("2019-12") && refused.contains("2020-01-01"), "{refused}");
}

/// Replaces `what` in the standard offer by `with`: the refusal names the line of the change and contains `expect`.
fn check_refused(what: &str, with: &str, expect: &str) {
    assert!(STANDARD.contains(what), "{what}");
    let text = STANDARD.replacen(what, with, 1);
    let error = Catalogue::parse("offer.toml", &text).expect_err(with);
    let line = 1 + STANDARD.split(what).next().unwrap().matches('\n').count();
    assert_eq!(error.line, Some(line), "{error}");
    assert!(error.to_string().contains(expect), "{error}");
    assert!(error.to_string().starts_with(&format!("offer.toml, line {line}: ")), "{error}");
}

#[test]
fn what_makes_no_sense_is_refused_with_line_and_remedy() {
    check_refused(
        "amount = \"4.95\"",
        "amount = \"4,95\"",
        "`4,95` is not an amount; write it as text with a point",
    );
    check_refused("amount = \"4.95\"", "amount = \"-1\"", "not an amount");
    check_refused("amount = \"4.95\"", "amount = 4.95", "expected a string");
    check_refused("amount = \"4.95\"", "sale = true\namount = \"4.95\"", "unknown field `sale`");
    check_refused("zone = \"Europe/Amsterdam\"", "zone = \"Mars/Base\"", "`Mars/Base` is not a time zone");
    check_refused("country = \"NL\"", "country = \"Holland\"", "not a country code");
    check_refused("currency = \"EUR\"", "currency = \"JPY\"", "two decimals");
    check_refused("domain = \"hostler.test\"", "domain = \"-.test\"", "`-.test` is not a domain");
    check_refused("[\"en\", \"nl\"]", "[\"fr\"]", "`en` and `nl`");
    check_refused("payment-term-days = 21", "payment-term-days = -1", "-1 days");
    check_refused("webhook-deliveries-days = 30", "webhook-deliveries-days = 0", "0 days of deliveries");
    check_refused("included-gb-per-user = \"1\"", "included-gb-per-user = \"one\"", "not a number of GB");
    check_refused("from = \"2020-01-01\"", "from = \"2020-01-15\"", "first day of a month");
    check_refused("from = \"2020-01-01\"", "from = \"2020-02-30\"", "`2020-02-30` is not a day");
    check_refused(
        "products = [\"connect\", \"operator\"]",
        "products = [\"connect\", \"fax\"]",
        "no product `fax`",
    );
    check_refused("percent = \"10\"", "percent = \"110\"", "`110` is not a percentage");
    check_refused("counts = \"sign-in\"", "counts = \"shoe-size\"", "shoe-size");
    check_refused("disabled = \"counts\"", "disabled = \"free\"", "D3");
    check_refused("name = \"Connect\"", "name = \" \"", "name is empty");
    check_refused("id = \"operator\"", "id = \"Operator\"", "small letters");
    check_refused("[provider]", "[provider", "compare with catalogue/offer.toml");
}

#[test]
fn what_is_there_twice_or_missing_is_refused() {
    let twice = |what: &str| Catalogue::parse("offer.toml", &STANDARD.replace(what, "id = \"connect\""));
    assert!(twice("id = \"operator\"").unwrap_err().problem.contains("twice"));
    let double_price = "[[product.price]]\nfrom = \"2020-01-01\"\namount = \"5\"\n\n[product.storage]";
    let error = Catalogue::parse("offer.toml", &STANDARD.replacen("[product.storage]", double_price, 1));
    assert!(error.unwrap_err().problem.contains("two values hold from 2020-01-01"));
    let error = Catalogue::parse("offer.toml", &STANDARD.replace("country = \"NL\"", "country = \"BE\""));
    assert!(error.is_ok(), "a provider elsewhere brings its own VAT");
    let error = Catalogue::parse("offer.toml", &STANDARD.replacen("country = \"NL\"", "country = \"BE\"", 1));
    assert!(error.unwrap_err().to_string().contains("no VAT rate for the provider's country BE"));
    let error = Catalogue::load(Path::new("no-such-offer.toml")).unwrap_err();
    assert!(error.to_string().starts_with("no-such-offer.toml: the catalogue cannot be read"), "{error}");
}

#[test]
fn decimals_are_read_without_floats() {
    for (text, expect) in [
        ("4.95", Some(4_950_000)),
        ("0.000001", Some(1)),
        ("12", Some(12_000_000)),
        ("0", Some(0)),
        ("0.0000001", None),
        ("4.", None),
        (".5", None),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        ("1 ", None),
        ("", None),
        ("4.9.5", None),
        ("9223372036854775807", None),
    ] {
        assert_eq!(scaled(text, 6), expect, "{text}");
    }
}
