//! Commands of one noun: what is done with it, and the options that every client command has.

use super::answer::{Refusal, Shown};
use super::portal::Portal;
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand};
use serde_json::Value;

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

/// What stands at an address, laid out for people.
pub async fn look(
    portal: &Portal,
    path: impl AsRef<str>,
    said: impl Fn(&Value) -> String,
) -> Result<Shown, Refusal> {
    let body = portal.get(path.as_ref()).await?;
    let said = said(&body.json);
    Ok(Shown::new(&body, said))
}

/// Has something done, with this body, and lays out what it came to.
pub async fn have(
    portal: &Portal,
    path: impl AsRef<str>,
    (asked, said): (Value, impl Fn(&Value) -> String),
) -> Result<Shown, Refusal> {
    let body = portal.post(path.as_ref(), &asked).await?;
    let said = said(&body.json);
    Ok(Shown::new(&body, said))
}
