//! Taking a bank's file in: checked, joined to what is known, its money written to the ledger, and settled as far as it
//! is certain what it is for. One transaction: a file that breaks off leaves nothing.

use super::model::{Imported, Known, Payment, Statement};
use super::refused::PaymentRefused;
use super::{chain, matching, store};
use crate::app::App;
use crate::billing::ledger::{self, Account, Posting, Transfer};
use crate::drivers::bank::{self, Booking, Transaction};
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use jiff::civil::Date;

/// Longest text of a payment that is kept.
const LONGEST: usize = 1_000;

/// Takes a file of statements in. What is known already changes nothing.
///
/// # Errors
/// It cannot be read, is of another account, or does not begin where the last statement ended.
pub async fn import(app: &App, actor: &Actor, name: &str, bytes: Vec<u8>) -> Result<Imported, Fault> {
    let mut read = app.blocking(move || bank::read(&bytes)).await?;
    read.sort_by_key(|statement| statement.closing.date);
    for statement in &mut read {
        check(app, statement)?;
        statement.iban = bank::plain(&app.catalogue.seller.iban);
    }
    let mut tx = app.db.begin().await?;
    let mut imported = Imported::default();
    for statement in &read {
        take(app, &mut tx, (actor, name), (statement, &mut imported)).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(imported)
}

fn check(app: &App, statement: &bank::Statement) -> Result<(), PaymentRefused> {
    let (ours, currency) = (&app.catalogue.seller.iban, &app.catalogue.provider.currency);
    if !chain::is_ours(&statement.iban, ours) {
        let found = statement.iban.chars().take(40).collect();
        return Err(PaymentRefused::OtherAccount { found, ours: ours.clone() });
    }
    if statement.currency != *currency {
        let found = statement.currency.chars().take(10).collect();
        return Err(PaymentRefused::OtherCurrency { found, ours: currency.clone() });
    }
    Ok(())
}

async fn take(
    app: &App,
    tx: &mut Tx,
    (actor, file): (&Actor, &str),
    (read, imported): (&bank::Statement, &mut Imported),
) -> Result<(), Fault> {
    let is_first = store::statements::open_account(tx, read).await?;
    if is_first {
        post_opening(app, tx, read).await?;
    }
    let mut account = store::statements::lock_account(tx, &read.iban).await?;
    let first = read.bookings.iter().map(|booking| booking.date).chain([read.closing.date]).min();
    let first = first.unwrap_or(read.closing.date).to_string();
    let tail = store::statements::tail(tx, &read.iban, &first).await?;
    let fresh = chain::fresh(&account, &tail, read)?;
    imported.known += (read.bookings.len() - fresh.len()) as i64;
    let is_later = is_first || read.closing.date.to_string() > account.date;
    if fresh.is_empty() && !(read.bookings.is_empty() && is_later) {
        return Ok(());
    }
    let statement = row(app, (actor, file), (read, fresh.len()));
    store::statements::insert(tx, &statement).await?;
    for at in fresh {
        account.bookings += 1;
        account.balance_minor += read.bookings[at].amount_minor;
        let known = known(read, &read.bookings[at], account.balance_minor);
        store::statements::insert_booking(tx, &statement, account.bookings, &known).await?;
        take_booking(app, tx, (&statement, account.bookings), (&read.bookings[at], imported)).await?;
    }
    account.date = account.date.max(statement.closing_date.clone());
    account.sequence = read.sequence.or(account.sequence);
    store::statements::set_account(tx, &account).await?;
    note(app, tx, actor, &statement).await?;
    imported.statements.push(statement);
    Ok(())
}

/// What lay on the account before the first statement.
async fn post_opening(app: &App, tx: &mut Tx, read: &bank::Statement) -> Result<(), Fault> {
    let transfers: Vec<Transfer> =
        Transfer::of(Account::Bank, Account::Opening, read.opening.minor).into_iter().collect();
    if transfers.is_empty() {
        return Ok(());
    }
    let posting = Posting {
        date: read.opening.date,
        kind: "opening",
        subject: &read.iban,
        customer: None,
        words: &read.iban,
        transfers,
    };
    ledger::post(app, tx, &posting).await?;
    Ok(())
}

fn row(app: &App, (actor, file): (&Actor, &str), (read, fresh): (&bank::Statement, usize)) -> Statement {
    Statement {
        id: Id::new(app.now_ms(), &app.random),
        iban: read.iban.clone(),
        format: read.format.code().into(),
        name: cut(&read.name),
        sequence: read.sequence,
        opening_minor: read.opening.minor,
        opening_date: read.opening.date.to_string(),
        closing_minor: read.closing.minor,
        closing_date: read.closing.date.to_string(),
        currency: read.currency.clone(),
        bookings: fresh as i64,
        file: cut(file),
        imported_by: actor.name.clone(),
        at_ms: app.now_ms(),
    }
}

fn known(read: &bank::Statement, booking: &Booking, balance_minor: i64) -> Known {
    Known {
        date: booking.date.to_string(),
        amount_minor: booking.amount_minor,
        balance_minor,
        bank_reference: cut(&booking.bank_reference),
        format: read.format.code().into(),
    }
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

async fn take_booking(
    app: &App,
    tx: &mut Tx,
    (statement, position): (&Statement, i64),
    (booking, imported): (&Booking, &mut Imported),
) -> Result<(), Fault> {
    for (line, transaction) in (1..).zip(booking.transactions.iter().filter(|one| one.amount_minor != 0)) {
        let place = (statement, position, line);
        let payment = payment(app, place, (booking, transaction));
        store::payments::insert(tx, &payment).await?;
        post(app, tx, &payment, booking.date).await?;
        tell(app, tx, &payment).await?;
        imported.payments += 1;
        match matching::settle_if_certain(app, tx, payment).await?.as_str() {
            "settled" => imported.settled += 1,
            "suggested" => imported.suggested += 1,
            _ => {}
        }
    }
    Ok(())
}

fn payment(
    app: &App,
    (statement, position, line): (&Statement, i64, i64),
    (booking, transaction): (&Booking, &Transaction),
) -> Payment {
    let id: Id<Payment> = Id::new(app.now_ms(), &app.random);
    // Charges that are not within the amount are the bank's mistake, or a reader's.
    let charges_minor = transaction.charges_minor.clamp(0, transaction.amount_minor.abs());
    let party = Party::of(app, id.as_str(), &transaction.iban);
    let batch = booking.batch.as_ref().filter(|_| transaction.end_to_end_id.is_empty());
    Payment {
        statement_id: statement.id.clone(),
        iban: statement.iban.clone(),
        position,
        line,
        date: booking.date.to_string(),
        amount_minor: transaction.amount_minor,
        charges_minor,
        currency: statement.currency.clone(),
        name: cut(&transaction.name),
        party_sealed: party.sealed,
        party_key: party.key,
        party_shown: party.shown,
        end_to_end_id: cut(&transaction.end_to_end_id),
        mandate: cut(&transaction.mandate),
        reference: cut(&transaction.reference),
        words: cut(&transaction.words),
        return_reason: cut(&transaction.return_reason),
        payment_info_id: batch.map(|batch| cut(&batch.payment_info_id)).unwrap_or_default(),
        at_ms: app.now_ms(),
        open_minor: transaction.amount_minor + charges_minor,
        state: if transaction.amount_minor + charges_minor == 0 { "settled" } else { "open" }.into(),
        id,
    }
}

/// The other side's account as it is kept.
#[derive(Default)]
pub(super) struct Party {
    pub sealed: String,
    pub key: String,
    pub shown: String,
}

impl Party {
    /// Of a plain IBAN; all empty where it is none.
    pub(super) fn of(app: &App, owner: &str, iban: &str) -> Party {
        let Ok(iban) = sepa::validate_iban(iban) else { return Party::default() };
        let iban = iban.as_str();
        Party {
            sealed: app.vault.seal(iban, owner, &app.random),
            key: Party::key(app, iban),
            shown: format!("{}…{}", &iban[..4], &iban[iban.len() - 4..]),
        }
    }

    /// By which the same account is known again without being readable.
    pub(super) fn key(app: &App, iban: &str) -> String {
        app.vault.fingerprint(&[b"iban", iban.as_bytes()])
    }
}

/// The money is on the bank account, and what it is for is not settled yet. What the bank kept is its charges.
async fn post(app: &App, tx: &mut Tx, payment: &Payment, date: Date) -> Result<(), Fault> {
    let moved = Transfer::of(Account::Bank, Account::Suspense, payment.amount_minor);
    let kept = Transfer::of(Account::BankCharges, Account::Suspense, payment.charges_minor);
    let posting = Posting {
        date,
        kind: "bank",
        subject: payment.id.as_str(),
        customer: None,
        words: &payment.name,
        transfers: moved.into_iter().chain(kept).collect(),
    };
    ledger::post(app, tx, &posting).await?;
    Ok(())
}

async fn tell(app: &App, tx: &mut Tx, payment: &Payment) -> Result<(), sqlx::Error> {
    let data = serde_json::json!({
        "amount_minor": payment.amount_minor, "currency": payment.currency, "date": payment.date,
    });
    let subject = payment.id.as_str();
    let happened = Happened { kind: "payment.received", customer: None, subject, data };
    events::record(app, tx, &Actor::platform(), happened).await?;
    Ok(())
}

async fn note(app: &App, tx: &mut Tx, actor: &Actor, statement: &Statement) -> Result<(), sqlx::Error> {
    let data = serde_json::json!({
        "format": statement.format, "bookings": statement.bookings, "closing_date": statement.closing_date,
        "closing_minor": statement.closing_minor, "file": statement.file,
    });
    let subject = statement.id.as_str();
    let happened = Happened { kind: "statement.imported", customer: None, subject, data };
    events::record(app, tx, actor, happened).await?;
    Ok(())
}
