//! Dovecot: keeps mail in folders of files (Maildir), hands it to mail programs by IMAP and POP3, takes it from
//! Postfix by LMTP, checks passwords for both, and runs people's filter rules (Sieve).

use super::files::File;
use super::model::Site;
use crate::supervise::{Begins, Greeting, Leader, Program};
use std::path::PathBuf;

/// Sockets and other things that live as long as the engine does.
pub const RUN: &str = "/run/dovecot";

const CONF: &str = include_str!("dovecot.conf");
const SQL: &str = include_str!("dovecot.sql.conf");
const JUNK: &str = include_str!("dovecot.junk.sieve");

/// `dovecot.conf`, its queries, and what becomes of spam.
pub fn files(site: &Site) -> Vec<File> {
    let folder = site.folders.dovecot_settings();
    let conf = CONF
        .replace("{host}", &site.host)
        .replace("{administrator}", &site.administrator)
        .replace("{run}", RUN)
        .replace("{state}", &site.folders.dovecot_data().to_string_lossy())
        .replace("{settings}", &folder.to_string_lossy())
        .replace("{mail}", &site.folders.mail().to_string_lossy())
        .replace("{certificate}", &site.folders.certificate().to_string_lossy())
        .replace("{key}", &site.folders.key().to_string_lossy());
    let conf = site.hosts.iter().fold(conf, |conf, name| conf + &named(site, name));
    let sql = SQL.replace("{map}", &site.folders.dovecot_map().to_string_lossy());
    vec![
        File { path: folder.join("dovecot.conf"), text: conf },
        File { path: folder.join("sql.conf"), text: sql },
        File { path: folder.join("junk.sieve"), text: JUNK.into() },
    ]
}

/// What is shown to a mail program that asks for this name.
fn named(site: &Site, name: &str) -> String {
    let (certificate, key) = (site.folders.host_certificate(name), site.folders.host_key(name));
    format!(
        "local_name {name} {{\n  ssl_cert = <{}\n  ssl_key = <{}\n}}\n",
        certificate.display(),
        key.display()
    )
}

/// How Dovecot is started: ready when IMAP greets, which it does only once its password check runs.
pub fn program(site: &Site) -> Program {
    let conf = site.folders.dovecot_settings().join("dovecot.conf");
    let postfix = site.folders.postfix_settings().to_string_lossy().into_owned();
    Program {
        name: "dovecot",
        command: PathBuf::from("/usr/sbin/dovecot"),
        arguments: vec!["-F".into(), "-c".into(), conf.to_string_lossy().into_owned()],
        environment: Vec::new(),
        greeting: Greeting { port: 143, starts_with: "* OK" },
        leader: Leader::WhenStarted,
        begins: Begins::AtOnce,
        stale: vec![PathBuf::from(RUN).join("master.pid")],
        // Mail that came while nobody was there to take it would wait for a minute and more.
        once_running: ["/usr/sbin/postqueue", "-c", &postfix, "-f"].map(String::from).into(),
    }
}
