//! Staff: every licence, found by number, key, host or customer.

use super::facts::Speech;
use crate::app::App;
use crate::licences::staff::Narrow;
use crate::licences::store::found::{self, Listed, Sought};
use crate::licences::store::keys;
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page, see};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::time::day;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, NavItem, Page};
use hostler_licence::key::Key;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/licences", get(list_page))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/staff.html")]
struct ListPage {
    page: Page,
    states: Vec<NavItem>,
    products: Vec<NavItem>,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    number: String,
    product: String,
    holder: String,
    users: i64,
    last_day: String,
    badge: Badge,
    host: String,
}

const STATES: [&str; 5] = ["", "valid", "ended", "new", "revoked"];

async fn list_page(staff: Staff, Query(query): Query<ListQuery>, Query(narrow): Query<Narrow>) -> Answer {
    let (visit, paging) = (&staff.visit, Paging::of(&query));
    if let Some(place) = place_of_key(visit, query.term()).await? {
        return Ok(see(&place));
    }
    let today = day(visit.app.now_ms(), visit.app.zone()).to_string();
    let sought = Sought {
        term: query.term(),
        product: &narrow.product,
        state: &narrow.state,
        today: &today,
        customer: "",
    };
    let total = found::count(&visit.app.db, &sought).await?;
    let found = found::list(&visit.app.db, &sought, (paging.limit, paging.offset)).await?;
    let t = |key: &str| visit.words.t(key);
    let frame = visit.page(t("nav-all-licences")).action(t("licence-issue-keys"), "/staff/licences/issue");
    let rows = found.into_iter().map(|found| row(visit, found)).collect();
    let (states, products) = (states(visit, &narrow), products(visit, &narrow));
    page(&ListPage { page: frame, states, products, list: listing(visit, (query, narrow), total), rows })
}

/// Where a whole key that was typed into the search leads: to its licence, or to itself.
async fn place_of_key(visit: &Visit, term: &str) -> Result<Option<String>, Fault> {
    let Ok(key) = term.parse::<Key>() else { return Ok(None) };
    let row = keys::find(&visit.app.db, &key.id()).await?;
    Ok(row.map(|row| format!("/staff/keys/{}", row.id)))
}

fn listing(visit: &Visit, (query, narrow): (ListQuery, Narrow), total: i64) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new("/staff/licences", t("nav-all-licences"), u64::try_from(total).unwrap_or(0))
        .narrowed("product", narrow.product)
        .narrowed("state", narrow.state)
        .column(Column::text(t("licence-number")))
        .column(Column::text(t("licence-product")))
        .column(Column::text(t("licence-holder")))
        .column(Column::number(t("licence-users")))
        .column(Column::text(t("licence-last-day")))
        .column(Column::text(t("licence-state")))
        .column(Column::text(t("licence-machine")))
        .search(t("licences-staff-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("licences-staff-none"), t("licences-staff-none-do")))
}

fn row(visit: &Visit, found: Listed) -> Row {
    let (speech, licence) = (Speech(visit), found.licence);
    Row {
        href: format!("/staff/licences/{}", licence.id),
        product: speech.product(&licence.product),
        users: licence.users,
        last_day: licence.last_day.as_deref().map_or("–".into(), |day| speech.day(day)),
        badge: speech.badge(&licence),
        host: found.host.unwrap_or_else(|| "–".into()),
        holder: if licence.holder.is_empty() { "–".into() } else { licence.holder },
        number: licence.number,
    }
}

fn address(product: &str, state: &str) -> String {
    let pairs = [("product", product), ("state", state)];
    let pairs: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if pairs.is_empty() { "/staff/licences".into() } else { format!("/staff/licences?{}", pairs.join("&")) }
}

fn states(visit: &Visit, narrow: &Narrow) -> Vec<NavItem> {
    let item = |state: &&str| {
        let key = if state.is_empty() { "licences-all".to_string() } else { format!("licences-{state}") };
        NavItem::new(visit.words.t(&key), address(&known_product(visit, narrow), state))
    };
    STATES.iter().map(item).collect()
}

fn products(visit: &Visit, narrow: &Narrow) -> Vec<NavItem> {
    let state = STATES.into_iter().find(|state| *state == narrow.state).unwrap_or_default();
    let sold = visit.app.catalogue.products.iter().filter(|product| product.licence.is_some());
    let item = |id: &str, name: String| NavItem::new(name, address(id, state));
    let all = item("", visit.words.t("licences-all-products"));
    [all].into_iter().chain(sold.map(|product| item(&product.id, product.name.clone()))).collect()
}

/// The product of the address, if it is one.
fn known_product(visit: &Visit, narrow: &Narrow) -> String {
    visit.app.catalogue.product(&narrow.product).map_or(String::new(), |product| product.id.clone())
}
