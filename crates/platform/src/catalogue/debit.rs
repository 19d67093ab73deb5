//! How the provider collects by SEPA direct debit, if it does.

use serde::Deserialize;

/// The section `[debit]`; without it invoices are paid by transfer only. Checked: the creditor identifier and the
/// seller's IBAN are right, and the currency is the euro.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DebitTerms {
    /// SEPA creditor identifier (AT-02).
    pub creditor_id: String,
    /// Days between the invoice that announces a debit and the debit; the scheme's are 14 unless agreed otherwise.
    #[serde(default = "usual_notice")]
    pub pre_notification_days: i64,
    /// Days on which banks are open between sending the file and the collection.
    #[serde(default = "usual_cut_off")]
    pub cut_off_days: i64,
    /// Whether the bank books a whole group as one amount.
    #[serde(default)]
    pub booking: Booking,
    /// The version of the file.
    #[serde(default)]
    pub message: Message,
    /// What the first collection of a mandate is called.
    #[serde(default)]
    pub first: First,
}

fn usual_notice() -> i64 {
    14
}

fn usual_cut_off() -> i64 {
    2
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Booking {
    #[default]
    Together,
    Each,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Message {
    #[default]
    #[serde(rename = "pain.008.001.08")]
    V8,
    #[serde(rename = "pain.008.001.02")]
    V2,
}

impl Message {
    pub fn name(self) -> &'static str {
        match self {
            Message::V8 => "pain.008.001.08",
            Message::V2 => "pain.008.001.02",
        }
    }
}

/// Since November 2016 the scheme leaves it to the creditor whether a mandate's first collection is marked as such.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum First {
    #[default]
    #[serde(rename = "RCUR")]
    Rcur,
    #[serde(rename = "FRST")]
    Frst,
}
