//! Paying credit back: staff write down how much goes where, and transfer it at the bank themselves; when it leaves by a
//! statement, it is matched. Until then the amount is out of the customer's credit, so no invoice uses it.

use super::import::Party;
use super::model::{Match, Refund};
use super::refused::PaymentRefused;
use super::{settle, store};
use crate::accounts::{self, Customer};
use crate::app::App;
use crate::billing::ledger::{Account, Transfer};
use crate::billing::settlement;
use crate::drivers::bank::decimal;
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use jiff::civil::Date;

/// What staff ask for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "RefundWish")]
pub struct Wish {
    pub customer: Id<Customer>,
    /// Above zero.
    pub amount_minor: i64,
    pub iban: String,
    /// Whose account it is; the customer's name unless given.
    #[serde(default)]
    pub name: String,
}

/// Writes down that a customer's credit is to be paid back.
///
/// # Errors
/// There is not so much, or the account is none.
pub async fn ask_refund(app: &App, actor: &Actor, wish: &Wish) -> Result<Refund, Fault> {
    let customer = accounts::customer(&app.db, &wish.customer).await?.ok_or_else(Fault::missing)?;
    let iban: String = wish.iban.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if sepa::validate_iban(&iban).is_err() {
        return Err(PaymentRefused::NoIban { iban: wish.iban.chars().take(40).collect() }.into());
    }
    if wish.amount_minor <= 0 {
        return Err(PaymentRefused::NoAmount { amount: decimal(wish.amount_minor) }.into());
    }
    let mut tx = app.db.begin().await?;
    if !settlement::has_credit(&mut tx, &customer.id, wish.amount_minor).await? {
        let credit = decimal(settlement::credit_of(&mut tx, &customer.id).await?);
        return Err(PaymentRefused::MoreThanCredit { credit }.into());
    }
    let refund = row(app, actor, (&customer, wish, &iban));
    store::refunds::insert(&mut tx, &refund).await?;
    settlement::set_aside(&mut tx, &customer.id, refund.amount_minor).await?;
    tell(app, &mut tx, actor, ("refund.asked", &refund)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(refund)
}

fn row(app: &App, actor: &Actor, (customer, wish, iban): (&Customer, &Wish, &str)) -> Refund {
    let id: Id<Refund> = Id::new(app.now_ms(), &app.random);
    let party = Party::of(app, id.as_str(), iban);
    let name = wish.name.trim();
    Refund {
        customer_id: customer.id.clone(),
        amount_minor: wish.amount_minor,
        currency: app.catalogue.provider.currency.clone(),
        name: if name.is_empty() { customer.name.clone() } else { name.chars().take(140).collect() },
        party_sealed: party.sealed,
        party_key: party.key,
        party_shown: party.shown,
        asked_by: actor.name.clone(),
        asked_at_ms: app.now_ms(),
        state: "asked".into(),
        changed_at_ms: app.now_ms(),
        id,
    }
}

/// Gives a refund up that has not left: the amount is the customer's credit again.
pub async fn withdraw_refund(app: &App, actor: &Actor, id: &Id<Refund>) -> Result<Refund, Fault> {
    store::refunds::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    let moved = store::refunds::advance(&mut tx, id, ("asked", "withdrawn"), app.now_ms()).await?;
    let refund = moved.ok_or(PaymentRefused::RefundDone)?;
    settlement::set_aside(&mut tx, &refund.customer_id, -refund.amount_minor).await?;
    tell(app, &mut tx, actor, ("refund.withdrawn", &refund)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(refund)
}

/// A refund has left the account by this match.
pub(super) async fn pay(
    app: &App,
    tx: &mut Tx,
    (id, done): (&Id<Refund>, &mut Match),
    date: Date,
) -> Result<(), Fault> {
    let moved = store::refunds::advance(tx, id, ("asked", "paid"), app.now_ms()).await?;
    let refund = moved.ok_or(PaymentRefused::RefundDone)?;
    if refund.amount_minor != -done.amount_minor {
        return Err(PaymentRefused::RefundAmount.into());
    }
    done.kind = "refund".into();
    done.subject = refund.id.to_string();
    done.customer_id = Some(refund.customer_id.clone());
    done.words = refund.name.clone();
    let moved = Transfer::of(Account::Suspense, Account::CustomerCredit, done.amount_minor);
    settle::post(app, tx, ("refund", done), (date, moved)).await?;
    tell(app, tx, &Actor::platform(), ("refund.paid", &refund)).await?;
    Ok(())
}

/// It was another payment after all: the refund waits again.
pub(super) async fn unpay(app: &App, tx: &mut Tx, undone: &Match, today: Date) -> Result<(), Fault> {
    let id = undone.subject.parse().map_err(Fault::broken)?;
    let moved = store::refunds::advance(tx, &id, ("paid", "asked"), app.now_ms()).await?;
    moved.ok_or(PaymentRefused::RefundDone)?;
    let moved = Transfer::of(Account::Suspense, Account::CustomerCredit, -undone.amount_minor);
    settle::post(app, tx, ("refund-undone", undone), (today, moved)).await
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (kind, refund): (&'static str, &Refund),
) -> Result<(), sqlx::Error> {
    let data = serde_json::json!({ "amount_minor": refund.amount_minor, "currency": refund.currency });
    let customer = Some(refund.customer_id.as_str());
    let happened = Happened { kind, customer, subject: refund.id.as_str(), data };
    events::record(app, tx, actor, happened).await?;
    Ok(())
}
