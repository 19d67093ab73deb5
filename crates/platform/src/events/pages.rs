//! The audit trail for people: a customer's own, and everybody's for staff.

use super::model::{Event, Whose};
use super::store;
use crate::app::App;
use crate::web::{Answer, Member, Paging, ROWS, Staff, Visit, page};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, ListQuery, Listing, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/events", get(customer_page)).route("/staff/events", get(staff_page))
}

#[derive(askama::Template)]
#[template(path = "events/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    at: String,
    what: String,
    who: String,
    subject: String,
    /// Where it can be looked at.
    href: Option<String>,
    kind: String,
}

/// The words of a kind of event.
pub fn words_of(kind: &str) -> String {
    format!("event-{}", kind.replace('.', "-"))
}

fn row(visit: &Visit, whose: &Whose, event: Event) -> Row {
    Row {
        at: visit.words.instant(instant(event.at_ms), visit.app.zone()),
        what: visit.words.t(&words_of(&event.kind)),
        who: who(visit, &event),
        href: place(whose, &event.subject),
        subject: event.subject,
        kind: event.kind,
    }
}

/// Who did it, and for whom if not for themselves.
fn who(visit: &Visit, event: &Event) -> String {
    if event.actor == "platform" {
        return visit.words.t("events-platform");
    }
    let data: serde_json::Value = serde_json::from_str(&event.data).unwrap_or_default();
    let named = |field: &str| data["acting"][field].as_str();
    match (named("customer_name"), named("reseller_name")) {
        (Some(customer), Some(reseller)) => {
            let values = [
                ("who", event.actor_name.as_str().into()),
                ("reseller", reseller.into()),
                ("customer", customer.into()),
            ];
            visit.words.tr("events-acting", &values)
        }
        _ => event.actor_name.clone(),
    }
}

/// Where what an event happened to is shown.
fn place(whose: &Whose, subject: &str) -> Option<String> {
    let (customers, staff) = match subject.split_once('_')?.0 {
        "srv" => ("/servers/", "/staff/servers/"),
        "inc" if *whose == Whose::Everybody => ("", "/staff/incidents/"),
        "rol" if *whose == Whose::Everybody => ("", "/staff/updates/"),
        "inv" => ("/invoices/", "/staff/invoices/"),
        "lic" => ("/licences/", "/staff/licences/"),
        "lor" => ("/shop/orders/", "/staff/shop/orders/"),
        "whk" => ("/webhooks/", "/webhooks/"),
        _ => return None,
    };
    let base = if *whose == Whose::Everybody { staff } else { customers };
    Some(format!("{base}{subject}"))
}

async fn shown(visit: &Visit, whose: Whose, query: ListQuery, path: &str) -> Answer {
    let t = |key: &str| visit.words.t(key);
    let (db, paging) = (&visit.app.db, Paging::of(&query));
    let total = store::count(db, &whose, query.term()).await?;
    let found = store::list(db, &whose, query.term(), (paging.limit, paging.offset)).await?;
    let list = Listing::new(path, t("nav-events"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("event-what")))
        .column(Column::text(t("event-at")))
        .column(Column::text(t("event-who")))
        .column(Column::text(t("event-subject")))
        .search(t("events-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("events-none"), t("events-none-do")));
    let rows = found.into_iter().map(|event| row(visit, &whose, event)).collect();
    page(&ListPage { page: visit.page(t("nav-events")).lead(t("events-lead")), list, rows })
}

async fn customer_page(member: Member, Query(query): Query<ListQuery>) -> Answer {
    shown(&member.visit, Whose::Customer(member.customer.to_string()), query, "/events").await
}

async fn staff_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    shown(&staff.visit, Whose::Everybody, query, "/staff/events").await
}
