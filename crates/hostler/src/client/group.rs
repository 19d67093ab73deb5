//! Commands of one noun: what is done with it, and the options that every client command has.

use super::portal::Portal;
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand};

/// A noun's commands.
#[derive(Args)]
pub struct Group<What: Subcommand> {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

/// A verb that asks the portal.
pub trait Asks {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a>;
}

impl<What: Subcommand + Asks> Ask for Group<What> {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        self.what.ask(portal)
    }
}
