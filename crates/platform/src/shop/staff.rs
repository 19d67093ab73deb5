//! Staff: orders that wait for somebody to look at their evidence, and all others.

use super::model::{Evidence, LicenceOrder, State};
use super::pages::{Priced, badge, download, facts, held_up, invoice_link, steps};
use super::told::Voice;
use super::{decide, store};
use crate::accounts;
use crate::app::App;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Empty, Field, Form, ListQuery, Listing, Page, Steps};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/shop", get(list_page))
        .route("/staff/shop/orders/{id}", get(order_page))
        .route("/staff/shop/orders/{id}/evidence", get(evidence_file))
        .route("/staff/shop/orders/{id}/approve", post(approve))
        .route("/staff/shop/orders/{id}/refuse", post(refuse))
}

#[derive(askama::Template)]
#[template(path = "shop/staff-list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    what: String,
    customer: String,
    reference: String,
    placed: String,
    total: String,
    badge: Badge,
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let (db, paging, t) = (&visit.app.db, Paging::of(&query), |key: &str| visit.words.t(key));
    let found = store::search(db, query.term(), (paging.limit, paging.offset)).await?;
    let total = store::count(db, query.term()).await?;
    let rows = found.into_iter().map(|found| row(visit, found)).collect::<Result<_, Fault>>()?;
    let list = Listing::new("/staff/shop", t("nav-licence-orders"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("shop-order")))
        .column(Column::text(t("invoice-customer")))
        .column(Column::text(t("shop-reference")))
        .column(Column::text(t("shop-placed")))
        .column(Column::number(t("invoice-total")))
        .column(Column::text(t("shop-state")))
        .search(t("shop-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("shop-staff-none"), t("shop-staff-none-do")));
    page(&ListPage { page: visit.page(t("nav-licence-orders")).lead(t("shop-staff-lead")), list, rows })
}

fn row(visit: &Visit, found: store::Listed) -> Result<Row, Fault> {
    let store::Listed { order, customer_name } = found;
    let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
    Ok(Row {
        href: format!("/staff/shop/orders/{}", order.id),
        what: voice.title(&order.quote().map_err(Fault::broken)?),
        customer: customer_name,
        placed: visit.words.instant(instant(order.placed_at_ms), visit.app.zone()),
        total: visit.words.money(order.gross_minor, &order.currency),
        badge: badge(visit, &order),
        reference: order.reference,
    })
}

#[derive(askama::Template)]
#[template(path = "shop/staff-show.html")]
struct OrderPage {
    page: Page,
    customer: (String, String),
    order: LicenceOrder,
    facts: Vec<(String, String)>,
    steps: Steps,
    quote: Priced,
    evidence: Option<Evidence>,
    file: Option<(String, String)>,
    approve: Option<String>,
    refusal: Option<Form>,
    /// Why its VAT is not known.
    held_up: Option<String>,
    /// Where it is, and its number.
    invoice: Option<(String, String)>,
}

async fn found(staff: &Staff, id: &Id<LicenceOrder>) -> Result<LicenceOrder, Fault> {
    store::find(&staff.visit.app.db, id).await?.ok_or_else(Fault::missing)
}

async fn order_page(staff: Staff, Path(id): Path<Id<LicenceOrder>>) -> Answer {
    let order = found(&staff, &id).await?;
    let form = refusal_form(&staff.visit, &order);
    page(&shown(&staff.visit, order, form).await?)
}

fn refusal_form(visit: &Visit, order: &LicenceOrder) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new(format!("/staff/shop/orders/{}/refuse", order.id), t("shop-refuse"))
        .field(Field::area("reason", t("shop-reason")).hint(t("shop-reason-hint")))
}

async fn shown(visit: &Visit, order: LicenceOrder, refusal: Form) -> Result<OrderPage, Fault> {
    let (app, t) = (&visit.app, |key: &str| visit.words.t(key));
    let agreed = order.quote().map_err(Fault::broken)?;
    let voice = Voice { words: visit.words.clone(), catalogue: &app.catalogue };
    let customer = accounts::customer(&app.db, &order.customer_id).await?.ok_or_else(Fault::missing)?;
    let evidence = store::evidence(&app.db, &order.id).await?;
    let sent = evidence.as_ref().filter(|evidence| !evidence.file_name.is_empty());
    let file = sent.map(|evidence| {
        let size = visit.words.bytes(evidence.file_bytes);
        (format!("/staff/shop/orders/{}/evidence", order.id), format!("{} ({size})", evidence.file_name))
    });
    let waits = order.state() == State::Waiting;
    let ready = waits && order.evidence_at_ms.is_some();
    let held_up = held_up(visit, &order).await?;
    let frame = visit
        .page(voice.title(&agreed))
        .badge(badge(visit, &order))
        .crumb(t("nav-licence-orders"), "/staff/shop")
        .with_form(&refusal);
    Ok(OrderPage {
        page: frame,
        customer: (format!("/staff/customers/{}", customer.id), customer.name),
        facts: facts(visit, &order)?,
        steps: steps(visit, &order),
        quote: Priced::of(visit, &agreed),
        evidence,
        file,
        approve: ready.then(|| format!("/staff/shop/orders/{}/approve", order.id)),
        refusal: (waits || held_up.is_some()).then_some(refusal),
        held_up,
        invoice: invoice_link(visit, &order, "/staff/invoices").await?,
        order,
    })
}

async fn evidence_file(staff: Staff, Path(id): Path<Id<LicenceOrder>>) -> Answer {
    let order = found(&staff, &id).await?;
    download(&staff.visit.app, &order).await
}

#[derive(Deserialize)]
struct Nothing {}

async fn approve(
    staff: Staff,
    Path(id): Path<Id<LicenceOrder>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let order = found(&staff, &id).await?;
    decide::approve(&staff.visit.app, &staff.session, &order).await?;
    Ok(see_told(&format!("/staff/shop/orders/{id}"), "flash-order-approved"))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Typed {
    reason: String,
}

async fn refuse(staff: Staff, Path(id): Path<Id<LicenceOrder>>, Posted(typed): Posted<Typed>) -> Answer {
    let (visit, order) = (&staff.visit, found(&staff, &id).await?);
    match decide::refuse(&visit.app, &staff.session, &order, &typed.reason).await {
        Ok(_) => Ok(see_told(&format!("/staff/shop/orders/{id}"), "flash-order-refused")),
        Err(fault) if fault.kind == Kind::Invalid => {
            let form = refusal_form(visit, &order).fill("reason", typed.reason);
            let form = form.refuse("reason", visit.sentence(&fault));
            refused(&shown(visit, order, form).await?)
        }
        Err(fault) => Err(fault),
    }
}
