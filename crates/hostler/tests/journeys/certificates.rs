//! H3: a server's certificate comes from an authority (Pebble, the one that Let's Encrypt tests with), and is renewed.

use crate::stage::pebble::{Pebble, seen};
use crate::stage::{PASSWORD, Stage, eventually, post, separate};
use serde_json::json;

#[test]
fn h3_a_servers_certificate_comes_from_an_authority_and_is_renewed() {
    let folder = separate();
    let pebble = Pebble::start(folder.path());
    let told = ["--acme", "https://localhost:14000/dir", "--acme-contact", "beheer@hostler.test"];
    let listen = ["--acme-listen", "127.0.0.1:5002", "--acme-root", &pebble.own];
    let stage = Stage::open_demo_told(folder, &[told.as_slice(), &listen].concat());
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    let root = stage.folder.path().join("root.pem");
    std::fs::write(&root, pebble.root().unwrap()).unwrap();
    let [imap, smtp] = [993, 25]
        .map(|port| eventually("a certificate that the authority signed", || seen(&bakery, (port, &root))));
    assert_eq!(imap, smtp, "one certificate for both");
    eventually("the page that says until when", || {
        let page = anna.get(&format!("/servers/{}", bakery.id));
        if page.says("it is renewed by itself") { Ok(()) } else { Err(page.text) }
    });

    // A mail program that trusts this authority alone sends and reads, without a question.
    console.add_domain("bakkerij.example");
    console.create_mailbox("bram@bakkerij.example", PASSWORD);
    let bram = ("bram@bakkerij.example", PASSWORD);
    post::submit_trusting((&bakery, &root, 465), bram, "Twee broden").unwrap();
    eventually("the message", || {
        let subjects = post::subjects_trusting((&bakery, &root), bram)?;
        if subjects.iter().any(|one| one == "Twee broden") { Ok(()) } else { Err(format!("{subjects:?}")) }
    });

    // Sixty-one days later less than a third of its life is left.
    let later = hostler_kit::time::Clock::System.now() + jiff::SignedDuration::from_hours(61 * 24);
    let (status, moved) =
        stage.staff.json("POST", "/api/v1/demo/clock", Some(&json!({ "to": later.to_string() })));
    assert_eq!(status, 200, "{moved}");
    eventually("another certificate", || match seen(&bakery, (993, &root))? {
        same if same == imap => Err(same),
        other => Ok(other),
    });
}
