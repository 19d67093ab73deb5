//! Files of debits for the bank: what is due is put into one for each day of collection. A debit goes into a file in
//! the transaction that writes it, so pressed twice or killed in between there is one file or none.

use super::mandates::{has_lapsed, open_iban};
use super::model::{Batch, Debit, Signature};
use super::rules::{self, DebitRefused};
use super::store::{batches, debits, mandates};
use super::{letters, note, terms};
use crate::accounts::{self, Customer};
use crate::app::App;
use crate::billing::invoices::{self, store as invoice_store};
use crate::catalogue::{self, DebitTerms, First};
use crate::drivers::bank::pain008::{self, Booking, Collection, Creditor, Message};
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::random::hex;
use hostler_kit::time::day;
use hostler_kit::ui::Lang;
use jiff::civil::Date;
use sepa::SequenceType;
use sepa::pain008::DirectDebitSchema;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A debit that goes into a file, and its line there.
struct Line {
    debit: Debit,
    signature: Id<Signature>,
    collection: Collection,
}

/// Puts everything that is due into files, one for each day of collection. What is not to be collected any more is
/// cancelled; of an invoice that was paid in part, the rest is collected.
///
/// # Errors
/// Direct debit is off; nothing is due; a debit breaks a rule of the scheme (nothing is sent then).
pub async fn make(app: &App, by: &Actor) -> Result<Vec<Batch>, Fault> {
    let mut tx = app.db.begin().await?;
    let made = put_in_files(app, &mut tx, by).await?;
    // What was cancelled stays so also where nothing is left to be sent.
    tx.commit().await?;
    app.wake.wake();
    if made.is_empty() { Err(DebitRefused::NothingDue.into()) } else { Ok(made) }
}

async fn put_in_files(app: &App, tx: &mut Tx, by: &Actor) -> Result<Vec<Batch>, Fault> {
    let terms = terms(app)?;
    let today = day(app.now_ms(), app.zone());
    let due = debits::lock_due(tx, &rules::due_until(today, terms).to_string()).await?;
    let mut days: BTreeMap<Date, Vec<Line>> = BTreeMap::new();
    for debit in due {
        let planned: Date = debit.collect_on.parse().map_err(Fault::broken)?;
        let on = rules::in_time(planned, today, terms);
        if let Some(line) = line(app, tx, (debit, terms), (today, by)).await? {
            days.entry(on).or_default().push(line);
        }
    }
    let mut made = Vec::new();
    for (on, lines) in days {
        made.push(write(app, tx, (on, lines), by).await?);
    }
    Ok(made)
}

