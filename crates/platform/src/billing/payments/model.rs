//! Statements, payments, what they were for, refunds.

use crate::accounts::Customer;
use crate::billing::invoices::Invoice;
use hostler_kit::id::{Id, Named};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// A bank's statement as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "BankStatement")]
pub struct Statement {
    pub id: Id<Statement>,
    /// The provider's own account.
    pub iban: String,
    /// `camt.053` or `MT940`.
    pub format: String,
    /// The bank's own name and number for it.
    pub name: String,
    pub sequence: Option<i64>,
    pub opening_minor: i64,
    /// `YYYY-MM-DD`.
    pub opening_date: String,
    pub closing_minor: i64,
    pub closing_date: String,
    pub currency: String,
    /// Bookings that were new in it.
    pub bookings: i64,
    pub file: String,
    pub imported_by: String,
    pub at_ms: i64,
}

impl Named for Statement {
    const PREFIX: &'static str = "sta";
}

/// The provider's account, as far as its statements go.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct BankAccount {
    pub iban: String,
    pub currency: String,
    pub opening_minor: i64,
    pub opening_date: String,
    pub bookings: i64,
    /// The last closing balance, its day, and the number of its statement.
    pub balance_minor: i64,
    pub date: String,
    pub sequence: Option<i64>,
}

/// A booking that is known.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Known {
    pub date: String,
    pub amount_minor: i64,
    /// On the account after it.
    pub balance_minor: i64,
    pub bank_reference: String,
    pub format: String,
}

/// One transaction on a statement: money that came or left.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "BankPayment")]
pub struct Payment {
    pub id: Id<Payment>,
    pub statement_id: Id<Statement>,
    #[serde(skip)]
    pub iban: String,
    #[serde(skip)]
    pub position: i64,
    #[serde(skip)]
    pub line: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Above zero: it came; below: it left.
    pub amount_minor: i64,
    /// What the bank kept of it.
    pub charges_minor: i64,
    pub currency: String,
    /// Of the other side.
    pub name: String,
    #[serde(skip)]
    pub party_sealed: String,
    #[serde(skip)]
    pub party_key: String,
    /// The end of its account.
    pub party_shown: String,
    pub end_to_end_id: String,
    pub mandate: String,
    pub reference: String,
    pub words: String,
    /// Why it came back, as the bank codes it.
    pub return_reason: String,
    pub payment_info_id: String,
    pub at_ms: i64,
    /// What is still to be settled, with the sign of the amount.
    pub open_minor: i64,
    /// `open`, `suggested` or `settled`.
    pub state: String,
}

impl Named for Payment {
    const PREFIX: &'static str = "pay";
}

/// What a payment, or a part of it, was for.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "PaymentMatch")]
pub struct Match {
    pub id: Id<Match>,
    pub payment_id: Id<Payment>,
    /// `invoice`, `credit`, `refund`, `debit`, `return` or `account`.
    pub kind: String,
    /// The id of the invoice, customer or refund; a debit's end-to-end id; an account of the ledger.
    pub subject: String,
    pub customer_id: Option<Id<Customer>>,
    /// With the payment's sign.
    pub amount_minor: i64,
    /// The rule that found it, or `hand`.
    pub why: String,
    /// The invoice's number, the customer's name, or what staff wrote.
    pub words: String,
    pub by_name: String,
    pub at_ms: i64,
    pub undone_at_ms: Option<i64>,
    pub undone_by: Option<String>,
}

impl Named for Match {
    const PREFIX: &'static str = "mat";
}

/// Credit that staff asked to pay back.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Refund {
    pub id: Id<Refund>,
    pub customer_id: Id<Customer>,
    pub amount_minor: i64,
    pub currency: String,
    pub name: String,
    #[serde(skip)]
    pub party_sealed: String,
    #[serde(skip)]
    pub party_key: String,
    pub party_shown: String,
    pub asked_by: String,
    pub asked_at_ms: i64,
    /// `asked`, `paid` or `withdrawn`.
    pub state: String,
    pub changed_at_ms: i64,
}

impl Named for Refund {
    const PREFIX: &'static str = "rfd";
}

/// An invoice that a payment may be for.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Payable {
    pub id: Id<Invoice>,
    pub number: String,
    pub customer_id: Id<Customer>,
    pub customer_name: String,
    pub open_minor: i64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like this")]
fn is_nothing(amount_minor: &i64) -> bool {
    *amount_minor == 0
}

/// What a part of a payment is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "for", rename_all = "kebab-case")]
#[schemars(rename = "PaymentPart")]
pub enum Part {
    /// Comes off an invoice, by its id or number. Without an amount: what is open of it, as far as the payment goes.
    Invoice {
        invoice: String,
        #[serde(default, skip_serializing_if = "is_nothing")]
        amount_minor: i64,
    },
    /// Becomes the customer's credit.
    Credit { customer: Id<Customer>, amount_minor: i64 },
    /// Every debit of a file that the bank booked as one amount, by its `PmtInfId`.
    Batch { batch: String, amount_minor: i64 },
    /// Pays a refund back that was asked for.
    Refund { refund: Id<Refund>, amount_minor: i64 },
    /// Is about no invoice: an account of the ledger, such as `bank-charges` or `other:interest`.
    Account { account: String, words: String, amount_minor: i64 },
}

impl Part {
    pub fn amount_minor(&self) -> i64 {
        match self {
            Part::Invoice { amount_minor, .. }
            | Part::Credit { amount_minor, .. }
            | Part::Batch { amount_minor, .. }
            | Part::Refund { amount_minor, .. }
            | Part::Account { amount_minor, .. } => *amount_minor,
        }
    }
}

/// Which rule says what a payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The end-to-end id of one of our debits.
    Debit,
    /// A debit of ours that came back.
    Return,
    /// A creditor reference whose check digits are right.
    Reference,
    /// An invoice's number in the words.
    Number,
    /// From a known account, and exactly what is open.
    AccountAmount,
    /// From a known account, and exactly what several invoices come to.
    AccountSum,
    /// From a known account.
    Account,
    /// From this name, and exactly what is open.
    NameAmount,
    Name,
    /// Exactly what is open.
    Amount,
    /// A refund that was asked for.
    Refund,
    /// Somebody of staff said so.
    Hand,
}

impl Why {
    pub fn code(self) -> &'static str {
        match self {
            Why::Debit => "debit",
            Why::Return => "return",
            Why::Reference => "reference",
            Why::Number => "number",
            Why::AccountAmount => "account-amount",
            Why::AccountSum => "account-sum",
            Why::Account => "account",
            Why::NameAmount => "name-amount",
            Why::Name => "name",
            Why::Amount => "amount",
            Why::Refund => "refund",
            Why::Hand => "hand",
        }
    }
}

/// What a payment is, or may be, for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Plan {
    pub why: Why,
    /// For people: the numbers of the invoices, the customer's name.
    pub words: String,
    pub parts: Vec<Part>,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Imported {
    /// Statements with something new; none: everything was known.
    pub statements: Vec<Statement>,
    /// Bookings that were known already.
    pub known: i64,
    pub payments: i64,
    /// Of them: settled by themselves, and those for which there is a suggestion.
    pub settled: i64,
    pub suggested: i64,
}
