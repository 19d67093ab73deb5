//! "My servers", and the same for staff.

use super::ending::pages::ends_on;
use super::ending::{self, Ending};
use super::history::{SHOWN, newest};
use super::plan::Desired;
use super::{Phase, Server, ServerRefused, api, host_name, set_desired, store, suspension};
use crate::accounts;
use crate::app::App;
use crate::web::{Answer, Member, Paging, Posted, ROWS, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Confirm, Empty, History, ListQuery, Listing, Page, Tone};
use hostler_wire::report::{EngineState, Report};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers", get(list_page))
        .route("/staff/servers", get(staff_list_page))
        .route("/staff/servers/{id}", get(staff_server_page))
        .route("/staff/servers/{id}/start", post(start))
        .route("/staff/servers/{id}/stop", get(stop_page).post(stop))
}

/// A server's state in one word.
pub fn badge(visit: &Visit, server: &Server) -> Badge {
    let tone = match server.phase() {
        _ if !server.last_error.is_empty() => Tone::Bad,
        Phase::Running => Tone::Good,
        Phase::Stopped | Phase::Gone => Tone::Quiet,
        _ => Tone::Busy,
    };
    let key = if server.last_error.is_empty() { server.phase().as_str() } else { "failed" };
    Badge::new(tone, visit.words.t(&format!("server-is-{key}")))
}

/// One row of a list of servers.
struct Row {
    href: String,
    host: String,
    badge: Badge,
    product: String,
    since: String,
    customer: String,
    /// When it ends, where notice stands.
    ends: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "servers/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
    /// Staff see whose they are.
    staff: Option<()>,
}

async fn list_page(member: Member) -> Answer {
    let visit = &member.visit;
    let t = |key: &str| visit.words.t(key);
    let servers = store::of_customer(&visit.app.db, &member.customer).await?;
    let noticed = ending::noticed(&visit.app.db).await?;
    let row = |server: &Server| row(visit, server, "/servers", String::new()).ending(visit, server, &noticed);
    let rows: Vec<Row> = servers.iter().map(row).collect();
    let empty = Empty::new(t("servers-none"), t("servers-none-do")).action(t("nav-order"), "/order");
    let list = Listing::new("/servers", t("nav-servers"), rows.len() as u64)
        .column(Column::text(t("server-name")))
        .column(Column::text(t("server-state")))
        .column(Column::text(t("server-product")))
        .column(Column::text(t("server-since")))
        .empty(empty);
    let frame = visit.page(t("nav-servers")).action(t("nav-order"), "/order");
    page(&ListPage { page: frame, list, rows, staff: None })
}

fn row(visit: &Visit, server: &Server, under: &str, customer: String) -> Row {
    Row {
        href: format!("{under}/{}", server.id),
        host: host_name(&visit.app, server),
        badge: badge(visit, server),
        product: product_name(visit, server),
        since: visit.words.instant(instant(server.created_at_ms), visit.app.zone()),
        customer,
        ends: None,
    }
}

impl Row {
    /// With the day on which the server ends, if there is a notice for it.
    fn ending(self, visit: &Visit, server: &Server, noticed: &[Ending]) -> Row {
        let ending = noticed.iter().find(|ending| ending.server_id == server.id);
        Row { ends: ending.map(|ending| ends_on(visit, ending)), ..self }
    }
}

pub fn product_name(visit: &Visit, server: &Server) -> String {
    let product = visit.app.catalogue.product(&server.product);
    product.map_or(server.product.clone(), |product| product.name.clone())
}

/// The server, if it is this customer's.
pub async fn own(visit: &Visit, member: &Member, id: &Id<Server>) -> Result<Server, Fault> {
    let server = store::find(&visit.app.db, id).await?;
    server.filter(|server| server.customer_id == member.customer).ok_or_else(Fault::missing)
}

