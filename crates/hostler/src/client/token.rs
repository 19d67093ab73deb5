//! A person's API tokens: what programs show instead of a password.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Field, Table, instant, lines, made, rows, text, time, word};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

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

const TOKENS: &str = "/api/v1/tokens";

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
            What::List => portal.get(TOKENS).shown(|all| LIST.of(all)),
            What::Create(new) => {
                let wanted = json!({ "name": new.name, "scopes": new.scope, "days": new.days });
                portal.post(TOKENS, wanted).shown(if new.print { only } else { created })
            }
            What::Revoke { token, yes } => portal
                .delete(format!("{TOKENS}/{}", encoded(token)))
                .meant(*yes, format!("Revoke {token}?"))
                .shown(|token| format!("{} is revoked.", text(&token["name"]))),
        }
    }
}

const LIST: Table = Table(
    "No tokens.",
    &[
        word("ID", "id"),
        word("NAME", "name"),
        made("SCOPES", scopes),
        time("EXPIRES", "expires_at_ms"),
        made("LAST USED", used),
        word("FROM", "last_used_from"),
        time("REVOKED", "revoked_at_ms"),
    ],
);

fn used(token: &Value) -> String {
    let at = &token["last_used_at_ms"];
    if at.is_null() { "never".into() } else { instant(at) }
}

fn scopes(token: &Value) -> String {
    rows(&token["scopes"]).map(text).collect::<Vec<_>>().join(" ")
}

fn only(made: &Value) -> String {
    text(&made["token"])
}

const CREATED: [Field; 5] = [
    word("id", "id"),
    word("name", "name"),
    made("scopes", scopes),
    time("expires", "expires_at_ms"),
    word("token", "token"),
];

fn created(made: &Value) -> String {
    format!("{}Keep the token: it is shown only now.\n", lines(&CREATED, made))
}
