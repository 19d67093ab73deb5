//! The calendar of expiries: how many end in which of the next twelve months, and whose, day by day.

use super::facts::Speech;
use crate::app::App;
use crate::licences::model::Licence;
use crate::licences::store::found::{self, InMonth};
use crate::licences::store::{self};
use crate::web::{Answer, Staff, Visit, page};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, instant};
use hostler_kit::ui::{Badge, Column, Empty, Listing, NavItem, Page, Plot, Shape};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Months that the plot shows, with the present one.
const MONTHS: usize = 12;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/licences/expiry", get(expiry_page))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/expiry.html")]
struct ExpiryPage {
    page: Page,
    plot: Plot,
    months: Vec<NavItem>,
    list: Listing,
    rows: Vec<Row>,
    cut: Option<String>,
}

struct Row {
    href: String,
    number: String,
    day: String,
    holder: String,
    product: String,
    users: i64,
    badge: Badge,
    warned: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    month: String,
}

async fn expiry_page(staff: Staff, Query(asked): Query<Asked>) -> Answer {
    let (visit, app) = (&staff.visit, &staff.visit.app);
    let now = Month::of(app.now_ms(), app.zone());
    let months = months(now);
    let month = asked.month.parse().unwrap_or(now);
    let (first, last) = (now.first_day().to_string(), months[MONTHS - 1].last_day().to_string());
    let counts = found::by_month(&app.db, &first, &last).await?;
    let rows = rows(visit, month).await?;
    let t = |key: &str| visit.words.t(key);
    let list =
        Listing::new("/staff/licences/expiry", visit.words.month(month.first_day()), rows.len() as u64)
            .column(Column::text(t("licence-number")))
            .column(Column::text(t("licence-last-day")))
            .column(Column::text(t("licence-holder")))
            .column(Column::text(t("licence-product")))
            .column(Column::number(t("licence-users")))
            .column(Column::text(t("licence-state")))
            .column(Column::text(t("licence-warned")))
            .empty(Empty::new(t("expiry-none"), t("expiry-none-do")));
    page(&ExpiryPage {
        page: visit.page(t("nav-expiry")).lead(t("expiry-lead")),
        plot: Plot::new(t("expiry-plot"), Shape::Months, plotted(&months, &counts)),
        months: months.iter().map(|month| tab(visit, *month, now)).collect(),
        cut: (rows.len() >= MOST).then(|| visit.words.with("expiry-cut", "n", MOST as i64)),
        list,
        rows,
    })
}

/// Most licences that the store answers at once.
const MOST: usize = 1000;

fn months(now: Month) -> Vec<Month> {
    std::iter::successors(Some(now), |month| Some(month.next())).take(MONTHS).collect()
}

fn plotted(months: &[Month], counts: &[InMonth]) -> Vec<(Date, i64)> {
    let count = |month: &Month| counts.iter().find(|count| count.month == month.to_string());
    months.iter().map(|month| (month.first_day(), count(month).map_or(0, |count| count.licences))).collect()
}

fn tab(visit: &Visit, month: Month, now: Month) -> NavItem {
    let path = "/staff/licences/expiry";
    let href = if month == now { path.into() } else { format!("{path}?month={month}") };
    NavItem::new(visit.words.month_short(month.first_day()), href)
}

async fn rows(visit: &Visit, month: Month) -> Result<Vec<Row>, Fault> {
    let (first, last) = (month.first_day().to_string(), month.last_day().to_string());
    let licences = store::ending(&visit.app.db, &first, &last, ("", "")).await?;
    let mut warned: BTreeMap<Id<Licence>, Vec<String>> = BTreeMap::new();
    for one in found::warned(&visit.app.db, &first, &last).await? {
        let at = visit.words.instant(instant(one.at_ms), visit.app.zone());
        let told = visit.words.tr("licence-warned-at", &[("n", one.step.into()), ("at", at.into())]);
        warned.entry(one.licence_id).or_default().push(told);
    }
    let speech = Speech(visit);
    let row = |licence: Licence| Row {
        href: format!("/staff/licences/{}", licence.id),
        day: licence.last_day.as_deref().map_or(String::new(), |day| speech.day(day)),
        product: speech.product(&licence.product),
        users: licence.users,
        badge: speech.badge(&licence),
        warned: warned.get(&licence.id).map_or("–".into(), |told| told.join("; ")),
        holder: if licence.holder.is_empty() { "–".into() } else { licence.holder },
        number: licence.number,
    };
    Ok(licences.into_iter().map(row).collect())
}
