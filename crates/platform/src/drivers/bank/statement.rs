//! What a bank says happened on an account, whatever format it says it in.

use super::refused::StatementRefused;
use jiff::civil::Date;

/// How a statement was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ISO 20022, an XML file.
    Camt053,
    /// SWIFT's older text.
    Mt940,
}

impl Format {
    pub fn code(self) -> &'static str {
        match self {
            Format::Camt053 => "camt.053",
            Format::Mt940 => "MT940",
        }
    }
}

/// What was on the account at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    pub date: Date,
    /// Below zero: overdrawn.
    pub minor: i64,
}

/// One account's statement: its bookings lead from the opening to the closing balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub format: Format,
    /// The bank's own name for it.
    pub name: String,
    /// The bank's number of it.
    pub sequence: Option<i64>,
    /// Without spaces.
    pub iban: String,
    pub currency: String,
    pub opening: Balance,
    pub closing: Balance,
    pub bookings: Vec<Booking>,
}

/// One line of a statement: a transaction, or a batch of them booked as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub date: Date,
    /// Above zero: it came; below: it left.
    pub amount_minor: i64,
    /// The bank's own; empty where it gives none.
    pub bank_reference: String,
    pub batch: Option<Batch>,
    /// At least one; their amounts come to the booking's.
    pub transactions: Vec<Transaction>,
}

/// Several transactions booked as one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// `PmtInfId` of the file in which they were sent to the bank; empty where it does not say.
    pub payment_info_id: String,
    pub transactions: Option<i64>,
}

/// Money that came from somebody or left for somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transaction {
    /// What the account's balance changed by.
    pub amount_minor: i64,
    /// What the bank kept for itself of it: that much more was paid, or less sent back.
    pub charges_minor: i64,
    /// The other side's name and account.
    pub name: String,
    pub iban: String,
    pub end_to_end_id: String,
    pub mandate: String,
    /// The structured creditor reference (ISO 11649).
    pub reference: String,
    /// Everything else that was written with it.
    pub words: String,
    /// Why it came back (ISO 20022 external code, such as `AM04`); empty where it did not.
    pub return_reason: String,
}

impl Statement {
    /// # Errors
    /// The bookings do not lead from the opening to the closing balance.
    pub fn check(self) -> Result<Statement, StatementRefused> {
        let booked = self.bookings.iter().map(|booking| i128::from(booking.amount_minor)).sum::<i128>();
        if i128::from(self.opening.minor) + booked == i128::from(self.closing.minor) {
            return Ok(self);
        }
        Err(StatementRefused::Sum {
            opening: super::decimal(self.opening.minor),
            booked: super::decimal(i64::try_from(booked).unwrap_or(i64::MAX)),
            closing: super::decimal(self.closing.minor),
        })
    }
}
