//! Invoices (B4, B6–B8): what each customer's month comes to, first as a draft that anybody can look at, then, once
//! staff close the month, as documents with gapless numbers that never change again; and what a licence order comes
//! to. Readings that come after that are corrected on the next invoice, once. A credit note takes an invoice back.

pub mod api;
mod credit;
mod credit_page;
mod credited;
mod draft;
mod evidence;
mod issue;
pub mod jobs;
mod lists;
mod model;
pub(in crate::billing) mod month_page;
mod months;
mod order;
pub mod pages;
mod preview;
mod rules;
mod show;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;
mod told;
mod verify;
mod write;

pub use credit::credit;
pub use draft::draft;
pub use issue::{close, close_as, issue, try_again};
pub use model::{
    ClosedMonth, CreditLine, CreditThen, CreditWhat, CreditWish, Credited, Document, DocumentKind, Draft,
    Filter, Invoice, Issued, Item, Mentioned, Party, Payment, Period, Sums, Totals, VatGroup, Warning, Which,
};
pub use months::Waits;
pub use order::{OrderBill, OrderLine, issue_order, of_order};
pub use preview::{Expected, Size, preview};
pub use rules::{InvoiceRefused, is_reference, number_of, reference, totals};
pub use show::{Shown, Voice};
pub use store::{
    by_number, by_reference, document, find, list, lock, newest_issued_ms, of_customer, open_of, overdue,
    set_open, waiting_of,
};
pub use verify::{Difference, Verification, What, verify};

use crate::accounts::{self, Customer};
use crate::app::App;
use crate::billing::paper;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::Month;

/// The customer's running month: the next invoice as it stands.
pub async fn next_invoice(app: &App, customer: &Id<Customer>) -> Result<Draft, Fault> {
    let customer = accounts::customer(&app.db, customer).await?.ok_or(Fault::missing())?;
    draft(app, &customer, Month::of(app.now_ms(), app.zone())).await
}

/// A document as PDF, in its customer's language, and the file's name.
pub async fn on_paper(app: &App, id: &Id<Invoice>) -> Result<(String, Vec<u8>), Fault> {
    let document = store::document(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let bytes = paper::set(app, &document).await?;
    Ok((format!("{}.pdf", document.number), bytes))
}
