//! A person's API tokens: what programs show instead of a password.

use super::answer::{Refusal, Shown};
use super::group::{Asks, Group, look};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, rows, table, text};
use super::{Work, prompt};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

const TOKENS: &str = "/api/v1/tokens";

pub type Arguments = Group<What>;

#[derive(Subcommand)]
pub enum What {
    /// Your tokens: what each may do, until when, and when it was last used
    #[command(after_help = "Example:\n  hostler token list")]
    List,
    /// Make a token; it is shown now and never again
    #[command(after_help = "Examples:
  hostler token create 'stock room' --scope orders:read --scope shop:write
  HOSTLER_TOKEN=$(hostler token create nightly --scope invoices:read --days 30 --print)")]
    Create(New),
    /// End a token at once
    #[command(after_help = "Example:\n  hostler token revoke tok_… --yes")]
    Revoke {
        /// Its id
        token: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub struct New {
    /// What it is for
    name: String,
    /// What it may do: AREA:read or AREA:write, such as orders:write; may be given several times
    #[arg(long, required = true)]
    scope: Vec<String>,
    /// Days until it expires, 1 to 366
    #[arg(long, default_value_t = 90)]
    days: i64,
    /// Print the token and nothing else
    #[arg(long)]
    print: bool,
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => Box::pin(look(portal, TOKENS, listed)),
            What::Create(new) => Box::pin(create(portal, new)),
            What::Revoke { token, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Revoke {token}?"))?;
                let body = portal.delete(&format!("{TOKENS}/{}", encoded(token))).await?;
                Ok(Shown::new(&body, format!("{} is revoked.", text(&body.json["name"]))))
            }),
        }
    }
}

fn listed(tokens: &Value) -> String {
    let columns = ["ID", "NAME", "SCOPES", "EXPIRES", "LAST USED", "FROM", "REVOKED"].map(Column::Text);
    let row = |token: &Value| {
        let used = match token["last_used_at_ms"].is_null() {
            true => "never".to_string(),
            false => instant(&token["last_used_at_ms"]),
        };
        vec![
            text(&token["id"]),
            text(&token["name"]),
            scopes(token),
            instant(&token["expires_at_ms"]),
            used,
            text(&token["last_used_from"]),
            instant(&token["revoked_at_ms"]),
        ]
    };
    table(&columns, &rows(tokens).map(row).collect::<Vec<_>>(), "No tokens.")
}

fn scopes(token: &Value) -> String {
    rows(&token["scopes"]).map(text).collect::<Vec<_>>().join(" ")
}

async fn create(portal: &Portal, new: &New) -> Result<Shown, Refusal> {
    let wanted = json!({ "name": new.name, "scopes": new.scope, "days": new.days });
    let body = portal.post(TOKENS, &wanted).await?;
    let (token, made) = (text(&body.json["token"]), &body.json);
    if new.print {
        return Ok(Shown::new(&body, token));
    }
    let said = facts(&[
        ("id", text(&made["id"])),
        ("name", text(&made["name"])),
        ("scopes", scopes(made)),
        ("expires", instant(&made["expires_at_ms"])),
        ("token", token),
    ]);
    Ok(Shown::new(&body, format!("{said}Keep the token: it is shown only now.\n")))
}
