//! Who holds servers here.

use crate::accounts::{self, Customer};
use crate::app::App;
use crate::servers;
use crate::servers::pages::badge;
use crate::web::{Answer, Paging, ROWS, Staff, page};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/customers", get(list_page)).route("/staff/customers/{id}", get(customer_page))
}

#[derive(askama::Template)]
#[template(path = "staff/customers.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    city: String,
    since: String,
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let paging = Paging::of(&query);
    let total = accounts::count_customers(&visit.app.db, query.term()).await?;
    let found = accounts::customers(&visit.app.db, query.term(), paging.limit, paging.offset).await?;
    let rows = found.into_iter().map(|customer| Row {
        href: format!("/staff/customers/{}", customer.id),
        city: customer.city,
        since: visit.words.instant(instant(customer.created_at_ms), visit.app.zone()),
        name: customer.name,
    });
    let list = Listing::new("/staff/customers", t("nav-customers"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("customer-name")))
        .column(Column::text(t("order-city")))
        .column(Column::text(t("customer-since")))
        .search(t("customers-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("customers-none"), t("customers-none-do")));
    page(&ListPage { page: visit.page(t("nav-customers")), rows: rows.collect(), list })
}

#[derive(askama::Template)]
#[template(path = "staff/customer.html")]
struct CustomerPage {
    page: Page,
    customer: Customer,
    people: Vec<PersonRow>,
    servers: Vec<ServerRow>,
}

struct PersonRow {
    name: String,
    email: String,
    role: String,
    verified: Option<()>,
}

struct ServerRow {
    href: String,
    host: String,
    badge: Badge,
}

async fn customer_page(staff: Staff, Path(id): Path<Id<Customer>>) -> Answer {
    let visit = &staff.visit;
    let customer = accounts::customer(&visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    let people = accounts::people_of(&visit.app.db, &id).await?.into_iter().map(|person| PersonRow {
        role: visit.words.t(&format!("role-{}", person.role)),
        verified: person.verified_at_ms.map(|_| ()),
        name: person.name,
        email: person.email,
    });
    let servers = servers::of_customer(&visit.app.db, &id).await?.into_iter().map(|server| ServerRow {
        href: format!("/staff/servers/{}", server.id),
        host: servers::host_name(&visit.app, &server),
        badge: badge(visit, &server),
    });
    let frame = visit.page(customer.name.clone()).crumb(visit.words.t("nav-customers"), "/staff/customers");
    page(&CustomerPage { page: frame, people: people.collect(), servers: servers.collect(), customer })
}
