//! Mandates, what was signed, debits, batches.

use crate::accounts::{Customer, Person};
use crate::billing::invoices::Invoice;
use hostler_kit::id::{Id, Named};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// A customer's permission to collect (SEPA Core), as it was last signed.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Mandate {
    pub id: Id<Mandate>,
    pub customer_id: Id<Customer>,
    /// Unique mandate reference: at most 35 letters.
    pub reference: String,
    pub creditor_id: String,
    pub created_at_ms: i64,
    /// The day of its newest collection, `YYYY-MM-DD`.
    pub last_used: Option<String>,
    pub ended_at_ms: Option<i64>,
    /// `withdrawn`, `lapsed`, or the reason code by which the bank ended it.
    pub ended_why: Option<String>,
    /// Of the account.
    pub holder: String,
    /// The middle is hidden.
    pub iban_shown: String,
    /// `YYYY-MM-DD`.
    pub signed_on: String,
    #[serde(skip)]
    pub signature_id: Id<Signature>,
}

impl Mandate {
    pub fn is_active(&self) -> bool {
        self.ended_at_ms.is_none()
    }
}

impl Named for Mandate {
    const PREFIX: &'static str = "man";
}

/// What was signed, word by word, by whom, when and from where. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Signature {
    pub id: Id<Signature>,
    pub mandate_id: Id<Mandate>,
    /// The first is the mandate; each further one moves it to another account.
    pub number: i64,
    pub holder: String,
    /// Sealed for this row; opened for the bank's file only.
    #[serde(skip)]
    pub iban_sealed: String,
    pub iban_shown: String,
    /// Empty where the bank needs none.
    pub bic: String,
    pub text: String,
    pub language: String,
    pub person_id: Id<Person>,
    pub person_name: String,
    pub person_email: String,
    pub signed_on: String,
    pub signed_at_ms: i64,
    /// A network address.
    pub signed_from: String,
}

impl Named for Signature {
    const PREFIX: &'static str = "sig";
}

/// One collection of one invoice.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Debit {
    pub id: Id<Debit>,
    /// What the bank says it by.
    pub end_to_end_id: String,
    pub invoice_id: Id<Invoice>,
    pub invoice_number: String,
    pub customer_id: Id<Customer>,
    pub customer_name: String,
    pub mandate_id: Id<Mandate>,
    /// 1, or 2 where it was tried again.
    pub attempt: i64,
    /// As the invoice announced.
    pub announced_minor: i64,
    pub currency: String,
    /// `YYYY-MM-DD`.
    pub collect_on: String,
    /// `planned`, `sent`, `booked`, `returned` or `cancelled`.
    pub state: String,
    /// Why it was cancelled (`paid`, `mandate-ended`), or the bank's reason code; empty otherwise.
    pub reason: String,
    pub planned_at_ms: i64,
    pub batch_id: Option<Id<Batch>>,
    pub signature_id: Option<Id<Signature>>,
    /// The group in the bank's file; empty before.
    pub group_id: String,
    /// What is collected, once it is in a file.
    pub amount_minor: Option<i64>,
    /// What came off the invoice when the bank booked it.
    pub settled_minor: Option<i64>,
    pub booked_on: Option<String>,
    pub ended_on: Option<String>,
}

impl Debit {
    /// The end-to-end id of a debit: its own, within 35 letters of the scheme.
    pub fn end_to_end(id: &Id<Debit>) -> String {
        id.as_str().replace('_', "")
    }
}

impl Named for Debit {
    const PREFIX: &'static str = "deb";
}

/// A file for the bank, without its text.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Batch {
    pub id: Id<Batch>,
    /// Of the file; the bank answers by it.
    pub message_id: String,
    /// `YYYY-MM-DD`.
    pub collect_on: String,
    /// `pain.008.001.08`.
    pub message: String,
    /// Of debits.
    pub number: i64,
    /// The file's control sum.
    pub total_minor: i64,
    pub currency: String,
    /// SHA-256 of the file.
    pub file_hash: String,
    pub made_at_ms: i64,
    /// Whoever made it, by name.
    pub made_by: String,
}

impl Named for Batch {
    const PREFIX: &'static str = "bat";
}

/// What an invoice says about its own collection: the pre-notification of the scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Announcement {
    /// The day of the collection.
    pub date: Date,
    /// The middle is hidden.
    pub iban: String,
    /// The mandate's reference.
    pub mandate: String,
    pub creditor_id: String,
}

/// What somebody signs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signing {
    pub holder: String,
    pub iban: String,
    /// May be empty.
    pub bic: String,
    /// The reference in the text that they saw.
    pub reference: String,
    /// Whether they put their name to it: `yes`.
    pub agreed: String,
}
