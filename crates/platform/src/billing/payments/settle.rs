//! Saying what a payment was for, and taking that back: each part of it is a match, and moves its money out of suspense.

use super::model::{Match, Part, Payable, Payment, Plan, Why};
use super::refused::PaymentRefused;
use super::{collected, refunds, store};
use crate::accounts::{self, Customer};
use crate::app::App;
use crate::billing::ledger::{self, Account, Posting, Transfer};
use crate::billing::settlement::{self, Means, Settling};
use crate::drivers::bank::decimal;
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use jiff::civil::Date;

/// Longest words of staff about a payment.
const LONGEST_WORDS: usize = 200;

/// Somebody says what a payment, or a part of it, was for.
///
/// # Errors
/// The parts come to more than is open or go the other way, or one of them is nobody's.
pub async fn settle_by_hand(
    app: &App,
    actor: &Actor,
    payment: &Id<Payment>,
    parts: Vec<Part>,
) -> Result<Payment, Fault> {
    let mut tx = app.db.begin().await?;
    let payment = store::payments::lock(&mut tx, payment).await?.ok_or_else(Fault::missing)?;
    let parts = filled(&mut tx, &payment, parts).await?;
    let plan = Plan { why: Why::Hand, words: String::new(), parts };
    let payment = carry_out(app, &mut tx, actor, (payment, &plan)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(payment)
}

/// Gives each invoice that was named without an amount what is open of it, as far as the payment goes.
async fn filled(tx: &mut Tx, payment: &Payment, parts: Vec<Part>) -> Result<Vec<Part>, Fault> {
    let said: i64 = parts.iter().map(Part::amount_minor).fold(0, i64::saturating_add);
    let (mut left, mut all) = (payment.open_minor.saturating_sub(said), Vec::with_capacity(parts.len()));
    for part in parts {
        let Part::Invoice { invoice, amount_minor: 0 } = part else {
            all.push(part);
            continue;
        };
        let found = store::hints::invoice(tx, &invoice).await?;
        let number = invoice.chars().take(60).collect();
        let found = found.ok_or(PaymentRefused::NoInvoice { number })?;
        let amount_minor = found.open_minor.min(left.max(0));
        left -= amount_minor;
        if amount_minor > 0 {
            all.push(Part::Invoice { invoice, amount_minor });
        }
    }
    Ok(all)
}

/// Carries out a plan for a payment that is locked: the payment as it is then.
pub(super) async fn carry_out(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (payment, plan): (Payment, &Plan),
) -> Result<Payment, Fault> {
    check(&payment, &plan.parts)?;
    let mut done = Vec::new();
    for part in &plan.parts {
        match part {
            Part::Batch { batch, .. } => {
                done.extend(collected::book_batch(app, tx, (&payment, batch)).await?);
            }
            part => done.push(part_of(app, tx, (&payment, part), (plan.why, actor)).await?),
        }
    }
    keep(app, tx, actor, (payment, &done)).await
}

/// Writes matches whose money has moved: the payment as it is then.
pub(super) async fn keep(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (payment, done): (Payment, &[Match]),
) -> Result<Payment, Fault> {
    let mut open_minor = payment.open_minor;
    for one in done {
        store::matches::insert(tx, one).await?;
        tell(app, tx, actor, ("payment.matched", one)).await?;
        open_minor -= one.amount_minor;
    }
    let state = if open_minor == 0 { "settled" } else { "open" };
    let payment = Payment { open_minor, state: state.into(), ..payment };
    store::payments::set_open(tx, &payment).await?;
    Ok(payment)
}

fn check(payment: &Payment, parts: &[Part]) -> Result<(), PaymentRefused> {
    if parts.is_empty() {
        return Err(PaymentRefused::NoParts);
    }
    let against = |part: &&Part| part.amount_minor().signum() != payment.open_minor.signum();
    if let Some(part) = parts.iter().find(against).filter(|_| payment.open_minor != 0) {
        return Err(PaymentRefused::WrongWay { amount: decimal(part.amount_minor()) });
    }
    let sum: i128 = parts.iter().map(|part| i128::from(part.amount_minor())).sum();
    if sum.abs() > i128::from(payment.open_minor).abs() {
        let parts = decimal(i64::try_from(sum).unwrap_or(i64::MAX));
        return Err(PaymentRefused::MoreThanOpen { parts, open: decimal(payment.open_minor) });
    }
    Ok(())
}

/// Moves one part's money, and says what it was for.
async fn part_of(
    app: &App,
    tx: &mut Tx,
    (payment, part): (&Payment, &Part),
    (why, actor): (Why, &Actor),
) -> Result<Match, Fault> {
    let date: Date = payment.date.parse().map_err(Fault::broken)?;
    let mut done = Match {
        id: Id::new(app.now_ms(), &app.random),
        payment_id: payment.id.clone(),
        kind: String::new(),
        subject: String::new(),
        customer_id: None,
        amount_minor: part.amount_minor(),
        why: why.code().into(),
        words: String::new(),
        by_name: actor.name.clone(),
        at_ms: app.now_ms(),
        undone_at_ms: None,
        undone_by: None,
    };
    match part {
        Part::Invoice { invoice, .. } => {
            let found = store::hints::invoice(tx, invoice).await?;
            let number = invoice.chars().take(60).collect();
            let found = found.ok_or(PaymentRefused::NoInvoice { number })?;
            to_invoice(app, tx, (&found, &mut done), date).await?;
        }
        Part::Credit { customer, .. } => to_credit(app, tx, (customer, &mut done), date).await?,
        // A batch is many matches, and is carried out by itself.
        Part::Batch { .. } => return Err(PaymentRefused::NoParts.into()),
        Part::Refund { refund, .. } => refunds::pay(app, tx, (refund, &mut done), date).await?,
        Part::Account { account, words, .. } => {
            to_account(app, tx, (account, words, &mut done), date).await?;
        }
    }
    Ok(done)
}

async fn to_invoice(
    app: &App,
    tx: &mut Tx,
    (invoice, done): (&Payable, &mut Match),
    date: Date,
) -> Result<(), Fault> {
    done.kind = "invoice".into();
    done.subject = invoice.id.to_string();
    done.customer_id = Some(invoice.customer_id.clone());
    done.words = invoice.number.clone();
    let settling = Settling {
        invoice: &invoice.id,
        amount_minor: done.amount_minor,
        means: Means::Payment,
        source: done.id.as_str(),
        date,
    };
    settlement::settle(app, tx, &settling).await?;
    Ok(())
}

async fn to_credit(
    app: &App,
    tx: &mut Tx,
    (customer, done): (&Id<Customer>, &mut Match),
    date: Date,
) -> Result<(), Fault> {
    let customer = accounts::customer(&app.db, customer).await?.ok_or_else(Fault::missing)?;
    done.kind = "credit".into();
    done.subject = customer.id.to_string();
    done.words = customer.name.clone();
    let given = (&customer.id, done.amount_minor, Account::Suspense);
    let told = (date, "overpayment", done.id.as_str(), customer.name.as_str());
    settlement::give_credit(app, tx, given, told).await?;
    done.customer_id = Some(customer.id);
    Ok(())
}

async fn to_account(
    app: &App,
    tx: &mut Tx,
    (account, words, done): (&str, &str, &mut Match),
    date: Date,
) -> Result<(), Fault> {
    let known = account.parse().ok().filter(may_be_for_other);
    let to: Account =
        known.ok_or(PaymentRefused::NoAccount { account: account.chars().take(60).collect() })?;
    let words = words.trim();
    if words.is_empty() || words.chars().count() > LONGEST_WORDS {
        return Err(PaymentRefused::NoWords.into());
    }
    done.kind = "account".into();
    done.subject = to.to_string();
    done.words = words.into();
    let moved = Transfer::of(Account::Suspense, to, done.amount_minor);
    post(app, tx, ("other", done), (date, moved)).await
}

/// Accounts whose movements nothing else writes.
fn may_be_for_other(account: &Account) -> bool {
    matches!(account, Account::BankCharges | Account::Other { .. })
}

pub(super) async fn post(
    app: &App,
    tx: &mut Tx,
    (kind, done): (&str, &Match),
    (date, moved): (Date, Option<Transfer>),
) -> Result<(), Fault> {
    let posting = Posting {
        date,
        kind,
        subject: done.id.as_str(),
        customer: done.customer_id.as_ref(),
        words: &done.words,
        transfers: moved.into_iter().collect(),
    };
    ledger::post(app, tx, &posting).await?;
    Ok(())
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (kind, done): (&'static str, &Match),
) -> Result<(), sqlx::Error> {
    let data = serde_json::json!({
        "match": done.id, "for": done.kind, "subject": done.subject, "amount_minor": done.amount_minor,
        "why": done.why, "words": done.words,
    });
    let customer = done.customer_id.as_ref().map(Id::as_str);
    let happened = Happened { kind, customer, subject: done.payment_id.as_str(), data };
    events::record(app, tx, actor, happened).await?;
    Ok(())
}

/// Takes a match back: its money lies in suspense again, and the payment is open by that much.
///
/// # Errors
/// It was taken back before, or what it gave is used.
pub async fn undo(app: &App, actor: &Actor, id: &Id<Match>) -> Result<Payment, Fault> {
    let found = store::matches::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    if ["debit", "return"].contains(&found.kind.as_str()) {
        return Err(PaymentRefused::BanksWord.into());
    }
    let mut tx = app.db.begin().await?;
    let payment = store::payments::lock(&mut tx, &found.payment_id).await?.ok_or_else(Fault::missing)?;
    let by = (actor.name.as_str(), app.now_ms());
    let undone = store::matches::undo(&mut tx, id, by).await?.ok_or(PaymentRefused::UndoneBefore)?;
    back(app, &mut tx, &undone).await?;
    tell(app, &mut tx, actor, ("payment.unmatched", &undone)).await?;
    let open_minor = payment.open_minor + undone.amount_minor;
    let state = if open_minor == 0 { "settled" } else { "open" };
    let payment = Payment { open_minor, state: state.into(), ..payment };
    store::payments::set_open(&mut tx, &payment).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(payment)
}

/// Moves a match's money back into suspense, today.
async fn back(app: &App, tx: &mut Tx, undone: &Match) -> Result<(), Fault> {
    let today = day(app.now_ms(), app.zone());
    let source = format!("{}-undone", undone.id);
    match undone.kind.as_str() {
        "invoice" => {
            let settling = Settling {
                invoice: &undone.subject.parse().map_err(Fault::broken)?,
                amount_minor: -undone.amount_minor,
                means: Means::Payment,
                source: &source,
                date: today,
            };
            settlement::settle(app, tx, &settling).await?;
            Ok(())
        }
        "credit" => {
            let customer = undone.subject.parse().map_err(Fault::broken)?;
            if !settlement::has_credit(tx, &customer, undone.amount_minor).await? {
                return Err(PaymentRefused::CreditUsed.into());
            }
            let given = (&customer, -undone.amount_minor, Account::Suspense);
            settlement::give_credit(app, tx, given, (today, "overpayment", &source, &undone.words)).await
        }
        "refund" => refunds::unpay(app, tx, undone, today).await,
        _ => {
            let to: Account = undone.subject.parse().map_err(Fault::broken)?;
            let moved = Transfer::of(Account::Suspense, to, -undone.amount_minor);
            post(app, tx, ("other-undone", undone), (today, moved)).await
        }
    }
}
