//! Who holds servers here.

use crate::accounts::{self, Customer, resellers};
use crate::app::App;
use crate::billing::payments::pages::Panel;
use crate::servers;
use crate::servers::pages::badge;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Confirm, Empty, Link, ListQuery, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/customers", get(list_page))
        .route("/staff/customers/{id}", get(customer_page))
        .route("/staff/customers/{id}/reseller", post(mark))
        .route("/staff/customers/{id}/reseller/end", get(unmark_page).post(unmark))
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
    /// Since when it is a reseller, in words.
    reseller: Option<String>,
    /// Whose customer it is.
    seller: Option<Link>,
    /// Where it is made a reseller, and where that ends.
    mark: String,
    /// What came from it.
    payments: Panel,
    end: String,
    /// Its VAT number's checks.
    vat: String,
    /// What stands on its invoices.
    details: String,
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
    let since = resellers::since(&visit.app.db, &id).await?;
    let seller = resellers::of_customer(&visit.app.db, &id).await?;
    page(&CustomerPage {
        page: frame,
        people: people.collect(),
        servers: servers.collect(),
        reseller: since.map(|ms| visit.words.instant(instant(ms), visit.app.zone())),
        vat: format!("/staff/customers/{id}/vat"),
        details: format!("/staff/customers/{id}/details"),
        payments: Panel::for_staff(visit, &id).await?,
        mark: format!("/staff/customers/{id}/reseller"),
        end: format!("/staff/customers/{id}/reseller/end"),
        seller: seller.map(|seller| Link::new(seller.name, format!("/staff/customers/{}", seller.id))),
        customer,
    })
}

#[derive(Deserialize)]
struct Nothing {}

async fn mark(staff: Staff, Path(id): Path<Id<Customer>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    resellers::mark(&staff.visit.app, &staff.session, &id).await?;
    Ok(see_told(&format!("/staff/customers/{id}"), "flash-reseller-marked"))
}

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

async fn confirm(staff: &Staff, id: &Id<Customer>) -> Result<ConfirmPage, Fault> {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let customer = accounts::customer(&visit.app.db, id).await?.ok_or_else(Fault::missing)?;
    resellers::since(&visit.app.db, id).await?.ok_or_else(Fault::missing)?;
    let page = format!("/staff/customers/{id}");
    let confirm = Confirm::new(format!("{page}/reseller/end"), t("reseller-unmark"), &customer.name)
        .consequence(t("reseller-unmark-stops"))
        .consequence(t("reseller-unmark-keeps"))
        .cancel(&page);
    let title = visit.words.with("reseller-unmark-title", "customer", customer.name.as_str());
    Ok(ConfirmPage { page: visit.page(title).crumb(customer.name, page), confirm })
}

async fn unmark_page(staff: Staff, Path(id): Path<Id<Customer>>) -> Answer {
    page(&confirm(&staff, &id).await?)
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn unmark(staff: Staff, Path(id): Path<Id<Customer>>, Posted(typed): Posted<Confirmed>) -> Answer {
    let shown = confirm(&staff, &id).await?;
    if let Err(confirm) = shown.confirm.check(&typed.confirm, &shown.page) {
        return refused(&ConfirmPage { page: shown.page, confirm: *confirm });
    }
    resellers::unmark(&staff.visit.app, &staff.session, &id).await?;
    Ok(see_told(&format!("/staff/customers/{id}"), "flash-reseller-unmarked"))
}
