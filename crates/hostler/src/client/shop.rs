//! The shop for licences: prices, quotes, orders; evidence, and what staff decide of it.

use super::answer::{Refusal, Shown};
use super::exit::Exit;
use super::group::{Asks, Group, have, look};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, money, rows, table, text};
use super::{Work, prompt};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub type Arguments = Group<What>;

#[derive(Subcommand)]
pub enum What {
    /// What licences cost today, without VAT
    #[command(after_help = "Example:\n  hostler shop prices")]
    Prices,
    /// What an order would cost, with the reason of every line
    #[command(
        after_help = "Examples:\n  hostler shop quote --product connect --users 25 --add-on antivirus\n  \
                            hostler shop quote --licence lic_… --users 10\n  \
                            hostler shop quote --licence lic_… --renew 1"
    )]
    Quote(Wish),
    /// Order; the keys are printed, unless evidence is needed first
    #[command(after_help = "Example:\n  hostler shop order --product connect --users 25 --terms 2026-11-01")]
    Order(New),
    /// Orders, newest first: your own; for staff all, those that wait first
    #[command(after_help = "Examples:\n  hostler shop orders\n  hostler shop orders --search bakkerij")]
    Orders {
        /// Staff: part of the customer's name or of the order's reference
        #[arg(long, default_value = "")]
        search: String,
        /// Page, of 50 orders each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// An order with its lines, and its keys for who may register them
    #[command(after_help = "Example:\n  hostler shop show lor_…")]
    Show {
        /// Its id
        order: String,
    },
    /// Show that you may buy at EDU or GOV prices: in words, with a file, or both
    #[command(
        after_help = "Example:\n  hostler shop evidence lor_… --words 'School, BRIN 12AB' --file register.pdf"
    )]
    Evidence {
        /// Id of the order
        order: String,
        #[arg(long, default_value = "", required_unless_present = "file")]
        words: String,
        /// PDF, PNG, JPEG or text, of at most 5 MB
        #[arg(long)]
        file: Option<PathBuf>,
    },
    /// Cancel an order that waits
    #[command(after_help = "Example:\n  hostler shop cancel lor_… --yes")]
    Cancel {
        /// Its id
        order: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// Staff: the evidence will do; the keys are delivered
    #[command(after_help = "Example:\n  hostler shop approve lor_…")]
    Approve {
        /// Id of the order
        order: String,
    },
    /// Staff: refuse an order that waits, with a reason that the customer reads
    #[command(after_help = "Example:\n  hostler shop refuse lor_… --reason 'The document is from 2019.'")]
    Refuse {
        /// Id of the order
        order: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Args)]
pub struct New {
    #[command(flatten)]
    wish: Wish,
    /// Version of the terms that you accept, as on the page /terms
    #[arg(long)]
    terms: String,
    /// Your own reference, for the order and its invoice
    #[arg(long, default_value = "")]
    reference: String,
    /// Order only if it costs exactly this, VAT included, in cents [default: what it costs now]
    #[arg(long, value_name = "CENTS")]
    total: Option<i64>,
    /// Do not ask at a terminal; a script is never asked
    #[arg(long)]
    yes: bool,
}

/// A new licence (`--product`), or something for one that you have (`--licence`).
#[derive(Args)]
pub struct Wish {
    /// Of a new licence: connect, control, operator or workspace
    #[arg(long, required_unless_present = "licence", conflicts_with = "licence")]
    product: Option<String>,
    /// Of a new licence [default: the product's first]
    #[arg(long, requires = "product")]
    edition: Option<String>,
    /// Of a new licence: standard, edu or gov
    #[arg(long, default_value = "standard", requires = "product")]
    class: String,
    /// Years of maintenance of a new licence beyond the first
    #[arg(long, default_value_t = 0, requires = "product")]
    more_years: u32,
    /// Id of the licence that it is for: with --users, --add-on or --renew
    #[arg(long)]
    licence: Option<String>,
    /// Users of a new licence, or so many more
    #[arg(long)]
    users: Option<u32>,
    /// An add-on; of a new licence as many as you like
    #[arg(long)]
    add_on: Vec<String>,
    /// Years of maintenance for the licence
    #[arg(long, value_name = "YEARS", requires = "licence", conflicts_with_all = ["users", "add_on"])]
    renew: Option<u32>,
    /// The renewal comes as a key of its own, to be added to the first
    #[arg(long, requires = "renew")]
    new_key: bool,
}

