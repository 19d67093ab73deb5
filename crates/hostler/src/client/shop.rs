//! The shop for licences: prices, quotes, orders; evidence, and what staff decide of it.

use super::answer::{Refusal, Shown};
use super::exit::Exit;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Column, Field, Table, lines, money, plain, rows, sum, table, text, time, word};
use super::{Work, files};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

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

const QUOTES: &str = "/api/v1/shop/quotes";
const ORDERS: &str = "/api/v1/shop/orders";

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::Prices => portal.get("/api/v1/shop/prices").shown(prices),
            What::Quote(wish) => {
                Box::pin(async move { portal.post(QUOTES, wish.json()?).shown(quoted).await })
            }
            What::Order(new) => Box::pin(place(portal, new)),
            What::Orders { search, page } => portal
                .get("/shop/orders")
                .own()
                .with("page", page)
                .with("q", search)
                .shown(|body| LIST.of(&body["orders"])),
            What::Show { order } => {
                portal.get(format!("/shop/orders/{}", encoded(order))).own().shown(of_order)
            }
            What::Evidence { order, words, file } => Box::pin(async move {
                let asked = json!({ "words": words, "file": file.as_deref().map(attached).transpose()? });
                portal.post(format!("{ORDERS}/{}/evidence", encoded(order)), asked).shown(of_order).await
            }),
            What::Cancel { order, yes } => portal
                .post(format!("{ORDERS}/{}/cancel", encoded(order)), json!({}))
                .meant(*yes, format!("Cancel {order}?"))
                .shown(of_order),
            What::Approve { order } => decide(portal, order, json!({ "decision": "approve" })),
            What::Refuse { order, reason } => {
                decide(portal, order, json!({ "decision": "refuse", "reason": reason }))
            }
        }
    }
}

async fn place(portal: &Portal, new: &New) -> Result<Shown, Refusal> {
    let wish = new.wish.json()?;
    let quote = portal.post(QUOTES, wish.clone()).await?.json;
    let amount = money(&quote["gross_minor"], &quote["currency"]);
    let gross_minor = new.total.map_or(quote["gross_minor"].clone(), Value::from);
    let order = json!({
        "wish": wish, "terms": new.terms, "reference": new.reference, "gross_minor": gross_minor,
    });
    let question = format!("Order {} for {amount}?", text(&quote["title"]));
    portal.post(ORDERS, order).meant(new.yes, question).shown(of_order).await
}

/// A file with its name, as the API takes it.
fn attached(path: &Path) -> Result<Value, Refusal> {
    let content = std::fs::read(path).map_err(|error| files::unreadable(path, &error))?;
    Ok(json!({ "name": files::name(path), "content": STANDARD.encode(content) }))
}

fn decide<'a>(portal: &'a Portal, order: &str, decision: Value) -> Work<'a> {
    portal.post(format!("/api/v1/staff/shop/orders/{}/approval", encoded(order)), decision).shown(of_order)
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
    let table = table(&columns, &rows(&quote["lines"]).map(row).collect::<Vec<_>>(), "No lines.");
    let note = |note: &Value| format!("{}\n", plain(&text(&note["text"])));
    let notes: String = rows(&quote["notes"]).map(note).collect();
    format!("{table}\n{}{notes}", lines(&SUMS, quote))
}

const SUMS: [Field; 5] = [
    word("order", "title"),
    word("prices of", "on"),
    sum("net", "net_minor"),
    sum("VAT", "vat_minor"),
    sum("total", "gross_minor"),
];

const LIST: Table = Table(
    "No orders for licences.",
    &[
        word("ID", "id"),
        word("ORDER", "title"),
        word("STATE", "state"),
        time("PLACED", "placed_at_ms"),
        word("REFERENCE", "reference"),
        sum("TOTAL", "gross_minor"),
    ],
);

const ORDER: [Field; 6] = [
    word("id", "id"),
    word("state", "state"),
    word("reference", "reference"),
    time("placed", "placed_at_ms"),
    time("delivered", "delivered_at_ms"),
    word("reason", "reason"),
];

fn of_order(order: &Value) -> String {
    let key = |key: &Value| lines(&[word("licence", "number"), word("key", "key")], key);
    let keys: String = rows(&order["keys"]).map(key).collect();
    let next = lines(&[word("next", "register")], order);
    format!("{}{keys}{next}\n{}", lines(&ORDER, order), quoted(&order["quote"]))
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
