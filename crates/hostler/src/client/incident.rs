//! Incidents, for staff: what goes wrong, what was done, who looks after it.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, lines, time, word};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
    /// Incidents: those that last first, then the newest
    #[command(after_help = "Example:\n  hostler incident list --search service-down")]
    List {
        /// A kind, words of what was seen, or a server's id
        #[arg(long, default_value = "")]
        search: String,
        /// Page, of 50 incidents each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// One incident with everything that was seen and done
    #[command(after_help = "Example:\n  hostler incident show inc_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Show { incident: String },
    /// Take an incident on: nobody is asked again to look
    #[command(after_help = "Example:\n  hostler incident acknowledge inc_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Acknowledge { incident: String },
    /// Add a note; the customer reads it too
    #[command(
        after_help = "Example:\n  hostler incident note inc_0190f3c4a2b17d1e8f00aa11bb22cc33 --text 'A cable was loose.'"
    )]
    Note {
        incident: String,
        #[arg(long)]
        text: String,
    },
}

const PATH: &str = "/api/v1/staff/incidents";

fn path(incident: &str, below: &str) -> String {
    format!("{PATH}/{}{below}", encoded(incident))
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { search, page } => {
                portal.get(PATH).with("q", search).with("page", page).shown(|all| INCIDENTS.of(all))
            }
            What::Show { incident } => portal.get(path(incident, "")).shown(shown),
            What::Acknowledge { incident } => portal
                .post(path(incident, "/acknowledge"), json!({}))
                .says("You have taken it on. Nobody is asked again."),
            What::Note { incident, text } => {
                portal.post(path(incident, "/notes"), json!({ "note": text })).says("The note was added.")
            }
        }
    }
}

const INCIDENTS: Table = Table(
    "No incidents.",
    &[
        word("INCIDENT", "id"),
        word("SERVER", "server"),
        word("KIND", "kind"),
        time("BEGAN", "began_at_ms"),
        time("OVER", "over_at_ms"),
        word("SEEN", "detail"),
    ],
);

const LINES: Table = Table(
    "No lines.",
    &[time("WHEN", "at_ms"), word("WHAT", "what"), word("WHO", "by_name"), word("DETAIL", "detail")],
);

fn shown(incident: &Value) -> String {
    let head = [
        word("Incident", "id"),
        word("Server", "server"),
        word("Kind", "kind"),
        time("Began", "began_at_ms"),
        time("Over", "over_at_ms"),
    ];
    format!("{}\n{}", lines(&head, incident), LINES.of(&incident["lines"]))
}