impl Wish {
    fn json(&self) -> Result<Value, Refusal> {
        let Some(licence) = &self.licence else {
            return Ok(json!({
                "kind": "new", "product": self.product, "edition": self.edition.clone().unwrap_or_default(),
                "class": self.class, "users": self.users.unwrap_or(1), "add_ons": self.add_on,
                "more_years": self.more_years,
            }));
        };
        let by = if self.new_key { "new-key" } else { "same-key" };
        match (self.users, self.add_on.as_slice(), self.renew) {
            (Some(users), [], None) => Ok(json!({ "kind": "users", "licence": licence, "users": users })),
            (None, [add_on], None) => Ok(json!({ "kind": "add-on", "licence": licence, "add_on": add_on })),
            (None, [], Some(years)) => {
                Ok(json!({ "kind": "renewal", "licence": licence, "years": years, "by": by }))
            }
            _ => {
                let detail = "For a licence give one of --users, --add-on and --renew. Nothing was ordered.";
                Err(Refusal::own("wish-unclear", detail.into()).with(Exit::Usage))
            }
        }
    }
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::Prices => Box::pin(look(portal, "/api/v1/shop/prices", prices)),
            What::Quote(wish) => {
                Box::pin(async move { have(portal, "/api/v1/shop/quotes", (wish.json()?, quoted)).await })
            }
            What::Order(new) => Box::pin(place(portal, new)),
            What::Orders { search, page } => Box::pin(async move {
                let orders = format!("{}?page={page}&q={}", orders(portal).await?, encoded(search));
                look(portal, orders, |body| listed(&body["orders"])).await
            }),
            What::Show { order } => Box::pin(async move {
                look(portal, format!("{}/{}", orders(portal).await?, encoded(order)), of_order).await
            }),
            What::Evidence { order, words, file } => {
                Box::pin(give_evidence(portal, order, (words, file.as_deref())))
            }
            What::Cancel { order, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Cancel {order}?"))?;
                let path = format!("/api/v1/shop/orders/{}/cancel", encoded(order));
                have(portal, path, (json!({}), of_order)).await
            }),
            What::Approve { order } => Box::pin(decide(portal, order, json!({ "decision": "approve" }))),
            What::Refuse { order, reason } => {
                Box::pin(decide(portal, order, json!({ "decision": "refuse", "reason": reason })))
            }
        }
    }
}

/// Where orders are for whoever is signed in: a customer's own, for staff all of them.
async fn orders(portal: &Portal) -> Result<String, Refusal> {
    Ok(format!("{}/shop/orders", portal.area().await?))
}

async fn place(portal: &Portal, new: &New) -> Result<Shown, Refusal> {
    let wish = new.wish.json()?;
    let quote = portal.post("/api/v1/shop/quotes", &wish).await?.json;
    let amount = money(&quote["gross_minor"], &quote["currency"]);
    prompt::meant(new.yes, &format!("Order {} for {amount}?", text(&quote["title"])))?;
    let gross_minor = new.total.map_or(quote["gross_minor"].clone(), Value::from);
    let order = json!({
        "wish": wish, "terms": new.terms, "reference": new.reference, "gross_minor": gross_minor,
    });
    have(portal, "/api/v1/shop/orders", (order, of_order)).await
}

async fn give_evidence(
    portal: &Portal,
    order: &str,
    (words, file): (&str, Option<&Path>),
) -> Result<Shown, Refusal> {
    let file = file.map(attached).transpose()?;
    let path = format!("/api/v1/shop/orders/{}/evidence", encoded(order));
    have(portal, path, (json!({ "words": words, "file": file }), of_order)).await
}

