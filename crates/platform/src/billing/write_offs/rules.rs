//! Pure decisions: how much of an invoice may be written off, and with what reason.

use crate::billing::invoices::Invoice;
use hostler_kit::http::{Args, Kind, Refuse};

/// Longest reason, in characters.
const LONGEST: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteOffRefused {
    #[error("nothing is open of {number}")]
    NothingOpen { number: String },
    #[error("the amount is nothing, or more than is open")]
    AmountWrong { number: String },
    #[error("no reason was given, or one that is too long")]
    ReasonMissing,
}

impl Refuse for WriteOffRefused {
    fn kind(&self) -> Kind {
        match self {
            WriteOffRefused::NothingOpen { .. } => Kind::Conflict,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            WriteOffRefused::NothingOpen { .. } => "write-off-nothing-open",
            WriteOffRefused::AmountWrong { .. } => "write-off-amount-wrong",
            WriteOffRefused::ReasonMissing => "write-off-reason-missing",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            WriteOffRefused::NothingOpen { .. } => None,
            WriteOffRefused::AmountWrong { .. } => Some("amount"),
            WriteOffRefused::ReasonMissing => Some("reason"),
        }
    }

    fn args(&self) -> Args {
        match self {
            WriteOffRefused::NothingOpen { number } | WriteOffRefused::AmountWrong { number } => {
                Args::from([("number", number.clone())])
            }
            WriteOffRefused::ReasonMissing => Args::new(),
        }
    }
}

pub fn reason(text: &str) -> Result<String, WriteOffRefused> {
    let text = text.trim();
    match text.chars().count() {
        1..=LONGEST => Ok(text.to_string()),
        _ => Err(WriteOffRefused::ReasonMissing),
    }
}

/// What is written off, in minor units: all that is open unless said otherwise.
pub fn amount(invoice: &Invoice, wanted: Option<i64>) -> Result<i64, WriteOffRefused> {
    let number = || invoice.number.clone();
    if invoice.open_minor == 0 || invoice.kind == "credit-note" {
        return Err(WriteOffRefused::NothingOpen { number: number() });
    }
    match wanted.unwrap_or(invoice.open_minor) {
        minor if minor >= 1 && minor <= invoice.open_minor => Ok(minor),
        _ => Err(WriteOffRefused::AmountWrong { number: number() }),
    }
}
