//! Signing mandates, moving them to another account, and their end.

use super::model::{Debit, Mandate, Signature, Signing};
use super::rules::{self, Checked, DebitRefused};
use super::store::{debits, mandates as store};
use super::{note as note_debit, wording};
use crate::accounts::{self, Customer, Role};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::mail;
use crate::web::Member;
use hostler_kit::db::{Db, Tx};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use jiff::ToSpan;
use jiff::civil::Date;

/// A customer's mandate that invoices are collected by.
pub async fn mandate_of(db: &Db, customer: &Id<Customer>) -> Result<Option<Mandate>, sqlx::Error> {
    store::active(db, customer).await
}

/// Any mandate, in force or not.
pub async fn mandate_by_id(db: &Db, id: &Id<Mandate>) -> Result<Mandate, Fault> {
    store::find(db, id).await?.ok_or_else(Fault::missing)
}

/// Somebody who may signs a mandate, or the one there is for another account: kept word by word with person, time and
/// network address.
///
/// # Errors
/// Direct debit is off; what was typed, all that is wrong with it; or the text is not the one they saw.
pub async fn sign(app: &App, member: &Member, signing: &Signing) -> Result<Mandate, Vec<Fault>> {
    let one = |fault: Fault| vec![fault];
    super::terms(app).map_err(|refused| one(refused.into()))?;
    let checked =
        rules::check(signing).map_err(|wrong| wrong.into_iter().map(Fault::from).collect::<Vec<Fault>>())?;
    signed(app, member, (signing, &checked)).await.map_err(one)
}

async fn signed(
    app: &App,
    member: &Member,
    (signing, checked): (&Signing, &Checked),
) -> Result<Mandate, Fault> {
    let customer = accounts::customer(&app.db, &member.customer).await?.ok_or_else(Fault::missing)?;
    let text = wording::of(app, &member.visit.words, &customer).await?;
    if text.reference != signing.reference {
        return Err(DebitRefused::TextChanged.into());
    }
    let mut tx = app.db.begin().await?;
    let before = store::lock_active(&mut tx, &customer.id).await?;
    let (mandate, number) = match before {
        Some(mandate) if mandate.reference == text.reference => {
            not_the_same(app, &mut tx, (&mandate, checked)).await?
        }
        Some(_) => return Err(DebitRefused::TextChanged.into()),
        None => (new(app, &mut tx, (&customer.id, &text.reference)).await?, 1),
    };
    let signature = signature(app, member, (&mandate, number), (checked, &text));
    store::insert_signature(&mut tx, &signature).await?;
    let kind = if number == 1 { "mandate.signed" } else { "mandate.moved" };
    let mandate = Mandate {
        holder: signature.holder,
        iban_shown: signature.iban_shown,
        signed_on: signature.signed_on,
        signature_id: signature.id,
        ..mandate
    };
    note(app, &mut tx, (kind, &member.session.actor()), &mandate).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(mandate)
}

/// The mandate and the number of its next signature, if it is for another account so far.
async fn not_the_same(
    app: &App,
    tx: &mut Tx,
    (mandate, checked): (&Mandate, &Checked),
) -> Result<(Mandate, i64), Fault> {
    let last = store::signature(tx, &mandate.signature_id).await?.ok_or_else(Fault::missing)?;
    match open_iban(app, &last)? == checked.iban.as_str() && last.holder == checked.holder {
        true => Err(DebitRefused::SameAccount.into()),
        false => Ok((mandate.clone(), last.number + 1)),
    }
}

/// The account's number of a signature, for the bank's file.
pub(super) fn open_iban(app: &App, signature: &Signature) -> Result<String, Fault> {
    app.vault.open(&signature.iban_sealed, signature.id.as_str()).map_err(Fault::broken)
}

async fn new(app: &App, tx: &mut Tx, (customer, reference): (&Id<Customer>, &str)) -> Result<Mandate, Fault> {
    let mandate = Mandate {
        id: Id::new(app.now_ms(), &app.random),
        customer_id: customer.clone(),
        reference: reference.into(),
        creditor_id: super::terms(app)?.creditor_id.clone(),
        created_at_ms: app.now_ms(),
        last_used: None,
        ended_at_ms: None,
        ended_why: None,
        holder: String::new(),
        iban_shown: String::new(),
        signed_on: String::new(),
        signature_id: Id::new(app.now_ms(), &app.random),
    };
    match store::insert(tx, &mandate).await? {
        true => Ok(mandate),
        // Somebody else of the customer signed at the same moment.
        false => Err(DebitRefused::TextChanged.into()),
    }
}

