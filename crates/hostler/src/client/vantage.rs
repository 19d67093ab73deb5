//! Places to watch from, for staff: list, add, take away; and the one that runs on another machine.

use super::answer::{Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, instant, rows, table, text};
use super::{Ask, Connection, Work};
use crate::vantage;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Staff: other places to watch servers from: list, add, remove; and run one
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
    /// Places to watch from, and when each last reported
    List,
    /// Add a place; prints its token, once
    #[command(after_help = "Example:\n  hostler vantage add Frankfurt >vantage.token")]
    Add {
        /// What you call it
        name: String,
    },
    /// Take a place away: its token opens nothing any more
    #[command(after_help = "Example:\n  hostler vantage remove vtg_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Remove {
        vantage: String,
    },
    Run(vantage::Arguments),
}

impl Arguments {
    /// What runs by itself and signs nobody in, and the portal that it reports to.
    pub fn runs(&self) -> Option<(&vantage::Arguments, String)> {
        match &self.what {
            What::Run(arguments) => Some((arguments, self.connection.portal_or_here())),
            _ => None,
        }
    }

    async fn answer(&self, portal: &Portal) -> Result<Shown, Refusal> {
        match &self.what {
            What::List => {
                let body = portal.get("/api/v1/staff/vantages").await?;
                let said = listed(&body.json);
                Ok(Shown::new(&body, said))
            }
            What::Add { name } => {
                let body = portal.post("/api/v1/staff/vantages", &json!({ "name": name })).await?;
                let said = text(&body.json["token"]);
                Ok(Shown::new(&body, said))
            }
            What::Remove { vantage } => {
                let body = portal.delete(&format!("/api/v1/staff/vantages/{}", encoded(vantage))).await?;
                Ok(Shown::new(&body, "It was taken away. Its token opens nothing any more.".to_string()))
            }
            What::Run(_) => unreachable!("it was run before anybody signed in"),
        }
    }
}

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        Box::pin(self.answer(portal))
    }
}

fn listed(vantages: &Value) -> String {
    let columns = [
        Column::Text("VANTAGE"),
        Column::Text("PLACE"),
        Column::Text("LAST REPORT"),
        Column::Text("FROM"),
        Column::Text("VERSION"),
    ];
    let row = |own: &Value| {
        vec![
            text(&own["id"]),
            text(&own["name"]),
            instant(&own["heard_at_ms"]),
            text(&own["heard_from"]),
            text(&own["version"]),
        ]
    };
    table(&columns, &rows(vantages).map(row).collect::<Vec<_>>(), "Servers are watched from here alone.")
}
