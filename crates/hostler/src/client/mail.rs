//! Mail that the platform sent, for staff.

use super::Work;
use super::answer::Shown;
use super::group::{Asks, Group, look};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, plain_lines, rows, table, text};
use clap::Subcommand;
use serde_json::Value;

pub type Arguments = Group<What>;

#[derive(Subcommand)]
pub enum What {
    /// Mails, newest first
    #[command(after_help = "Example:\n  hostler mail list --search anna@bakkerij.example")]
    List {
        /// Part of the recipient or the subject
        #[arg(long, default_value = "")]
        search: String,
        /// Page, of 50 mails each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// One mail
    #[command(after_help = "Example:\n  hostler mail show eml_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Show { id: String },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { search, page } => Box::pin(async move {
                let path = format!("/api/v1/staff/mail?page={page}&q={}", encoded(search));
                let body = portal.get(&path).await?;
                let said = listed(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Show { id } => {
                Box::pin(look(portal, format!("/api/v1/staff/mail/{}", encoded(id)), of_mail))
            }
        }
    }
}

fn listed(mails: &Value) -> String {
    let columns = ["ID", "AT", "TO", "SUBJECT"].map(Column::Text);
    let row = |mail: &Value| {
        vec![
            text(&mail["id"]),
            instant(&mail["created_at_ms"]),
            text(&mail["recipient"]),
            text(&mail["subject"]),
        ]
    };
    table(&columns, &rows(mails).map(row).collect::<Vec<_>>(), "No mail.")
}

fn of_mail(mail: &Value) -> String {
    let head = facts(&[
        ("to", text(&mail["recipient"])),
        ("subject", text(&mail["subject"])),
        ("at", instant(&mail["created_at_ms"])),
    ]);
    format!("{head}\n{}", plain_lines(&text(&mail["body"])))
}
