//! H1, W3: from the price page to a running server, without configuration, and back after an end.

use crate::stage::post::{arrives, comes_from_outside};
use crate::stage::{Console, PASSWORD, Stage};
use std::time::Instant;

#[test]
fn h1_w3_from_the_first_page_to_a_server_that_stays() {
    let mut stage = Stage::open();
    let visitor = stage.visitor();
    assert_eq!(visitor.get("/order").status, 200);
    let anna = stage.customer("anna", "bakkerij");
    let accepted = Instant::now();
    let bakery = stage.running(&anna, "bakkerij");
    println!("from accepted to running: {:?}", accepted.elapsed());
    assert_eq!(bakery.host, "bakkerij.hostler.test");
    let page = anna.get(&format!("/servers/{}", bakery.id));
    assert!(page.says(&bakery.host) && page.says("993") && page.says("465"), "{}", page.text);
    assert!(!stage.mailed("anna@anna.example", "/servers/").is_empty(), "the owner is told that it runs");

    let console = Console::of(&anna, &bakery);
    assert!(
        console.page("/").says(&bakery.administrator())
            || console.page("/mailboxes").says(&bakery.administrator())
    );
    console.add_domain("bakkerij.example");
    console.create_mailbox("anna@bakkerij.example", PASSWORD);
    comes_from_outside(&bakery, "anna@bakkerij.example", "before the end");
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "before the end");

    let holder = bakery.holder();
    assert!(stage.platform.end().success());
    assert!(bakery.processes().is_empty(), "its servers end with it");
    stage.platform.start_again();
    assert!(stage.platform.link("/setup/").is_none(), "there is a member of staff");
    let again = stage.running(&anna, "bakkerij");
    crate::stage::eventually("the server's return", || {
        again.try_report().and_then(|r| r.is_ready().then_some(()).ok_or(format!("{r:?}")))
    });
    assert_ne!(again.holder(), holder);
    arrives(&again, ("anna@bakkerij.example", PASSWORD), "before the end");
    comes_from_outside(&again, "anna@bakkerij.example", "after it");
    arrives(&again, ("anna@bakkerij.example", PASSWORD), "after it");
    assert_eq!(stage.containers().len(), 1);
}
