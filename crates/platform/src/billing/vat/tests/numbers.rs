//! Python's stdnum judges which numbers are VAT numbers.

use crate::accounts::check_vat_number;
use std::io::Write;
use std::process::{Command, Stdio};

/// Country, prefix and the number's form, as `accounts` knows them; `9` a digit, other signs as they are.
const FORMS: [(&str, &str, &str); 27] = [
    ("AT", "AT", "U99999999"),
    ("BE", "BE", "0999999999"),
    ("BG", "BG", "999999999"),
    ("CY", "CY", "99999999P"),
    ("CZ", "CZ", "99999999"),
    ("DE", "DE", "999999999"),
    ("DK", "DK", "99999999"),
    ("EE", "EE", "999999999"),
    ("ES", "ES", "B99999999"),
    ("FI", "FI", "99999999"),
    ("FR", "FR", "99999999999"),
    ("GR", "EL", "999999999"),
    ("HR", "HR", "99999999999"),
    ("HU", "HU", "99999999"),
    ("IE", "IE", "9999999W"),
    ("IT", "IT", "99999999999"),
    ("LT", "LT", "999999919"),
    ("LU", "LU", "99999999"),
    ("LV", "LV", "99999999999"),
    ("MT", "MT", "99999999"),
    ("NL", "NL", "999999999B01"),
    ("PL", "PL", "9999999999"),
    ("PT", "PT", "999999999"),
    ("RO", "RO", "99999999"),
    ("SE", "SE", "999999999901"),
    ("SI", "SI", "99999999"),
    ("SK", "SK", "9999999999"),
];
/// Where the check digits are looked at, so that what the judge refuses is refused.
const DIGITS: [&str; 15] =
    ["AT", "BE", "DE", "DK", "EE", "FI", "FR", "GR", "HR", "HU", "LU", "MT", "NL", "PL", "PT"];
const EACH: u64 = 400;

fn drawn(form: &str, seed: &mut u64) -> String {
    let mut digit = || {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'0' + u8::try_from((*seed >> 33) % 10).unwrap())
    };
    form.chars().map(|sign| if sign == '9' { digit() } else { sign }).collect()
}

#[test]
fn b9_vat_numbers_are_those_that_another_implementation_knows() {
    let Some(python) = std::env::var_os("HOSTLER_TEST_PYTHON") else {
        assert!(std::env::var_os("CI").is_none(), "HOSTLER_TEST_PYTHON is not set: run this by ./test");
        eprintln!("NOT RUN: HOSTLER_TEST_PYTHON is not set; ./test sets it");
        return;
    };
    let mut seed = 7;
    let mut numbers = Vec::new();
    for (country, prefix, form) in FORMS {
        for _ in 0..EACH {
            numbers.push((country, format!("{prefix}{}", drawn(form, &mut seed))));
        }
    }
    let judge =
        "import sys, stdnum.eu.vat as v\nfor n in sys.stdin.read().split(): print(int(v.is_valid(n)))";
    let mut run = Command::new(python)
        .args(["-c", judge])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text: Vec<&str> = numbers.iter().map(|(_, number)| number.as_str()).collect();
    run.stdin.take().unwrap().write_all(text.join("\n").as_bytes()).unwrap();
    let said = String::from_utf8(run.wait_with_output().unwrap().stdout).unwrap();
    let judged: Vec<bool> = said.lines().map(|line| line == "1").collect();
    assert_eq!(judged.len(), numbers.len());
    let mut good = 0;
    for ((country, number), judged) in numbers.iter().zip(judged) {
        let ours = check_vat_number(number, country).is_ok();
        assert!(ours || !judged, "{number} is one, says the judge");
        assert!(!ours || judged || !DIGITS.contains(country), "{number} is none, says the judge");
        good += i64::from(judged);
    }
    assert!(good > 300, "{good} of the numbers drawn were good");
}
