//! H2: mail can be sent to a server and read from it by any mail program.

use crate::client::plain;
use crate::guard::{arrives, found, imap_as, outside, send, submission, submission_as};
use crate::rig_server::{ADMINISTRATOR, PASSWORD, Server, bakery, eventually};
use hostler_appliance::storage;
use nix::sys::signal::Signal;
use std::process::Command;

#[test]
fn h2_mail_is_sent_and_read_by_every_way() {
    let server = Server::start(&bakery());
    let mut anna = submission_as(&server, "Anna@Bakery.test");
    assert!(send(&mut anna, "anna@bakery.test", &["bram@bakery.test"], "by 587").starts_with("250"));
    let mut bram = server.client(465).encrypt();
    bram.reply();
    bram.smtp("EHLO laptop.example");
    let signed_in = bram.smtp(&format!("AUTH PLAIN {}", plain("bram@bakery.test", PASSWORD)));
    assert!(signed_in.starts_with("235"), "{signed_in}");
    assert!(send(&mut bram, "bram@bakery.test", &["BRAM@bakery.TEST"], "by 465").starts_with("250"));
    arrives(&server, "bram@bakery.test", "by 587");
    arrives(&server, "bram@bakery.test", "by 465");

    let mut client = server.client(143);
    assert!(client.line().contains("LOGINDISABLED"));
    assert!(client.imap("STARTTLS").contains("a1 OK"));
    let mut client = client.encrypt();
    let reply = client.imap(&format!("AUTHENTICATE PLAIN {}", plain("bram@bakery.test", PASSWORD)));
    assert!(reply.contains("a1 OK"), "{reply}");
    assert_eq!(found(&mut client, "by 587"), 1);
    let folders = client.imap("LIST \"\" \"*\"");
    for folder in ["\\Sent", "\\Drafts", "\\Junk", "\\Trash", "\\Archive"] {
        assert!(folders.contains(folder), "{folders}");
    }

    for (port, starttls) in [(995, false), (110, true)] {
        let mut client = server.client(port);
        if starttls {
            assert!(client.line().starts_with("+OK"));
            assert!(client.pop3("STLS").starts_with("+OK"));
        }
        let mut client = client.encrypt();
        if !starttls {
            assert!(client.line().starts_with("+OK"));
        }
        let reply = client.pop3(&format!("AUTH PLAIN {}", plain("bram@bakery.test", PASSWORD)));
        assert!(reply.starts_with("+OK"), "{reply}");
        assert!(client.pop3("STAT").starts_with("+OK 2 "));
        assert!(client.pop3("RETR 1").starts_with("+OK"));
        let mut lines = std::iter::from_fn(|| Some(client.line()).filter(|line| line != "."));
        assert!(lines.any(|line| line == "Twee broden, graag."));
    }
}

#[test]
fn h2_mail_from_outside_finds_its_way() {
    let server = Server::start(&bakery());
    let mut sender = outside(&server);
    for (to, subject) in [
        ("anna@bakery.test", "straight"),
        ("ANNA+shop@Bakery.Test", "with a detail"),
        ("anna@xn--bcher-kva.test", "international"),
        ("info@bakery.test", "to both"),
        ("cakes@bakery.test", "alias of an alias"),
        ("postmaster@bakery.test", "role"),
        ("abuse@xn--bcher-kva.test", "abuse"),
        ("Postmaster", "postmaster alone"),
        ("root@anna.hostler.test", "root"),
    ] {
        let reply = send(&mut sender, "klant@elsewhere.example", &[to], subject);
        assert!(reply.starts_with("250"), "{to}: {reply}");
    }
    assert!(send(&mut sender, "", &["anna@bakery.test"], "a bounce").starts_with("250"));
    for (login, subjects) in [
        ("anna@bakery.test", &["straight", "with a detail", "to both", "alias of an alias", "a bounce"][..]),
        ("bram@bakery.test", &["to both", "alias of an alias"]),
        ("anna@xn--bcher-kva.test", &["international"]),
        (ADMINISTRATOR, &["role", "abuse", "postmaster alone", "root"]),
    ] {
        for subject in subjects {
            arrives(&server, login, subject);
        }
    }
    assert_eq!(found(&mut imap_as(&server, "bram@bakery.test"), "straight"), 0);
}

