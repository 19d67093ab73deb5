//! What the bank says became of a debit: it was booked, or it came back. Each is taken once, in the caller's
//! transaction.

use super::model::{Debit, Mandate};
use super::reasons::{self, Follows};
use super::store::{debits, mandates as mandate_store};
use super::{mandates, note, planning};
use crate::accounts::{self, Role};
use crate::app::App;
use crate::billing::invoices;
use crate::billing::ledger::{self, Account, Posting, Transfer};
use crate::billing::settlement::{self, Means, Settling};
use crate::events::Actor;
use crate::mail;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Lang, Words};
use jiff::civil::Date;

/// The bank booked a debit: its invoice is settled as far as it is open, and what is too much becomes the customer's
/// credit. False if it is no debit of ours, or was never sent. Said twice, it counts once.
///
/// # Errors
/// The database's.
pub async fn booked(app: &App, tx: &mut Tx, end_to_end_id: &str, date: Date) -> Result<bool, Fault> {
    let Some(debit) = debits::lock_by_end_to_end(tx, end_to_end_id).await? else { return Ok(false) };
    let Some(amount_minor) = debit.amount_minor else { return Ok(false) };
    if debit.state != "sent" {
        return Ok(true);
    }
    let invoice = invoices::store::lock(tx, &debit.invoice_id).await?.ok_or_else(Fault::missing)?;
    let settled_minor = amount_minor.min(invoice.open_minor);
    if settled_minor > 0 {
        settle(app, tx, &debit, (settled_minor, debit.id.as_str(), date)).await?;
    }
    if amount_minor > settled_minor {
        let given = (&debit.customer_id, amount_minor - settled_minor, Account::Suspense);
        let why = (date, "debit-overpaid", debit.id.as_str(), debit.invoice_number.as_str());
        settlement::give_credit(app, tx, given, why).await?;
    }
    let on = date.to_string();
    debits::book(tx, &debit.id, (settled_minor, &on)).await?;
    let debit = Debit { state: "booked".into(), booked_on: Some(on), ..debit };
    note(app, tx, ("debit.booked", &Actor::platform()), &debit).await?;
    Ok(true)
}

async fn settle(
    app: &App,
    tx: &mut Tx,
    debit: &Debit,
    (amount_minor, source, date): (i64, &str, Date),
) -> Result<(), Fault> {
    let settling = Settling { invoice: &debit.invoice_id, amount_minor, means: Means::Payment, source, date };
    settlement::settle(app, tx, &settling).await?;
    Ok(())
}

/// A debit came back, refused by a bank or the customer, before it was booked or after: the invoice is open again, the
/// customer is told why and how to pay, and what the reason asks for follows. False if it is no debit of ours, or was
/// never sent. Said twice, it counts once.
///
/// # Errors
/// The database's.
pub async fn returned(
    app: &App,
    tx: &mut Tx,
    end_to_end_id: &str,
    (reason_code, date): (&str, Date),
) -> Result<bool, Fault> {
    let Some(debit) = debits::lock_by_end_to_end(tx, end_to_end_id).await? else { return Ok(false) };
    match debit.state.as_str() {
        "planned" => return Ok(false),
        "cancelled" if debit.batch_id.is_none() => return Ok(false),
        "sent" | "booked" => {}
        _ => return Ok(true),
    }
    take_back(app, tx, &debit, date).await?;
    let on = date.to_string();
    debits::give_back(tx, &debit.id, (reason_code, &on)).await?;
    let debit = Debit { state: "returned".into(), reason: reason_code.into(), ended_on: Some(on), ..debit };
    note(app, tx, ("debit.returned", &Actor::platform()), &debit).await?;
    let invoice = invoices::store::lock(tx, &debit.invoice_id).await?.ok_or_else(Fault::missing)?;
    let again = match reasons::follows(reason_code) {
        Follows::TryAgain if invoice.open_minor > 0 => planning::again(app, tx, &debit).await?,
        Follows::MandateEnds => {
            mandates::end(app, tx, &debit.mandate_id, (reason_code, &Actor::platform())).await?;
            None
        }
        Follows::TryAgain | Follows::Nothing => None,
    };
    if invoice.open_minor > 0 {
        tell(app, tx, (&debit, invoice.open_minor), again).await?;
    }
    Ok(true)
}

