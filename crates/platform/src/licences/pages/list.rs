//! A customer's licences.

use super::facts::Speech;
use crate::app::App;
use crate::licences::model::{Licence, read_day};
use crate::licences::store::found::{self, Listed, Sought};
use crate::web::{Answer, Member, Paging, ROWS, Visit, page};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page};
use hostler_licence::ledger::{Grant, Ledger, Redeemed};
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/licences", get(list_page))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    number: String,
    product: String,
    users: i64,
    add_ons: String,
    last_day: String,
    badge: Badge,
    host: String,
}

async fn list_page(member: Member, Query(query): Query<ListQuery>) -> Answer {
    let visit = &member.visit;
    let (db, paging, t) = (&visit.app.db, Paging::of(&query), |key: &str| visit.words.t(key));
    let sought = Sought::of(&member.customer, query.term());
    let total = found::count(db, &sought).await?;
    let found = found::list(db, &sought, (paging.limit, paging.offset)).await?;
    let add_ons = add_ons(&member, &found).await?;
    let rows = found.into_iter().map(|found| row(visit, found, &add_ons)).collect();
    let list = Listing::new("/licences", t("nav-licences"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("licence-number")))
        .column(Column::text(t("licence-product")))
        .column(Column::number(t("licence-users")))
        .column(Column::text(t("licence-add-ons")))
        .column(Column::text(t("licence-last-day")))
        .column(Column::text(t("licence-state")))
        .column(Column::text(t("licence-machine")))
        .search(t("licences-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("licences-none"), t("licences-none-do")).action(t("nav-shop"), "/shop"));
    let frame = visit.page(t("nav-licences")).lead(t("licences-lead"));
    page(&ListPage { page: frame.action(t("licence-register-key"), "/licences/register"), list, rows })
}

/// The add-ons of the licences on this page, in one question.
async fn add_ons(member: &Member, found: &[Listed]) -> Result<BTreeMap<Id<Licence>, Vec<String>>, Fault> {
    let numbers = || found.iter().map(|found| found.licence.number.as_str());
    let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { return Ok(BTreeMap::new()) };
    let rows = found::grants_between(&member.visit.app.db, &member.customer, (first, last)).await?;
    let mut ledgers: BTreeMap<Id<Licence>, Ledger> = BTreeMap::new();
    for row in rows {
        let grant: Grant = serde_json::from_str(&row.terms).map_err(Fault::broken)?;
        let on = read_day("1970-01-01").map_err(Fault::broken)?;
        ledgers.entry(row.licence_id).or_default().redeemed.push(Redeemed { grant, on });
    }
    let ids = |ledger: Ledger| ledger.add_ons().into_iter().map(|held| held.id).collect();
    Ok(ledgers.into_iter().map(|(id, ledger)| (id, ids(ledger))).collect())
}

fn row(visit: &Visit, found: Listed, add_ons: &BTreeMap<Id<Licence>, Vec<String>>) -> Row {
    let (speech, licence) = (Speech(visit), found.licence);
    let held = add_ons.get(&licence.id).map_or(&[][..], |held| held);
    let names: Vec<String> = held.iter().map(|id| speech.add_on(&licence.product, id)).collect();
    Row {
        href: format!("/licences/{}", licence.id),
        product: speech.product(&licence.product),
        users: licence.users,
        add_ons: names.join(", "),
        last_day: licence.last_day.as_deref().map_or("–".into(), |day| speech.day(day)),
        badge: speech.badge(&licence),
        host: found.host.unwrap_or_else(|| "–".into()),
        number: licence.number,
    }
}

/// Today, where the licence is.
pub fn today(visit: &Visit, licence: &Licence) -> jiff::civil::Date {
    day(visit.app.now_ms(), &licence.time_zone())
}
