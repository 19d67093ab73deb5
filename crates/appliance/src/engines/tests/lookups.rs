use crate::engines::queue::Queue;
use crate::engines::rows::rows;
use crate::engines::{Alias, MailSetup, Mailbox};

fn mailbox(address: &str) -> Mailbox {
    let password_hash = format!("$argon2id$of-{address}");
    Mailbox { address: address.into(), password_hash, disabled: false, quota_bytes: None }
}

fn alias(address: &str, targets: &[&str]) -> Alias {
    Alias { address: address.into(), targets: targets.iter().map(|t| t.to_string()).collect() }
}

fn bakery() -> MailSetup {
    MailSetup {
        host: "anna.hostler.test".into(),
        administrator: "anna@bakery.test".into(),
        domains: vec!["Bakery.test".into()],
        mailboxes: vec![mailbox("Anna@bakery.test"), mailbox("bram@bakery.test")],
        aliases: vec![alias("info@bakery.test", &["bram@bakery.test", "Carla@elsewhere.example"])],
        probe: None,
    }
}

#[test]
fn a_setup_becomes_rows() {
    insta::assert_debug_snapshot!(rows(&bakery()).unwrap());
}

#[test]
fn who_may_not_sign_in_still_gets_mail() {
    let mut setup = bakery();
    setup.mailboxes[1].disabled = true;
    let rows = rows(&setup).unwrap();
    assert!(rows.mailbox.contains_key("bram@bakery.test") && rows.quota.contains_key("bram@bakery.test"));
    assert!(!rows.sign_in.contains_key("bram@bakery.test") && !rows.sender.contains_key("bram@bakery.test"));
    assert!(!rows.sender.contains_key("info@bakery.test"));
}

#[test]
fn a_mailbox_with_an_alias_of_its_name_keeps_a_copy() {
    let mut setup = bakery();
    setup.aliases.push(alias("anna@bakery.test", &["anna@elsewhere.example"]));
    assert_eq!(rows(&setup).unwrap().alias["anna@bakery.test"], "anna@bakery.test,anna@elsewhere.example");
}

#[test]
fn aliases_that_name_each_other_end() {
    let mut setup = bakery();
    setup.aliases.push(alias("bread@bakery.test", &["cakes@bakery.test", "bram+bread@bakery.test"]));
    setup.aliases.push(alias("cakes@bakery.test", &["bread@bakery.test"]));
    assert_eq!(rows(&setup).unwrap().sender["cakes@bakery.test"], "bram@bakery.test");
}

#[test]
fn role_addresses_give_way_to_real_ones_and_need_a_real_administrator() {
    let mut setup = bakery();
    setup.mailboxes.push(mailbox("abuse@bakery.test"));
    let own = rows(&setup).unwrap();
    assert!(!own.alias.contains_key("abuse@bakery.test"));
    assert_eq!(own.alias["postmaster@bakery.test"], "anna@bakery.test");
    assert_eq!(own.alias["postmaster@anna.hostler.test"], "anna@bakery.test");
    setup.administrator = "gone@bakery.test".into();
    assert!(!rows(&setup).unwrap().alias.contains_key("postmaster@bakery.test"));
    setup.administrator = "anna@elsewhere.example".into();
    assert_eq!(rows(&setup).unwrap().alias["postmaster@bakery.test"], "anna@elsewhere.example");
}

#[test]
fn one_bad_address_is_named_and_nothing_is_rendered() {
    let mut setup = bakery();
    setup.aliases.push(alias("bread@bakery.test", &["bram@bakery.test, root"]));
    assert_eq!(rows(&setup).unwrap_err().0, "bram@bakery.test, root");
}

#[test]
fn the_queue_is_counted_from_what_postfix_lists() {
    let mut queue = Queue::default();
    for line in [
        r#"{"queue_name": "deferred", "queue_id": "4jX6", "arrival_time": 1795300842, "message_size": 405}"#,
        r#"{"queue_name": "active", "queue_id": "4jX7", "arrival_time": 1795300800, "message_size": 9}"#,
        "postqueue: warning: something else",
        "",
    ] {
        queue.add(line);
    }
    assert_eq!(queue, Queue { messages: 2, oldest_ms: Some(1_795_300_800_000) });
}
