//! Entries and transfers in the database, which protects both from ever being altered.

mod ageing;
mod check;
mod export;
mod read;
mod sums;
mod write;

pub use ageing::{ageing, count_ageing, total_ageing};
pub(super) use check::{credit_differences, debt_differences, gaps, open_differences, without_entry};
pub(super) use export::{Bound, ExportCustomer, ExportLine, bounds, customers, part, totals};
pub use read::{count_entries, count_lines, entries, find, invoice_of_settlement, lines, transfers};
pub use sums::{by_month, sums};
pub use write::{balance, debtors_of};
pub(super) use write::{insert, is_posted, next_number};

type Result<T> = std::result::Result<T, sqlx::Error>;
