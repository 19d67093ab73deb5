//! Registration keys: what one is; for staff, issuing by hand and withdrawing.

use super::answer::{Refusal, Shown};
use super::group::{Asks, Group, look};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, rows, table, text};
use super::{Work, prompt};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

pub type Arguments = Group<What>;

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

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => Box::pin(look(portal, "/api/v1/keys", listed)),
            What::Show { key } => Box::pin(show(portal, key)),
            What::Issue(wish) => Box::pin(issue(portal, wish)),
            What::Revoke { key, reason, yes } => Box::pin(async move {
                prompt::meant(*yes, "Withdraw this key?")?;
                let path = format!("/api/v1/staff/keys/{}/revoke", encoded(key));
                let body = portal.post(&path, &json!({ "reason": reason })).await?;
                Ok(Shown::new(&body, "The key is withdrawn.\n"))
            }),
        }
    }
}

fn listed(keys: &Value) -> String {
    let columns = ["KEY", "FOR", "STATE", "LICENCE"].map(Column::Text);
    let row = |key: &Value| ["key", "kind", "state", "number"].map(|name| text(&key[name])).into();
    table(&columns, &rows(keys).map(row).collect::<Vec<_>>(), "No keys.")
}

async fn show(portal: &Portal, key: &str) -> Result<Shown, Refusal> {
    let body = portal.get(&format!("{}/keys/{}", portal.area().await?, encoded(key))).await?;
    let (found, grant) = (&body.json, &body.json["grant"]);
    let add_ons: Vec<&String> =
        grant["add_ons"].as_object().into_iter().flat_map(|held| held.keys()).collect();
    let said = facts(&[
        ("key", format!("…{}", text(&found["hint"]))),
        ("state", text(&found["state"])),
        ("for", text(&grant["kind"])),
        ("product", text(&grant["product"])),
        ("users", text(&grant["users"])),
        ("add-ons", add_ons.into_iter().cloned().collect::<Vec<_>>().join(", ")),
        ("years", text(&grant["years"])),
        ("licence", text(&found["licence"]["number"])),
        ("registered on", text(&found["licence"]["host"])),
    ]);
    Ok(Shown::new(&body, said))
}

async fn issue(portal: &Portal, wish: &Issue) -> Result<Shown, Refusal> {
    let add_ons: serde_json::Map<String, Value> =
        wish.add_on.iter().map(|id| (id.clone(), json!(wish.users))).collect();
    let grant = json!({
        "kind": wish.kind, "product": wish.product, "edition": wish.edition, "price_class": wish.price_class,
        "users": if wish.kind == "add-on" { 0 } else { wish.users }, "add_ons": add_ons, "years": wish.years,
        "licence": wish.licence,
    });
    let asked = json!({ "customer": wish.customer, "reason": wish.reason, "grants": [grant] });
    let body = portal.post("/api/v1/staff/licences", &asked).await?;
    let said = listed(&body.json);
    Ok(Shown::new(&body, said))
}
