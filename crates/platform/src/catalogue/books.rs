//! What the bookkeeper calls the accounts of the ledger, and the schedule of reminders.

/// The chart of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// In the order of the file.
    pub accounts: Vec<ChartAccount>,
}

/// A line of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartAccount {
    /// Ours: `debtors`, `revenue`, `revenue:connect`, `vat:NL:2100`.
    pub account: String,
    /// The bookkeeper's; in the chart once.
    pub number: String,
    pub name: String,
    /// Of the Dutch reference chart (Referentie Grootboekschema); empty where it is not said.
    pub rgs: String,
}

impl Chart {
    /// The line for an account: its own, or the one of what it belongs to (`vat:NL:2100`, then `vat:NL`, then `vat`).
    pub fn of(&self, account: &str) -> Option<&ChartAccount> {
        let own = self.accounts.iter().find(|line| line.account == account);
        own.or_else(|| self.of(account.rsplit_once(':')?.0))
    }
}

/// A letter about overdue invoices, and when it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderStep {
    /// After the day on which the invoice was due.
    pub days: i64,
    /// For staff.
    pub name: String,
    pub letter: ReminderLetter,
    pub copy: CopyTo,
}

/// How a reminder is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReminderLetter {
    Friendly,
    Firm,
    /// Gives notice that staff may suspend servers so many days later.
    Notice {
        suspension_after_days: i64,
    },
}

impl ReminderLetter {
    /// As it stands in the catalogue, and at the end of its words' key.
    pub fn code(self) -> &'static str {
        match self {
            ReminderLetter::Friendly => "friendly",
            ReminderLetter::Firm => "firm",
            ReminderLetter::Notice { .. } => "notice",
        }
    }
}

/// Who gets a reminder besides the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyTo {
    Nobody,
    Staff,
}
