//! `hostler replay` as a person runs it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

const GOOD: &str = r#"{"at": "2026-10-05T09:00:00+02:00", "customer": "anna", "server": "bakery", "product": "connect", "event": "created", "account": "bram"}"#;

fn replay(events: &str, arguments: &[&str]) -> Output {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(events.as_bytes()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
    command.args(["replay", "--events"]).arg(file.path()).args(arguments);
    command.output().unwrap()
}

fn check_refused(output: &Output, expect: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty(), "nothing is printed");
    assert!(said.contains(expect), "{said}");
}

#[test]
fn a_month_is_printed_one_line_per_object() {
    let output = replay(&format!("{GOOD}\n{GOOD}\n"), &["--month", "2026-10"]);
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["kind"], &lines[0]["quantity"]), (&"users".into(), &1.into()));
    assert_eq!(lines[0]["because"]["accounts"], serde_json::json!(["bram"]));
}

#[test]
fn the_zone_can_be_another() {
    let at = |zone| {
        let output = replay(GOOD, &["--month", "2026-10", "--zone", zone]);
        let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        line["because"]["peak_at"].as_str().unwrap().to_string()
    };
    assert_eq!(at("Asia/Tokyo"), "2026-10-05T16:00:00+09:00");
    assert_eq!(at("Europe/Amsterdam"), "2026-10-05T09:00:00+02:00");
}

#[test]
fn a_broken_line_is_exit_code_2_with_its_number_and_nothing_printed() {
    check_refused(
        &replay(&format!("{GOOD}\noops\n"), &["--month", "2026-10"]),
        "line 2: this is not a JSON object",
    );
    check_refused(&replay(GOOD, &["--month", "2026-13"]), "`2026-13` is not a month");
    check_refused(&replay(GOOD, &["--month", "2026-10", "--zone", "Mars/Base"]), "not a time zone");
    let early = GOOD.replace("2026", "2019");
    check_refused(&replay(&early, &["--month", "2019-10"]), "no price for a user of connect in 2019-10");
    let missing = ["--month", "2026-10", "--catalogue", "no-such-offer.toml"];
    check_refused(&replay(GOOD, &missing), "no-such-offer.toml");
}

#[test]
fn events_can_come_from_a_pipe() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
    command.args(["replay", "--month", "2026-10", "--events", "/dev/stdin"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(GOOD.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"quantity\":1"));
}
