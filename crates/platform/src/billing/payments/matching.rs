//! Looks up where a payment may belong and lets the rules decide: at once when it comes, and again whenever somebody
//! looks at one that is open.

use super::model::{Payable, Payment, Plan};
use super::rules::{Decision, Hints, decide};
use super::{collected, named, settle, store};
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::debits;
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use sqlx::AnyConnection;

/// Most invoices that one payment's words may name.
const MOST_NAMED: usize = 60;

/// Settles a payment that has just come, as far as that is certain: its state then.
pub(super) async fn settle_if_certain(app: &App, tx: &mut Tx, payment: Payment) -> Result<String, Fault> {
    if payment.open_minor == 0 {
        return Ok(payment.state);
    }
    if let Some(done) = collected::by_end_to_end(app, tx, &payment).await? {
        let payment = settle::keep(app, tx, &Actor::platform(), (payment, &[done])).await?;
        return Ok(payment.state);
    }
    let decision = match collected::batch(app, &payment).await? {
        Some(plan) => Decision::Suggested(vec![plan]),
        None => decide(&payment, &hints(app, &mut *tx, &payment).await?),
    };
    match decision {
        Decision::Certain(plan) => {
            let payment = settle::carry_out(app, tx, &Actor::platform(), (payment, &plan)).await?;
            Ok(payment.state)
        }
        Decision::Suggested(_) => {
            let payment = Payment { state: "suggested".into(), ..payment };
            store::payments::set_open(tx, &payment).await?;
            Ok(payment.state)
        }
        Decision::Nothing => Ok(payment.state),
    }
}

/// What an open payment may be for, as things stand; the likeliest first.
pub async fn suggestions(app: &App, payment: &Payment) -> Result<Vec<Plan>, Fault> {
    if payment.open_minor == 0 {
        return Ok(Vec::new());
    }
    if let Some(plan) = collected::batch(app, payment).await? {
        return Ok(vec![plan]);
    }
    let mut connection = app.db.read().acquire().await?;
    let hints = hints(app, &mut connection, payment).await?;
    Ok(match decide(payment, &hints) {
        Decision::Certain(plan) => vec![plan],
        Decision::Suggested(plans) => plans,
        Decision::Nothing => Vec::new(),
    })
}

async fn hints(app: &App, connection: &mut AnyConnection, payment: &Payment) -> Result<Hints, Fault> {
    let mut hints = Hints::default();
    if payment.open_minor < 0 {
        hints.refunds = store::hints::refunds(connection, -payment.open_minor).await?;
        return Ok(hints);
    }
    let referred = named::references(&payment.reference, &payment.words);
    hints.referred = invoices(connection, &referred).await?;
    let said = [&payment.words, &payment.reference, &payment.end_to_end_id].map(String::as_str).join(" ");
    hints.numbered = invoices(connection, &named::numbers(&said)).await?;
    if !payment.party_key.is_empty() {
        hints.known = store::hints::known(connection, &payment.party_key).await?;
        for customer in by_mandate(app, connection, payment).await? {
            if !hints.known.contains(&customer) {
                hints.known.push(customer);
            }
        }
    }
    for customer in &hints.known {
        hints.of_known.extend(store::hints::open_of(connection, customer).await?);
    }
    hints.same_amount = store::hints::with_open(connection, payment.open_minor).await?;
    hints.same_name = store::hints::of_name(connection, &payment.name).await?;
    Ok(hints)
}

/// Whose mandate is for the account that it came from.
async fn by_mandate(
    app: &App,
    connection: &mut AnyConnection,
    payment: &Payment,
) -> Result<Vec<Id<Customer>>, Fault> {
    let iban = app.vault.open(&payment.party_sealed, payment.id.as_str()).map_err(Fault::broken)?;
    match sepa::validate_iban(&iban) {
        Ok(iban) => debits::customers_of_account(app, connection, &iban).await,
        Err(_) => Ok(Vec::new()),
    }
}

async fn invoices(connection: &mut AnyConnection, numbers: &[String]) -> Result<Vec<Payable>, sqlx::Error> {
    let mut found = Vec::new();
    for number in numbers.iter().take(MOST_NAMED) {
        found.extend(store::hints::invoice(connection, number).await?);
    }
    Ok(found)
}
