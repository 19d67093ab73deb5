//! Mail that the platform sent, for staff.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, lines, plain_lines, text, time, word};
use clap::Subcommand;
use serde_json::Value;

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
            What::List { search, page } => {
                let mails = portal.get("/api/v1/staff/mail").with("page", page).with("q", search);
                mails.shown(|all| MAILS.of(all))
            }
            What::Show { id } => portal.get(format!("/api/v1/staff/mail/{}", encoded(id))).shown(of_mail),
        }
    }
}

const MAILS: Table = Table(
    "No mail.",
    &[word("ID", "id"), time("AT", "created_at_ms"), word("TO", "recipient"), word("SUBJECT", "subject")],
);

fn of_mail(mail: &Value) -> String {
    let head = [word("to", "recipient"), word("subject", "subject"), time("at", "created_at_ms")];
    format!("{}\n{}", lines(&head, mail), plain_lines(&text(&mail["body"])))
}
