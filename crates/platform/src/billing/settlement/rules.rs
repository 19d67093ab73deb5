//! Pure decisions: how much may come off an invoice, and what it is then.

use super::model::{Means, Settling};
use crate::billing::invoices::Invoice;
use hostler_kit::http::{Args, Kind, Refuse};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettlementRefused {
    #[error("{number} has less than that open")]
    MoreThanOpen { number: String },
    #[error("less than that was taken off {number}")]
    MoreThanSettled { number: String },
}

impl Refuse for SettlementRefused {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            SettlementRefused::MoreThanOpen { .. } => "settle-more-than-open",
            SettlementRefused::MoreThanSettled { .. } => "settle-more-than-settled",
        }
    }

    fn args(&self) -> Args {
        match self {
            SettlementRefused::MoreThanOpen { number } | SettlementRefused::MoreThanSettled { number } => {
                Args::from([("number", number.clone())])
            }
        }
    }
}

pub(super) fn check(invoice: &Invoice, amount_minor: i64) -> Result<(), SettlementRefused> {
    let number = || invoice.number.clone();
    if amount_minor > invoice.open_minor {
        return Err(SettlementRefused::MoreThanOpen { number: number() });
    }
    if invoice.open_minor.saturating_sub(amount_minor) > invoice.total_minor {
        return Err(SettlementRefused::MoreThanSettled { number: number() });
    }
    Ok(())
}

/// The invoice once the amount is off it.
pub(super) fn after(invoice: Invoice, settling: &Settling<'_>, now_ms: i64) -> Invoice {
    let open_minor = invoice.open_minor - settling.amount_minor;
    let state = match settling.means {
        _ if open_minor > 0 => "issued",
        Means::Payment | Means::Credit => "paid",
        Means::CreditNote => "credited",
        Means::WriteOff => "written-off",
    };
    Invoice { open_minor, state: state.into(), settled_at_ms: (open_minor == 0).then_some(now_ms), ..invoice }
}
