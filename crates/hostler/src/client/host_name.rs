//! Host names of one's own for a server: each gets a certificate once its DNS leads there.

use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{rows, text};
use super::{Work, certificate};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
    /// Each name of a server with its certificate and what DNS says
    #[command(after_help = "Example:\n  hostler host-name list bakkerij")]
    List {
        /// Name or id of the server
        server: String,
    },
    /// Add a host name, and see which record to publish
    #[command(after_help = "Example:\n  hostler host-name add bakkerij mail.bakkerij.example")]
    Add {
        /// Name or id of the server
        server: String,
        name: String,
    },
    /// Look up now what DNS has for a host name
    #[command(after_help = "Example:\n  hostler host-name look-up bakkerij mail.bakkerij.example")]
    LookUp {
        /// Name or id of the server
        server: String,
        name: String,
    },
    /// Take a host name away, and its certificate
    #[command(after_help = "Example:\n  hostler host-name remove bakkerij mail.bakkerij.example --yes")]
    Remove {
        /// Name or id of the server
        server: String,
        name: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
}

fn path(server: &str) -> String {
    format!("/api/v1/servers/{}/host-names", encoded(server))
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { server } => certificate::of_server(portal, server),
            What::Add { server, name } => portal.post(path(server), json!({ "name": name })).shown(standing),
            What::LookUp { server, name } => {
                portal.post(format!("{}/{}/look-up", path(server), encoded(name)), json!({})).shown(standing)
            }
            What::Remove { server, name, yes } => portal
                .delete(format!("{}/{}", path(server), encoded(name)))
                .meant(*yes, format!("Take {name} away from {server}?"))
                .says(format!("{name} is removed.")),
        }
    }
}

fn standing(one: &Value) -> String {
    let dns = &one["dns"];
    let list = |name: &str| rows(&dns[name]).map(text).collect::<Vec<_>>();
    let mut said =
        format!("{}: {}, DNS: {}\n", text(&one["name"]), text(&one["state"]), text(&dns["verdict"]));
    if dns["verdict"] != "good" {
        said.push_str(&format!("Publish: {}\n", list("publish").join(", ")));
        let instead = list("publish_addresses");
        if !instead.is_empty() {
            said.push_str(&format!("Where no CNAME can be: {}\n", instead.join(", ")));
        }
    }
    said.push_str(&format!("Found: {}\n", list("found").join(", ")));
    said
}
