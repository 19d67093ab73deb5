//! The mail domains of a server.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, number, text, word};
use clap::Subcommand;
use serde_json::json;

#[derive(Subcommand)]
pub enum What {
    /// Domains, and how much each holds
    #[command(after_help = "Example:\n  hostler domain list bakkerij")]
    List {
        /// Name or id of the server
        server: String,
    },
    /// Add a domain
    #[command(after_help = "Example:\n  hostler domain add bakkerij bakkerij.example")]
    Add {
        /// Name or id of the server
        server: String,
        domain: String,
    },
    /// Delete a domain that holds nothing any more
    #[command(after_help = "Example:\n  hostler domain delete bakkerij bakkerij.example")]
    Delete {
        /// Name or id of the server
        server: String,
        domain: String,
    },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { server } => {
                portal.get("/domains").on(server).shown(|body| DOMAINS.of(&body["items"]))
            }
            What::Add { server, domain } => portal
                .post("/domains", json!({ "name": domain }))
                .on(server)
                .shown(|made| format!("{} is added.", text(&made["name"]))),
            What::Delete { server, domain } => portal
                .delete(format!("/domains/{}", encoded(domain)))
                .on(server)
                .says(format!("{domain} is deleted.")),
        }
    }
}

const DOMAINS: Table = Table(
    "No domains.",
    &[word("DOMAIN", "name"), number("MAILBOXES", "mailboxes"), number("ALIASES", "aliases")],
);
