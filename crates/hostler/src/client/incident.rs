//! Incidents, for staff: what goes wrong, what was done, who looks after it.

use super::answer::{Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, rows, table, text};
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Staff: incidents: list, look at one, take one on, add a note
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
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

fn path(incident: &str) -> String {
    format!("/api/v1/staff/incidents/{}", encoded(incident))
}

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        Box::pin(self.answer(portal))
    }
}

impl Arguments {
    async fn answer(&self, portal: &Portal) -> Result<Shown, Refusal> {
        match &self.what {
            What::List { search, page } => {
                let body =
                    portal.get(&format!("/api/v1/staff/incidents?q={}&page={page}", encoded(search))).await?;
                let said = listed(&body.json);
                Ok(Shown::new(&body, said))
            }
            What::Show { incident } => {
                let body = portal.get(&path(incident)).await?;
                let said = shown(&body.json);
                Ok(Shown::new(&body, said))
            }
            What::Acknowledge { incident } => {
                let body = portal.post(&format!("{}/acknowledge", path(incident)), &json!({})).await?;
                Ok(Shown::new(&body, "You have taken it on. Nobody is asked again.".to_string()))
            }
            What::Note { incident, text } => {
                let body =
                    portal.post(&format!("{}/notes", path(incident)), &json!({ "note": text })).await?;
                Ok(Shown::new(&body, "The note was added.".to_string()))
            }
        }
    }
}

fn listed(incidents: &Value) -> String {
    let columns = [
        Column::Text("INCIDENT"),
        Column::Text("SERVER"),
        Column::Text("KIND"),
        Column::Text("BEGAN"),
        Column::Text("OVER"),
        Column::Text("SEEN"),
    ];
    let row = |own: &Value| {
        vec![
            text(&own["id"]),
            text(&own["server"]),
            text(&own["kind"]),
            instant(&own["began_at_ms"]),
            instant(&own["over_at_ms"]),
            text(&own["detail"]),
        ]
    };
    table(&columns, &rows(incidents).map(row).collect::<Vec<_>>(), "No incidents.")
}

fn shown(incident: &Value) -> String {
    let head = facts(&[
        ("Incident", text(&incident["id"])),
        ("Server", text(&incident["server"])),
        ("Kind", text(&incident["kind"])),
        ("Began", instant(&incident["began_at_ms"])),
        ("Over", instant(&incident["over_at_ms"])),
    ]);
    let columns = [Column::Text("WHEN"), Column::Text("WHAT"), Column::Text("WHO"), Column::Text("DETAIL")];
    let row = |line: &Value| {
        vec![instant(&line["at_ms"]), text(&line["what"]), text(&line["by_name"]), text(&line["detail"])]
    };
    let lines = table(&columns, &rows(&incident["lines"]).map(row).collect::<Vec<_>>(), "No lines.");
    format!("{head}\n{lines}")
}
