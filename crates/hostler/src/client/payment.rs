//! Payments on the bank account, for staff.

use super::Work;
use super::answer::{Refusal, Shown};
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Field, Table, lines, money, rows, sum, text, word};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
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
pub struct Wish {
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

fn path(payment: &str) -> String {
    format!("{PAYMENTS}/{}", encoded(payment))
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { show, search, page } => {
                let all = portal.get(PAYMENTS).with("show", show).with("q", search).with("page", page);
                all.shown(|body| LIST.of(&body["payments"]))
            }
            What::Show { payment } => portal.get(path(payment)).shown(of_payment),
            What::Match(wish) => Box::pin(settle(portal, wish)),
            What::Undo { id } => {
                portal.post(format!("{PAYMENTS}/matches/{}/undo", encoded(id)), json!({})).shown(of_payment)
            }
            What::Credit { payment, customer } => Box::pin(async move {
                let left = portal.get(path(payment)).await?.json["open_minor"].clone();
                let part = json!({ "for": "credit", "customer": customer, "amount_minor": left });
                matched(portal, payment, vec![part]).await
            }),
            What::Refund { customer, amount, iban, name } => Box::pin(async move {
                let minor = minor(amount)?;
                let wish = json!({ "customer": customer, "amount_minor": minor, "iban": iban, "name": name });
                let refund = portal.post(REFUNDS, wish);
                refund.shown(|made| RETURNED.of(&json!([made])) + "Transfer it at your bank.\n").await
            }),
            What::Refunds => portal.get(REFUNDS).shown(|body| RETURNED.of(&body["refunds"])),
            What::Withdraw { refund } => portal
                .post(format!("{REFUNDS}/{}/withdraw", encoded(refund)), json!({}))
                .shown(|refund| RETURNED.of(&json!([refund]))),
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
    let mut parts = Vec::new();
    for named in &wish.invoice {
        let (number, amount) = named.split_once('=').unwrap_or((named, ""));
        let amount_minor = if amount.is_empty() { 0 } else { minor(amount)? };
        parts.push(json!({ "for": "invoice", "invoice": number, "amount_minor": amount_minor }));
    }
    if let Some(account) = &wish.account {
        let left = portal.get(path(&wish.payment)).await?.json["open_minor"].clone();
        let words = &wish.words;
        parts.push(json!({ "for": "account", "account": account, "words": words, "amount_minor": left }));
    }
    matched(portal, &wish.payment, parts).await
}

fn matched<'a>(portal: &'a Portal, payment: &str, parts: Vec<Value>) -> Work<'a> {
    portal.post(format!("{}/matches", path(payment)), json!({ "parts": parts })).shown(of_payment)
}

const LIST: Table = Table(
    "No payments.",
    &[
        word("DATE", "date"),
        sum("AMOUNT", "amount_minor"),
        sum("OPEN", "open_minor"),
        word("STATE", "state"),
        word("NAME", "name"),
        word("ACCOUNT", "party_shown"),
        word("ID", "id"),
    ],
);

const SHOWN: [Field; 8] = [
    word("payment", "id"),
    word("date", "date"),
    word("name", "name"),
    sum("amount", "amount_minor"),
    sum("open", "open_minor"),
    word("state", "state"),
    word("reference", "reference"),
    word("words", "words"),
];

fn of_payment(payment: &Value) -> String {
    let currency = &payment["currency"];
    let matched = rows(&payment["matches"]).map(|one| {
        let undone = if one["undone_at_ms"].is_null() { "" } else { " (taken back)" };
        let [id, kind, words, why] = ["id", "kind", "words", "why"].map(|name| text(&one[name]));
        format!("{id}: {kind} {words}, {}, by {why}{undone}\n", money(&one["amount_minor"], currency))
    });
    let may_be = rows(&payment["suggestions"])
        .map(|plan| format!("May be: {} (by {})\n", text(&plan["words"]), text(&plan["why"])));
    format!("{}{}", lines(&SHOWN, payment), matched.chain(may_be).collect::<String>())
}

const RETURNED: Table = Table(
    "No refunds.",
    &[
        sum("AMOUNT", "amount_minor"),
        word("STATE", "state"),
        word("TO", "name"),
        word("ACCOUNT", "party_shown"),
        word("ID", "id"),
    ],
);
