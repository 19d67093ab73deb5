//! The log of what happened and who did it: a customer's own, for staff everybody's.

use super::Work;
use super::group::Asks;
use super::portal::Portal;
use super::table::{Table, time, word};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum What {
    /// Events, newest first
    #[command(after_help = "Example:\n  hostler event list --kind order.accepted")]
    List {
        /// One kind, such as order.accepted
        #[arg(long, default_value = "")]
        kind: String,
        /// The id of what it happened to
        #[arg(long, default_value = "")]
        subject: String,
        /// At most so many, 1 to 100
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        let What::List { kind, subject, limit } = self;
        let asked =
            portal.get("/api/v1/events").with("limit", limit).with("kind", kind).with("subject", subject);
        asked.shown(|body| EVENTS.of(&body["events"]))
    }
}

pub const EVENTS: Table = Table(
    "Nothing has happened.",
    &[time("AT", "at_ms"), word("KIND", "kind"), word("ABOUT", "subject"), word("WHO", "actor_name")],
);
