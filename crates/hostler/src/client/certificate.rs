//! Certificates of servers: how each name stands, and having one got now.

use super::Work;
use super::answer::{Refusal, Shown};
use super::group::{Asks, Group, have, look};
use super::portal::{Portal, encoded};
use super::table::{Column, instant, rows, table, text};
use clap::Subcommand;
use serde_json::{Value, json};

pub type Arguments = Group<What>;

#[derive(Subcommand)]
pub enum What {
    /// Each name of a server with its certificate; staff without a server: those of all servers, what fails first
    #[command(
        after_help = "Examples:\n  hostler certificate list bakkerij\n  hostler certificate list --page 2"
    )]
    List {
        /// Name or id of the server
        server: Option<String>,
        /// Staff: part of a host name
        #[arg(long, default_value = "", conflicts_with = "server")]
        search: String,
        /// Staff: page, of 50 certificates each
        #[arg(long, default_value_t = 1, conflicts_with = "server")]
        page: u32,
    },
    /// Have certificates got now, before their time: all that may be, or that for one name
    #[command(after_help = "Example:\n  hostler certificate renew bakkerij mail.bakkerij.example")]
    Renew {
        /// Name or id of the server
        server: String,
        name: Option<String>,
    },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { server: Some(server), .. } => Box::pin(of_server(portal, server)),
            What::List { server: None, search, page } => {
                let path = format!("/api/v1/staff/certificates?q={}&page={page}", encoded(search));
                Box::pin(look(portal, path, of_all))
            }
            What::Renew { server, name } => Box::pin(async move {
                let path = format!("{}/certificates/renew", below(portal, server).await?);
                have(portal, path, (json!({ "name": name }), asked)).await
            }),
        }
    }
}

/// Where a server stands for whoever asks.
async fn below(portal: &Portal, server: &str) -> Result<String, Refusal> {
    Ok(format!("{}/servers/{}", portal.area().await?, encoded(server)))
}

pub(super) async fn of_server(portal: &Portal, server: &str) -> Result<Shown, Refusal> {
    look(portal, format!("{}/certificates", below(portal, server).await?), names).await
}

fn asked(body: &Value) -> String {
    let names: Vec<String> = rows(&body["names"]).map(text).collect();
    format!("A certificate is being got for {}.\n", names.join(", "))
}

fn names(body: &Value) -> String {
    let row = |one: &Value| {
        vec![
            text(&one["name"]),
            text(&one["state"]),
            instant(&one["valid_until_ms"]),
            instant(&one["next_try_ms"]),
            text(&one["dns"]["verdict"]),
            text(&one["failure"]),
        ]
    };
    let columns = [
        Column::Text("NAME"),
        Column::Text("STATE"),
        Column::Text("VALID UNTIL"),
        Column::Text("NEXT TRY"),
        Column::Text("DNS"),
        Column::Text("LAST FAILURE"),
    ];
    table(&columns, &rows(body).map(row).collect::<Vec<_>>(), "No names.")
}

fn of_all(body: &Value) -> String {
    let row = |one: &Value| {
        vec![
            text(&one["name"]),
            text(&one["server"]),
            text(&one["state"]),
            text(&one["issuer"]),
            instant(&one["valid_until_ms"]),
            instant(&one["next_try_ms"]),
            text(&one["failure"]),
        ]
    };
    let columns = [
        Column::Text("NAME"),
        Column::Text("SERVER"),
        Column::Text("STATE"),
        Column::Text("SIGNED BY"),
        Column::Text("VALID UNTIL"),
        Column::Text("NEXT TRY"),
        Column::Text("LAST FAILURE"),
    ];
    table(&columns, &rows(body).map(row).collect::<Vec<_>>(), "No certificates.")
}
