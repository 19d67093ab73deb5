//! Certificates of servers: how each name stands, and having one got now.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, rows, text, time, word};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
    /// Each name of a server with its certificate; staff without a server: those of all servers, what fails first
    #[command(
        after_help = "Examples:\n  hostler certificate list bakkerij\n  hostler certificate list --page 2"
    )]
    List {
        /// Name or id of the server
        server: Option<String>,
        /// Staff: part of a host name
        #[arg(long, default_value = "", conflicts_with = "server")]
        search: String,
        /// Staff: page, of 50 certificates each
        #[arg(long, default_value_t = 1, conflicts_with = "server")]
        page: u32,
    },
    /// Have certificates got now, before their time: all that may be, or that for one name
    #[command(after_help = "Example:\n  hostler certificate renew bakkerij mail.bakkerij.example")]
    Renew {
        /// Name or id of the server
        server: String,
        name: Option<String>,
    },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { server: Some(server), .. } => of_server(portal, server),
            What::List { server: None, search, page } => {
                let all = portal.get("/api/v1/staff/certificates").with("q", search).with("page", page);
                all.shown(|all| OF_ALL.of(all))
            }
            What::Renew { server, name } => {
                let path = format!("/servers/{}/certificates/renew", encoded(server));
                portal.post(path, json!({ "name": name })).own().shown(asked)
            }
        }
    }
}

pub fn of_server<'a>(portal: &'a Portal, server: &str) -> Work<'a> {
    let path = format!("/servers/{}/certificates", encoded(server));
    portal.get(path).own().shown(|names| NAMES.of(names))
}

fn asked(body: &Value) -> String {
    let names: Vec<String> = rows(&body["names"]).map(text).collect();
    format!("A certificate is being got for {}.\n", names.join(", "))
}

const NAMES: Table = Table(
    "No names.",
    &[
        word("NAME", "name"),
        word("STATE", "state"),
        time("VALID UNTIL", "valid_until_ms"),
        time("NEXT TRY", "next_try_ms"),
        word("DNS", "dns.verdict"),
        word("LAST FAILURE", "failure"),
    ],
);

const OF_ALL: Table = Table(
    "No certificates.",
    &[
        word("NAME", "name"),
        word("SERVER", "server"),
        word("STATE", "state"),
        word("SIGNED BY", "issuer"),
        time("VALID UNTIL", "valid_until_ms"),
        time("NEXT TRY", "next_try_ms"),
        word("LAST FAILURE", "failure"),
    ],
);
