//! Places to watch from, for staff: list, add, take away; and the one that runs on another machine.

use super::portal::{Portal, encoded};
use super::table::{Table, text, time, word};
use super::{Ask, Connection, Work};
use crate::vantage;
use clap::{Args, Subcommand};
use serde_json::json;
use std::process::ExitCode;

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

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn by_itself(&self) -> Option<ExitCode> {
        match &self.what {
            What::Run(arguments) => Some(vantage::run(arguments, &self.connection.portal_or_here())),
            _ => None,
        }
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match &self.what {
            What::List => portal.get(PATH).shown(|all| VANTAGES.of(all)),
            What::Add { name } => {
                portal.post(PATH, json!({ "name": name })).shown(|made| text(&made["token"]))
            }
            What::Remove { vantage } => portal
                .delete(format!("{PATH}/{}", encoded(vantage)))
                .says("It was taken away. Its token opens nothing any more."),
            What::Run(_) => unreachable!("it was run before anybody signed in"),
        }
    }
}

const PATH: &str = "/api/v1/staff/vantages";

const VANTAGES: Table = Table(
    "Servers are watched from here alone.",
    &[
        word("VANTAGE", "id"),
        word("PLACE", "name"),
        time("LAST REPORT", "heard_at_ms"),
        word("FROM", "heard_from"),
        word("VERSION", "version"),
    ],
);
