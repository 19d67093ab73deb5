//! Maintenance, for staff: announced, so that nobody is woken and nothing is done by itself.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, made, text, time, word};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
    /// Maintenance that goes on or is to come
    #[command(after_help = "Example:\n  hostler maintenance list")]
    List,
    /// Announce maintenance; the owners of the servers are mailed
    #[command(
        after_help = "Example:\n  hostler maintenance announce --server bakkerij --begins 2026-12-01T22:30:00+01:00 \
                      --minutes 60 --because 'New disks'"
    )]
    Announce {
        /// A server's name or id [default: every server]
        #[arg(long)]
        server: Option<String>,
        /// When it begins, as RFC 3339 [default: now]
        #[arg(long)]
        begins: Option<jiff::Timestamp>,
        #[arg(long)]
        minutes: i64,
        /// What is done; the owners read it
        #[arg(long)]
        because: String,
    },
    /// Take maintenance back, or end it early
    #[command(after_help = "Example:\n  hostler maintenance withdraw mnt_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Withdraw { maintenance: String },
}

const PATH: &str = "/api/v1/staff/maintenance";

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => portal.get(PATH).shown(|all| WINDOWS.of(all)),
            What::Announce { server, begins, minutes, because } => {
                let asked = json!({
                    "server": server, "begins_at_ms": begins.map(|at| at.as_millisecond()), "minutes": minutes,
                    "reason": because,
                });
                portal.post(PATH, asked).shown(|made| format!("{} is announced.", text(&made["id"])))
            }
            What::Withdraw { maintenance } => portal
                .delete(format!("{PATH}/{}", encoded(maintenance)))
                .says("The maintenance is taken back."),
        }
    }
}

const WINDOWS: Table = Table(
    "No maintenance is announced.",
    &[
        word("MAINTENANCE", "id"),
        made("SERVER", server),
        time("BEGINS", "begins_at_ms"),
        time("ENDS", "ends_at_ms"),
        word("BECAUSE", "reason"),
    ],
);

fn server(own: &Value) -> String {
    if own["server_id"].is_null() { "every server".into() } else { text(&own["server_id"]) }
}
