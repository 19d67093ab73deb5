use super::recipients;
use crate::engines::rows::rows;
use crate::engines::{Alias, MailSetup, Mailbox};

fn mailbox(address: &str) -> Mailbox {
    Mailbox { address: address.into(), password_hash: String::new(), disabled: true, quota_bytes: None }
}

#[test]
fn everybody_who_gets_mail_here_is_told() {
    let setup = MailSetup {
        host: "anna.hostler.test".into(),
        administrator: "admin@anna.hostler.test".into(),
        domains: vec!["bakery.test".into(), "Bücher.test".into()],
        mailboxes: ["admin@anna.hostler.test", "Anna@bakery.test", "cees@elsewhere.test"].map(mailbox).into(),
        aliases: vec![
            Alias { address: "info@bakery.test".into(), targets: vec!["anna@bakery.test".into()] },
            Alias { address: "nobody@bakery.test".into(), targets: vec![] },
        ],
        probe: None,
    };
    let told: Vec<String> = recipients(&rows(&setup).unwrap())
        .iter()
        .map(|domain| format!("{}: {}", domain.name, domain.recipients.join(" ")))
        .collect();
    assert_eq!(
        told,
        [
            "anna.hostler.test: abuse admin postmaster root",
            "bakery.test: abuse anna info postmaster root",
            "xn--bcher-kva.test: abuse postmaster root",
        ]
    );
}
