//! Settlements, and by what means.

use crate::billing::invoices::Invoice;
use crate::billing::ledger::Account;
use hostler_kit::id::{Id, Named};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;

/// By what an amount comes off an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// Money on the bank account; below zero: it went back.
    Payment,
    /// What the customer had too much.
    Credit,
    CreditNote,
    WriteOff,
}

impl Means {
    pub fn code(self) -> &'static str {
        match self {
            Means::Payment => "payment",
            Means::Credit => "credit",
            Means::CreditNote => "credit-note",
            Means::WriteOff => "write-off",
        }
    }

    /// The ledger's account that the amount comes from; none where the ledger has it already.
    pub(super) fn account(self) -> Option<Account> {
        match self {
            Means::Payment => Some(Account::Suspense),
            Means::Credit => Some(Account::CustomerCredit),
            Means::CreditNote => None,
            Means::WriteOff => Some(Account::BadDebts),
        }
    }
}

/// What is to be taken off an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settling<'a> {
    pub invoice: &'a Id<Invoice>,
    /// Below zero it is put back on.
    pub amount_minor: i64,
    pub means: Means,
    /// The id of the payment, the return, the credit note or the write-off.
    pub source: &'a str,
    pub date: Date,
}

/// What was taken off an invoice.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Settlement {
    pub id: Id<Settlement>,
    pub invoice_id: Id<Invoice>,
    pub amount_minor: i64,
    /// `payment`, `credit`, `credit-note` or `write-off`.
    pub means: String,
    pub source: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    pub at_ms: i64,
}

impl Named for Settlement {
    const PREFIX: &'static str = "stl";
}
