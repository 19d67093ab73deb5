use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

use super::*;

fn languages() -> Languages {
    Words::load(&[]).expect("the common words load")
}

fn check(lang: Lang, written: impl Fn(&Words) -> String, expect: &str) {
    assert_eq!(written(&languages().of(lang)).replace('\u{a0}', " "), expect);
}

#[test]
fn english_and_dutch_have_the_same_keys_and_values() {
    assert_eq!(check::differences(COMMON), Vec::<String>::new());
}

#[test]
fn differences_between_the_languages_are_named() {
    let files = [(Lang::En, "a-b = { $n } mails\nonly-en = yes"), (Lang::Nl, "a-b = mails\nonly-nl = ja")];
    assert_eq!(
        check::differences(&files),
        [r#"a-b: values {"n"} and {}"#, "only-en: no Dutch", "only-nl: no English"]
    );
}

#[test]
fn a_missing_key_can_be_seen_and_found() {
    let page = format!("<p>{}</p>", languages().of(Lang::En).t("no-such-key"));
    assert_eq!(page, "<p>⟨no-such-key⟩</p>");
    assert_eq!(check::missing_in(&page), ["no-such-key"]);
}

#[test]
fn a_missing_value_can_be_seen() {
    let text = languages().of(Lang::En).t("ui-minutes-ago");
    assert_eq!(check::missing_in(&text), ["ui-minutes-ago"]);
}

#[test]
fn templates_and_sources_use_keys_that_exist() {
    let template = r#"{{ page.t("ui-search") }} {{ words.with("ui-nothing", "n", 1) }} insert("not-a-key")"#;
    assert_eq!(check::unknown_keys(template, COMMON), ["ui-nothing"]);
    let mut seen = BTreeMap::new();
    for (name, source) in crate::ui::tests::own_sources() {
        seen.insert(name, check::unknown_keys(&source, COMMON));
    }
    assert!(seen.len() > 10, "sources were read");
    seen.retain(|_, keys| !keys.is_empty());
    assert_eq!(seen, BTreeMap::new());
}

#[test]
fn a_broken_or_doubled_file_is_refused() {
    assert!(Words::load(&[(Lang::En, "a-b = { $n")]).is_err());
    assert!(Words::load(&[(Lang::Nl, "ui-search = Zoek")]).is_err());
}

#[test]
fn plurals_and_grouping() {
    check(Lang::En, |w| w.with("ui-minutes-ago", "n", 1), "1 minute ago");
    check(Lang::En, |w| w.with("ui-minutes-ago", "n", 1_200), "1,200 minutes ago");
    check(Lang::Nl, |w| w.with("ui-minutes-ago", "n", 1), "1 minuut geleden");
    check(Lang::Nl, |w| w.with("ui-minutes-ago", "n", 1_200), "1.200 minuten geleden");
}

#[test]
fn amounts() {
    check(Lang::En, |w| w.money(495, "EUR"), "€4.95");
    check(Lang::Nl, |w| w.money(495, "EUR"), "€ 4,95");
    check(Lang::En, |w| w.money(-123_456_705, "EUR"), "-€1,234,567.05");
    check(Lang::Nl, |w| w.money(-123_456_705, "EUR"), "€ -1.234.567,05");
    check(Lang::En, |w| w.money(0, "CHF"), "CHF 0.00");
    check(Lang::En, |w| w.money(i64::MIN, "EUR"), "-€92,233,720,368,547,758.08");
    check(Lang::Nl, |w| w.unit_price(1_500_000, "EUR"), "€ 1,50");
    check(Lang::En, |w| w.unit_price(12_500, "EUR"), "€0.0125");
}

#[test]
fn numbers_shares_and_sizes() {
    check(Lang::En, |w| w.number(-1_234_567), "-1,234,567");
    check(Lang::Nl, |w| w.number(999), "999");
    check(Lang::En, |w| w.percent(2_150), "21.5%");
    check(Lang::Nl, |w| w.percent(2_150), "21,5%");
    check(Lang::En, |w| w.percent(1_000), "10%");
    check(Lang::En, |w| w.bytes(0u32), "0 B");
    check(Lang::En, |w| w.bytes(999), "999 B");
    check(Lang::En, |w| w.bytes(999_999), "1 MB");
    check(Lang::Nl, |w| w.bytes(1_240_000_000u64), "1,2 GB");
    check(Lang::En, |w| w.bytes(820_400_000), "820 MB");
    check(Lang::En, |w| w.bytes(9_970_000_000u64), "10 GB");
    check(Lang::En, |w| w.bytes(u64::MAX), "9,223 PB");
}

#[test]
fn days_and_months() {
    let day = date(2026, 11, 21);
    check(Lang::En, |w| w.date(day), "21 November 2026");
    check(Lang::Nl, |w| w.date(day), "21 november 2026");
    check(Lang::En, |w| w.month(day), "November 2026");
    check(Lang::Nl, |w| w.month(date(2026, 3, 1)), "maart 2026");
    check(Lang::Nl, |w| w.day(date(2026, 3, 1)), "1 mrt");
}

#[test]
fn instants_on_the_clock_of_a_place() {
    let zone = TimeZone::get("Europe/Amsterdam").expect("bundled");
    let at: Timestamp = "2026-10-25T00:30:09Z".parse().expect("an instant");
    check(Lang::En, |w| w.instant(at, &zone), "25 October 2026, 02:30");
    check(Lang::Nl, |w| w.instant_exact(at, &zone), "25 oktober 2026, 02:30:09 CEST");
}

#[test]
fn relative_times() {
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().expect("an instant");
    let after = |seconds: i64| now.checked_add(jiff::SignedDuration::from_secs(seconds)).expect("in range");
    check(Lang::En, |w| w.relative(after(-5), now), "just now");
    check(Lang::En, |w| w.relative(after(30), now), "in a moment");
    check(Lang::En, |w| w.relative(after(-180), now), "3 minutes ago");
    check(Lang::Nl, |w| w.relative(after(-7_200), now), "2 uur geleden");
    check(Lang::Nl, |w| w.relative(after(-86_400), now), "gisteren");
    check(Lang::En, |w| w.relative(after(86_400 * 3), now), "in 3 days");
}

#[test]
fn the_language_is_negotiated() {
    let of = Lang::negotiate;
    assert_eq!(of(Some("nl"), Some(Lang::En), Some("en")), Lang::Nl);
    assert_eq!(of(None, Some(Lang::Nl), Some("en")), Lang::Nl);
    assert_eq!(of(Some("xx"), None, Some("fr, nl-BE;q=0.8, en;q=0.7")), Lang::Nl);
    assert_eq!(of(None, None, Some("en;q=0.1, nl;q=0.1")), Lang::En);
    assert_eq!(of(None, None, Some("nl;q=0")), Lang::En);
    assert_eq!(of(None, None, Some("nl;q=nonsense, fr")), Lang::En);
    assert_eq!(of(None, None, None), Lang::En);
}
