//! Maintenance, for staff: announced, so that nobody is woken and nothing is done by itself.

use super::answer::{Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, instant, rows, table, text};
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Staff: maintenance: list, announce, take back
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
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
            What::List => {
                let body = portal.get(PATH).await?;
                let said = listed(&body.json);
                Ok(Shown::new(&body, said))
            }
            What::Announce { server, begins, minutes, because } => {
                let asked = json!({
                    "server": server, "begins_at_ms": begins.map(|at| at.as_millisecond()), "minutes": minutes,
                    "reason": because,
                });
                let body = portal.post(PATH, &asked).await?;
                let said = format!("{} is announced.", text(&body.json["id"]));
                Ok(Shown::new(&body, said))
            }
            What::Withdraw { maintenance } => {
                let body = portal.delete(&format!("{PATH}/{}", encoded(maintenance))).await?;
                Ok(Shown::new(&body, "The maintenance is taken back.".to_string()))
            }
        }
    }
}

fn listed(windows: &Value) -> String {
    let columns = [
        Column::Text("MAINTENANCE"),
        Column::Text("SERVER"),
        Column::Text("BEGINS"),
        Column::Text("ENDS"),
        Column::Text("BECAUSE"),
    ];
    let row = |own: &Value| {
        let server = if own["server_id"].is_null() { "every server".into() } else { text(&own["server_id"]) };
        vec![
            text(&own["id"]),
            server,
            instant(&own["begins_at_ms"]),
            instant(&own["ends_at_ms"]),
            text(&own["reason"]),
        ]
    };
    table(&columns, &rows(windows).map(row).collect::<Vec<_>>(), "No maintenance is announced.")
}