#[test]
fn h2_what_does_not_belong_here_is_refused() {
    let server = Server::start(&bakery());
    let mut sender = outside(&server);
    assert!(!sender.smtp("EHLO mail.elsewhere.example").contains("AUTH"), "nobody signs in on port 25");
    let refused = [
        ("nobody@bakery.test", "550 5.1.1"),
        ("ann@bakery.test", "550 5.1.1"),
        ("someone@elsewhere.example", "554 5.7.1"),
        ("anna@bakery.test@elsewhere.example", "554 5.7.1"),
        ("anna%elsewhere.example@bakery.test", "55"),
        ("' OR 1=1 --@bakery.test", "501"),
        ("'or'1'='1@bakery.test", "550"),
    ];
    for (to, code) in refused {
        sender.smtp("RSET");
        let reply = send(&mut sender, "klant@elsewhere.example", &[to], "unwanted");
        assert!(reply.starts_with(code), "{to}: {reply}");
        sender = outside(&server);
    }
    let mut nobody = submission(&server);
    let reply = send(&mut nobody, "anna@bakery.test", &["someone@elsewhere.example"], "relayed");
    assert!(reply.starts_with("554") || reply.starts_with("553"), "{reply}");
    let mut anna = submission_as(&server, "anna@bakery.test");
    let reply = send(&mut anna, "anna@bakery.test", &["nobody@bakery.test"], "to nobody");
    assert!(reply.starts_with("550 5.1.1"), "{reply}");
    let mut sender = outside(&server);
    let reply = sender.smtp("MAIL FROM:<klant@elsewhere.example> SIZE=52428801");
    assert!(reply.starts_with("552"), "{reply}");
    let reply = sender.smtp("MAIL FROM:<klant@elsewhere.example> SIZE=52428800");
    assert!(reply.starts_with("250"), "{reply}");
    let mut plain_text = server.client(587);
    plain_text.reply();
    assert!(!plain_text.smtp("EHLO laptop.example").contains("AUTH"), "no password before TLS");
    assert!(plain_text.smtp("MAIL FROM:<anna@bakery.test>").starts_with("530"));
}

#[test]
fn h2_a_message_cannot_smuggle_a_second_one() {
    let server = Server::start(&bakery());
    for (place, end) in ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\r\n.\n"].into_iter().enumerate() {
        let mut sender = outside(&server);
        sender.smtp("MAIL FROM:<klant@elsewhere.example>");
        sender.smtp("RCPT TO:<anna@bakery.test>");
        sender.smtp("DATA");
        let second = "MAIL FROM:<anna@bakery.test>\r\nRCPT TO:<bram@bakery.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx";
        let reply = sender.smtp(&format!("Subject: carrier {place}\r\n\r\nhello{end}{second}\r\n."));
        assert!(reply.starts_with("250"), "{reply}");
        arrives(&server, "anna@bakery.test", &format!("carrier {place}"));
    }
    assert_eq!(found(&mut imap_as(&server, "bram@bakery.test"), "smuggled"), 0);
}

#[test]
fn b3_storage_is_what_the_messages_measure() {
    let server = Server::start(&bakery());
    let mut sender = outside(&server);
    assert!(send(&mut sender, "klant@elsewhere.example", &["info@bakery.test"], "bread").starts_with("250"));
    for login in ["anna@bakery.test", "bram@bakery.test"] {
        arrives(&server, login, "bread");
        let mut client = imap_as(&server, login);
        client.imap("SELECT INBOX");
        assert!(client.imap("COPY 1 Archive").contains("a1 OK"));
    }
    let mail = server.folder.data().join("mail");
    let storage = storage::measure(&mail).unwrap();
    let on_disk = |name: &str| -> Vec<i64> {
        let mut found = Command::new("find");
        found.arg(mail.join("bakery.test").join(name)).args(["-path", "*/Maildir/*,S=*"]);
        let found = found.args(["-type", "f", "-printf", "%s\n"]).output().unwrap().stdout;
        String::from_utf8(found).unwrap().lines().map(|size| size.parse().unwrap()).collect()
    };
    let (anna, bram) = (on_disk("anna"), on_disk("bram"));
    assert_eq!((anna.len(), bram.len()), (2, 2));
    assert_eq!(storage.mailboxes["anna@bakery.test"], anna.iter().sum::<i64>());
    assert_eq!(storage.mailboxes["bram@bakery.test"], bram.iter().sum::<i64>());
    assert_eq!(storage.bytes, anna.iter().chain(&bram).sum::<i64>());
}

#[test]
fn a_full_mailbox_refuses_mail_before_it_is_taken() {
    let mut setup = bakery();
    setup.mailboxes[1].quota_bytes = Some(1_000);
    let server = Server::start(&setup);
    let mut sender = outside(&server);
    for _ in 0..3 {
        send(&mut sender, "klant@elsewhere.example", &["anna@bakery.test"], "bread");
    }
    eventually("a full mailbox", || {
        sender.smtp("RSET");
        sender.smtp("MAIL FROM:<klant@elsewhere.example> SIZE=2000");
        sender.smtp("RCPT TO:<anna@bakery.test>").starts_with("552")
    });
    assert!(
        send(&mut outside(&server), "klant@elsewhere.example", &["bram@bakery.test"], "bread")
            .starts_with("250")
    );
}

#[test]
fn mail_that_cannot_leave_waits_in_the_queue() {
    let mut server = Server::start(&bakery());
    assert_eq!(server.ask(Signal::SIGUSR1, "messages"), 0);
    let mut sender = outside(&server);
    assert!(
        send(&mut sender, "klant@elsewhere.example", &["away@bakery.test"], "forward").starts_with("250")
    );
    eventually("a waiting message", || server.ask(Signal::SIGUSR1, "messages") == 1);
    let oldest = server.ask(Signal::SIGUSR1, "oldest_ms").as_i64().unwrap();
    let now = hostler_kit::time::Clock::System.now_ms();
    assert!((now - 60_000..=now).contains(&oldest), "{oldest} at {now}");
}
