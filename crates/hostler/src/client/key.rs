//! Registration keys: what one is; for staff, issuing by hand and withdrawing.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Field, Table, lines, made, text, word};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
    /// Your keys with their texts, newest first
    #[command(after_help = "Example:\n  hostler key list")]
    List,
    /// What a key is
    #[command(after_help = "Example:\n  hostler key show 7KMRW-Q2XTE-…")]
    Show { key: String },
    /// Staff: issue a key by hand
    #[command(
        after_help = "Examples:\n  hostler key issue --product connect --users 5 --customer cus_… --reason 'a gift'\n  \
                      hostler key issue --kind renewal --product connect --years 1 --licence lic_… --reason 'a mistake of ours'"
    )]
    Issue(Issue),
    /// Staff: withdraw a key that is in no licence, by its text or id
    #[command(
        after_help = "Example:\n  hostler key revoke 7KMRW-Q2XTE-… --reason 'sent to the wrong address' --yes"
    )]
    Revoke {
        key: String,
        #[arg(long)]
        reason: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub struct Issue {
    /// base, users, add-on or renewal
    #[arg(long, default_value = "base")]
    kind: String,
    #[arg(long)]
    product: String,
    #[arg(long, default_value = "standard")]
    edition: String,
    /// standard, edu or gov
    #[arg(long, default_value = "standard")]
    price_class: String,
    /// Users that it adds
    #[arg(long, default_value_t = 0)]
    users: i64,
    /// An add-on for as many users; may be given several times
    #[arg(long)]
    add_on: Vec<String>,
    /// Years of maintenance that it adds
    #[arg(long, default_value_t = 0)]
    years: i64,
    /// The id of the only licence that it is for
    #[arg(long)]
    licence: Option<String>,
    /// The id of the customer whose it becomes
    #[arg(long)]
    customer: Option<String>,
    #[arg(long)]
    reason: String,
}

impl Issue {
    fn json(&self) -> Value {
        let add_ons: serde_json::Map<String, Value> =
            self.add_on.iter().map(|id| (id.clone(), json!(self.users))).collect();
        let grant = json!({
            "kind": self.kind, "product": self.product, "edition": self.edition,
            "price_class": self.price_class, "users": if self.kind == "add-on" { 0 } else { self.users },
            "add_ons": add_ons, "years": self.years, "licence": self.licence,
        });
        json!({ "customer": self.customer, "reason": self.reason, "grants": [grant] })
    }
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => portal.get("/api/v1/keys").shown(|all| KEYS.of(all)),
            What::Show { key } => {
                portal.get(format!("/keys/{}", encoded(key))).own().shown(|key| lines(&SHOWN, key))
            }
            What::Issue(wish) => {
                portal.post("/api/v1/staff/licences", wish.json()).shown(|keys| KEYS.of(keys))
            }
            What::Revoke { key, reason, yes } => portal
                .post(format!("/api/v1/staff/keys/{}/revoke", encoded(key)), json!({ "reason": reason }))
                .meant(*yes, "Withdraw this key?")
                .says("The key is withdrawn.\n"),
        }
    }
}

const KEYS: Table = Table(
    "No keys.",
    &[word("KEY", "key"), word("FOR", "kind"), word("STATE", "state"), word("LICENCE", "number")],
);

const SHOWN: [Field; 9] = [
    made("key", |key| format!("…{}", text(&key["hint"]))),
    word("state", "state"),
    word("for", "grant.kind"),
    word("product", "grant.product"),
    word("users", "grant.users"),
    made("add-ons", add_ons),
    word("years", "grant.years"),
    word("licence", "licence.number"),
    word("registered on", "licence.host"),
];

fn add_ons(key: &Value) -> String {
    let held = key["grant"]["add_ons"].as_object().into_iter().flat_map(|held| held.keys());
    held.cloned().collect::<Vec<_>>().join(", ")
}
