//! `hostler catalogue` as a person runs it.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output};

const STANDARD: &str = include_str!("../../../catalogue/offer.toml");

fn catalogue(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hostler")).arg("catalogue").args(arguments).output().unwrap()
}

/// Runs a command on a catalogue of this text; `FILE` stands for its path in what was said.
fn of_text(text: &str, command: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let path = file.path().display().to_string();
    let output = catalogue(&[&[command, &path], more].concat());
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&path, "FILE");
    (output.status.code(), said(&output.stdout), said(&output.stderr))
}

fn line_of(text: &str) -> usize {
    1 + STANDARD.split(text).next().unwrap().matches('\n').count()
}

#[test]
fn the_built_in_offer_is_in_order() {
    let output = catalogue(&["check"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @r"
    catalogue/offer.toml is in order.

    PRODUCT    HOSTED             LICENCE              EDITIONS             ADD-ONS                PRICE LISTS
    connect    connect/hosted/1   connect/licence/1    standard, certified  antivirus, activesync            6
    control    -                  control/licence/1    standard, certified  antivirus, web-filter            6
    operator   operator/hosted/1  operator/licence/1   standard, certified  -                                6
    workspace  -                  workspace/licence/1  standard, certified  antivirus                        6
    ");
    let output = catalogue(&["check", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&answer["in_order"], answer["products"].as_array().unwrap().len()), (&true.into(), 4));
}

#[test]
fn every_problem_has_a_line_of_its_own_and_the_exit_code_is_4() {
    let text = STANDARD.replacen("amount = \"4.95\"", "amount = \"4,95\"", 1).replacen(
        "pack-users = 5",
        "pack-users = 0",
        1,
    );
    let (code, out, err) = of_text(&text, "check", &[]);
    let expect = format!(
        "FILE, line {}: `4,95` is not an amount; write it as text with a point and at most six decimals, such as \"4.95\"\n\
         FILE, line {}: 0 users make no sense; write 1 to 1000000\n",
        line_of("amount = \"4.95\""),
        line_of("pack-users = 5")
    );
    assert_eq!((code, out, err), (Some(4), expect, String::new()));
    let (code, out, _) = of_text(&text, "check", &["--json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &answer["in_order"]), (Some(4), &false.into()));
    assert_eq!(answer["problems"][1]["line"], line_of("pack-users = 5"));
    assert_eq!(answer["problems"][1]["remedy"], "write 1 to 1000000");
}

#[test]
fn the_price_list_is_printed_only_of_a_catalogue_in_order() {
    let output = catalogue(&["show", "--product", "control"]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("Control, by licence") && !told.contains("Connect"), "{told}");
    let web_filter = "standard   standard  2020-01-01  web-filter   EUR 90.00   EUR 35.00";
    assert!(told.contains(web_filter), "{told}");
    let output = catalogue(&["show", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let connect = &answer["products"][0];
    assert_eq!(connect["hosted"]["user"][0]["price_micro"], 4_950_000);
    assert_eq!(connect["licence"]["prices"][1]["class"], "edu");
    assert_eq!(connect["licence"]["prices"][1]["add_ons"]["activesync"]["pack_minor"], 1200);
    let (code, out, err) = of_text(&STANDARD.replacen("Europe/Amsterdam", "Mars/Base", 1), "show", &[]);
    assert_eq!((code, out.as_str()), (Some(4), ""));
    assert!(err.contains("FILE is not in order") && err.contains("not a time zone"), "{err}");
}

#[test]
fn what_is_not_there_is_exit_code_3() {
    let output = catalogue(&["check", "no-such-offer.toml"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr).to_string();
    assert!(said.contains("no-such-offer.toml cannot be read"), "{said}");
    let output = catalogue(&["show", "--product", "bakery", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(problem["code"], "product-missing");
    assert!(problem["detail"].as_str().unwrap().contains("it has connect, control, operator, workspace"));
}
