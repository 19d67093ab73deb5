//! Postfix: takes mail in on port 25, from signed-in people on 587 and 465, and sends it out.
//!
//! Everything lies in the data folder, nothing runs in a chroot (the server itself is one), and `master` is started
//! directly: the checks of `postfix start` cost a second and look after what [`Folders::make`] already did.
//!
//! [`Folders::make`]: crate::server::Folders::make

use super::files::File;
use super::model::Site;
use crate::supervise::{Begins, Greeting, Leader, Program};
use hostler_wire::recipients::HAND_OVER_PORT;
use std::path::PathBuf;

/// Largest message taken, bytes.
pub const LARGEST_MESSAGE: u64 = 50 * 1024 * 1024;

/// What the fallback's own lines and the envelope may add to it.
const MORE_FROM_FALLBACK: u64 = 2 * 1024 * 1024;

const MAIN: &str = include_str!("postfix.main.cf");
const MASTER: &str = include_str!("postfix.master.cf");
const FALLBACK: &str = include_str!("postfix.fallback.cf");
const DEFERRING: &str = include_str!("postfix.deferring.cf");

/// What becomes of mail that comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intake {
    /// It is taken in and delivered.
    Open,
    /// Each recipient is answered 450 4.3.2: the sender keeps the mail and tries again (D8).
    Deferring,
}

impl Intake {
    /// The settings for this, from those for open intake: each line that [`DEFERRING`] sets anew is left out.
    fn of(self, text: &str) -> String {
        let set = |line: &str| {
            let line = line.trim_start().trim_start_matches("-o ");
            line.split_once('=').map(|(name, _)| name.trim().to_string()).unwrap_or_default()
        };
        let anew: Vec<String> = DEFERRING.lines().map(set).filter(|name| !name.is_empty()).collect();
        let stays = |line: &&str| self == Intake::Open || !anew.contains(&set(line));
        text.split_inclusive('\n').filter(stays).collect()
    }
}

/// Tables of Postfix, each a query in `maps.sqlite`: name and SQL. Keys arrive quoted and in small letters.
const QUERIES: [(&str, &str); 4] = [
    ("domain", "SELECT name FROM domain WHERE name = lower('%s')"),
    ("mailbox", "SELECT name FROM mailbox WHERE name = lower('%s')"),
    ("alias", "SELECT value FROM alias WHERE name = lower('%s')"),
    ("sender", "SELECT value FROM sender WHERE name = lower('%s')"),
];

/// Where mail goes from the fallback for somebody who is not here any more: to the administrator. By its whole domain,
/// so it is asked for last.
const ANYBODY: &str = "SELECT '{administrator}' FROM domain WHERE '@' || name = lower('%s')";

/// `main.cf`, `master.cf` and the queries.
pub fn files(site: &Site, intake: Intake) -> Vec<File> {
    let folder = site.folders.postfix_settings();
    let mut main = intake
        .of(MAIN)
        .replace("{host}", &site.host)
        .replace("{settings}", &folder.to_string_lossy())
        .replace("{spool}", &site.folders.spool().to_string_lossy())
        .replace("{data}", &site.folders.postfix_data().to_string_lossy())
        .replace("{certificate}", &site.folders.certificate().to_string_lossy())
        .replace("{key}", &site.folders.key().to_string_lossy())
        .replace("{largest}", &LARGEST_MESSAGE.to_string());
    if intake == Intake::Deferring {
        main.push_str(DEFERRING);
    }
    if !site.hosts.is_empty() {
        main.push_str(&format!("tls_server_sni_maps = hash:{}\n", site.folders.sni().display()));
    }
    let mut files = vec![
        File { path: folder.join("main.cf"), text: main },
        File { path: folder.join("master.cf"), text: intake.of(MASTER) + &fallback(site) },
    ];
    let map = site.folders.postfix_map();
    let anybody =
        ANYBODY.replace("{administrator}", &site.administrator.replace('\'', "''").replace('%', "%%"));
    for (name, query) in QUERIES.into_iter().chain([("anybody", anybody.as_str())]) {
        let text = format!("dbpath = {}\nquery = {query}\n", map.display());
        files.push(File { path: folder.join(format!("{name}.cf")), text });
    }
    files
}

/// The port at which the provider's fallback hands mail over, where there is one. Its host keeps everybody else from it.
fn fallback(site: &Site) -> String {
    let Some(address) = site.fallback else { return String::new() };
    let settings = site.folders.postfix_settings();
    FALLBACK
        .replace("{port}", &HAND_OVER_PORT.to_string())
        .replace("{largest}", &(LARGEST_MESSAGE + MORE_FROM_FALLBACK).to_string())
        .replace("{fallback}", &address.to_string())
        .replace("{hand_over}", &site.folders.hand_over().to_string_lossy())
        .replace("{settings}", &settings.to_string_lossy())
}

/// How Postfix is started: ready when port 25 greets (the other ports are bound before it).
pub fn program(site: &Site) -> Program {
    let settings = site.folders.postfix_settings().to_string_lossy().into_owned();
    Program {
        name: "postfix",
        command: PathBuf::from("/usr/lib/postfix/sbin/master"),
        arguments: vec!["-c".into(), settings.clone(), "-s".into()],
        environment: vec![("MAIL_CONFIG".into(), settings), ("MAIL_LOGTAG".into(), "postfix".into())],
        greeting: Greeting { port: 25, starts_with: "220 " },
        leader: Leader::ByItself,
        begins: Begins::AtOnce,
        stale: vec![site.folders.spool().join("pid/master.pid")],
        once_running: Vec::new(),
    }
}
