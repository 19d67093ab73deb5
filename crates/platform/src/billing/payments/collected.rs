//! What the bank says of our debits: one was booked, one came back, or a whole file was booked as one amount. Debits
//! settle their invoices themselves; here it is written which payment did it, and how much that moved.

use super::model::{Match, Part, Payment, Plan, Why};
use super::store;
use crate::app::App;
use crate::billing::debits::{self, Debit};
use crate::billing::settlement;
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use jiff::civil::Date;

/// The reason that stands where a bank gives none (ISO 20022: not specified by the customer's bank).
const NO_REASON: &str = "MS03";

/// What became of a debit by this payment; none if it is about no debit of ours, or not about all of one.
pub(super) async fn by_end_to_end(app: &App, tx: &mut Tx, payment: &Payment) -> Result<Option<Match>, Fault> {
    if payment.end_to_end_id.is_empty() {
        return Ok(None);
    }
    let Some(debit) = debits::find_by_end_to_end(&app.db, &payment.end_to_end_id).await? else {
        return Ok(None);
    };
    if debit.amount_minor != Some(payment.open_minor.abs()) {
        return Ok(None);
    }
    taken(app, tx, payment, &debit).await
}

/// Lets the debit be booked or come back, if that has not happened before by another payment.
async fn taken(app: &App, tx: &mut Tx, payment: &Payment, debit: &Debit) -> Result<Option<Match>, Fault> {
    let date: Date = payment.date.parse().map_err(Fault::broken)?;
    let came = payment.amount_minor > 0;
    let (booked, returned) = store::matches::of_debit(tx, &debit.end_to_end_id).await?;
    if booked - returned != i64::from(!came) {
        return Ok(None);
    }
    let before = standing(tx, debit).await?;
    let end_to_end_id = debit.end_to_end_id.as_str();
    let is_ours = match came {
        true => debits::booked(app, tx, end_to_end_id, date).await?,
        false => {
            let reason =
                if payment.return_reason.is_empty() { NO_REASON } else { payment.return_reason.as_str() };
            debits::returned(app, tx, end_to_end_id, (reason, date)).await?
        }
    };
    let moved = standing(tx, debit).await? - before;
    if !is_ours || moved == 0 {
        return Ok(None);
    }
    Ok(Some(row(app, (payment, debit), (moved, came))))
}

/// What the customer has settled of the invoice and has too much: what a debit moves.
async fn standing(tx: &mut Tx, debit: &Debit) -> Result<i64, Fault> {
    let invoice = store::hints::invoice(tx, debit.invoice_id.as_str()).await?.ok_or_else(Fault::missing)?;
    Ok(settlement::credit_of(tx, &debit.customer_id).await? - invoice.open_minor)
}

fn row(app: &App, (payment, debit): (&Payment, &Debit), (amount_minor, came): (i64, bool)) -> Match {
    let (kind, why) = if came { ("debit", Why::Debit) } else { ("return", Why::Return) };
    Match {
        id: Id::new(app.now_ms(), &app.random),
        payment_id: payment.id.clone(),
        kind: kind.into(),
        subject: debit.end_to_end_id.clone(),
        customer_id: Some(debit.customer_id.clone()),
        amount_minor,
        why: why.code().into(),
        words: debit.invoice_number.clone(),
        by_name: Actor::platform().name,
        at_ms: app.now_ms(),
        undone_at_ms: None,
        undone_by: None,
    }
}

/// The batch of debits that a booking without transactions may be, if it comes to exactly what was sent.
pub(super) async fn batch(app: &App, payment: &Payment) -> Result<Option<Plan>, sqlx::Error> {
    let waiting = waiting(app, &payment.payment_info_id).await?;
    let sum: i64 = waiting.iter().filter_map(|debit| debit.amount_minor).sum();
    let fits = sum == payment.open_minor && !waiting.is_empty();
    let batch = payment.payment_info_id.clone();
    let part = Part::Batch { batch: batch.clone(), amount_minor: payment.open_minor };
    let words = format!("{batch} ({})", waiting.len());
    Ok(fits.then(|| Plan { why: Why::Debit, words, parts: vec![part] }))
}

async fn waiting(app: &App, batch: &str) -> Result<Vec<Debit>, sqlx::Error> {
    let found = debits::find_by_group(&app.db, batch).await?;
    Ok(found.into_iter().filter(|debit| debit.state == "sent").collect())
}

/// Lets every debit of a batch be booked by one payment.
pub(super) async fn book_batch(
    app: &App,
    tx: &mut Tx,
    (payment, batch): (&Payment, &str),
) -> Result<Vec<Match>, Fault> {
    let mut done = Vec::new();
    for debit in waiting(app, batch).await? {
        done.extend(taken(app, tx, payment, &debit).await?);
    }
    Ok(done)
}