fn signature(
    app: &App,
    member: &Member,
    (mandate, number): (&Mandate, i64),
    (checked, text): (&Checked, &wording::Text),
) -> Signature {
    let id: Id<Signature> = Id::new(app.now_ms(), &app.random);
    let (visit, person) = (&member.visit, &member.person);
    Signature {
        mandate_id: mandate.id.clone(),
        number,
        holder: checked.holder.clone(),
        iban_sealed: app.vault.seal(checked.iban.as_str(), id.as_str(), &app.random),
        iban_shown: rules::shown(&checked.iban),
        bic: checked.bic.as_ref().map(|bic| bic.as_str().to_string()).unwrap_or_default(),
        text: text.signed(&visit.words, checked),
        language: visit.language().into(),
        person_id: person.id.clone(),
        person_name: person.name.clone(),
        person_email: person.email.clone(),
        signed_on: day(app.now_ms(), app.zone()).to_string(),
        signed_at_ms: app.now_ms(),
        signed_from: visit.place.clone(),
        id,
    }
}

/// Ends a mandate, by its customer or staff: what is planned by it is not collected, and the owners are told what is
/// open. One that has ended stays so.
pub async fn withdraw(app: &App, id: &Id<Mandate>, by: &Actor) -> Result<Mandate, Fault> {
    let mut tx = app.db.begin().await?;
    end(app, &mut tx, id, ("withdrawn", by)).await?;
    tx.commit().await?;
    app.wake.wake();
    store::find(&app.db, id).await?.ok_or_else(Fault::missing)
}

/// The same in the caller's transaction, for any reason. False if it had ended before.
pub(super) async fn end(
    app: &App,
    tx: &mut Tx,
    id: &Id<Mandate>,
    (why, by): (&str, &Actor),
) -> Result<bool, Fault> {
    if !store::end(tx, id, (why, &by.name, app.now_ms())).await? {
        return Ok(false);
    }
    let mandate = store::find_in(tx, id).await?.ok_or_else(Fault::missing)?;
    let today = day(app.now_ms(), app.zone()).to_string();
    let planned = debits::planned_of(tx, id).await?;
    for debit in &planned {
        debits::cancel(tx, &debit.id, ("mandate-ended", &today)).await?;
        let debit = Debit { state: "cancelled".into(), reason: "mandate-ended".into(), ..debit.clone() };
        note_debit(app, tx, ("debit.cancelled", by), &debit).await?;
    }
    note(app, tx, ("mandate.ended", by), &mandate).await?;
    tell(app, tx, &mandate, &planned).await?;
    Ok(true)
}

async fn note(
    app: &App,
    tx: &mut Tx,
    (kind, by): (&'static str, &Actor),
    mandate: &Mandate,
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: Some(mandate.customer_id.as_str()),
        subject: mandate.id.as_str(),
        data: serde_json::json!({
            "reference": mandate.reference, "iban": mandate.iban_shown, "holder": mandate.holder,
            "why": mandate.ended_why,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}

/// That a mandate is over, and which invoices are paid by transfer now.
async fn tell(app: &App, tx: &mut Tx, mandate: &Mandate, planned: &[Debit]) -> Result<(), Fault> {
    let numbers: Vec<&str> = planned.iter().map(|debit| debit.invoice_number.as_str()).collect();
    let numbers = if numbers.is_empty() { "–".to_string() } else { numbers.join(", ") };
    for person in accounts::people_of(&app.db, &mandate.customer_id).await? {
        if Role::of(&person.role) == Some(Role::Owner) {
            let values = [
                ("reference", mandate.reference.clone()),
                ("iban", mandate.iban_shown.clone()),
                ("invoices", numbers.clone()),
                ("account", app.catalogue.seller.iban.clone()),
                ("link", format!("{}/payment", app.settings.portal_url)),
            ];
            let letter = mail::Letter { to: &person, key: "mail-mandate-ended", values: &values };
            mail::send(app, tx, &letter).await?;
        }
    }
    Ok(())
}

/// Ends the mandates that nothing was collected by for 36 months: how many.
pub async fn lapse(app: &App) -> Result<usize, Fault> {
    let today = day(app.now_ms(), app.zone());
    let since = today.saturating_sub(rules::LAPSES_AFTER_MONTHS.months());
    let mut ended = 0;
    for mandate in store::unused_since(&app.db, &since.to_string()).await? {
        let mut tx = app.db.begin().await?;
        ended += usize::from(end(app, &mut tx, &mandate.id, ("lapsed", &Actor::platform())).await?);
        tx.commit().await?;
    }
    if ended > 0 {
        app.wake.wake();
    }
    Ok(ended)
}

/// Whether nothing can be collected by a mandate any more, because nothing was for too long.
pub(super) fn has_lapsed(mandate: &Mandate, on: Date) -> bool {
    let last = mandate.last_used.as_ref().unwrap_or(&mandate.signed_on);
    last.parse().is_ok_and(|last| rules::has_lapsed(last, on))
}
