use super::{installed, licence};
use crate::updates::model::{Age, Heard, Held, Wish};
use crate::updates::refusals::UpdateRefused;
use crate::updates::rules::{DAY_MS, JITTER_MS, choose, judge, newest, next_question_ms};
use crate::updates::tests::vendor::Vendor;
use hostler_kit::http::Refuse;
use hostler_licence::release::{Manifest, Verdict};
use jiff::civil::date;

fn offered() -> Vec<Manifest> {
    vec![
        Vendor::plain("10.0.3", date(2027, 3, 1)),
        Vendor::plain("10.0.2", date(2026, 10, 1)),
        Vendor::certified("10.0.1", date(2026, 9, 1)),
        Vendor::plain("10.0", date(2026, 3, 1)),
        Vendor::plain("9.9.9", date(2025, 3, 1)),
    ]
}

/// What becomes of a wish: the version, or the refusal's code.
fn chosen(held: &Held, version: Option<&str>, accept: Option<&str>) -> String {
    let offers = judge(&offered(), &installed(), held);
    let wish = Wish { version: version.map(str::to_string), accept_uncertified: accept.map(str::to_string) };
    match choose(&offers, &installed(), &wish) {
        Ok(offer) => offer.version.clone(),
        Err(refused) => refused.code().to_string(),
    }
}

#[test]
fn l3_what_may_be_installed_by_which_right() {
    for (held, version, expect) in [
        (Held::Trial, None, "10.0.3"),
        (Held::Trial, Some("10.0.2"), "10.0.2"),
        (Held::Locked, None, "update-locked"),
        (Held::Locked, Some("10.0.2"), "update-locked"),
        (licence(&[]), None, "10.0.2"),
        (licence(&[]), Some("10.0.3"), "update-maintenance-ended"),
        (licence(&[]), Some("10.0.1"), "10.0.1"),
        (licence(&[]), Some("10.0.0"), "update-not-newer"),
        (licence(&[]), Some("9.9.9"), "update-not-newer"),
        (licence(&[]), Some("10.0.4"), "update-unknown"),
        (licence(&[]), Some("../../etc"), "update-unknown"),
    ] {
        assert_eq!(chosen(&held, version, None), expect, "{held:?} {version:?}");
    }
}

#[test]
fn l11_what_is_not_certified_needs_the_very_scheme_named() {
    let held = licence(&["fstek"]);
    for (version, accept, expect) in [
        (Some("10.0.2"), None, "update-uncertified"),
        (Some("10.0.2"), Some("bsi"), "update-uncertified"),
        (Some("10.0.2"), Some("fstek"), "10.0.2"),
        (Some("10.0.1"), None, "10.0.1"),
        (None, None, "update-uncertified"),
        (Some("10.0.3"), Some("fstek"), "update-maintenance-ended"),
    ] {
        assert_eq!(chosen(&held, version, accept), expect, "{version:?} {accept:?}");
    }
}

#[test]
fn l3_a_refusal_names_the_newest_that_may_be_installed() {
    let offers = judge(&offered(), &installed(), &licence(&[]));
    assert_eq!(newest(&offers).unwrap().version, "10.0.2");
    let wish = Wish { version: Some("10.0.3".into()), ..Wish::default() };
    let refused = choose(&offers, &installed(), &wish).unwrap_err();
    let UpdateRefused::MaintenanceEnded { newest, last_day, .. } = refused else { panic!("{refused:?}") };
    assert_eq!((newest.as_deref(), last_day), (Some("10.0.2"), date(2027, 2, 28)));
}

#[test]
fn versions_are_told_apart_by_age() {
    let ages = judge(&offered(), &installed(), &Held::Trial);
    let ages: Vec<Age> = ages.iter().map(|offer| offer.age).collect();
    assert_eq!(ages, [Age::Newer, Age::Newer, Age::Newer, Age::Installed, Age::Older]);
    let none = judge(&offered()[3..], &installed(), &Held::Trial);
    let refused = choose(&none, &installed(), &Wish::default()).unwrap_err();
    assert_eq!(refused.code(), "update-nothing-new");
    assert!(none.iter().all(|offer| matches!(offer.verdict, Verdict::Allowed(_)) && !offer.is_installable()));
}

#[test]
fn the_vendor_is_asked_once_a_day_at_each_machines_own_time() {
    let heard = Heard { asked_at_ms: Some(1000), ..Heard::default() };
    for jitter_ms in [0, 1, JITTER_MS - 1] {
        assert_eq!(next_question_ms(&heard, jitter_ms), 1000 + DAY_MS + jitter_ms);
    }
}
