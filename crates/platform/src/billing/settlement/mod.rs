//! What takes an amount off an invoice: a payment, the customer's credit, a credit note, a write-off; and what puts it
//! back on, such as a refused debit. Each is written once, with its entry in the ledger, in the caller's transaction.

mod model;
mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use model::{Means, Settlement, Settling};
pub use rules::SettlementRefused;
pub use store::{credit, of_invoice, sum_of};

use crate::accounts::Customer;
use crate::app::App;
use crate::billing::invoices::{self, Invoice};
use crate::billing::ledger::{self, Account, Posting, Transfer};
use crate::billing::{reminders, write_offs};
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use jiff::civil::Date;

/// Takes an amount off an invoice, or puts it back on where it is below zero: the invoice as it is then. The same
/// source settles an invoice once; a second time changes nothing. A payment of what was written off takes the write-off
/// back first; what settles the last of what was overdue ends the suspension of servers.
///
/// # Errors
/// More than is open, or more put back than was taken off.
pub async fn settle(app: &App, tx: &mut Tx, settling: &Settling<'_>) -> Result<Invoice, Fault> {
    let mut before = invoices::lock(tx, settling.invoice).await?.ok_or_else(Fault::missing)?;
    if store::is_settled(tx, settling).await? {
        return Ok(before);
    }
    if let Some((amount_minor, source)) = write_offs::take_back(app, tx, (&before, settling)).await? {
        let (means, source) = (Means::WriteOff, source.as_str());
        let back = Settling { amount_minor: -amount_minor, means, source, ..settling.clone() };
        before = take(app, tx, before, &back).await?;
    }
    let after = take(app, tx, before, settling).await?;
    if after.open_minor == 0 && settling.means != Means::WriteOff {
        reminders::settled(app, tx, &after).await?;
    }
    Ok(after)
}

async fn take(app: &App, tx: &mut Tx, before: Invoice, settling: &Settling<'_>) -> Result<Invoice, Fault> {
    rules::check(&before, settling.amount_minor)?;
    let settlement = Settlement {
        id: Id::new(app.now_ms(), &app.random),
        invoice_id: settling.invoice.clone(),
        amount_minor: settling.amount_minor,
        means: settling.means.code().into(),
        source: settling.source.into(),
        date: settling.date.to_string(),
        at_ms: app.now_ms(),
    };
    store::insert(tx, &settlement).await?;
    let after = rules::after(before.clone(), settling, app.now_ms());
    invoices::set_open(tx, &after).await?;
    post(app, tx, (&after, settling, settlement.id.as_str())).await?;
    note(app, tx, (&before, &after, settling)).await?;
    Ok(after)
}

/// A credit note is posted as the document that it is; all else moves the amount off the customer's debt.
async fn post(
    app: &App,
    tx: &mut Tx,
    (invoice, settling, subject): (&Invoice, &Settling<'_>, &str),
) -> Result<(), Fault> {
    let Some(from) = settling.means.account() else { return Ok(()) };
    let transfers = Transfer::of(from, Account::Debtors, settling.amount_minor).into_iter().collect();
    let posting = Posting {
        date: settling.date,
        kind: settling.means.code(),
        subject,
        customer: Some(&invoice.customer_id),
        words: &invoice.number,
        transfers,
    };
    ledger::post(app, tx, &posting).await?;
    if settling.means == Means::Credit {
        store::add_credit(tx, &invoice.customer_id, -settling.amount_minor).await?;
    }
    Ok(())
}

async fn note(
    app: &App,
    tx: &mut Tx,
    (before, after, settling): (&Invoice, &Invoice, &Settling<'_>),
) -> Result<(), Fault> {
    let kind = match (before.open_minor, after.open_minor) {
        (_, 0) => "invoice.settled",
        (was, is) if is > was => "invoice.reopened",
        _ => "invoice.part-settled",
    };
    let happened = Happened {
        kind,
        customer: Some(after.customer_id.as_str()),
        subject: after.id.as_str(),
        data: serde_json::json!({
            "number": after.number, "means": settling.means.code(), "amount_minor": settling.amount_minor,
            "open_minor": after.open_minor, "currency": after.currency,
        }),
    };
    events::record(app, tx, &Actor::platform(), happened).await?;
    Ok(())
}

/// What a customer has too much: from `from` (suspense for a payment, debtors for a credit note) to its credit. The
/// same kind and subject count once.
pub async fn give_credit(
    app: &App,
    tx: &mut Tx,
    (customer, amount_minor, from): (&Id<Customer>, i64, Account),
    (date, kind, subject, words): (Date, &str, &str, &str),
) -> Result<(), Fault> {
    let transfers = Transfer::of(from, Account::CustomerCredit, amount_minor).into_iter().collect();
    let posting = Posting { date, kind, subject, customer: Some(customer), words, transfers };
    if ledger::post(app, tx, &posting).await? {
        store::add_credit(tx, customer, amount_minor).await?;
    }
    Ok(())
}

/// Pays an invoice by what the customer has too much, as far as that goes: the invoice as it is then.
pub async fn use_credit(app: &App, tx: &mut Tx, invoice: Invoice, date: Date) -> Result<Invoice, Fault> {
    let amount_minor = store::credit_of(tx, &invoice.customer_id).await?.min(invoice.open_minor);
    if amount_minor == 0 {
        return Ok(invoice);
    }
    let source = format!("credit-{}-{}", invoice.number, app.now_ms());
    let settling =
        Settling { invoice: &invoice.id, amount_minor, means: Means::Credit, source: &source, date };
    settle(app, tx, &settling).await
}

/// Whether a customer has so much too much, locked until the transaction ends.
pub async fn has_credit(
    tx: &mut Tx,
    customer: &Id<Customer>,
    amount_minor: i64,
) -> Result<bool, sqlx::Error> {
    Ok(store::credit_of(tx, customer).await? >= amount_minor)
}

/// What a customer has too much, locked until the transaction ends.
pub async fn credit_of(tx: &mut Tx, customer: &Id<Customer>) -> Result<i64, sqlx::Error> {
    store::credit_of(tx, customer).await
}

/// Takes an amount out of a customer's hands that waits to be paid back, or gives it back where it is below zero. In
/// the ledger it is the customer's credit until it leaves the bank account.
pub async fn set_aside(tx: &mut Tx, customer: &Id<Customer>, amount_minor: i64) -> Result<(), sqlx::Error> {
    store::add_credit(tx, customer, -amount_minor).await
}
