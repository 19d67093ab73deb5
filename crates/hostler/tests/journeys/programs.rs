//! What programs need, from a command line: tokens, webhooks, and licence orders with what staff decide of them.

use crate::stage::{Stage, Terminal};
use hostler_platform::orders::TERMS;
use serde_json::Value;

/// What a command prints with `--json`.
fn json(terminal: &Terminal, arguments: &[&str]) -> Value {
    let text = terminal.done(&[arguments, &["--json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {text}"))
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("{value}")).to_string()
}

/// Sanne of staff and Anna, each at a terminal of their own and signed in.
fn at_their_terminals(stage: &Stage) -> (Terminal, Terminal) {
    stage.customer("anna", "bakkerij");
    let [sanne, anna] = ["sanne", "anna"].map(|name| Terminal::new(stage.folder.path().join(name)));
    sanne.sign_in("sanne@hostler.test");
    anna.sign_in("anna@anna.example");
    (sanne, anna)
}

#[test]
fn l14_tokens_from_a_command_line() {
    let stage = Stage::open();
    let (_, anna) = at_their_terminals(&stage);
    let made = json(&anna, &["token", "create", "stock room", "--scope", "orders:read", "--days", "30"]);
    let (id, token) = (id(&made), made["token"].as_str().unwrap());
    assert!(token.starts_with("hst_"), "{made}");
    let program = Terminal::new(stage.folder.path().join("program")).with("HOSTLER_TOKEN", token);
    assert_eq!(program.hostler(&["invoice", "list"]).code, 5, "its scopes do not reach so far");
    assert_eq!(program.hostler(&["token", "list"]).code, 5, "no token opens these");
    let listed = anna.done(&["token", "list"]);
    assert!(listed.contains("stock room") && listed.contains("orders:read"), "{listed}");
    assert!(!listed.contains(token), "it is shown once");
    let printed = anna.done(&["token", "create", "nightly", "--scope", "invoices:read", "--print"]);
    let nightly = Terminal::new(stage.folder.path().join("nightly")).with("HOSTLER_TOKEN", printed.trim());
    assert!(nightly.done(&["invoice", "list"]).contains("No invoices"));
    let nonsense = anna.hostler(&["token", "create", "x", "--scope", "moon:read"]);
    assert_eq!(nonsense.code, 4, "{nonsense:?}");
    assert_eq!(anna.hostler(&["token", "create", "x"]).code, 2, "a token without scopes is of no use");
    assert_eq!(anna.done(&["token", "revoke", &id]), "stock room is revoked.\n");
    assert_eq!(program.hostler(&["shop", "orders"]).code, 5, "from now on it opens nothing");
    assert_eq!(anna.hostler(&["token", "revoke", "tok_00000000000000000000000000000000"]).code, 3);
}

#[test]
fn l14_webhooks_from_a_command_line() {
    let stage = Stage::open();
    let (_, anna) = at_their_terminals(&stage);
    let url = "https://shop.example/hostler";
    let made = json(&anna, &["webhook", "create", url, "--kind", "order.*", "--description", "the shop"]);
    let (id, secret) = (id(&made), made["secret"].as_str().unwrap());
    assert!(secret.starts_with("whsec_"), "{made}");
    let listed = anna.done(&["webhook", "list"]);
    assert!(listed.contains(url) && listed.contains("order.*") && !listed.contains(secret), "{listed}");
    let inside = anna.hostler(&["webhook", "create", "http://127.0.0.1:9/"]);
    assert_eq!(inside.code, 4, "{inside:?}");
    let sent = json(&anna, &["webhook", "ping", &id]);
    let delivery = sent["id"].as_str().unwrap();
    assert!(anna.done(&["webhook", "deliveries", &id]).contains("webhook.pinged"));
    let one = anna.done(&["webhook", "deliveries", &id, delivery]);
    assert!(one.contains("webhook.pinged") && one.contains("state:"), "{one}");
    assert_eq!(json(&anna, &["webhook", "replay", &id, "--since", "2026-01-01T00:00:00Z"])["replayed"], 0);
    assert_eq!(anna.hostler(&["webhook", "replay", &id]).code, 2, "what is to be sent again?");
    let rotated = json(&anna, &["webhook", "rotate", &id]);
    assert!(rotated["secret"] != *secret && rotated["secret"].as_str().unwrap().starts_with("whsec_"));
    anna.done(&["webhook", "delete", &id]);
    assert_eq!(anna.hostler(&["webhook", "ping", &id]).code, 3);
    assert!(anna.done(&["webhook", "list"]).contains("No webhooks"));
}

/// Orders a licence at EDU prices; the order's id.
fn ordered_as_a_school(anna: &Terminal) -> String {
    let wish = ["shop", "order", "--product", "connect", "--users", "5", "--class", "edu"];
    id(&json(anna, &[&wish[..], &["--terms", TERMS]].concat()))
}

#[test]
fn l10_evidence_and_decisions_from_a_command_line() {
    let stage = Stage::open();
    let (sanne, anna) = at_their_terminals(&stage);
    let order = ordered_as_a_school(&anna);
    assert_eq!(anna.hostler(&["shop", "evidence", &order]).code, 2, "in words, with a file, or both");
    let none = anna.hostler(&["shop", "evidence", &order, "--file", "no.pdf"]);
    assert!(none.code == 1 && none.err.contains("no.pdf cannot be read"), "{none:?}");
    assert_eq!(sanne.hostler(&["shop", "approve", &order]).code, 4, "there is nothing to approve yet");
    std::fs::write(anna.file("register.pdf"), "%PDF-1.7 a school").unwrap();
    let sent = ["shop", "evidence", &order, "--words", "BRIN 12AB", "--file", "register.pdf"];
    assert_eq!(json(&anna, &sent)["state"], "waiting");
    assert!(sanne.done(&["shop", "orders", "--search", "anna"]).contains(&order), "staff see all orders");
    assert_eq!(anna.hostler(&["shop", "approve", &order]).code, 5, "nobody approves their own");
    let approved = json(&sanne, &["shop", "approve", &order]);
    assert_eq!((&approved["state"], &approved["keys"][0]["key"]), (&"delivered".into(), &Value::Null));
    let shown = anna.done(&["shop", "show", &order]);
    assert!(shown.contains("delivered") && shown.contains("key:"), "{shown}");
    assert_eq!(anna.hostler(&["shop", "cancel", &order]).code, 6, "it is delivered");
}

#[test]
fn l10_an_order_is_refused_or_cancelled_from_a_command_line() {
    let stage = Stage::open();
    let (sanne, anna) = at_their_terminals(&stage);
    let order = ordered_as_a_school(&anna);
    let refused = sanne.done(&["shop", "refuse", &order, "--reason", "The document is from 2019."]);
    assert!(refused.contains("refused") && refused.contains("from 2019"), "{refused}");
    let order = ordered_as_a_school(&anna);
    assert!(anna.done(&["shop", "cancel", &order]).contains("cancelled"));
    assert_eq!(anna.hostler(&["shop", "evidence", &order, "--words", "late"]).code, 6);
}
