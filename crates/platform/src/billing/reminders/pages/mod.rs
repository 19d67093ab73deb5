//! Who is overdue, what was sent and what comes next; and the same for a customer about itself.

mod customer;
mod suspend;
mod write_off;

use super::model::{Next, Overdue, Reminder, Standing};
use super::{standing, store, today};
use crate::accounts::Customer;
use crate::app::App;
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page};
use axum::Router;
use axum::extract::Query;
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::{Column, Empty, Html, ListQuery, Listing, Page};
use jiff::civil::Date;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/reminders", get(list_page))
        .route("/staff/reminders/customers/{id}", get(customer::customer_page))
        .route("/staff/reminders/customers/{id}/send", post(customer::send_next))
        .route("/staff/reminders/customers/{id}/again", post(customer::send_last))
        .route("/staff/reminders/customers/{id}/skip", post(customer::skip_next))
        .route("/staff/reminders/customers/{id}/hold", post(customer::hold_letters))
        .route("/staff/reminders/customers/{id}/release", post(customer::release_letters))
        .route("/staff/servers/{id}/suspend", get(suspend::suspend_page).post(suspend::suspend_server))
        .route("/staff/servers/{id}/resume", post(suspend::resume_server))
        .route(
            "/staff/invoices/{id}/write-off",
            get(write_off::write_off_page).post(write_off::write_off_invoice),
        )
}

fn date(visit: &Visit, text: &str) -> String {
    text.parse::<Date>().map_or(text.into(), |date| visit.words.date(date))
}

#[derive(askama::Template)]
#[template(path = "billing/reminders/list.html")]
struct ListPage {
    page: Page,
    total: String,
    count: String,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    who: String,
    overdue: String,
    since: String,
    last: String,
    next: String,
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let day = today(&visit.app).to_string();
    let found = store::overdue(&visit.app.db, &day, query.term(), &Paging::of(&query)).await?;
    let (count, total) = store::total_overdue(&visit.app.db, &day, query.term()).await?;
    let mut rows = Vec::new();
    for overdue in &found {
        rows.push(row(visit, overdue).await?);
    }
    let list = Listing::new("/staff/reminders", t("nav-reminders"), count.unsigned_abs())
        .column(Column::text(t("invoice-customer")))
        .column(Column::number(t("reminder-overdue")))
        .column(Column::text(t("reminder-since")))
        .column(Column::text(t("reminder-last")))
        .column(Column::text(t("reminder-next")))
        .search(t("customers-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("reminders-none"), t("reminders-none-do")));
    page(&ListPage {
        page: visit.page(t("nav-reminders")).lead(t("reminders-lead")),
        total: visit.words.money(total, &visit.app.catalogue.provider.currency),
        count: visit.words.number(count),
        list,
        rows,
    })
}

async fn row(visit: &Visit, overdue: &Overdue) -> Result<Row, Fault> {
    let standing = standing(&visit.app, &overdue.customer_id).await?;
    Ok(Row {
        href: format!("/staff/reminders/customers/{}", overdue.customer_id),
        who: overdue.customer_name.clone(),
        overdue: visit.words.money(overdue.overdue_minor, &overdue.currency),
        since: date(visit, &overdue.since),
        last: standing
            .last
            .as_ref()
            .map_or_else(|| visit.words.t("reminder-none-yet"), |last| sent(visit, last)),
        next: next_words(visit, &standing.next),
    })
}

/// A letter in words: its name, when, and if it was skipped or sent again.
fn sent(visit: &Visit, reminder: &Reminder) -> String {
    let values = [("name", reminder.name.as_str().into()), ("date", date(visit, &reminder.date).into())];
    visit.words.tr(&format!("reminder-was-{}", reminder.kind), &values)
}

fn next_words(visit: &Visit, next: &Next) -> String {
    match next {
        Next::Nothing => visit.words.t("reminder-next-nothing"),
        Next::Letter { name, date: day, .. } => {
            let values = [("name", name.as_str().into()), ("date", date(visit, day).into())];
            visit.words.tr("reminder-next-letter", &values)
        }
        Next::Held { until, because } => {
            let values = [("until", date(visit, until).into()), ("because", because.as_str().into())];
            visit.words.tr("reminder-next-held", &values)
        }
        Next::MoneyWaits => visit.words.t("reminder-next-money"),
        Next::EndOfSchedule => visit.words.t("reminder-next-end"),
    }
}

#[derive(askama::Template)]
#[template(path = "billing/reminders/own.html")]
struct OwnPart {
    page: Page,
    overdue: String,
    since: String,
    last: Option<String>,
    next: Option<String>,
}

/// What a customer sees of it above its invoices; none where nothing is overdue.
pub async fn own(visit: &Visit, customer: &Id<Customer>) -> Result<Option<Html>, Fault> {
    let standing: Standing = standing(&visit.app, customer).await?;
    if standing.next == Next::Nothing {
        return Ok(None);
    }
    // Why staff wait is theirs.
    let next = match &standing.next {
        Next::Letter { .. } | Next::MoneyWaits => Some(next_words(visit, &standing.next)),
        Next::Held { until, .. } => Some(visit.words.with("reminder-own-held", "until", date(visit, until))),
        Next::Nothing | Next::EndOfSchedule => None,
    };
    let last = standing.last.as_ref().filter(|last| last.kind != "skipped");
    let part = OwnPart {
        page: visit.page(""),
        overdue: visit.words.money(standing.overdue_minor, &standing.currency),
        since: date(visit, &standing.since),
        last: last.map(|last| sent(visit, last)),
        next,
    };
    Ok(Some(askama::filters::Safe(askama::Template::render(&part).map_err(Fault::broken)?)))
}
