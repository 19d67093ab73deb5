//! Between two real Postfixes, those of the Connect image: one sends, one is the primary that is stopped and started.

use crate::mta::{Postfix, Root};
use crate::stage::{Relay, eventually, separate, settings};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

fn count(postfix: &Postfix<'_>, what: &str) -> usize {
    postfix.count_to("bakery.test", what)
}

/// The mails in Anna's mailbox.
fn mailbox(root: &Root) -> Vec<String> {
    let files = fs::read_dir(root.path().join("var/mail-bakery/anna/new")).into_iter().flatten().flatten();
    files.map(|file| fs::read_to_string(file.path()).unwrap()).collect()
}

fn primary(root: &Root) -> Postfix<'_> {
    let postfix = root.run("/usr/bin/id -u postfix").trim().to_string();
    root.run("mkdir -p /var/mail-bakery");
    root.run("chown postfix /var/mail-bakery");
    let more = format!(
        "virtual_mailbox_domains = bakery.test
virtual_mailbox_maps = inline:{{ anna@bakery.test=anna/ }}
virtual_mailbox_base = /var/mail-bakery
virtual_minimum_uid = 1
virtual_uid_maps = static:{postfix}
virtual_gid_maps = static:{postfix}
smtpd_authorized_xclient_hosts = 127.0.0.1
"
    );
    Postfix::new(root, ("primary", 2526), &more)
}

fn sender(root: &Root) -> Postfix<'_> {
    let more =
        "smtp_bind_address = 127.0.0.9\ntransport_maps = inline:{ bakery.test=smtp:[127.0.0.1]:2525 }\n";
    Postfix::new(root, ("sender", 2527), more)
}

fn source(root: &Root, count: u32, (to, port): (&str, u16)) {
    root.run(&format!(
        "/usr/sbin/smtp-source -s 10 -l 4096 -m {count} -f cees@cees.test -t {to} 127.0.0.1:{port}"
    ));
}

#[test]
fn k3_a_strangers_postfix_sees_no_error_while_the_primary_is_down() {
    separate();
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(&settings(folder.path()));
    let root = Root::new();
    let sender = sender(&root);
    source(&root, 50, ("anna@bakery.test", 2527));
    eventually("the sender has handed over everything", || {
        count(&sender, "status=sent (250 2.0.0 OK, kept as") == 50
    });
    assert_eq!(
        (relay.depth(), count(&sender, "status=bounced"), count(&sender, "status=deferred")),
        (50, 0, 0)
    );
    source(&root, 1, ("nobody@bakery.test", 2527));
    eventually("who is not known is refused at once", || count(&sender, "status=bounced") == 1);
    assert_eq!(relay.depth(), 50);
    let primary = primary(&root);
    let begun = Instant::now();
    eventually("the first mail is there", || !mailbox(&root).is_empty());
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    eventually("all mail is there", || mailbox(&root).len() == 50 && relay.depth() == 0);
    let mail = mailbox(&root).remove(0);
    // The primary's own trace names the stranger, by XCLIENT, and so does the relay's.
    let client = "Received: from sender.test (unknown [127.0.0.9])\n\tby primary.test";
    assert!(mail.contains(client) && mail.contains("by mx2.hostler.test (Hostler relay)"), "{mail}");
    primary.stop();
    source(&root, 20, ("anna@bakery.test", 2527));
    eventually("the sender has handed over everything", || {
        count(&sender, "status=sent (250 2.0.0 OK, kept as") == 70
    });
    primary.start();
    eventually("all mail is there", || mailbox(&root).len() == 70 && relay.depth() == 0);
    assert_eq!((count(&sender, "status=deferred"), count(&sender, "status=bounced")), (0, 1));
}

#[test]
fn k3_many_sessions_of_postfixs_own_load_are_taken() {
    separate();
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(&settings(folder.path()));
    let root = Root::new();
    let load =
        "/usr/sbin/smtp-source -s 80 -m 1000 -l 4096 -f cees@cees.test -t anna@bakery.test 127.0.0.1:2525";
    root.run(load);
    root.run(&load.replace("-s 80", "-d -s 20"));
    assert_eq!(relay.depth(), 2000);
    let primary = primary(&root);
    eventually("all mail is there", || relay.depth() == 0);
    eventually("the primary has sorted it", || mailbox(&root).len() >= 2000);
    assert_eq!(mailbox(&root).len(), 2000);
    drop(primary);
    eventually("only the segment that is being written is left", || older_segments(folder.path()) == 0);
}

/// Segments beside the newest.
fn older_segments(folder: &Path) -> usize {
    let names = fs::read_dir(folder.join("queue")).unwrap().flatten();
    names.filter(|file| file.file_name().to_string_lossy().ends_with(".segment")).count().saturating_sub(1)
}
