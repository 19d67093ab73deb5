//! How lines are read, and refused.

use super::{event, october, reading};
use crate::billing::replay::instant::{self, Instant};
use crate::billing::replay::{line, scan};
use jiff::Timestamp;
use proptest::prelude::*;

/// The third of four lines is broken: the refusal says so, and why.
fn check_broken(broken: impl AsRef<[u8]>, expect: &str) {
    let good = event("2026-10-05T09:00:00Z", "created", "anna");
    let mut text = (good.clone() + &reading("2026-10-05T09:00:00Z", 12)).into_bytes();
    text.extend_from_slice(broken.as_ref());
    text.extend_from_slice(b"\n");
    text.extend_from_slice(good.as_bytes());
    let refused = october(&text).expect_err(&String::from_utf8_lossy(broken.as_ref()));
    let reason = refused.strip_prefix("line 3: ").unwrap_or_else(|| panic!("not line 3: {refused}"));
    assert!(reason.contains(expect), "{reason:?} should contain {expect:?}");
}

#[test]
fn a_broken_line_is_refused_with_its_number_and_the_reason() {
    let good = event("2026-10-05T09:00:00Z", "created", "anna");
    let good = good.trim_end();
    let with = |what: &str, other: &str| {
        assert!(good.contains(what));
        good.replace(what, other)
    };
    check_broken("hello", "not a JSON object");
    check_broken("[1, 2]", "not a JSON object");
    check_broken("\u{feff}{}", "not a JSON object");
    check_broken("{}", "missing field `at`");
    check_broken(&good[..40], "EOF while parsing");
    check_broken(format!("{good}{good}"), "trailing characters");
    check_broken(format!("{good},"), "trailing characters");
    check_broken(with("created", "exploded"), "`event` is \"exploded\"");
    check_broken(with("2026-10-05T09:00:00Z", "yesterday"), "`at` is \"yesterday\", which is not a time");
    check_broken(with("2026-10-05T09:00:00Z", "2026-02-30T09:00:00Z"), "not a time");
    check_broken(with("2026-10-05T09:00:00Z", "2026-10-05T09:00:00"), "not a time");
    check_broken(with("\"customer\": \"anna\"", "\"customer\": 7"), "expected a string");
    check_broken(with("\"customer\": \"anna\"", "\"customer\": \"\""), "`customer` is empty");
    check_broken(with("\"customer\": \"anna\", ", ""), "missing field `customer`");
    check_broken(with("\"server\"", "\"customer\""), "duplicate field `customer`");
    check_broken(with("\"account\": \"anna\"", "\"account\": \"\""), "`account` is empty");
    check_broken(with(", \"account\": \"anna\"", ""), "an event needs `account`");
    check_broken(with(", \"event\": \"created\"", ""), "neither `event` nor `bytes`");
    check_broken(with("}", ", \"bytes\": 7}"), "both `event` and `bytes`");
    check_broken(with("connect", "fax"), "`product` is \"fax\"");
    check_broken(with("anna", "an\tna"), "control character");
    check_broken(with("anna", "an\\xna"), "invalid escape");
    check_broken(b"{\"at\": \"\xff\"}", "not UTF-8");
    for bytes in ["-1", "1.5", "1e3", "012", "9223372036854775808", "\"7\"", "null"] {
        let line = reading("2026-10-05T09:00:00Z", 7).trim_end().replace(": 7}", &format!(": {bytes}}}"));
        check_broken(line, "");
    }
}

#[test]
fn the_first_of_several_broken_lines_is_told() {
    let text = event("2026-10-05T09:00:00Z", "created", "anna") + "\nfirst\n" + &"second\n".repeat(200);
    let refused = october(text).unwrap_err();
    assert!(refused.starts_with("line 3: "), "{refused}");
}

#[test]
fn any_valid_json_of_the_shape_is_taken() {
    let plain = event("2026-10-05T09:00:00Z", "created", "anna");
    let expect = october(&plain);
    for same in [
        r#"{"account":"anna","event":"created","product":"connect","server":"bakery","customer":"anna","at":"2026-10-05T09:00:00Z"}"#.to_string(),
        plain.replace("anna", "\\u0061nna"),
        plain.replace("\"server\"", "\"s\\u0065rver\""),
        plain.replace(' ', "\t \r"),
        plain.replace("\n", "\r\n"),
        plain.replace("\n", " \t"),
        plain.replace("{", "  {  "),
        plain.replace("{", "{\"note\": {\"by\": [1, null, \"}\"]}, "),
        plain.replace("{", "{\"bytes\": null, "),
        plain.replace("09:00:00Z", "11:00:00.000+02:00"),
        format!("\n\n{plain}\n"),
    ] {
        assert_eq!(october(&same), expect, "{same}");
    }
    let emoji = october(plain.replace("anna", "ann\\ud83c\\udf5e é")).unwrap();
    assert_eq!(emoji[0].customer, "ann🍞 é");
}

