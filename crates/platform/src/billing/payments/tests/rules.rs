use super::super::named::{is_same_name, numbers, references};
use crate::billing::invoices::reference;

#[test]
fn references_are_found_in_words_as_people_write_them() {
    let first = reference("2026-0001");
    let second = reference("2026-0002");
    let long = reference("2026-10001");
    let spaced = format!("{} {} {}", &first[..4], &first[4..8], &first[8..]);
    let check = |structured: &str, words: &str, expect: &[&str]| {
        assert_eq!(references(structured, words), expect, "{structured} {words}");
    };
    check(&first, "", &["2026-0001"]);
    check("", &spaced, &["2026-0001"]);
    check("", &format!("kenmerk:{}.", spaced.to_lowercase()), &["2026-0001"]);
    check("", &format!("{first} en {second}"), &["2026-0001", "2026-0002"]);
    check(&first, &first, &["2026-0001"]);
    check("", &long, &["2026-10001"]);
    // The date that follows belongs to no number.
    check("", &format!("{first} 03-11-2026"), &["2026-0001"]);
    check("", "RF00 2026 0001", &[]);
    check("9001123412341234", "RF", &[]);
}

#[test]
fn numbers_are_found_in_words() {
    for (words, expect) in [
        ("factuur 2026-0001", vec!["2026-0001"]),
        ("20260001", vec!["2026-0001"]),
        ("2026/0001, 2026.0002 2026 0003", vec!["2026-0001", "2026-0002", "2026-0003"]),
        ("2026-10001", vec!["2026-10001"]),
        ("12026-0001", vec![]),
        ("2026-001 1999-0001", vec![]),
        ("2026-0001 2026-0001", vec!["2026-0001"]),
        ("é2026-0001é", vec!["2026-0001"]),
    ] {
        assert_eq!(numbers(words), expect, "{words}");
    }
}

#[test]
fn names_are_the_same_but_for_how_they_are_written() {
    for (one, other, expect) in [
        ("Bakkerij de Vries B.V.", "BAKKERIJ VRIES", true),
        ("Hr A. Jansen", "A Jansen", true),
        ("Bakkerij de Vries", "Bakkerij Smit", false),
        ("", "", false),
        ("De", "Het", false),
        ("Vereniging van Eigenaars Zonnehof te Haarlem", "VERENIGING VAN EIGENAARS ZONNEHOF", true),
        ("Anna", "Annabel", false),
    ] {
        assert_eq!(is_same_name(one, other), expect, "{one} {other}");
    }
}
