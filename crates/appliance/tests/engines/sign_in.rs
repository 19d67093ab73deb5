//! H4: who may sign in, and as whom they may send.

use crate::client::plain;
use crate::guard::{arrives, imap_as, imap_with, outside, send, submission, submission_as};
use crate::rig_server::{PASSWORD, Server, bakery, eventually, hash, mailbox};
use std::fs;
use std::os::unix::fs::MetadataExt;

#[test]
fn h4_a_sender_is_who_signed_in() {
    let server = Server::start(&bakery());
    for (from, code) in [
        ("anna@bakery.test", "250"),
        ("Anna@Bakery.test", "250"),
        ("anna+shop@bakery.test", "250"),
        ("info@bakery.test", "250"),
        ("cakes@bakery.test", "250"),
        ("bram@bakery.test", "553 5.7.1"),
        ("anna@xn--bcher-kva.test", "553 5.7.1"),
        ("postmaster@bakery.test", "553 5.7.1"),
        ("away@bakery.test", "553 5.7.1"),
        ("nobody@bakery.test", "553 5.7.1"),
        ("anna@elsewhere.example", "553 5.7.1"),
    ] {
        let mut anna = submission_as(&server, "anna@bakery.test");
        let reply = send(&mut anna, from, &["bram@bakery.test"], "as myself");
        assert!(reply.starts_with(code), "{from}: {reply}");
    }
}

#[test]
fn h4_a_wrong_password_opens_nothing() {
    let server = Server::start(&bakery());
    let reply = submission(&server).smtp(&format!("AUTH PLAIN {}", plain("anna@bakery.test", "wrong")));
    assert!(reply.starts_with("535"), "{reply}");
    let reply = imap_with(&server, "anna@bakery.test", "").1;
    assert!(reply.contains("a1 NO"), "{reply}");
}

#[test]
fn h4_another_servers_sign_in_opens_nothing() {
    let server = Server::start(&bakery());
    let mut pop3 = server.client(995).encrypt();
    pop3.line();
    let reply = pop3.pop3(&format!("AUTH PLAIN {}", plain("anna@elsewhere.example", PASSWORD)));
    assert!(reply.starts_with("-ERR"), "another server's sign-in: {reply}");
    let reply = imap_with(&server, "' OR 1=1 --", PASSWORD).1;
    assert!(reply.contains("a1 NO"), "{reply}");
}

#[test]
fn h4_a_name_in_one_domain_opens_nothing_in_another() {
    let mut setup = bakery();
    setup.mailboxes[3].password_hash = hash("the book shop's own");
    let server = Server::start(&setup);
    let reply = imap_with(&server, "anna@xn--bcher-kva.test", PASSWORD).1;
    assert!(reply.contains("a1 NO"), "{reply}");
    let reply = imap_with(&server, "anna@xn--bcher-kva.test", "the book shop's own").1;
    assert!(reply.contains("a1 OK"), "{reply}");
}

#[test]
fn h4_a_disabled_mailbox_takes_mail_and_lets_nobody_in() {
    let mut setup = bakery();
    setup.mailboxes[1].disabled = true;
    let server = Server::start(&setup);
    assert!(imap_with(&server, "anna@bakery.test", PASSWORD).1.contains("a1 NO"));
    let reply = submission(&server).smtp(&format!("AUTH PLAIN {}", plain("anna@bakery.test", PASSWORD)));
    assert!(reply.starts_with("535"), "{reply}");
    let mut sender = outside(&server);
    assert!(send(&mut sender, "klant@elsewhere.example", &["anna@bakery.test"], "kept").starts_with("250"));
    let new = server.folder.data().join("mail/bakery.test/anna/Maildir/new");
    eventually("kept mail", || fs::read_dir(&new).is_ok_and(|found| found.count() == 1));
}

#[test]
fn h4_a_mailbox_without_a_password_lets_nobody_in() {
    let mut setup = bakery();
    setup.mailboxes[2].password_hash = String::new();
    let server = Server::start(&setup);
    assert!(imap_with(&server, "bram@bakery.test", "").1.contains("a1 NO"));
    assert!(imap_with(&server, "bram@bakery.test", PASSWORD).1.contains("a1 NO"));
}

#[test]
fn h4_password_hashes_are_for_dovecot_only() {
    let server = Server::start(&bakery());
    shows_nothing_secret(&server);
    imap_as(&server, "anna@bakery.test");
}

fn shows_nothing_secret(server: &Server) {
    let data = server.folder.data();
    let of = |name: &str| fs::metadata(data.join(name)).unwrap();
    let (postfix, dovecot) = (of("postfix/data").uid(), of("maps/sign_in.sqlite"));
    assert_eq!((dovecot.uid(), dovecot.mode() & 0o7777), (0, 0o640));
    let (addresses, hashes) = (of("maps/maps.sqlite"), dovecot);
    assert_ne!(addresses.gid(), hashes.gid(), "two engines, two groups");
    assert_eq!(addresses.mode() & 0o7777, 0o660);
    assert_ne!(postfix, 0);
    let text = fs::read(data.join("maps/maps.sqlite")).unwrap();
    assert!(!String::from_utf8_lossy(&text).contains("argon2"), "no hash where Postfix reads");
    assert_eq!(of("tls/key.pem").mode() & 0o7777, 0o600);
    assert_eq!(of("mail").mode() & 0o7777, 0o700);
}

#[test]
fn long_and_odd_passwords_work() {
    let mut setup = bakery();
    let odd = [
        "%u %d %{x} {PLAIN}x",
        "\"quoted\" \\ back",
        " leading and trailing ",
        "日本語のパスワード",
        &"long ".repeat(100),
    ];
    for (number, password) in odd.iter().enumerate() {
        let mut one = mailbox(&format!("odd{number}@bakery.test"));
        one.password_hash = hash(password);
        setup.mailboxes.push(one);
    }
    let server = Server::start(&setup);
    for (number, password) in odd.iter().enumerate() {
        let reply = imap_with(&server, &format!("odd{number}@bakery.test"), password).1;
        assert!(reply.contains("a1 OK"), "{password}: {reply}");
    }
    let mut sender = outside(&server);
    assert!(send(&mut sender, "klant@elsewhere.example", &["anna@bakery.test"], "still").starts_with("250"));
    arrives(&server, "anna@bakery.test", "still");
}
