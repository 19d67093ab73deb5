//! Payments on the bank account, for staff.

use super::answer::{Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, money, rows, table, text};
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Staff: payments, what they were for, credit that is paid back
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
    /// Payments, newest first
    #[command(after_help = "Example:\n  hostler payment list --show unsettled")]
    List {
        /// `unsettled`, `suggested` or `settled` [default: all]
        #[arg(long, default_value = "")]
        show: String,
        /// A name, an amount, an IBAN, words
        #[arg(long, default_value = "")]
        search: String,
        /// Page, of 50 payments each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// One payment: what it was for, and what it may be for
    #[command(after_help = "Example:\n  hostler payment show pay_01…")]
    Show { payment: String },
    /// Say what a payment was for
    #[command(
        after_help = "Examples:\n  hostler payment match pay_01… --invoice 2026-0001 --invoice 2026-0002=12.50\n  \
                      hostler payment match pay_01… --account other:interest --words 'Interest of October'\n\n\
                      Without an amount, an invoice takes what is open of it, an account all that is left."
    )]
    Match(Wish),
    /// Take a match back: the payment is open by that much again
    #[command(after_help = "Example:\n  hostler payment undo mat_01…")]
    Undo {
        #[arg(value_name = "MATCH")]
        id: String,
    },
    /// Make all that is left of a payment a customer's credit
    #[command(after_help = "Example:\n  hostler payment credit pay_01… cus_01…")]
    Credit { payment: String, customer: String },
    /// Write down that credit is to be paid back; transfer it at the bank yourself
    #[command(after_help = "Example:\n  hostler payment refund cus_01… 20.10 --iban NL91ABNA0417164300")]
    Refund {
        customer: String,
        amount: String,
        #[arg(long)]
        iban: String,
        /// Whose account it is [default: the customer's name]
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Refunds, those that wait first
    #[command(after_help = "Example:\n  hostler payment refunds")]
    Refunds,
    /// Give up a refund that has not left
    #[command(after_help = "Example:\n  hostler payment withdraw rfd_01…")]
    Withdraw { refund: String },
}

#[derive(Args)]
struct Wish {
    payment: String,
    /// An invoice, and an amount if only so much is meant; may be given several times
    #[arg(long, value_name = "NUMBER[=AMOUNT]")]
    invoice: Vec<String>,
    /// An account of the ledger: bank-charges, or other: and a name
    #[arg(long, requires = "words", conflicts_with = "invoice")]
    account: Option<String>,
    /// What stands in the ledger
    #[arg(long, default_value = "")]
    words: String,
}

