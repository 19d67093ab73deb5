//! What people look for among payments: by name, words, amount or account; and what a customer's page says of them.

use super::import::Party;
use super::model::{BankAccount, Match, Payment, Refund, Statement};
use super::store;
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::ledger::{self, Account};
use crate::billing::settlement;
use crate::drivers::bank;
use crate::web::Paging;
use hostler_kit::db::Db;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};

/// What somebody wants to see.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "PaymentQuery")]
pub struct Wanted {
    /// `unsettled`, `suggested`, `settled`; all unless given.
    pub show: String,
    /// A name, words, an amount, an IBAN or its last digits, an id.
    pub q: String,
    /// The page, of 50 each.
    pub page: String,
}

impl Wanted {
    /// What is shown, or all where that says nothing.
    pub fn shown(&self) -> &'static str {
        ["unsettled", "suggested", "settled"].into_iter().find(|show| *show == self.show).unwrap_or_default()
    }
}

#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "PaymentList")]
pub struct Found {
    pub payments: Vec<Payment>,
    pub total: i64,
}

/// Payments that were looked for, newest first.
pub async fn found(app: &App, wanted: &Wanted, paging: &Paging) -> Result<Found, Fault> {
    let text = wanted.q.trim();
    let amount = text.trim_start_matches(['€', '-', '+', ' ']);
    // Both ways of writing it; an amount without decimals is one too.
    let amount_minor = bank::minor(amount, '.').or_else(|| bank::minor(amount, ',')).unwrap_or(i64::MIN + 1);
    let iban = bank::plain(text);
    let party_key = match sepa::validate_iban(&iban) {
        Ok(iban) => Party::key(app, iban.as_str()),
        Err(_) => String::new(),
    };
    let search = store::payments::Search { show: wanted.shown(), text, amount_minor, party_key: &party_key };
    let payments = store::payments::list(&app.db, &search, paging).await?;
    Ok(Found { payments, total: store::payments::count(&app.db, &search).await? })
}

/// A payment and everything it was for.
pub async fn one(db: &Db, id: &Id<Payment>) -> Result<(Payment, Vec<Match>), Fault> {
    let payment = store::payments::find(db, id).await?.ok_or_else(Fault::missing)?;
    Ok((payment, store::matches::of_payment(db, id).await?))
}

/// How the bank account stands, by its statements and by the ledger.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "BankStanding")]
pub struct Standing {
    /// None before the first statement.
    pub account: Option<BankAccount>,
    pub ledger_minor: i64,
    /// What is on the account and not settled.
    pub unsettled_minor: i64,
    /// What waits to be paid back.
    pub refunds_minor: i64,
}

pub async fn standing(app: &App) -> Result<Standing, Fault> {
    let iban = bank::plain(&app.catalogue.seller.iban);
    Ok(Standing {
        account: store::statements::account(&app.db, &iban).await?,
        ledger_minor: ledger::balance(&app.db, &Account::Bank).await?,
        unsettled_minor: store::payments::open_sum(&app.db).await?,
        refunds_minor: store::refunds::waiting_sum(&app.db).await?,
    })
}

/// Statements, newest first, and how many there are.
pub async fn statements(db: &Db, paging: &Paging) -> Result<(Vec<Statement>, i64), Fault> {
    Ok((store::statements::list(db, paging).await?, store::statements::count(db).await?))
}

/// Refunds, those that wait first, and how many there are.
pub async fn refunds(db: &Db, paging: &Paging) -> Result<(Vec<Refund>, i64), Fault> {
    Ok((store::refunds::list(db, paging).await?, store::refunds::count(db).await?))
}

/// What a customer sees of its payments.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CustomerPayments")]
pub struct Received {
    /// What the customer has too much; the next invoice uses it.
    pub credit_minor: i64,
    pub currency: String,
    pub payments: Vec<Amount>,
}

#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CustomerPayment")]
pub struct Amount {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Below zero: it was paid back, or came back.
    pub amount_minor: i64,
    /// `invoice`, `credit`, `refund`, `debit` or `return`.
    #[serde(rename = "for")]
    pub kind: String,
    /// The invoice's number.
    pub words: String,
    /// The end of the account it came from.
    pub account: String,
}

/// Most payments that a customer's page shows.
const MOST_SHOWN: i64 = 50;

/// What came from a customer, newest first, and what it has too much.
pub async fn received(app: &App, customer: &Id<Customer>) -> Result<Received, Fault> {
    let found = store::payments::of_customer(&app.db, customer, MOST_SHOWN).await?;
    let amount = |(one, date, account): (Match, String, String)| Amount {
        date,
        amount_minor: one.amount_minor,
        words: if one.kind == "credit" { String::new() } else { one.words },
        kind: one.kind,
        account,
    };
    Ok(Received {
        credit_minor: settlement::credit(&app.db, customer).await?,
        currency: app.catalogue.provider.currency.clone(),
        payments: found.into_iter().map(amount).collect(),
    })
}
