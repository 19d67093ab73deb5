//! A full disk: said in words, nothing lost, and on with it when there is room again.

use crate::stage::post::{arrives, comes_from_outside, outside, send};
use crate::stage::{PASSWORD, Stage, code, eventually};
use serde_json::json;
use std::fs;

const DISK: u64 = 600 << 20;

#[test]
fn a_full_disk_defers_mail_and_loses_nothing() {
    let stage = Stage::on_a_small_disk(DISK);
    let (_, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox("anna@bakkerij.example", PASSWORD);
    comes_from_outside(&bakery, "anna@bakkerij.example", "before");
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "before");
    let written = bakery.delivered();

    let ballast = stage.data().join("servers/ballast");
    fill(&ballast);
    let reply = send(&mut outside(&bakery), "klant@elsewhere.example", "anna@bakkerij.example", "too much");
    assert!(reply.starts_with('4'), "a temporary error, so that the sender tries again: {reply}");
    let new = json!({ "address": "bram@bakkerij.example", "name": "Bram", "password": PASSWORD });
    let answer = console.api("POST", "/mailboxes", Some(&new));
    assert_eq!(code(&answer), (503, "disk-full".into()), "{answer:?}");
    assert!(
        answer.1["detail"].as_str().is_some_and(|sentence| sentence.contains("disk is full")),
        "{answer:?}"
    );
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "before");

    fs::remove_file(&ballast).unwrap();
    eventually("the console to write again", || {
        let answer = console.api("POST", "/mailboxes", Some(&new));
        if answer.0 == 201 { Ok(()) } else { Err(format!("{answer:?}")) }
    });
    eventually("the server to take mail again", || {
        let reply = send(&mut outside(&bakery), "klant@elsewhere.example", "bram@bakkerij.example", "after");
        if reply.starts_with("250") { Ok(()) } else { Err(reply) }
    });
    arrives(&bakery, ("bram@bakkerij.example", PASSWORD), "after");
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "before");
    assert_eq!(bakery.delivered(), written + 1, "what was refused is not in the journal");
    eventually("both engines to run", || {
        bakery.try_report().and_then(|seen| seen.is_ready().then_some(()).ok_or(format!("{seen:?}")))
    });
}

/// Takes all room that is left, to the last byte.
fn fill(path: &std::path::Path) {
    use std::io::Write;
    let mut file = fs::File::create(path).unwrap();
    for size in [1 << 20, 4_096, 1] {
        while file.write(&vec![b'x'; size]).is_ok_and(|wrote| wrote == size) {}
    }
}
