//! Writing an invoice off, whole or in part, because nobody expects it to be paid any more. What is paid after all
//! takes it back first, so that the ledger says what happened.
//!
//! The VAT in it has been declared; claiming it back is part of a later return, for which each write-off names it.

mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use rules::WriteOffRefused;
pub use store::{WriteOff, of_invoice};

use crate::accounts::Session;
use crate::app::App;
use crate::billing::invoices::{self, Invoice};
use crate::billing::settlement::{self, Means, Settling};
use crate::events::{self, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::money::divide_half_even;
use hostler_kit::time::day;

/// What staff want to write off, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish<'a> {
    pub invoice: &'a Id<Invoice>,
    /// All that is open where it is not said.
    pub amount_minor: Option<i64>,
    pub reason: &'a str,
}

/// Writes an invoice off: the invoice as it is then.
///
/// # Errors
/// Nothing is open, the amount is nothing or more than is open, or no reason is given.
pub async fn write_off(app: &App, session: &Session, wish: &Wish<'_>) -> Result<Invoice, Fault> {
    let reason = rules::reason(wish.reason)?;
    let mut tx = app.db.begin().await?;
    let invoice = invoices::lock(&mut tx, wish.invoice).await?.ok_or_else(Fault::missing)?;
    let amount_minor = rules::amount(&invoice, wish.amount_minor)?;
    let write_off = WriteOff {
        id: Id::new(app.now_ms(), &app.random),
        invoice_id: invoice.id.clone(),
        amount_minor,
        vat_minor: vat_part(&invoice, amount_minor),
        reason,
        person_id: Some(session.person.id.clone()),
        date: day(app.now_ms(), app.zone()).to_string(),
        at_ms: app.now_ms(),
    };
    store::insert(&mut tx, &write_off).await?;
    let settling = Settling {
        invoice: &invoice.id,
        amount_minor,
        means: Means::WriteOff,
        source: write_off.id.as_str(),
        date: day(app.now_ms(), app.zone()),
    };
    let after = settlement::settle(app, &mut tx, &settling).await?;
    let happened = Happened {
        kind: "invoice.written-off",
        customer: Some(invoice.customer_id.as_str()),
        subject: invoice.id.as_str(),
        data: serde_json::json!({
            "number": invoice.number, "amount_minor": amount_minor, "vat_minor": write_off.vat_minor,
            "currency": invoice.currency, "reason": write_off.reason,
        }),
    };
    events::record(app, &mut tx, &session.actor(), happened).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(after)
}

/// The part of an amount of an invoice that is VAT.
pub fn vat_part(invoice: &Invoice, amount_minor: i64) -> i64 {
    match invoice.total_minor {
        ..=0 => 0,
        total => {
            divide_half_even(i128::from(amount_minor) * i128::from(invoice.vat_minor), i128::from(total))
        }
    }
}

/// Before money is taken off an invoice of which less is open: takes back as much of its write-offs as is missing.
/// The amount that comes back, and by which id; none where nothing of it was written off.
pub(super) async fn take_back(
    app: &App,
    tx: &mut Tx,
    (invoice, settling): (&Invoice, &Settling<'_>),
) -> Result<Option<(i64, String)>, Fault> {
    let missing = settling.amount_minor - invoice.open_minor;
    if settling.means != Means::Payment || missing <= 0 {
        return Ok(None);
    }
    let amount_minor = store::sum(tx, &invoice.id).await?.min(missing);
    if amount_minor <= 0 {
        return Ok(None);
    }
    let back = WriteOff {
        id: Id::new(app.now_ms(), &app.random),
        invoice_id: invoice.id.clone(),
        amount_minor: -amount_minor,
        vat_minor: -vat_part(invoice, amount_minor),
        reason: settling.source.into(),
        person_id: None,
        date: settling.date.to_string(),
        at_ms: app.now_ms(),
    };
    store::insert(tx, &back).await?;
    Ok(Some((amount_minor, back.id.to_string())))
}
