//! Postfix: takes mail in on port 25, from signed-in people on 587 and 465, and sends it out.
//!
//! Everything lies in the data folder, nothing runs in a chroot (the server itself is one), and `master` is started
//! directly: the checks of `postfix start` cost a second and look after what [`Folders::make`] already did.
//!
//! [`Folders::make`]: crate::server::Folders::make

use super::files::File;
use super::model::Site;
use crate::supervise::{Greeting, Leader, Program};
use std::path::PathBuf;

/// Largest message taken, bytes.
pub const LARGEST_MESSAGE: u64 = 50 * 1024 * 1024;

const MAIN: &str = include_str!("postfix.main.cf");
const MASTER: &str = include_str!("postfix.master.cf");

/// Tables of Postfix, each a query in `maps.sqlite`: name and SQL. Keys arrive quoted and in small letters.
const QUERIES: [(&str, &str); 4] = [
    ("domain", "SELECT name FROM domain WHERE name = lower('%s')"),
    ("mailbox", "SELECT name FROM mailbox WHERE name = lower('%s')"),
    ("alias", "SELECT value FROM alias WHERE name = lower('%s')"),
    ("sender", "SELECT value FROM sender WHERE name = lower('%s')"),
];

/// `main.cf`, `master.cf` and the four queries.
pub fn files(site: &Site) -> Vec<File> {
    let folder = site.folders.postfix_settings();
    let main = MAIN
        .replace("{host}", &site.host)
        .replace("{settings}", &folder.to_string_lossy())
        .replace("{spool}", &site.folders.spool().to_string_lossy())
        .replace("{data}", &site.folders.postfix_data().to_string_lossy())
        .replace("{certificate}", &site.folders.certificate().to_string_lossy())
        .replace("{key}", &site.folders.key().to_string_lossy())
        .replace("{largest}", &LARGEST_MESSAGE.to_string());
    let mut files = vec![
        File { path: folder.join("main.cf"), text: main },
        File { path: folder.join("master.cf"), text: MASTER.to_string() },
    ];
    let map = site.folders.postfix_map();
    for (name, query) in QUERIES {
        let text = format!("dbpath = {}\nquery = {query}\n", map.display());
        files.push(File { path: folder.join(format!("{name}.cf")), text });
    }
    files
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
        stale: vec![site.folders.spool().join("pid/master.pid")],
        once_running: Vec::new(),
    }
}
