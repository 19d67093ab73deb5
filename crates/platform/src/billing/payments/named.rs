//! Pure: which invoices the words of a payment name. People copy references with spaces, in the middle of a sentence,
//! or write only the invoice's number.

use crate::billing::invoices::is_reference;

/// The shortest number that a reference of ours has: the year and four digits.
const SHORTEST: usize = 8;
/// Digits after `RF` and its check digits.
const LONGEST: usize = 21;

/// Numbers of invoices named by creditor references (ISO 11649) whose check digits are right, in their order.
pub fn references(structured: &str, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for text in [structured, words] {
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let plain = plain.to_ascii_uppercase();
        for (at, _) in plain.match_indices("RF") {
            let number = numbers_at(&plain[at..]);
            found.extend(number.filter(|number| !found.contains(number)));
        }
    }
    found
}

/// `RF` and digits: the shortest of them that is a reference. Where digits follow at once, the number that was meant
/// has no more than it needs.
fn numbers_at(text: &str) -> Option<String> {
    let digits = text[2..].bytes().take_while(u8::is_ascii_digit).count();
    let ends = (2 + SHORTEST..=digits.min(2 + LONGEST)).map(|length| &text[..2 + length]);
    ends.into_iter().find(|text| is_reference(text)).map(|text| number(&text[4..]))
}

/// `20260001` as `2026-0001`.
fn number(digits: &str) -> String {
    format!("{}-{}", &digits[..4], &digits[4..])
}

/// What looks like an invoice's number: a year of this century and at least four digits, with a sign between or none.
pub fn numbers(words: &str) -> Vec<String> {
    let bytes = words.as_bytes();
    let mut found: Vec<String> = Vec::new();
    for at in 0..bytes.len() {
        let begins = at == 0 || !bytes[at - 1].is_ascii_digit();
        if begins && let Some(number) = number_at(&bytes[at..]).filter(|number| !found.contains(number)) {
            found.push(number);
        }
    }
    found
}

fn number_at(bytes: &[u8]) -> Option<String> {
    let year = bytes.get(..4)?;
    if !year.starts_with(b"20") || !year.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let rest = &bytes[4..];
    let between = rest.iter().take_while(|byte| b"-/. ".contains(byte)).count();
    let digits: Vec<u8> = rest[between..].iter().copied().take_while(u8::is_ascii_digit).collect();
    let good = between <= 3 && (4..=9).contains(&digits.len());
    good.then(|| format!("{}-{}", String::from_utf8_lossy(year), String::from_utf8_lossy(&digits)))
}

/// What a name is compared by: small letters without signs and without what a company adds to its name.
pub fn plain_name(name: &str) -> String {
    const ADDED: [&str; 14] =
        ["bv", "nv", "vof", "cv", "gmbh", "ag", "ltd", "inc", "stichting", "de", "het", "hr", "mw", "eo"];
    let lower = name.to_lowercase().replace("b.v.", "bv").replace("n.v.", "nv").replace("v.o.f.", "vof");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !ADDED.contains(word)).collect()
}

/// Whether two names are the same but for how they are written. Banks cut names off at 35 or 70 letters.
pub fn is_same_name(one: &str, other: &str) -> bool {
    let (one, other) = (plain_name(one), plain_name(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    !short.is_empty() && (short == long || short.len() >= 24 && long.starts_with(&short))
}