/// What booking it had done is undone: off the invoice, and off the credit as far as the customer still has it.
async fn take_back(app: &App, tx: &mut Tx, debit: &Debit, date: Date) -> Result<(), Fault> {
    let (Some(amount_minor), Some(settled_minor)) = (debit.amount_minor, debit.settled_minor) else {
        return Ok(());
    };
    if settled_minor > 0 {
        let source = format!("{}-returned", debit.id);
        settle(app, tx, debit, (-settled_minor, &source, date)).await?;
    }
    let credited = settlement::store::credit(&app.db, &debit.customer_id).await?;
    let credit_minor = (amount_minor - settled_minor).min(credited);
    if credit_minor > 0 {
        let given = (&debit.customer_id, -credit_minor, Account::Suspense);
        let why = (date, "debit-returned", debit.id.as_str(), debit.invoice_number.as_str());
        settlement::give_credit(app, tx, given, why).await?;
    }
    Ok(())
}

/// What the bank charged for a debit that came back, as its statement says. Said twice, it counts once.
///
/// # Errors
/// The database's; nothing or less than nothing charged.
pub async fn charged(
    app: &App,
    tx: &mut Tx,
    end_to_end_id: &str,
    (charge_minor, date): (i64, Date),
) -> Result<bool, Fault> {
    let Some(debit) = debits::lock_by_end_to_end(tx, end_to_end_id).await? else { return Ok(false) };
    let transfers = Transfer::of(Account::BankCharges, Account::Suspense, charge_minor).into_iter().collect();
    let posting = Posting {
        date,
        kind: "bank-charge",
        subject: debit.id.as_str(),
        customer: Some(&debit.customer_id),
        words: &debit.invoice_number,
        transfers,
    };
    ledger::post(app, tx, &posting).await?;
    Ok(true)
}

/// The mail to the customer's owners: what came back and why, and how to pay.
async fn tell(
    app: &App,
    tx: &mut Tx,
    (debit, open_minor): (&Debit, i64),
    again: Option<Date>,
) -> Result<(), Fault> {
    let reference = invoices::reference(&debit.invoice_number);
    let mandate = mandate_store::find_in(tx, &debit.mandate_id).await?;
    for person in accounts::people_of(&app.db, &debit.customer_id).await? {
        if Role::of(&person.role) != Some(Role::Owner) {
            continue;
        }
        let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
        let values = [
            ("number", debit.invoice_number.clone()),
            ("amount", words.money(debit.amount_minor.unwrap_or_default(), &debit.currency)),
            ("open", words.money(open_minor, &debit.currency)),
            ("iban", mandate.as_ref().map_or_else(String::new, |mandate| mandate.iban_shown.clone())),
            ("reason", reason_words(&words, &debit.reason)),
            ("next", next(&words, again, mandate.as_ref())),
            ("account", app.catalogue.seller.iban.clone()),
            ("reference", reference.clone()),
            ("link", format!("{}/invoices/{}", app.settings.portal_url, debit.invoice_id)),
        ];
        let letter = mail::Letter { to: &person, key: "mail-debit-returned", values: &values };
        mail::send(app, tx, &letter).await?;
    }
    Ok(())
}

/// A reason code in words.
pub(super) fn reason_words(words: &Words, code: &str) -> String {
    words.with(&reasons::key(code), "code", code)
}

/// What happens next, in a sentence.
fn next(words: &Words, again: Option<Date>, mandate: Option<&Mandate>) -> String {
    match (again, mandate) {
        (Some(day), _) => words.with("mail-debit-again", "day", words.date(day)),
        (None, Some(mandate)) if mandate.is_active() => words.t("mail-debit-not-again"),
        (None, _) => words.t("mail-debit-mandate-over"),
    }
}
