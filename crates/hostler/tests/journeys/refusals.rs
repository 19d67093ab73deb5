//! Bad input: each refused with its code and a sentence, and nothing changed.

use crate::stage::{Console, PASSWORD, Stage, code};
use serde_json::{Value, json};

#[test]
fn bad_orders_are_refused_at_their_fields() {
    let stage = Stage::open();
    let anna = stage.customer("anna", "bakkerij");
    let visitor = stage.visitor();
    for (name, sentence) in [
        ("bakkerij", "taken"),
        ("www", "own hosts"),
        ("-bakker", "letters, digits and hyphens"),
        ("a", "letters, digits and hyphens"),
    ] {
        let seen = visitor.sign_up("bram", name);
        assert_eq!((seen.status, seen.path.as_str()), (422, "/order"), "{name}");
        assert!(seen.refuses("server_name", sentence), "{name}: {}", seen.text);
    }
    for (name, expect) in [
        ("bakkerij", (409, "server-name-taken")),
        ("mail", (422, "server-name-reserved")),
        ("bäcker", (422, "server-name-malformed")),
    ] {
        let order = json!({ "product": "connect", "server_name": name, "terms": "2026-11-01" });
        let answer = anna.json("POST", "/api/v1/orders", Some(&order));
        assert_eq!(code(&answer), (expect.0, expect.1.to_string()), "{name}");
        assert!(answer.1["detail"].as_str().is_some_and(|sentence| sentence.len() > 10), "{answer:?}");
    }
    let order = json!({ "product": "control", "server_name": "muur", "terms": "2026-11-01" });
    assert_eq!(code(&anna.json("POST", "/api/v1/orders", Some(&order))), (422, "product-not-hosted".into()));
    let order = json!({ "product": "connect", "server_name": "winkel" });
    assert_eq!(code(&anna.json("POST", "/api/v1/orders", Some(&order))), (422, "terms-not-accepted".into()));
    stage.running(&anna, "bakkerij");
    assert_eq!(
        anna.json("GET", "/api/v1/servers", None).1.as_array().map(Vec::len),
        Some(1),
        "nothing was made"
    );
}

fn refused(console: &Console, path: &str, body: Value, expect: (u16, &str)) {
    let before = console.mailboxes();
    let answer = console.api("POST", path, Some(&body));
    assert_eq!(code(&answer), (expect.0, expect.1.to_string()), "{path} {body}");
    assert!(answer.1["detail"].as_str().is_some_and(|sentence| sentence.len() > 10), "{answer:?}");
    assert_eq!(console.mailboxes(), before, "{path} {body}");
}

#[test]
fn bad_input_in_the_console_changes_nothing() {
    let stage = Stage::open();
    let (_, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox("anna@bakkerij.example", PASSWORD);
    let written = bakery.report().written;
    for (name, expect) in [
        ("not a domain", (422, "domain-invalid")),
        ("-bakkerij.example", (422, "domain-invalid")),
        ("bakkerij.example", (409, "domain-taken")),
    ] {
        refused(&console, "/domains", json!({ "name": name }), expect);
    }
    for (address, password, expect) in [
        ("anna@bakkerij.example", PASSWORD, (409, "mailbox-exists")),
        ("ANNA@Bakkerij.Example", PASSWORD, (409, "mailbox-exists")),
        ("a b@bakkerij.example", PASSWORD, (422, "address-invalid")),
        ("bakkerij.example", PASSWORD, (422, "address-invalid")),
        ("bram@elsewhere.example", PASSWORD, (422, "domain-missing")),
        ("bram@bakkerij.example", "kort", (422, "password-short")),
        ("bram@bakkerij.example", "bram@bakkerij.example", (422, "password-is-address")),
    ] {
        let body = json!({ "address": address, "name": "Bram", "password": password });
        refused(&console, "/mailboxes", body, expect);
    }
    let seen = console.submit(
        "/mailboxes/new",
        "/mailboxes",
        &[
            ("local", "anna"),
            ("address", "anna@bakkerij.example"),
            ("name", "Anna"),
            ("domain", "bakkerij.example"),
            ("password", PASSWORD),
        ],
    );
    assert_eq!(seen.status, 422, "the form says it too: {}", seen.text);
    a_bad_line_imports_nothing(&console);
    assert_eq!(bakery.report().written, written, "nothing of it is in the journal");
    good_lines_are_imported_after_the_preview(&console);
    assert_eq!(bakery.report().written, written + 2);
}

fn a_bad_line_imports_nothing(console: &Console) {
    let csv = "address,name,password\n\
               bram@bakkerij.example,Bram,\n\
               anna@bakkerij.example,Anna again,\n\
               no address,Nobody,\n\
               chloe@bakkerij.example,Chloé,kort\n";
    let before = console.mailboxes();
    let (status, preview) = console.api("POST", "/import", Some(&json!({ "csv": csv })));
    assert_eq!((status, &preview["token"]), (200, &Value::Null), "{preview}");
    let bad: Vec<(u64, &str)> = preview["bad"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| (bad["line"].as_u64().unwrap(), bad["code"].as_str().unwrap()))
        .collect();
    assert_eq!(bad, [(3, "mailbox-exists"), (4, "address-invalid"), (5, "password-short")]);
    assert!(preview["bad"].as_array().unwrap().iter().all(|bad| bad["reason"].as_str().unwrap().len() > 10));
    let answer = console.api("POST", "/import", Some(&json!({ "token": "made-up" })));
    assert_eq!(code(&answer), (409, "import-expired".into()));
    assert_eq!(console.mailboxes(), before, "nothing is half imported");
}

fn good_lines_are_imported_after_the_preview(console: &Console) {
    let before = console.mailboxes();
    let good = "address,name\nbram@bakkerij.example,Bram\nchloe@bakkerij.example,Chloé\n";
    let (_, preview) = console.api("POST", "/import", Some(&json!({ "csv": good })));
    assert_eq!(console.mailboxes(), before, "a preview imports nothing");
    let answer = console.api("POST", "/import", Some(&json!({ "token": preview["token"] })));
    assert_eq!(answer.0, 200, "{answer:?}");
    assert_eq!(console.mailboxes().len(), before.len() + 2);
}
