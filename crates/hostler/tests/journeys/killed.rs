//! The platform is killed: in the middle of an order, and while servers run. Afterwards nothing is missing, nothing is
//! there twice, and the servers did not notice.

use crate::stage::post::{arrives, comes_from_outside};
use crate::stage::{PASSWORD, Server, Stage, code, eventually, wire};
use serde_json::json;
use std::time::Duration;

#[test]
fn an_order_whose_platform_is_killed_is_finished_once() {
    let mut stage = Stage::open();
    let anna = stage.customer("anna", "bakkerij");
    stage.running(&anna, "bakkerij");
    // From "just written down" over "half prepared" and "starting" to "waiting for its engines".
    for (number, after_ms) in [0, 30, 120, 300, 600].into_iter().enumerate() {
        let name = format!("winkel-{number}");
        let seen = anna.order(&name);
        assert!(seen.path.starts_with("/orders/"), "{} {}", seen.path, seen.text);
        std::thread::sleep(Duration::from_millis(after_ms));
        stage.platform.kill();
        stage.platform.start_again();
        let server = stage.running(&anna, &name);
        assert!(server.report().is_ready(), "{name}");
        let orders = anna.json("GET", "/api/v1/orders", None).1;
        let of_name =
            orders.as_array().unwrap().iter().filter(|order| order["server_name"] == name.as_str()).count();
        let servers = anna.json("GET", "/api/v1/servers", None).1.as_array().unwrap().len();
        assert_eq!(
            (of_name, servers, stage.containers().len()),
            (1, number + 2, number + 2),
            "killed after {after_ms} ms"
        );
        assert_eq!(
            server.processes().iter().filter(|p| p.command == "/usr/local/bin/hostler appliance").count(),
            1
        );
        // Room for the next.
        stage.stop_server(&server);
    }
}

#[test]
fn b7_servers_outlive_their_platform_and_their_journal_is_complete() {
    let mut stage = Stage::open();
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox("anna@bakkerij.example", PASSWORD);
    bakery.delivered();
    let (holder, before) = (bakery.holder(), stage.readings(&bakery));

    stage.platform.kill();
    comes_from_outside(&bakery, "anna@bakkerij.example", "nobody is up");
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "nobody is up");
    for name in ["bram", "chloe", "daan"] {
        created_at_its_own_address(&bakery, name);
    }
    let waiting = bakery.report();
    assert_eq!(waiting.written - waiting.acknowledged, 3, "{waiting:?}");
    arrives_at_once(&bakery, "bram@bakkerij.example");

    stage.platform.start_again();
    let written = bakery.delivered();
    assert_eq!((bakery.holder(), written), (holder, before.0 + 3), "adopted, not started again");
    assert_eq!(stage.readings(&bakery), (written, before.1 + 3, before.2 + 3));
    eventually("the platform to know that it runs", || {
        let row = anna.server("bakkerij")?;
        if row["phase"] == "running" { Ok(()) } else { Err(row.to_string()) }
    });
    assert_eq!(console.mailboxes().len(), 5);
    assert_eq!(bakery.holder(), holder);
}

fn created_at_its_own_address(bakery: &Server, name: &str) {
    let new = json!({ "address": format!("{name}@bakkerij.example"), "name": name, "password": PASSWORD });
    let answer =
        wire::console(bakery, &bakery.bootstrap(), ("POST", "/api/v1/mailboxes"), Some(&new)).unwrap();
    assert_eq!(answer.0, 201, "{:?}", code(&answer));
}

fn arrives_at_once(bakery: &Server, address: &str) {
    comes_from_outside(bakery, address, "welcome");
    arrives(bakery, (address, PASSWORD), "welcome");
}
