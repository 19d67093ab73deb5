//! Issuing keys: what was sold, or what staff give by hand.

use super::model::{Arrives, Issue, Issued, KeyRow, Licence, Wish};
use super::refusals::LicenceRefused;
use super::{What, note, rules, store};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::random::hex;
use hostler_kit::time::day;
use hostler_licence::counting::Holding;
use hostler_licence::key::{Key, RANDOM};
use hostler_licence::ledger::{Grant, GrantKind};
use jiff::tz::TimeZone;

/// Issues all of it or nothing, in the caller's transaction: a licence for each base, and a key for everything that
/// does not arrive in place. The answer is in the order of the wishes.
///
/// # Errors
/// A wish makes no sense, its product is not sold by licence, or it is for another customer's licence.
pub async fn issue(app: &App, tx: &mut Tx, by: &Actor, issue: &Issue<'_>) -> Result<Vec<Issued>, Fault> {
    let mut issued = Vec::with_capacity(issue.wishes.len());
    for wish in issue.wishes {
        rules::check_wish(wish)?;
        check_sold(app, wish)?;
        let licence = match &wish.licence {
            Some(id) => Some(fitting(tx, issue, id, wish).await?),
            None if wish.kind == GrantKind::Base => Some(found(app, tx, issue, wish).await?),
            None => None,
        };
        issued.push(write(app, tx, (issue, wish), licence).await?);
    }
    for one in &issued {
        note_issued(app, tx, by, (issue, one)).await?;
    }
    Ok(issued)
}

/// The edition is one of the product's, and so are the add-ons.
fn check_sold(app: &App, wish: &Wish) -> Result<(), LicenceRefused> {
    let not_sold = || LicenceRefused::NotSold { product: wish.product.clone() };
    let product = app.catalogue.product(&wish.product).ok_or_else(not_sold)?;
    product.rule(Holding::Licence).ok_or_else(not_sold)?;
    let offer = product.licence.as_ref().ok_or_else(not_sold)?;
    if offer.edition(&wish.edition).is_none() {
        return Err(LicenceRefused::OddWish("edition"));
    }
    if !["standard", "edu", "gov"].contains(&wish.price_class.as_str()) {
        return Err(LicenceRefused::OddWish("price class"));
    }
    match wish.add_ons.keys().find(|id| offer.add_on(id).is_none()) {
        Some(_) => Err(LicenceRefused::OddWish("add-ons")),
        None => Ok(()),
    }
}

/// A new licence: it has its number from the day on which it was bought.
async fn found(app: &App, tx: &mut Tx, issue: &Issue<'_>, wish: &Wish) -> Result<Licence, Fault> {
    let zone = issue.zone.or(app.zone().iana_name()).unwrap_or("UTC").to_string();
    let days = TimeZone::get(&zone).map_err(|_| LicenceRefused::OddWish("time zone"))?;
    let licence = Licence {
        id: Id::new(app.now_ms(), &app.random),
        number: format!("L-{:06}", store::next_number(tx).await?),
        customer_id: issue.customer.map(|customer| customer.id.clone()),
        holder: issue.customer.map(|customer| customer.name.clone()).unwrap_or_default(),
        product: wish.product.clone(),
        edition: wish.edition.clone(),
        price_class: wish.price_class.clone(),
        zone,
        bought: day(app.now_ms(), &days).to_string(),
        registered_on: None,
        serial: 0,
        users: 0,
        last_day: None,
        outdated_at_ms: None,
        revoked_at_ms: None,
        revoked_reason: String::new(),
        created_at_ms: app.now_ms(),
    };
    store::insert(tx, &licence).await?;
    Ok(licence)
}

/// The licence that a wish is for, if the wish goes with it.
async fn fitting(tx: &mut Tx, issue: &Issue<'_>, id: &Id<Licence>, wish: &Wish) -> Result<Licence, Fault> {
    let licence = store::lock(tx, id).await?.ok_or_else(Fault::missing)?;
    let foreign = issue.customer.is_some_and(|customer| !licence.is_of(&customer.id));
    if foreign {
        return Err(Fault::missing());
    }
    rules::check_product(&licence, &wish.product)?;
    if licence.edition != wish.edition || licence.price_class != wish.price_class {
        return Err(LicenceRefused::OddWish("edition or price class").into());
    }
    Ok(licence)
}

async fn write(
    app: &App,
    tx: &mut Tx,
    (issue, wish): (&Issue<'_>, &Wish),
    licence: Option<Licence>,
) -> Result<Issued, Fault> {
    let key = match wish.arrives {
        Arrives::AsKey => Some(Key::from_random(&app.random.bytes::<RANDOM>())),
        Arrives::InPlace => None,
    };
    let id = key.as_ref().map_or_else(|| hex(&app.random.bytes::<16>()), Key::id);
    let text = key.as_ref().map(Key::to_string);
    let row = KeyRow {
        sealed: text.as_ref().map(|text| app.vault.seal(text, &id, &app.random)),
        hint: key.as_ref().map(Key::hint).unwrap_or_default(),
        customer_id: issue.customer.map(|customer| customer.id.clone()),
        order_id: issue.order.to_string(),
        reason: issue.reason.to_string(),
        kind: wish.kind.code().to_string(),
        terms: serde_json::to_string(&grant(&id, wish)).map_err(Fault::broken)?,
        licence_id: licence.as_ref().map(|licence| licence.id.clone()),
        state: "new".into(),
        created_at_ms: app.now_ms(),
        revoked_reason: String::new(),
        id,
    };
    store::keys::insert(tx, &row).await?;
    Ok(Issued {
        id: row.id,
        key: text,
        hint: row.hint,
        kind: wish.kind,
        number: licence.map(|licence| licence.number),
        licence: row.licence_id,
        state: row.state,
    })
}

fn grant(id: &str, wish: &Wish) -> Grant {
    Grant {
        key: id.to_string(),
        kind: wish.kind,
        product: wish.product.clone(),
        edition: wish.edition.clone(),
        price_class: wish.price_class.clone(),
        users: wish.users,
        add_ons: wish.add_ons.clone(),
        years: wish.years,
    }
}

async fn note_issued(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (issue, one): (&Issue<'_>, &Issued),
) -> Result<(), sqlx::Error> {
    let told = serde_json::json!({
        "key": one.id, "hint": one.hint, "kind": one.kind.code(), "order": issue.order, "reason": issue.reason,
        "number": one.number,
    });
    let subject = one.licence.as_ref().map_or(one.id.as_str(), Id::as_str);
    let customer = issue.customer.map(|customer| customer.id.as_str());
    let kind = if one.kind == GrantKind::Base { "licence.issued" } else { "key.issued" };
    note(app, tx, by, (What { kind, customer, subject }, told)).await
}

/// A key as it was issued, with its text: for its owner and for staff.
pub fn opened(app: &App, row: &KeyRow, number: Option<String>) -> Result<Issued, Fault> {
    let key = row.sealed.as_ref().map(|sealed| app.vault.open(sealed, &row.id)).transpose();
    Ok(Issued {
        id: row.id.clone(),
        key: key.map_err(Fault::broken)?,
        hint: row.hint.clone(),
        kind: row.grant().map_err(Fault::broken)?.kind,
        licence: row.licence_id.clone(),
        number,
        state: row.state.clone(),
    })
}