/// A file with its name, as the API takes it.
fn attached(path: &Path) -> Result<Value, Refusal> {
    let content = std::fs::read(path).map_err(|error| {
        let detail = format!("{} cannot be read ({error}). Nothing was sent.", path.display());
        Refusal::own("file-unreadable", detail)
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(json!({ "name": name, "content": STANDARD.encode(content) }))
}

async fn decide(portal: &Portal, order: &str, decision: Value) -> Result<Shown, Refusal> {
    let path = format!("/api/v1/staff/shop/orders/{}/approval", encoded(order));
    have(portal, path, (decision, of_order)).await
}

fn prices(body: &Value) -> String {
    let currency = &body["currency"];
    let columns = ["PRODUCT", "EDITION", "CLASS"].map(Column::Text);
    let numbers = ["USERS", "LICENCE", "PACK"].map(Column::Number);
    let columns = [&columns[..], &numbers, &[Column::Text("ADD-ONS (LICENCE + PACK)")]].concat();
    let row = |price: &Value| {
        let mut cells: Vec<String> = ["product", "edition", "class"].map(|name| text(&price[name])).into();
        cells.push(text(&price["included_users"]));
        cells.extend(["base_micro", "pack_micro"].map(|name| unit_price(&price[name], currency)));
        let add_on = |one: &Value| {
            let (base, pack) = (plain_price(&one["base_micro"]), plain_price(&one["pack_micro"]));
            format!("{} {base} + {pack}", text(&one["add_on"]))
        };
        cells.push(rows(&price["add_ons"]).map(add_on).collect::<Vec<_>>().join(", "));
        cells
    };
    table(&columns, &rows(&body["prices"]).map(row).collect::<Vec<_>>(), "Nothing is sold by licence.")
}

/// Millionths of a currency's unit; prices of the catalogue are whole cents.
fn unit_price(micro: &Value, currency: &Value) -> String {
    format!("{} {}", text(currency), plain_price(micro))
}

fn plain_price(micro: &Value) -> String {
    let micro = micro.as_i64().unwrap_or_default();
    let (whole, rest) = (micro / 1_000_000, micro % 1_000_000);
    let digits = format!("{rest:06}");
    let digits = digits.trim_end_matches('0');
    format!("{whole}.{digits:0<2}")
}

fn quoted(quote: &Value) -> String {
    let currency = &quote["currency"];
    let columns =
        [Column::Text("WHAT"), Column::Number("QUANTITY"), Column::Number("PRICE"), Column::Number("AMOUNT")];
    let columns = [&columns[..], &[Column::Text("WHY")]].concat();
    let row = |line: &Value| {
        vec![
            text(&line["text"]),
            text(&line["quantity"]),
            unit_price(&line["unit_price_micro"], currency),
            money(&line["amount_minor"], currency),
            text(&line["explanation"]),
        ]
    };
    let lines = table(&columns, &rows(&quote["lines"]).map(row).collect::<Vec<_>>(), "No lines.");
    let notes: String = rows(&quote["notes"])
        .map(|note| format!("{}\n", super::table::plain(&text(&note["text"]))))
        .collect();
    let sums = facts(&[
        ("order", text(&quote["title"])),
        ("prices of", text(&quote["on"])),
        ("net", money(&quote["net_minor"], currency)),
        ("VAT", money(&quote["vat_minor"], currency)),
        ("total", money(&quote["gross_minor"], currency)),
    ]);
    format!("{lines}\n{sums}{notes}")
}

fn listed(orders: &Value) -> String {
    let columns = ["ID", "ORDER", "STATE", "PLACED", "REFERENCE"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("TOTAL")]].concat();
    let row = |order: &Value| {
        let mut cells: Vec<String> = ["id", "title", "state"].map(|name| text(&order[name])).into();
        cells.push(instant(&order["placed_at_ms"]));
        cells.push(text(&order["reference"]));
        cells.push(money(&order["gross_minor"], &order["currency"]));
        cells
    };
    table(&columns, &rows(orders).map(row).collect::<Vec<_>>(), "No orders for licences.")
}

fn of_order(order: &Value) -> String {
    let head = facts(&[
        ("id", text(&order["id"])),
        ("state", text(&order["state"])),
        ("reference", text(&order["reference"])),
        ("placed", instant(&order["placed_at_ms"])),
        ("delivered", instant(&order["delivered_at_ms"])),
        ("reason", text(&order["reason"])),
    ]);
    let key = |key: &Value| facts(&[("licence", text(&key["number"])), ("key", text(&key["key"]))]);
    let keys: String = rows(&order["keys"]).map(key).collect();
    let next = facts(&[("next", text(&order["register"]))]);
    format!("{head}{keys}{next}\n{}", quoted(&order["quote"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_keep_their_cents() {
        for (micro, expect) in
            [(410_000_000, "410.00"), (5_860_000, "5.86"), (81_213_000, "81.213"), (0, "0.00")]
        {
            assert_eq!(plain_price(&json!(micro)), expect);
        }
    }
}
