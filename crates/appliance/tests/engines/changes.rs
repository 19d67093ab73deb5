//! H5: a mailbox works as soon as it is created, and stops as soon as it is deleted; no engine is started again.

use crate::client::plain;
use crate::guard::{arrives, imap_as, imap_with, outside, send, submission_as};
use crate::rig_server::{PASSWORD, Server, alias, bakery, hash, mailbox};

#[test]
fn h5_changes_hold_at_once() {
    let mut setup = bakery();
    let mut server = Server::start(&setup);
    let first = server.change(&setup);
    assert_eq!(server.change(&setup), first, "the same setup changes nothing");
    let mut sender = outside(&server);
    let mut anna = submission_as(&server, "anna@bakery.test");
    let reply = send(&mut sender, "klant@elsewhere.example", &["carla@bakery.test"], "too early");
    assert!(reply.starts_with("550"), "{reply}");

    setup.domains.push("cakes.test".into());
    setup.mailboxes.push(mailbox("carla@bakery.test"));
    setup.aliases.push(alias("carla@cakes.test", &["carla@bakery.test"]));
    assert_eq!(server.change(&setup), first + 1);
    imap_as(&server, "carla@bakery.test");
    sender.smtp("RSET");
    for (to, subject) in [("carla@bakery.test", "welcome"), ("carla@cakes.test", "new domain")] {
        let reply = send(&mut sender, "klant@elsewhere.example", &[to], subject);
        assert!(reply.starts_with("250"), "{reply}");
        arrives(&server, "carla@bakery.test", subject);
    }
    assert!(send(&mut anna, "anna@bakery.test", &["carla@bakery.test"], "hello").starts_with("250"));
    arrives(&server, "carla@bakery.test", "hello");

    setup.mailboxes[4].password_hash = hash("another one");
    setup.mailboxes.remove(2);
    assert_eq!(server.change(&setup), first + 2);
    assert!(imap_with(&server, "carla@bakery.test", "another one").1.contains("a1 OK"));
    assert!(imap_with(&server, "carla@bakery.test", PASSWORD).1.contains("a1 NO"));
    assert!(imap_with(&server, "bram@bakery.test", PASSWORD).1.contains("a1 NO"));
    let reply = send(&mut sender, "klant@elsewhere.example", &["bram@bakery.test"], "too late");
    assert!(reply.starts_with("550"), "{reply}");
    assert!(server.engines.iter().all(|engine| engine.restarts == 0));
}

/// Readers must never be turned away, or see half of a change, while changes are written.
#[test]
fn h5_nobody_is_turned_away_during_changes() {
    let mut setup = bakery();
    let mut server = Server::start(&setup);
    let mut sender = outside(&server);
    for round in 0..60 {
        setup.mailboxes.push(mailbox(&format!("guest{round}@bakery.test")));
        server.change(&setup);
        for to in ["anna@bakery.test", "info@bakery.test", &format!("guest{round}@bakery.test")] {
            sender.smtp("MAIL FROM:<klant@elsewhere.example>");
            let reply = sender.smtp(&format!("RCPT TO:<{to}>"));
            assert!(reply.starts_with("250"), "{to}: {reply}");
            sender.smtp("RSET");
        }
        if round % 20 == 0 {
            let mut client = submission_as(&server, "anna@bakery.test");
            let reply = client.smtp(&format!("AUTH PLAIN {}", plain("anna@bakery.test", PASSWORD)));
            assert!(reply.starts_with("503"), "already signed in: {reply}");
        }
    }
}
