//! Accounts, entries and the transfers that they are made of.

use crate::accounts::Customer;
use hostler_kit::id::{Id, Named};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;
use std::fmt;
use std::str::FromStr;

/// An account of the ledger. What the provider's bookkeeping calls it stands in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What customers owe: with the entry's customer, that customer's debt.
    Debtors,
    Bank,
    /// Money on the bank account of which it is not settled yet what it is for.
    Suspense,
    /// What customers have too much: paid or credited, not used yet.
    CustomerCredit,
    /// What is not expected to be paid any more.
    BadDebts,
    /// What the bank charges, for refused debits for instance.
    BankCharges,
    /// What lay on the bank account before its first statement was taken in.
    Opening,
    /// What is on the bank account and about no invoice, under a name of its own: `other:interest`.
    Other {
        name: String,
    },
    /// VAT to be paid to a country, by rate in hundredths of a percent.
    Vat {
        country: String,
        permyriad: i64,
    },
    /// By product.
    Revenue {
        product: String,
    },
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Account::Debtors => f.write_str("debtors"),
            Account::Bank => f.write_str("bank"),
            Account::Suspense => f.write_str("suspense"),
            Account::CustomerCredit => f.write_str("customer-credit"),
            Account::BadDebts => f.write_str("bad-debts"),
            Account::BankCharges => f.write_str("bank-charges"),
            Account::Opening => f.write_str("opening"),
            Account::Other { name } => write!(f, "other:{name}"),
            Account::Vat { country, permyriad } => write!(f, "vat:{country}:{permyriad}"),
            Account::Revenue { product } => write!(f, "revenue:{product}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no account of the ledger")]
pub struct NoAccount(String);

impl FromStr for Account {
    type Err = NoAccount;

    fn from_str(text: &str) -> Result<Account, NoAccount> {
        let plain = [
            Account::Debtors,
            Account::Bank,
            Account::Suspense,
            Account::CustomerCredit,
            Account::BadDebts,
            Account::BankCharges,
            Account::Opening,
        ];
        if let Some(account) = plain.into_iter().find(|account| account.to_string() == text) {
            return Ok(account);
        }
        let none = || NoAccount(text.into());
        match text.split_once(':').ok_or_else(none)? {
            ("revenue", product) => Ok(Account::Revenue { product: product.into() }),
            ("other", name) if is_name(name) => Ok(Account::Other { name: name.into() }),
            ("vat", rest) => {
                let (country, rate) = rest.split_once(':').ok_or_else(none)?;
                let permyriad = rate.parse().map_err(|_| none())?;
                Ok(Account::Vat { country: country.into(), permyriad })
            }
            _ => Err(none()),
        }
    }
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=30).contains(&name.len()) && name.bytes().all(plain)
}

/// Whether an account is carried over into the next year (balance sheet), or begins at nothing (profit and loss).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    Balance,
    Result,
}

impl Nature {
    /// Of an account as the ledger writes it. What is not known as a result is carried over.
    pub fn of(account: &str) -> Nature {
        match account.split(':').next().unwrap_or_default() {
            "revenue" | "bad-debts" | "bank-charges" | "other" => Nature::Result,
            _ => Nature::Balance,
        }
    }
}

/// An amount that leaves one account for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub debit: Account,
    pub credit: Account,
    /// Above zero.
    pub amount_minor: i64,
}

impl Transfer {
    /// Debits `debit` by the amount; below zero the other way round, and nothing for nothing.
    pub fn of(debit: Account, credit: Account, amount_minor: i64) -> Option<Transfer> {
        match amount_minor {
            0 => None,
            1.. => Some(Transfer { debit, credit, amount_minor }),
            _ => Some(Transfer { debit: credit, credit: debit, amount_minor: -amount_minor }),
        }
    }
}

/// What is to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting<'a> {
    pub date: Date,
    /// `invoice`, `credit-note`, `payment`, `write-off`, …: what happened.
    pub kind: &'a str,
    /// The id of what it happened to; together with the kind it is posted once.
    pub subject: &'a str,
    pub customer: Option<&'a Id<Customer>>,
    /// For people who read the ledger: the invoice's number, the payer's name.
    pub words: &'a str,
    pub transfers: Vec<Transfer>,
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Entry {
    pub id: Id<Entry>,
    pub year: String,
    /// Gapless within the year.
    pub number: i64,
    pub date: String,
    pub kind: String,
    pub subject: String,
    pub customer_id: Option<Id<Customer>>,
    pub words: String,
    pub at_ms: i64,
}

impl Named for Entry {
    const PREFIX: &'static str = "ent";
}

/// An entry in a list.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "LedgerEntry")]
pub struct Listed {
    pub id: Id<Entry>,
    pub year: String,
    /// Gapless within the year.
    pub number: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    pub kind: String,
    /// The id of what it is about.
    pub subject: String,
    pub customer_id: Option<Id<Customer>>,
    pub customer_name: String,
    pub words: String,
    pub at_ms: i64,
    /// What its transfers come to.
    pub amount_minor: i64,
}

/// A transfer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "LedgerTransfer")]
pub struct KeptTransfer {
    pub line: i64,
    pub debit: String,
    pub credit: String,
    pub amount_minor: i64,
}

/// What moved on an account.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "LedgerLine")]
pub struct Line {
    pub id: Id<Entry>,
    pub year: String,
    pub number: i64,
    pub line: i64,
    pub date: String,
    pub kind: String,
    pub words: String,
    pub customer_name: String,
    /// The account at the other end.
    pub other: String,
    /// Debited; below zero: credited.
    pub minor: i64,
    /// Debits less credits up to here.
    pub balance_minor: i64,
}

/// What an account comes to before and in a span of days; debits less credits.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Sums {
    pub account: String,
    /// Before the year in which the span begins.
    pub before_year_minor: i64,
    /// In that year before the span.
    pub since_year_minor: i64,
    pub debit_minor: i64,
    pub credit_minor: i64,
}

/// An account in the trial balance. Amounts are debits less credits, `debit_minor` and `credit_minor` are above zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Balance {
    pub account: String,
    /// The bookkeeper's number and name.
    pub number: String,
    pub name: String,
    pub opening_minor: i64,
    pub debit_minor: i64,
    pub credit_minor: i64,
    pub closing_minor: i64,
}

/// Every account over a span of months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TrialBalance {
    /// `YYYY-MM`, both included.
    pub from: String,
    pub to: String,
    pub currency: String,
    pub balances: Vec<Balance>,
    /// Debits and credits of the span, which are equal.
    pub debit_minor: i64,
    pub credit_minor: i64,
    /// Of all openings, and of all closings: nothing.
    pub opening_minor: i64,
    pub closing_minor: i64,
}

/// What a customer owes, by how long it has been due.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Aged {
    pub customer_id: Id<Customer>,
    pub customer_name: String,
    /// Not due yet, then overdue for 1–30, 31–60, 61–90 and more days.
    pub current_minor: i64,
    pub thirty_minor: i64,
    pub sixty_minor: i64,
    pub ninety_minor: i64,
    pub older_minor: i64,
    pub total_minor: i64,
}

/// The same of all customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct AgedTotal {
    pub current_minor: i64,
    pub thirty_minor: i64,
    pub sixty_minor: i64,
    pub ninety_minor: i64,
    pub older_minor: i64,
    pub total_minor: i64,
}