const PAYMENTS: &str = "/api/v1/staff/payments";
const REFUNDS: &str = "/api/v1/staff/refunds";

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match &self.what {
            What::List { show, search, page } => Box::pin(async move {
                let (show, search) = (encoded(show), encoded(search));
                let body = portal.get(&format!("{PAYMENTS}?show={show}&q={search}&page={page}")).await?;
                let said = listed(&body.json["payments"]);
                Ok(Shown::new(&body, said))
            }),
            What::Show { payment } => Box::pin(async move {
                let body = portal.get(&format!("{PAYMENTS}/{}", encoded(payment))).await?;
                let said = of_payment(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Match(wish) => Box::pin(settle(portal, wish)),
            What::Undo { id } => Box::pin(async move {
                let path = format!("{PAYMENTS}/matches/{}/undo", encoded(id));
                let body = portal.post(&path, &json!({})).await?;
                let said = of_payment(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Credit { payment, customer } => Box::pin(credit(portal, payment, customer)),
            What::Refund { customer, amount, iban, name } => {
                Box::pin(refund(portal, (customer, amount), (iban, name)))
            }
            What::Refunds => Box::pin(async move {
                let body = portal.get(REFUNDS).await?;
                let said = refunds(&body.json["refunds"]);
                Ok(Shown::new(&body, said))
            }),
            What::Withdraw { refund } => Box::pin(async move {
                let body =
                    portal.post(&format!("{REFUNDS}/{}/withdraw", encoded(refund)), &json!({})).await?;
                let said = refunds(&json!([body.json]));
                Ok(Shown::new(&body, said))
            }),
        }
    }
}

/// `12.50` or `12,50` in hundredths.
fn minor(amount: &str) -> Result<i64, Refusal> {
    let plain = amount.trim().replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let good = !whole.is_empty() && part.len() <= 2 && digits(whole) && digits(part);
    let read = format!("{whole}{part:0<2}").parse().ok().filter(|_| good);
    read.ok_or_else(|| Refusal::own("amount-malformed", format!("{amount} is not an amount, such as 12.50.")))
}

async fn settle(portal: &Portal, wish: &Wish) -> Result<Shown, Refusal> {
    let path = format!("{PAYMENTS}/{}", encoded(&wish.payment));
    let mut parts = Vec::new();
    for named in &wish.invoice {
        let (number, amount) = named.split_once('=').unwrap_or((named, ""));
        let amount_minor = if amount.is_empty() { 0 } else { minor(amount)? };
        parts.push(json!({ "for": "invoice", "invoice": number, "amount_minor": amount_minor }));
    }
    if let Some(account) = &wish.account {
        let left = portal.get(&path).await?.json["open_minor"].clone();
        let words = &wish.words;
        parts.push(json!({ "for": "account", "account": account, "words": words, "amount_minor": left }));
    }
    let body = portal.post(&format!("{path}/matches"), &json!({ "parts": parts })).await?;
    let said = of_payment(&body.json);
    Ok(Shown::new(&body, said))
}

async fn credit(portal: &Portal, payment: &str, customer: &str) -> Result<Shown, Refusal> {
    let path = format!("{PAYMENTS}/{}", encoded(payment));
    let left = portal.get(&path).await?.json["open_minor"].clone();
    let part = json!({ "for": "credit", "customer": customer, "amount_minor": left });
    let body = portal.post(&format!("{path}/matches"), &json!({ "parts": [part] })).await?;
    let said = of_payment(&body.json);
    Ok(Shown::new(&body, said))
}

async fn refund(
    portal: &Portal,
    (customer, amount): (&str, &str),
    (iban, name): (&str, &str),
) -> Result<Shown, Refusal> {
    let wish = json!({ "customer": customer, "amount_minor": minor(amount)?, "iban": iban, "name": name });
    let body = portal.post(REFUNDS, &wish).await?;
    let said = format!("{}Transfer it at your bank.\n", refunds(&json!([body.json])));
    Ok(Shown::new(&body, said))
}

fn listed(payments: &Value) -> String {
    let columns = [
        Column::Text("DATE"),
        Column::Number("AMOUNT"),
        Column::Number("OPEN"),
        Column::Text("STATE"),
        Column::Text("NAME"),
        Column::Text("ACCOUNT"),
        Column::Text("ID"),
    ];
    let row = |payment: &Value| {
        let sum = |name: &str| money(&payment[name], &payment["currency"]);
        let [date, state, name, account, id] =
            ["date", "state", "name", "party_shown", "id"].map(|name| text(&payment[name]));
        vec![date, sum("amount_minor"), sum("open_minor"), state, name, account, id]
    };
    table(&columns, &rows(payments).map(row).collect::<Vec<_>>(), "No payments.")
}

fn of_payment(payment: &Value) -> String {
    let currency = &payment["currency"];
    let head = facts(&[
        ("payment", text(&payment["id"])),
        ("date", text(&payment["date"])),
        ("name", text(&payment["name"])),
        ("amount", money(&payment["amount_minor"], currency)),
        ("open", money(&payment["open_minor"], currency)),
        ("state", text(&payment["state"])),
        ("reference", text(&payment["reference"])),
        ("words", text(&payment["words"])),
    ]);
    let matched = rows(&payment["matches"]).map(|one| {
        let undone = if one["undone_at_ms"].is_null() { "" } else { " (taken back)" };
        let [id, kind, words, why] = ["id", "kind", "words", "why"].map(|name| text(&one[name]));
        format!("{id}: {kind} {words}, {}, by {why}{undone}\n", money(&one["amount_minor"], currency))
    });
    let may_be = rows(&payment["suggestions"])
        .map(|plan| format!("May be: {} (by {})\n", text(&plan["words"]), text(&plan["why"])));
    format!("{head}{}", matched.chain(may_be).collect::<String>())
}

fn refunds(refunds: &Value) -> String {
    let columns = [
        Column::Number("AMOUNT"),
        Column::Text("STATE"),
        Column::Text("TO"),
        Column::Text("ACCOUNT"),
        Column::Text("ID"),
    ];
    let row = |refund: &Value| {
        let [state, name, account, id] =
            ["state", "name", "party_shown", "id"].map(|name| text(&refund[name]));
        vec![money(&refund["amount_minor"], &refund["currency"]), state, name, account, id]
    };
    table(&columns, &rows(refunds).map(row).collect::<Vec<_>>(), "No refunds.")
}
