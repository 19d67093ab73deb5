//! Overdue invoices, letters about them, and how a customer stands.

use crate::accounts::{Customer, Person};
use crate::billing::invoices::Invoice;
use hostler_kit::id::{Id, Named};
use serde::Serialize;
use sqlx::FromRow;

/// An open invoice, with the last step that was taken for it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenInvoice")]
pub struct Open {
    pub id: Id<Invoice>,
    pub number: String,
    /// `YYYY-MM-DD`.
    pub due: String,
    pub total_minor: i64,
    pub open_minor: i64,
    pub currency: String,
    /// Of the schedule, from 1; 0: none yet.
    pub step: i64,
    /// When; empty: none yet.
    pub step_date: String,
}

/// A letter, or a step that was skipped.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Reminder {
    pub id: Id<Reminder>,
    pub customer_id: Id<Customer>,
    /// `letter`, `again` or `skipped`.
    pub kind: String,
    /// Of the schedule, from 1.
    pub step: i64,
    pub name: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// What was overdue.
    pub overdue_minor: i64,
    pub currency: String,
    /// The first day on which servers may be suspended, where it gives notice of it.
    pub suspends_from: Option<String>,
    /// Who sent or skipped it; none: the schedule.
    pub person_id: Option<Id<Person>>,
    pub at_ms: i64,
}

impl Named for Reminder {
    const PREFIX: &'static str = "rem";
}

/// No letters until a day, and why.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ReminderHold")]
pub struct Hold {
    pub customer_id: Id<Customer>,
    /// The first day on which letters may be sent again, `YYYY-MM-DD`.
    pub until: String,
    pub because: String,
    pub person_id: Id<Person>,
    pub at_ms: i64,
}

/// What comes next for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "next", rename_all = "kebab-case")]
pub enum Next {
    /// Nothing is overdue.
    Nothing,
    /// A letter: its step, name and day, which may have come already.
    Letter { step: i64, name: String, date: String },
    /// Staff wait.
    Held { until: String, because: String },
    /// Money is under way: a payment of the customer's that is not allocated yet.
    MoneyWaits,
    /// Every letter was sent.
    EndOfSchedule,
}

/// How a customer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ReminderStanding")]
pub struct Standing {
    pub customer_id: Id<Customer>,
    pub customer_name: String,
    /// What is overdue, in minor units, and since when (`YYYY-MM-DD`; empty: nothing is).
    pub overdue_minor: i64,
    pub since: String,
    pub currency: String,
    /// Open invoices, those that are overdue first.
    pub invoices: Vec<Open>,
    /// The newest letter or skipped step.
    pub last: Option<Reminder>,
    #[serde(flatten)]
    pub next: Next,
}

/// A customer with something overdue, in a list.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Overdue {
    pub customer_id: Id<Customer>,
    pub customer_name: String,
    pub overdue_minor: i64,
    pub since: String,
    pub currency: String,
}
