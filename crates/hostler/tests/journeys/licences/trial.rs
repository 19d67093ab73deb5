//! *A fully functional 30 day trial for unlimited users. When it expires, a valid license must be installed via the
//! Administration interface to resume functionality* (L9, D8, D13).

use super::machine::{BARN, DOMAIN, Machine, SHOP};
use super::town::Town;
use crate::stage::own_machine::OwnMachine;
use crate::stage::post::{arrives, comes_from_outside, outside, send, subjects};
use crate::stage::{PASSWORD, eventually, shell};
use serde_json::json;

const BAKER: (&str, &str) = ("bakker1@bakkerij.example", PASSWORD);

#[test]
fn licences_l9_thirty_days_of_everything_then_locked_and_nothing_is_lost() {
    let mut town = Town::open();
    let mut machine = Machine::new(&town, SHOP);
    let sender = another_mail_server();
    everything_for_as_many_as_wanted(&mut machine);
    town.days_pass(30, &mut [&mut machine]);
    let page = machine.own.get("/").text;
    assert!(page.contains("today is the last day"), "{page}");
    machine.makes_mailbox("bakker8");
    town.days_pass(1, &mut [&mut machine]);
    it_is_locked_and_the_console_open(&mut machine);
    writes(&sender, "while it was locked");
    eventually("the sender's queue", || {
        let queue = sender.ok("postqueue -p");
        if queue.contains("450 4.3.2") { Ok(()) } else { Err(queue) }
    });
    a_licence_unlocks_at_once(&town, &mut machine);
    arrives(&machine.own.server(), BAKER, "while it was locked");
    arrives(&machine.own.server(), BAKER, "before");
    sender.ok("postfix stop || true");
}

fn everything_for_as_many_as_wanted(machine: &mut Machine) {
    let report = machine.licence();
    assert_eq!((&report["standing"], &report["days_left"]), (&json!("trial"), &json!(30)), "{report}");
    assert_eq!(report["limit"], json!(null), "unlimited users");
    (1..=7).for_each(|number| machine.makes_mailbox(&format!("bakker{number}")));
    comes_from_outside(&machine.own.server(), BAKER.0, "before");
    arrives(&machine.own.server(), BAKER, "before");
    let page = machine.own.get("/").text;
    assert!(page.contains("30 days left"), "on every page: {page}");
}

fn it_is_locked_and_the_console_open(machine: &mut Machine) {
    let report = machine.licence();
    assert_eq!(report["standing"], "locked", "{report}");
    let server = machine.own.server();
    eventually("mail is put off", || {
        let reply = send(&mut outside(&server), "klant@elsewhere.example", BAKER.0, "put off");
        if reply.starts_with("450 4.3.2") { Ok(()) } else { Err(reply) }
    });
    assert!(subjects(&server, 993, BAKER).is_err(), "nobody reads mail");
    assert!(machine.own.get("/mailboxes").text.contains(BAKER.0), "the console opens");
    assert!(machine.own.get("/licence").text.contains("the trial has ended"));
    machine.own.ok("hostler appliance export /root/all.tar");
    assert!(machine.own.ok("tar -tf /root/all.tar").contains("mail/bakkerij.example/bakker1/Maildir/"));
}

fn a_licence_unlocks_at_once(town: &Town, machine: &mut Machine) {
    let before = machine.own.ok("pidof hostler");
    let licence = town.first_order(&[("kind", "new"), ("product", "connect"), ("users", "5")]);
    machine.takes(&licence);
    let server = machine.own.server();
    eventually("mail again", || subjects(&server, 993, BAKER).map(drop));
    assert_eq!(machine.own.ok("pidof hostler"), before, "without a restart");
    let refused = machine.mailbox("bakker9");
    assert_eq!(refused.status, 422, "D13: nothing new with 9 of 5, nothing that exists is cut");
    let eighth = format!("bakker8@{DOMAIN}");
    comes_from_outside(&server, &eighth, "all of them go on");
    arrives(&server, (&eighth, PASSWORD), "all of them go on");
}

/// A Debian machine elsewhere, whose own Postfix sends to Anna's.
fn another_mail_server() -> OwnMachine {
    shell("echo 1 >/proc/sys/net/ipv4/ip_forward");
    let folder = tempfile::Builder::new().prefix("hostler-journey-").tempdir().unwrap();
    let sender = OwnMachine::switched_on_at(folder, BARN);
    let settings = format!(
        "compatibility_level = 3.6\nmyhostname = mail.elsewhere.example\nmydestination =\n\
         inet_interfaces = loopback-only\ninet_protocols = ipv4\nrelayhost = [{}]\nqueue_run_delay = 1s\n\
         minimal_backoff_time = 1s\nmaximal_backoff_time = 1s\nmaillog_file = /dev/stdout\n",
        SHOP.address
    );
    std::fs::write(sender.path("/etc/postfix/main.cf"), settings).unwrap();
    sender.ok(
        "[ -f /etc/postfix/master.cf ] || cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf; \
         postconf -F '*/*/chroot=n' && touch /etc/aliases && newaliases; \
         sed -i /maillog_file/d /etc/postfix/main.cf && postfix start",
    );
    sender
}

fn writes(sender: &OwnMachine, subject: &str) {
    sender.ok(&format!(
        "printf 'Subject: {subject}\\n\\nTwee broden, graag.\\n' | sendmail -f klant@elsewhere.example {}",
        BAKER.0
    ));
}
