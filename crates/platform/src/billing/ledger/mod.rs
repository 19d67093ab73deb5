//! The ledger (B8): double entry. Every invoice, payment, return and write-off is an entry, and an entry is a list of
//! transfers, each of which debits one account and credits another by the same amount. There is no way to write
//! something down that is out of balance.

pub mod api;
mod check;
mod export;
mod model;
pub mod pages;
mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod vat;

pub use check::{Finding, check, checked};
pub use export::{Format, Parts, export};
pub use model::{
    Account, Aged, AgedTotal, Balance, Entry, KeptTransfer, Line, Listed, Nature, Posting, Sums, Transfer,
    TrialBalance,
};
pub use rules::{Days, LedgerRefused, Sought, Span, of_document, quarter, quarter_of};
pub use vat::{VatCategory, VatReturn, vat_return};

pub use store::{balance, debtors_of};

use crate::app::App;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Writes an entry in the caller's transaction. The same kind and subject are posted once: false says that they were
/// there already, and nothing was written.
///
/// # Errors
/// A transfer of nothing, below zero, or from an account to itself.
pub async fn post(app: &App, tx: &mut Tx, posting: &Posting<'_>) -> Result<bool, Fault> {
    rules::check(&posting.transfers)?;
    if store::is_posted(tx, posting).await? {
        return Ok(false);
    }
    let year = format!("{:04}", posting.date.year());
    let entry = Entry {
        id: Id::new(app.now_ms(), &app.random),
        number: store::next_number(tx, &year).await?,
        year,
        date: posting.date.to_string(),
        kind: posting.kind.into(),
        subject: posting.subject.into(),
        customer_id: posting.customer.cloned(),
        words: posting.words.into(),
        at_ms: app.now_ms(),
    };
    store::insert(tx, &entry, &posting.transfers).await?;
    Ok(true)
}

/// Every account over a span of months, by the bookkeeper's numbers.
pub async fn trial_balance(app: &App, span: Span) -> Result<TrialBalance, Fault> {
    let sums = store::sums(&app.db, &span.days()).await?;
    let catalogue = &app.catalogue;
    Ok(rules::trial_balance(sums, span, (&catalogue.chart, &catalogue.provider.currency)))
}
