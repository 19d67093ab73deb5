//! Whose a licence is: staff give it to another customer, as after a sale of the business.

use super::model::Licence;
use super::{What, note, rules, store};
use crate::accounts::Customer;
use crate::app::App;
use crate::events::Actor;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Gives a licence and its keys to another customer; its next file carries the new name. Both customers find a line in
/// their events. For the customer whose it is already, nothing changes.
///
/// # Errors
/// There is no reason, or no such licence.
pub async fn hand_over(
    app: &App,
    by: &Actor,
    id: &Id<Licence>,
    (customer, reason): (&Customer, &str),
) -> Result<Licence, Fault> {
    let reason = rules::check_reason(reason)?;
    let mut tx = app.db.begin().await?;
    let licence = store::lock(&mut tx, id).await?.ok_or_else(Fault::missing)?;
    if licence.is_of(&customer.id) {
        return Ok(licence);
    }
    store::owner::set(&mut tx, id, customer).await?;
    store::set_outdated(&mut tx, id, app.now_ms()).await?;
    let told = serde_json::json!({
        "number": licence.number, "from": licence.holder, "to": customer.name, "reason": reason,
    });
    let now =
        Licence { customer_id: Some(customer.id.clone()), holder: customer.name.clone(), ..licence.clone() };
    if licence.customer_id.is_some() {
        note(app, &mut tx, by, (What::to(&licence, "licence.handed-over"), told.clone())).await?;
    }
    note(app, &mut tx, by, (What::to(&now, "licence.handed-over"), told)).await?;
    tx.commit().await?;
    Ok(now)
}
