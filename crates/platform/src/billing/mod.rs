//! From what was metered to what is invoiced: pricing, the replay of any month, invoices on page and paper, and the
//! bill calculator.

pub mod calculator;
pub mod debits;
pub mod einvoice;
pub mod invoices;
pub mod ledger;
pub mod paper;
pub mod payments;
pub mod pricing;
pub mod reminders;
pub mod replay;
pub mod routes;
pub mod settlement;
#[cfg(test)]
mod tests;
pub mod vat;
pub mod write_offs;
