//! A customer's and the staff's work from a command line, as they see it: for reading and for scripts.

use crate::stage::{Ran, Stage, Terminal, eventually};
use serde_json::{Value, json};
use std::fmt::Write;

/// What was typed, what came, and the exit code.
struct Transcript {
    terminal: Terminal,
    text: String,
}

impl Transcript {
    fn run(&mut self, arguments: &[&str]) -> Ran {
        let ran = self.terminal.hostler(arguments);
        writeln!(self.text, "$ hostler {}", arguments.join(" ")).unwrap();
        for line in ran.out.lines() {
            writeln!(self.text, "{}", same_each_time(line)).unwrap();
        }
        for line in ran.err.lines() {
            writeln!(self.text, "! {}", same_each_time(line)).unwrap();
        }
        writeln!(self.text, "[{}]\n", ran.code).unwrap();
        ran
    }
}

/// Digits of ids and times become `x`, in their width.
fn same_each_time(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let is_hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    let mut masked = chars.clone();
    let mut mask =
        |from: usize, to: usize| masked[from..to].iter_mut().filter(|c| is_hex(**c)).for_each(|c| *c = 'x');
    for at in 0..chars.len() {
        let run = |fits: &dyn Fn(char) -> bool| chars[at..].iter().take_while(|c| fits(**c)).count();
        let begins = |before: &dyn Fn(char) -> bool| at == 0 || before(chars[at - 1]);
        let (id, time, ms) =
            (run(&is_hex), run(&|c| c.is_ascii_digit() || "-:TZ".contains(c)), run(&|c| c.is_ascii_digit()));
        if id == 32 && begins(&|c| c == '_') {
            mask(at, at + 32);
        } else if time == 20 && chars[at + 19] == 'Z' {
            mask(at, at + 19);
        } else if ms == 13 && begins(&|c| !c.is_ascii_digit()) {
            mask(at, at + 13);
        }
    }
    masked.into_iter().collect()
}

#[test]
fn what_differs_each_time_is_masked_in_its_width() {
    for (line, expect) in [
        ("id:  acc_0190f3c4a2b17d1e8f00aa11bb22cc33", "id:  acc_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ("created:  2026-11-21T23:57:01Z", "created:  xxxx-xx-xxTxx:xx:xxZ"),
        (r#""at":1795305415489,"slot":1"#, r#""at":xxxxxxxxxxxxx,"slot":1"#),
        ("10.83.0.2  EUR 12.34", "10.83.0.2  EUR 12.34"),
    ] {
        assert_eq!(same_each_time(line), expect);
    }
}

#[test]
fn a_customer_at_the_command_line() {
    let stage = Stage::open();
    let (_, _bakery, _) = stage.customer_with_server("anna", "bakkerij");
    let terminal = Terminal::new(stage.folder.path().join("anna"));
    let mut anna = Transcript { terminal, text: String::new() };
    assert_eq!(anna.run(&["whoami"]).code, 5);
    anna.terminal.sign_in("anna@anna.example");
    let mode = std::fs::metadata(anna.terminal.file(".config/hostler/token.json")).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&mode) & 0o777, 0o600, "nobody else can read the token");
    let csv = |name: &str, text: &str| std::fs::write(anna.terminal.file(name), text).unwrap();
    csv("bad.csv", "address,name\nanna@bakkerij.example,Anna\nbram@elsewhere.example,Bram\n");
    csv("good.csv", "address,name,password\nbram@bakkerij.example,Bram,stroopwafel met kaas\n");
    for arguments in [
        &["whoami"][..],
        &["server", "list"],
        &["server", "list", "--json"],
        &["server", "show", "bakkerij"],
        &["domain", "add", "bakkerij", "bakkerij.example"],
        &["domain", "list", "bakkerij"],
        &["mailbox", "create", "bakkerij", "anna@bakkerij.example", "--name", "Anna"],
        &["mailbox", "create", "bakkerij", "anna@bakkerij.example", "--name", "Anna", "--json"],
        &["mailbox", "import", "bakkerij", "bad.csv", "--confirm"],
        &["mailbox", "import", "bakkerij", "good.csv"],
        &["mailbox", "import", "bakkerij", "good.csv", "--confirm"],
        &["mailbox", "list", "bakkerij"],
        &["mailbox", "list", "bakkerij", "--search", "bram", "--json"],
        &["users", "bakkerij"],
        &["domain", "delete", "bakkerij", "bakkerij.example"],
        &["mailbox", "delete", "bakkerij", "bram@bakkerij.example"],
        &["invoice", "list"],
        &["invoice", "show", "2026-0001"],
        &["month", "close", "2026-13"],
        &["sign-out"],
        &["whoami", "--json"],
        &["whoami", "--portal", "http://127.0.0.1:9"],
    ] {
        anna.run(arguments);
    }
    assert!(!anna.terminal.file(".config/hostler/token.json").exists());
    insta::assert_snapshot!(anna.text);
}

#[test]
fn staff_close_a_month_and_the_customer_has_the_invoice() {
    let stage = Stage::open_demo();
    stage.customer_with_server("anna", "bakkerij");
    let (staff, anna) = (stage.folder.path().join("sanne"), stage.folder.path().join("anna"));
    let (staff, anna) = (Terminal::new(staff), Terminal::new(anna));
    staff.sign_in("sanne@hostler.test");
    let now: Value = serde_json::from_str(&staff.done(&["mail", "list", "--json"])).unwrap();
    let ordered = jiff::Timestamp::from_millisecond(now[0]["created_at_ms"].as_i64().unwrap()).unwrap();
    let month =
        ordered.to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap()).strftime("%Y-%m").to_string();
    let preview = staff.done(&["month", "preview", &month]);
    assert!(preview.contains("Bakkerij anna") && preview.contains("EUR "), "{preview}");
    assert_eq!(staff.hostler(&["month", "close", &month]).code, 6, "it is not over");

    let later = ordered.checked_add(jiff::Span::new().hours(24 * 32)).unwrap();
    let moved = stage.staff.json("POST", "/api/v1/demo/clock", Some(&json!({ "to": later.to_string() })));
    assert_eq!(moved.0, 200, "{moved:?}");
    staff.sign_in("sanne@hostler.test");
    anna.sign_in("anna@anna.example");
    staff.done(&["month", "close", &month]);
    let number = eventually("the invoice", || {
        let list: Value = serde_json::from_str(&anna.done(&["invoice", "list", "--json"])).unwrap();
        list["invoices"][0]["number"].as_str().map(str::to_string).ok_or(list.to_string())
    });
    let shown = anna.done(&["invoice", "show", &number]);
    assert!(
        shown.contains(&month) && shown.contains("bakkerij.hostler.test") && shown.contains("users"),
        "{shown}"
    );
    anna.done(&["invoice", "pdf", &number, "invoice.pdf"]);
    assert!(std::fs::read(anna.file("invoice.pdf")).unwrap().starts_with(b"%PDF-"));
    assert!(staff.done(&["month", "preview", &month]).contains(&number));
    let mails: Value =
        serde_json::from_str(&staff.done(&["mail", "list", "--json", "--search", "anna"])).unwrap();
    let newest = mails[0]["id"].as_str().unwrap();
    assert!(staff.done(&["mail", "show", newest]).contains(&number), "the newest mail is the invoice's");
    assert!(staff.done(&["job", "list", "--state", "done"]).contains("issue-invoice"));
    assert_eq!(anna.hostler(&["job", "list"]).code, 5);
}
