//! Warnings before maintenance ends (L13): by mail, in each person's language, by the days of the licence's own time
//! zone, each once. After a standstill the nearest one is given, not all that were missed.

use super::model::{Licence, read_day};
use super::{What, note, store};
use crate::accounts;
use crate::app::App;
use crate::events::Actor;
use crate::mail;
use hostler_kit::http::Fault;
use hostler_kit::time::day;
use hostler_kit::ui::words::Lang;
use hostler_licence::standing::{days_until, warning_due};
use jiff::ToSpan;
use jiff::civil::Date;
use std::time::Duration;

/// How often a new day is looked for; a day begins at other hours in other time zones.
const EVERY: Duration = Duration::from_secs(60);
/// Days pass within this time all over the world.
const HOUR_MS: i64 = 3_600_000;

/// Gives warnings as their days come, for as long as the platform runs.
pub async fn watch(app: &App) {
    let mut done_until_ms = i64::MIN;
    loop {
        if app.now_ms() >= done_until_ms {
            match warn(app).await {
                Ok(_) => done_until_ms = app.now_ms() + HOUR_MS / 4,
                Err(fault) => tracing::warn!(detail = fault.detail, "warnings of expiry could not be given"),
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Gives every warning that is due and was not given; how many.
pub async fn warn(app: &App) -> Result<usize, Fault> {
    let today = day(app.now_ms(), app.zone());
    let furthest = app.catalogue.products.iter().filter_map(|product| product.licence.as_ref());
    let furthest = furthest.flat_map(|offer| offer.warning_days.iter().copied()).max().unwrap_or(0);
    // A day more on both sides: elsewhere it is yesterday or tomorrow.
    let (from, to) = (today.saturating_sub(1.day()), today.saturating_add((furthest + 1).days()));
    let (from, to) = (from.to_string(), to.to_string());
    let (mut after, mut given) = ((String::new(), String::new()), 0);
    loop {
        let part = store::ending(&app.db, &from, &to, (&after.0, &after.1)).await?;
        let Some(last) = part.last() else { return Ok(given) };
        after = (last.last_day.clone().unwrap_or_default(), last.id.to_string());
        for licence in &part {
            given += usize::from(warn_of(app, licence).await?);
        }
    }
}

/// The warning of one licence, if one is due. True if it was given now.
async fn warn_of(app: &App, licence: &Licence) -> Result<bool, Fault> {
    let Some(last_day) = licence.last_day.as_deref() else { return Ok(false) };
    let last = read_day(last_day).map_err(Fault::broken)?;
    let today = day(app.now_ms(), &licence.time_zone());
    let offer = app.catalogue.licence(&licence.product);
    let steps = offer.map_or(&[][..], |offer| &offer.warning_days);
    let Some(step) = warning_due(last, today, steps) else { return Ok(false) };
    let mut tx = app.db.begin().await?;
    if !store::warnings::insert(&mut tx, &licence.id, (last_day, step), app.now_ms()).await? {
        return Ok(false);
    }
    let left = days_until(today, last);
    if let Some(customer) = &licence.customer_id {
        for person in accounts::people_of(&app.db, customer).await? {
            let values = values(app, licence, (last, left), &person.language);
            let letter = mail::Letter { to: &person, key: "mail-expiry", values: &values };
            mail::send(app, &mut tx, &letter).await?;
        }
    }
    let told = serde_json::json!({ "number": licence.number, "last_day": last_day, "days": left });
    note(app, &mut tx, &Actor::platform(), (What::to(licence, "licence.warned"), told)).await?;
    tx.commit().await?;
    Ok(true)
}

fn values(
    app: &App,
    licence: &Licence,
    (last, left): (Date, i64),
    language: &str,
) -> Vec<(&'static str, String)> {
    let words = app.languages.of(Lang::parse(language).unwrap_or(Lang::En));
    let product = app.catalogue.product(&licence.product);
    vec![
        ("number", licence.number.clone()),
        ("product", product.map_or(licence.product.clone(), |product| product.name.clone())),
        ("users", licence.users.to_string()),
        ("day", words.day(last)),
        ("days", left.to_string()),
        ("zone", licence.zone.clone()),
        ("link", format!("{}/licences/{}", app.settings.portal_url, licence.id)),
    ]
}
