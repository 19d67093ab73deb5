//! Direct debit (B5, B10): a customer signs a mandate, each invoice announces its collection, files of debits go to the
//! bank, and what the bank says about them comes back.
//!
//! A debit is planned in the transaction that issues its invoice, goes into one file, and settles the invoice when the
//! bank's statement books it, not before. What comes back puts the invoice where it was, and its customer is told.

pub mod answers;
pub mod batches;
mod bookings;
mod letters;
pub mod mandates;
mod model;
pub mod pages;
mod planning;
pub mod reasons;
pub mod routes;
mod rules;
mod shown;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;
pub mod watch;
mod wording;

pub use bookings::{booked, charged, returned};
pub use mandates::mandate_of;
pub use model::{Announcement, Batch, Debit, Mandate, Signature, Signing};
pub use planning::{announce, announced, plan, told};
pub use rules::DebitRefused;

use crate::accounts::Customer;
use crate::app::App;
use crate::catalogue::DebitTerms;
use crate::events::{self, Actor, Happened};
use hostler_kit::db::{Db, Tx};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use sepa::Iban;
use sqlx::AnyConnection;

/// The debit that the bank names by this end-to-end id.
pub async fn find_by_end_to_end(db: &Db, end_to_end_id: &str) -> Result<Option<Debit>, sqlx::Error> {
    store::debits::by_end_to_end(db, end_to_end_id).await
}

/// Whose mandate in force is for this account; there may be several.
///
/// # Errors
/// The database's; a sealed number that this installation's key does not open.
pub async fn customers_of_account(
    app: &App,
    connection: &mut AnyConnection,
    iban: &Iban,
) -> Result<Vec<Id<Customer>>, Fault> {
    let mut found = Vec::new();
    for (customer, signature) in store::mandates::shown_as(connection, &rules::shown(iban)).await? {
        if mandates::open_iban(app, &signature)? == iban.as_str() {
            found.push(customer);
        }
    }
    Ok(found)
}

/// The debits that the bank booked as one amount, by the id of their group (`PmtInfId`), whatever became of them.
pub async fn find_by_group(db: &Db, group_id: &str) -> Result<Vec<Debit>, sqlx::Error> {
    if group_id.is_empty() {
        return Ok(Vec::new());
    }
    store::debits::of_group(db, group_id).await
}

/// How the provider collects.
///
/// # Errors
/// It does not.
pub fn terms(app: &App) -> Result<&DebitTerms, DebitRefused> {
    app.catalogue.debit.as_ref().ok_or(DebitRefused::Off)
}

async fn note(
    app: &App,
    tx: &mut Tx,
    (kind, by): (&'static str, &Actor),
    debit: &Debit,
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: Some(debit.customer_id.as_str()),
        subject: debit.id.as_str(),
        data: serde_json::json!({
            "invoice": debit.invoice_number, "collect_on": debit.collect_on, "reason": debit.reason,
            "amount_minor": debit.amount_minor.unwrap_or(debit.announced_minor), "currency": debit.currency,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
