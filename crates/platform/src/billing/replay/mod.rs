//! Any month again, from a file of events alone (B11): what the invoice says can be checked by anybody.
//!
//! The file has one JSON object per line: an event of an account, or a reading of the bytes stored.
//!
//! ```json
//! {"at": "2026-10-03T09:30:00+02:00", "customer": "anna", "server": "bakery", "product": "connect", "event": "created", "account": "bram"}
//! {"at": "2026-10-03T23:00:00+02:00", "customer": "anna", "server": "bakery", "product": "connect", "bytes": 12000000000}
//! ```
//!
//! `event` is `created`, `deleted`, `disabled` or `enabled`. Lines may come in any order: they are taken by their
//! instant, and in the order of the file where instants are equal. A line that is there twice counts once, as does
//! the creation of an account that exists; the deletion of one that does not changes nothing. Other fields are
//! ignored; a line that is not of this shape makes the whole file refused.
//!
//! The numbers come from [`crate::metering`] and the lines from [`crate::billing::pricing`], which bill.

mod gather;
mod instant;
mod line;
mod month;
mod scan;
mod source;
#[cfg(test)]
mod tests;

pub use source::Source;

use crate::billing::pricing::{Line, Unbillable, lines};
use crate::catalogue::Catalogue;
use hostler_kit::time::Month;
use std::num::NonZeroUsize;

/// Why a file gives no lines.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The first line that is not an event or a reading; counted from 1.
    #[error("line {line}: {reason}")]
    BrokenLine { line: usize, reason: String },
    #[error("the events cannot be read ({0})")]
    Unreadable(#[from] std::io::Error),
    #[error(transparent)]
    Unbillable(#[from] Unbillable),
}

/// The month's lines, in invoice order, from an events file.
///
/// Months and days are those of the catalogue's zone. `threads` share the work; the answer does not depend on it.
///
/// # Errors
/// A broken line anywhere in the file, or a month or product that the catalogue has no price for.
pub fn replay(
    events: &Source,
    month: Month,
    catalogue: &Catalogue,
    threads: NonZeroUsize,
) -> Result<Vec<Line>, ReplayError> {
    let servers = {
        let parts = gather::parts(events, catalogue, threads)?;
        month::of_all(&parts, month, &catalogue.provider.zone, threads)
    };
    Ok(lines(catalogue, month, servers)?)
}
