//! The shop for licences: prices, quotes, orders.

use super::answer::{Body, Refusal, Shown};
use super::exit::Exit;
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, money, rows, table, text};
use super::{Ask, Connection, Work, prompt};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Licences: what they cost, and orders for them
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
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
    Order {
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
    },
    /// Your orders, newest first
    #[command(after_help = "Example:\n  hostler shop orders")]
    Orders {
        /// Page, of 50 orders each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// An order with its lines and keys
    #[command(after_help = "Example:\n  hostler shop show lor_…")]
    Show {
        /// Its id
        order: String,
    },
}

/// A new licence (`--product`), or something for one that you have (`--licence`).
#[derive(Args)]
struct Wish {
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

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match &self.what {
            What::Prices => Box::pin(async move {
                let body = portal.get("/api/v1/shop/prices").await?;
                let said = prices(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Quote(wish) => Box::pin(async move {
                let body = portal.post("/api/v1/shop/quotes", &wish.json()?).await?;
                let said = quoted(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Order { .. } => Box::pin(self.order(portal)),
            What::Orders { page } => Box::pin(async move {
                let body = portal.get(&format!("/api/v1/shop/orders?page={page}")).await?;
                let said = listed(&body.json["orders"]);
                Ok(Shown::new(&body, said))
            }),
            What::Show { order } => Box::pin(async move {
                let body = portal.get(&format!("/api/v1/shop/orders/{}", encoded(order))).await?;
                let said = of_order(&body.json);
                Ok(Shown::new(&body, said))
            }),
        }
    }
}

impl Arguments {
    async fn order(&self, portal: &Portal) -> Result<Shown, Refusal> {
        let What::Order { wish, terms, reference, total, yes } = &self.what else {
            return Ok(Shown::new(&Body::default(), ""));
        };
        let wish = wish.json()?;
        let quote = portal.post("/api/v1/shop/quotes", &wish).await?.json;
        if !yes {
            let amount = money(&quote["gross_minor"], &quote["currency"]);
            prompt::meant(&format!("Order {} for {amount}?", text(&quote["title"])))?;
        }
        let gross_minor = total.map_or(quote["gross_minor"].clone(), Value::from);
        let new = json!({ "wish": wish, "terms": terms, "reference": reference, "gross_minor": gross_minor });
        let body = portal.post("/api/v1/shop/orders", &new).await?;
        let said = of_order(&body.json);
        Ok(Shown::new(&body, said))
    }
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