/// Makes the files that have to be with the bank by the next day on which it is open, and tells staff: how many. Nothing
/// happens where direct debit is off, or there is time.
pub async fn prepare(app: &App) -> Result<usize, Fault> {
    let Ok(terms) = terms(app) else { return Ok(0) };
    let today = day(app.now_ms(), app.zone());
    let first = debits::first_planned(&app.db).await?.and_then(|day| day.parse().ok());
    if !first.is_some_and(|first| rules::is_pressing(first, today, terms)) {
        return Ok(0);
    }
    let mut tx = app.db.begin().await?;
    let made = put_in_files(app, &mut tx, &Actor::platform()).await?;
    if !made.is_empty() {
        letters::made(app, &mut tx, &made).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(made.len())
}

/// A due debit's line, or none: it is cancelled where its invoice is settled or its mandate is over.
async fn line(
    app: &App,
    tx: &mut Tx,
    (debit, terms): (Debit, &DebitTerms),
    (today, by): (Date, &Actor),
) -> Result<Option<Line>, Fault> {
    let invoice = invoice_store::lock(tx, &debit.invoice_id).await?.ok_or_else(Fault::missing)?;
    let mandate = mandates::find_in(tx, &debit.mandate_id).await?.ok_or_else(Fault::missing)?;
    let amount_minor = invoice.open_minor.min(debit.announced_minor);
    let reason = match () {
        () if amount_minor == 0 => Some("paid"),
        () if !mandate.is_active() || has_lapsed(&mandate, today) => Some("mandate-ended"),
        () => None,
    };
    if let Some(reason) = reason {
        debits::cancel(tx, &debit.id, (reason, &today.to_string())).await?;
        let debit = Debit { state: "cancelled".into(), reason: reason.into(), ..debit };
        note(app, tx, ("debit.cancelled", by), &debit).await?;
        return Ok(None);
    }
    let signature = mandates::signature(tx, &mandate.signature_id).await?.ok_or_else(Fault::missing)?;
    let before = mandates::collected_from(tx, &mandate.id).await?;
    let customer = accounts::customer(&app.db, &debit.customer_id).await?.ok_or_else(Fault::missing)?;
    let sequence = match (&before, terms.first) {
        (None, First::Frst) => SequenceType::Frst,
        _ => SequenceType::Rcur,
    };
    let moved_from = match before.filter(|before| before.id != signature.id) {
        Some(before) => Some(iban(app, &before)?),
        None => None,
    };
    let account = iban(app, &signature)?;
    let collection = Collection {
        end_to_end_id: debit.end_to_end_id.clone(),
        sequence,
        amount_minor,
        mandate: mandate.reference,
        signed_on: first_signed(tx, &signature, &mandate.signed_on).await?,
        holder: signature.holder.clone(),
        bic: sepa::validate_bic(&signature.bic).ok(),
        address: address(&customer, &account),
        words: words(app, &customer, &debit),
        moved_from: moved_from.filter(|before| *before != account),
        iban: account,
    };
    Ok(Some(Line { debit, signature: signature.id, collection }))
}

fn iban(app: &App, signature: &Signature) -> Result<sepa::Iban, Fault> {
    sepa::validate_iban(&open_iban(app, signature)?).map_err(Fault::broken)
}

/// The day on which the mandate itself was signed (AT-25); moving it to another account does not change that.
async fn first_signed(tx: &mut Tx, signature: &Signature, signed_on: &str) -> Result<Date, Fault> {
    let first = mandates::first_signed(tx, &signature.mandate_id).await?;
    first.as_deref().unwrap_or(signed_on).parse().map_err(Fault::broken)
}

/// Banks outside of the EEA want to know where the holder is.
fn address(customer: &Customer, account: &sepa::Iban) -> Option<(String, String)> {
    let far = rules::is_outside_eea(account.country_code());
    (far && !customer.city.is_empty()).then(|| (customer.city.clone(), customer.country.clone()))
}

/// What stands on the customer's statement.
fn words(app: &App, customer: &Customer, debit: &Debit) -> String {
    let words = app.languages.of(Lang::parse(&customer.language).unwrap_or(Lang::En));
    let reference = invoices::reference(&debit.invoice_number);
    let values = [("number", debit.invoice_number.as_str().into()), ("reference", reference.as_str().into())];
    words.tr("debit-on-statement", &values).chars().take(140).collect()
}

/// Who collects, from the catalogue, which was checked.
fn creditor(app: &App) -> Result<Creditor, Fault> {
    let seller = &app.catalogue.seller;
    Ok(Creditor {
        name: app.catalogue.provider.name.clone(),
        id: sepa::validate_creditor_id(&terms(app)?.creditor_id).map_err(Fault::broken)?,
        iban: sepa::validate_iban(&seller.iban).map_err(Fault::broken)?,
        bic: sepa::validate_bic(&seller.bic).ok(),
    })
}

async fn write(app: &App, tx: &mut Tx, (on, lines): (Date, Vec<Line>), by: &Actor) -> Result<Batch, Fault> {
    let (terms, creditor, now_ms) = (terms(app)?, creditor(app)?, app.now_ms());
    let id: Id<Batch> = Id::new(now_ms, &app.random);
    let message_id = format!("DD-{}-{}", on.strftime("%Y%m%d"), hex(&app.random.bytes::<6>()));
    let message = Message {
        id: &message_id,
        creditor: &creditor,
        schema: match terms.message {
            catalogue::Message::V8 => DirectDebitSchema::IsoV8,
            catalogue::Message::V2 => DirectDebitSchema::IsoV2,
        },
        batch_booking: match terms.booking {
            catalogue::Booking::Together => Booking::Together,
            catalogue::Booking::Each => Booking::Each,
        },
        collect_on: on,
        made_at_ms: now_ms,
        collections: lines.iter().map(|line| line.collection.clone()).collect(),
    };
    let file =
        pain008::write(&message).map_err(|error| DebitRefused::FileRefused { problem: error.to_string() })?;
    let batch = Batch {
        collect_on: on.to_string(),
        message: terms.message.name().into(),
        number: i64::try_from(lines.len()).map_err(Fault::broken)?,
        total_minor: lines.iter().map(|line| line.collection.amount_minor).sum(),
        currency: app.catalogue.provider.currency.clone(),
        file_hash: hex(&Sha256::digest(file.as_bytes())),
        made_at_ms: now_ms,
        made_by: by.name.clone(),
        message_id,
        id,
    };
    batches::insert(tx, &batch, &app.vault.seal(&file, batch.id.as_str(), &app.random)).await?;
    for line in lines {
        send(app, tx, (&batch, line), by).await?;
    }
    note_made(app, tx, &batch, by).await?;
    Ok(batch)
}

async fn send(app: &App, tx: &mut Tx, (batch, line): (&Batch, Line), by: &Actor) -> Result<(), Fault> {
    let Line { debit, signature, collection } = line;
    let group = pain008::group_id(&batch.message_id, collection.sequence);
    let into = (&batch.id, batch.collect_on.as_str(), group.as_str());
    debits::send(tx, &debit.id, into, (&signature, collection.amount_minor)).await?;
    mandates::note_use(tx, &debit.mandate_id, &batch.collect_on).await?;
    let amount_minor = Some(collection.amount_minor);
    let announced = debit.collect_on.clone();
    let debit = Debit { collect_on: batch.collect_on.clone(), amount_minor, ..debit };
    if debit.collect_on != announced {
        letters::later(app, tx, &debit).await?;
    }
    note(app, tx, ("debit.sent", by), &debit).await?;
    Ok(())
}

async fn note_made(app: &App, tx: &mut Tx, batch: &Batch, by: &Actor) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind: "batch.made",
        customer: None,
        subject: batch.id.as_str(),
        data: serde_json::json!({
            "message_id": batch.message_id, "collect_on": batch.collect_on, "number": batch.number,
            "total_minor": batch.total_minor, "currency": batch.currency,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}

/// A batch's file, for whoever brings it to the bank.
pub async fn file(app: &App, id: &Id<Batch>) -> Result<(Batch, String), Fault> {
    let batch = batches::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let sealed = batches::file(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let text = app.vault.open(&sealed, id.as_str()).map_err(Fault::broken)?;
    Ok((batch, text))
}
