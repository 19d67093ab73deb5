//! The log of what happened and who did it: a customer's own, for staff everybody's.

use super::Work;
use super::answer::Shown;
use super::group::{Asks, Group};
use super::portal::{Portal, encoded};
use super::table::{Column, instant, rows, table, text};
use clap::Subcommand;
use serde_json::Value;

pub type Arguments = Group<What>;

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
        Box::pin(async move {
            let path =
                format!("/api/v1/events?limit={limit}&kind={}&subject={}", encoded(kind), encoded(subject));
            let body = portal.get(&path).await?;
            let said = listed(&body.json["events"]);
            Ok(Shown::new(&body, said))
        })
    }
}

pub fn listed(events: &Value) -> String {
    let columns = ["AT", "KIND", "ABOUT", "WHO"].map(Column::Text);
    let row = |event: &Value| {
        vec![
            instant(&event["at_ms"]),
            text(&event["kind"]),
            text(&event["subject"]),
            text(&event["actor_name"]),
        ]
    };
    table(&columns, &rows(events).map(row).collect::<Vec<_>>(), "Nothing has happened.")
}
