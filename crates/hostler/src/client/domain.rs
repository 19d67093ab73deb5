//! The mail domains of a server.

use super::Work;
use super::answer::{Refusal, Shown};
use super::group::{Asks, Group};
use super::portal::{Portal, encoded};
use super::table::{Column, rows, table, text};
use clap::Subcommand;
use serde_json::json;

pub type Arguments = Group<What>;

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
            What::List { server } => Box::pin(list(portal, server)),
            What::Add { server, domain } => Box::pin(async move {
                let body = portal.console(server).await?.post("/domains", &json!({ "name": domain })).await?;
                let said = format!("{} is added.", text(&body.json["name"]));
                Ok(Shown::new(&body, said))
            }),
            What::Delete { server, domain } => Box::pin(async move {
                let path = format!("/domains/{}", encoded(domain));
                let body = portal.console(server).await?.delete(&path).await?;
                Ok(Shown::new(&body, format!("{domain} is deleted.")))
            }),
        }
    }
}

async fn list(portal: &Portal, server: &str) -> Result<Shown, Refusal> {
    let body = portal.console(server).await?.get("/domains").await?;
    let columns = [Column::Text("DOMAIN"), Column::Number("MAILBOXES"), Column::Number("ALIASES")];
    let row =
        |domain: &serde_json::Value| ["name", "mailboxes", "aliases"].map(|name| text(&domain[name])).into();
    let rows: Vec<_> = rows(&body.json["items"]).map(row).collect();
    Ok(Shown::new(&body, table(&columns, &rows, "No domains.")))
}