#[test]
fn instants_are_read_as_rfc_3339_writes_them() {
    for (text, expect) in [
        ("1970-01-01T00:00:00Z", Some((0, 0))),
        ("1969-12-31T23:59:59.999Z", Some((-1, 0))),
        ("1969-12-31T23:59:59.9995Z", Some((-1, 500_000))),
        ("2026-10-05t09:00:00.1z", Some((1_791_190_800_100, 0))),
        ("2026-10-05T09:00:00.123456789123+00:00", Some((1_791_190_800_123, 456_789))),
        ("2026-10-05T09:00:00-00:00", Some((1_791_190_800_000, 0))),
        ("2028-02-29T00:00:00Z", Some((1_835_395_200_000, 0))),
        ("2016-12-31T23:59:60Z", Some((1_483_228_799_000, 0))),
        ("2027-02-29T00:00:00Z", None),
        ("2100-02-29T00:00:00Z", None),
        ("2026-10-05T24:00:00Z", None),
        ("2026-10-05T09:60:00Z", None),
        ("2026-10-05T09:00:61Z", None),
        ("2026-00-05T09:00:00Z", None),
        ("2026-10-00T09:00:00Z", None),
        ("2026-10-05 09:00:00Z", None),
        ("2026-10-05T09:00:00.Z", None),
        ("2026-10-05T09:00:00+0200", None),
        ("2026-10-05T09:00:00+24:00", None),
        ("2026-10-05T09:00:00+02:00 ", None),
        ("2026-10-05T09:00Z", None),
        ("+026-10-05T09:00:00Z", None),
        ("2026-10-05T09:00:é0Z", None),
        ("", None),
    ] {
        assert_eq!(instant::parse(text), expect.map(|(ms, rest_ns)| Instant { ms, rest_ns }), "{text}");
    }
}

/// Text that is nearly a line: the usual one with a few pieces changed.
fn nearly_a_line() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\"",
        "\\",
        "\\u0041",
        " ",
        "\t",
        "{",
        "}",
        ",",
        ":",
        "0",
        "-1",
        "7",
        ".5",
        "null",
        "é",
        "\u{1}",
        "event",
        "bytes",
        "\"bytes\": 12",
        "\"at\": \"2026-10-01T00:00:00Z\"",
        "\"x\": 1",
        "deleted",
        "+02:00",
        "\r",
    ]);
    let base = prop::sample::select(vec![
        event("2026-10-05T09:00:00Z", "created", "anna"),
        event("2026-10-05T09:00:00.25+02:00", "enabled", "b"),
        reading("2026-10-05T09:00:00Z", 12),
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), piece, 0usize..6), 0..3);
    (base, edits).prop_map(|(base, edits)| {
        let mut characters: Vec<String> = base.trim_end().chars().map(String::from).collect();
        for (place, piece, remove) in edits {
            let from = place.index(characters.len());
            let to = (from + remove).min(characters.len());
            characters.splice(from..to, [piece.to_string()]);
            characters.push(String::new());
        }
        characters.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn the_quick_reader_and_the_thorough_one_agree(text in nearly_a_line()) {
        if let Some((record, length)) = scan::record(&text) {
            prop_assert_eq!(length, text.len());
            prop_assert_eq!(Ok(record), line::parse(&text));
        }
    }

    #[test]
    fn instants_agree_with_jiff(ms in -60_000_000_000_000i64..250_000_000_000_000, minutes in -1439i32..=1439) {
        let at = Timestamp::from_millisecond(ms).unwrap();
        let offset = jiff::tz::Offset::from_seconds(minutes * 60).unwrap();
        let text = at.display_with_offset(offset).to_string();
        prop_assert_eq!(instant::parse(&text), Some(Instant { ms, rest_ns: 0 }), "{}", text);
        prop_assert_eq!(instant::parse(&at.to_string()), Some(Instant { ms, rest_ns: 0 }));
    }
}

#[test]
fn the_quick_reader_takes_the_usual_lines() {
    for usual in [
        event("2026-10-05T09:00:00Z", "created", "anna"),
        event("2026-10-05T09:00:00.25+02:00", "disabled", "é"),
        reading("2026-10-05T09:00:00Z", 12_000_000_000).replace(": ", ":"),
    ] {
        assert_eq!(scan::record(&usual).map(|(_, length)| length), Some(usual.len()), "{usual}");
    }
}