async fn staff_list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let total = store::count(&visit.app.db, query.term()).await?;
    let paging = Paging::of(&query);
    let (mut rows, noticed) = (Vec::new(), ending::noticed(&visit.app.db).await?);
    for server in store::list(&visit.app.db, query.term(), paging.limit, paging.offset).await? {
        let customer = accounts::customer(&visit.app.db, &server.customer_id).await?;
        let customer = customer.map_or(String::new(), |customer| customer.name);
        rows.push(row(visit, &server, "/staff/servers", customer).ending(visit, &server, &noticed));
    }
    let list = Listing::new("/staff/servers", t("nav-all-servers"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("server-name")))
        .column(Column::text(t("server-state")))
        .column(Column::text(t("server-customer")))
        .column(Column::text(t("server-product")))
        .column(Column::text(t("server-since")))
        .search(t("servers-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("servers-none"), t("staff-servers-none-do")));
    page(&ListPage { page: visit.page(t("nav-all-servers")), list, rows, staff: Some(()) })
}

/// An engine as staff see it.
struct EngineRow {
    name: String,
    badge: Badge,
    restarts: i64,
    reason: String,
}

#[derive(askama::Template)]
#[template(path = "servers/staff.html")]
struct StaffServerPage {
    page: Page,
    id: String,
    customer_href: String,
    customer: String,
    host: String,
    address: String,
    desired: String,
    problem: Option<String>,
    /// Why it is suspended for unpaid bills.
    suspended: Option<String>,
    resume_action: String,
    report: Option<Report>,
    engines: Vec<EngineRow>,
    may_stop: Option<()>,
    may_start: Option<()>,
    start_action: String,
    history: History,
    /// When it ends, where notice stands.
    ends: Option<String>,
}

async fn staff_server_page(staff: Staff, Path(id): Path<Id<Server>>) -> Answer {
    let visit = &staff.visit;
    let server = store::find(&visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    let customer = accounts::customer(&visit.app.db, &server.customer_id).await?;
    let report = match server.phase() {
        Phase::Running => api::report(&visit.app, &server).await.ok(),
        _ => None,
    };
    let suspended = suspension::of(&visit.app.db, &server.id).await?;
    page(&StaffServerPage {
        page: visit
            .page(host_name(&visit.app, &server))
            .badge(badge(visit, &server))
            .crumb(visit.words.t("nav-all-servers"), "/staff/servers"),
        id: server.id.to_string(),
        customer_href: format!("/staff/customers/{}", server.customer_id),
        customer: customer.map_or(String::new(), |customer| customer.name),
        host: host_name(&visit.app, &server),
        address: super::address(&visit.app, server.slot).to_string(),
        desired: visit.words.t(&format!("server-wanted-{}", server.desired)),
        problem: Some(server.last_error.clone()).filter(|error| !error.is_empty()),
        may_start: (is_startable(&server) && suspended.is_none()).then_some(()),
        suspended: suspended.map(|suspended| suspended.because),
        resume_action: format!("/staff/servers/{}/resume", server.id),
        engines: report
            .iter()
            .flat_map(|report| &report.engines)
            .map(|engine| engine_row(visit, engine))
            .collect(),
        report,
        may_stop: (server.desired() == Desired::Running).then_some(()),
        start_action: format!("/staff/servers/{}/start", server.id),
        history: newest(visit, &server, SHOWN).await?,
        ends: ending::standing(&visit.app, &server.id).await?.map(|ending| ends_on(visit, &ending)),
    })
}

/// Stopped, or left alone since it ended by itself too often.
fn is_startable(server: &Server) -> bool {
    let left_alone = server.desired() == Desired::Running && server.left_alone_at_ms.is_some();
    server.desired() == Desired::Stopped || left_alone
}

fn engine_row(visit: &Visit, engine: &hostler_wire::report::Engine) -> EngineRow {
    let (tone, key) = match engine.state {
        EngineState::Running => (Tone::Good, "engine-running"),
        EngineState::Starting => (Tone::Busy, "engine-starting"),
        EngineState::Waiting => (Tone::Bad, "engine-waiting"),
        EngineState::Stopped => (Tone::Quiet, "engine-stopped"),
    };
    EngineRow {
        name: engine.name.clone(),
        badge: Badge::new(tone, visit.words.t(key)),
        restarts: engine.restarts,
        reason: engine.reason.clone(),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn start(staff: Staff, Path(id): Path<Id<Server>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    set_desired(&staff.visit.app, &id, Desired::Running, &staff.session.actor()).await?;
    Ok(see_told(&format!("/staff/servers/{id}"), "flash-server-starts"))
}

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

async fn stop_confirm(visit: &Visit, id: &Id<Server>) -> Result<(Page, Confirm), Fault> {
    let server = store::find(&visit.app.db, id).await?.ok_or_else(Fault::missing)?;
    if server.desired() == Desired::Gone {
        return Err(ServerRefused::Gone.into());
    }
    let host = host_name(&visit.app, &server);
    let t = |key: &str| visit.words.t(key);
    let confirm = Confirm::new(format!("/staff/servers/{id}/stop"), t("server-stop"), server.name)
        .consequence(t("server-stop-mail"))
        .consequence(t("server-stop-bill"))
        .cancel(format!("/staff/servers/{id}"));
    let frame = visit.page(visit.words.with("server-stop-title", "host", &host));
    Ok((
        frame.crumb(t("nav-all-servers"), "/staff/servers").crumb(host, format!("/staff/servers/{id}")),
        confirm,
    ))
}

async fn stop_page(staff: Staff, Path(id): Path<Id<Server>>) -> Answer {
    let (frame, confirm) = stop_confirm(&staff.visit, &id).await?;
    page(&ConfirmPage { page: frame, confirm })
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    confirm: String,
}

async fn stop(staff: Staff, Path(id): Path<Id<Server>>, Posted(typed): Posted<Typed>) -> Answer {
    let (frame, confirm) = stop_confirm(&staff.visit, &id).await?;
    if let Err(confirm) = confirm.check(&typed.confirm, &frame) {
        return refused(&ConfirmPage { page: frame, confirm: *confirm });
    }
    set_desired(&staff.visit.app, &id, Desired::Stopped, &staff.session.actor()).await?;
    Ok(see_told(&format!("/staff/servers/{id}"), "flash-server-stops"))
}
