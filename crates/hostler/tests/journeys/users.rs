//! P1, P9, H5: who counts is the same in the console, in the journal and at the platform.

use crate::stage::{PASSWORD, Stage};
use serde_json::{Value, json};

fn number(users: &Value) -> i64 {
    users["number"].as_i64().unwrap_or_else(|| panic!("{users}"))
}

#[test]
fn h5_p1_p9_d2_d3_accounts_come_and_go_and_are_counted() {
    let stage = Stage::open();
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    assert_eq!(number(&console.users()), 1, "D2: the administrator counts");
    console.add_domain("bakkerij.example");
    let people = ["bram", "chloe", "daan", "emma"];
    let ids: Vec<String> = people
        .iter()
        .map(|name| console.create_mailbox(&format!("{name}@bakkerij.example"), PASSWORD))
        .collect();
    console.create_alias("info@bakkerij.example", &["bram@bakkerij.example"]);
    assert_eq!(number(&console.users()), 5, "P1: aliases and domains are free");
    console.set_disabled(&ids[0], json!(true));
    assert_eq!(number(&console.users()), 5, "D3: who is disabled counts");
    console.delete_mailbox(&ids[3]);
    let users = console.users();
    assert_eq!((number(&users), &users["limit"]), (4, &Value::Null), "P9, H5: hosted, as many as wanted");
    assert_eq!(users["rule_name"], "connect/hosted/1");
    let page = console.page("/users");
    for address in ["bram@bakkerij.example", "chloe@bakkerij.example", &bakery.administrator()] {
        assert!(page.says(address), "{address} is on the page");
    }
    assert!(!page.says("emma@bakkerij.example"), "who was deleted is not");

    // 1 administrator, 4 people, 1 disabled, 1 deleted; and readings of the storage.
    let written = bakery.delivered();
    assert!(written >= 7, "{written}");
    assert_eq!(bakery.report().users, 4);
    let page = anna.get(&format!("/servers/{}", bakery.id));
    assert_eq!(page.status, 200);
    assert_eq!(
        stage.readings(&bakery),
        (written, 4, 5),
        "entries, users now and this month's peak at the platform"
    );
}
