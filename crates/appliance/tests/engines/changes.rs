//! H5: a mailbox works as soon as it is created, and stops as soon as it is deleted; no engine is started again.

use crate::guard::{arrives, imap_as, imap_with, outside, send, submission_as};
use crate::rig_server::{PASSWORD, Server, alias, bakery, eventually, hash, mailbox};
use nix::sys::signal::Signal;

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
    for round in 0..18 {
        let guest = format!("guest{round}@bakery.test");
        setup.mailboxes.push(mailbox(&guest));
        let mut sender = outside(&server);
        sender.smtp("MAIL FROM:<klant@elsewhere.example>");
        server.begin_change(&setup);
        for to in ["anna@bakery.test", "info@bakery.test", "postmaster@bakery.test"].repeat(5) {
            let reply = sender.smtp(&format!("RCPT TO:<{to}>"));
            assert!(reply.starts_with("250"), "{to}: {reply}");
        }
        server.hear("revision");
        let reply = sender.smtp(&format!("RCPT TO:<{guest}>"));
        assert!(reply.starts_with("250"), "{guest}: {reply}");
    }
}

#[test]
fn changed_settings_are_read_without_a_new_start() {
    let mut server = Server::start(&bakery());
    let mut reader = imap_as(&server, "anna@bakery.test");
    let postfix = server.process("/usr/lib/postfix/sbin/master");
    assert_eq!(server.ask(Signal::SIGUSR2, "written"), "Changed");
    assert_eq!(server.ask(Signal::SIGUSR2, "written"), "Same");
    eventually("a reloaded engine", || server.logs().contains("reload -- version"));
    assert!(reader.imap("NOOP").contains("a1 OK"), "who is connected stays connected");
    let mut sender = outside(&server);
    assert!(
        send(&mut sender, "klant@elsewhere.example", &["anna@bakery.test"], "reloaded").starts_with("250")
    );
    arrives(&server, "anna@bakery.test", "reloaded");
    assert_eq!(server.process("/usr/lib/postfix/sbin/master"), postfix);
    assert!(server.engines.iter().all(|engine| engine.restarts == 0));
}
