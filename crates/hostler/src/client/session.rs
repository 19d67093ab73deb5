//! Signing in and out, and who one is.

use super::answer::{Body, Shown};
use super::kept::{self, Kept};
use super::portal::Portal;
use super::table::{facts, text};
use super::{Ask, Connection, Work, prompt};
use clap::Args;
use serde_json::json;

/// Sign in to a portal; the token is kept for the next commands
///
/// The password is typed without echo, or is the first line of standard input. The token is good for twelve hours
/// and lies in ~/.config/hostler/token.json, readable by nobody else.
#[derive(Args)]
#[command(after_help = "Examples:
  hostler sign-in --portal https://portal.example --email anna@bakkerij.example
  export HOSTLER_TOKEN=$(hostler sign-in --email anna@bakkerij.example --print < password)")]
pub struct SignIn {
    /// Whose
    #[arg(long)]
    email: String,
    /// Print the token and keep nothing
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    connection: Connection,
}

impl Ask for SignIn {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        Box::pin(async move {
            let password = prompt::password(&format!("Password of {}", self.email))?;
            let wish = json!({ "email": self.email, "password": password });
            let body = portal.post("/api/v1/sessions", wish).await?;
            let token = text(&body.json["token"]);
            if self.print {
                return Ok(Shown::new(&body, token));
            }
            let path = kept::write(&Kept { portal: portal.base().into(), token })?;
            let said = format!("Signed in to {} as {}; the token is in {}.", portal.base(), self.email, path);
            Ok(Shown::new(&Body::default(), said))
        })
    }
}

/// End the session, here and at the portal
#[derive(Args)]
#[command(after_help = "Example:\n  hostler sign-out")]
pub struct SignOut {
    #[command(flatten)]
    connection: Connection,
}

impl Ask for SignOut {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        Box::pin(async move {
            let body = portal.delete("/api/v1/sessions/current").await?;
            if kept::read()?.is_some_and(|kept| kept.portal == portal.base()) {
                kept::remove()?;
            }
            Ok(Shown::new(&body, format!("Signed out of {}.", portal.base())))
        })
    }
}

/// Tell who is signed in
#[derive(Args)]
#[command(after_help = "Example:\n  hostler whoami")]
pub struct Whoami {
    #[command(flatten)]
    connection: Connection,
}

impl Ask for Whoami {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        portal.get("/api/v1/sessions/current").shown(|who| {
            let [name, email, role, customer] =
                ["name", "email", "role", "customer"].map(|field| text(&who[field]));
            let portal = portal.base().to_string();
            facts(&[
                ("name", name),
                ("email", email),
                ("role", role),
                ("customer", customer),
                ("portal", portal),
            ])
        })
    }
}
