//! The platform's mail, for staff. Once it goes out, its links are its readers' alone: staff see none.

use super::{Mail, store};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page};
use axum::extract::{Path, Query};
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, Link, ListQuery, Listing, Page};
use serde::Serialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/mail", get(list_page))
        .route("/staff/mail/{id}", get(mail_page))
        .route("/api/v1/staff/mail", get(list))
        .route("/api/v1/staff/mail/{id}", get(one))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/staff/mail", "What the platform wrote, newest first, 50 to a page")
        .by(Who::Staff)
        .asks::<ListQuery>()
        .answers::<Vec<Shown>>(200);
    api.get("/api/v1/staff/mail/{id}", "One of them").by(Who::Staff).answers::<Shown>(200);
}

#[derive(askama::Template)]
#[template(path = "mail/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    recipient: String,
    subject: String,
    at: String,
    state: String,
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let paging = Paging::of(&query);
    let total = store::count(&visit.app.db, query.term()).await?;
    let mails = store::list(&visit.app.db, query.term(), paging.limit, paging.offset).await?;
    let rows = mails.into_iter().map(|mail| Row {
        href: format!("/staff/mail/{}", mail.id),
        state: state(visit, &mail),
        at: visit.words.instant(instant(mail.created_at_ms), visit.app.zone()),
        recipient: mail.recipient,
        subject: mail.subject,
    });
    let list = Listing::new("/staff/mail", t("nav-mail"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("mail-subject")))
        .column(Column::text(t("mail-recipient")))
        .column(Column::text(t("mail-at")))
        .column(Column::text(t("mail-state")))
        .search(t("mail-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("mail-none"), t("mail-none-do")));
    let lead = if visit.app.outgoing.is_some() { "mail-lead-sent" } else { "mail-lead" };
    page(&ListPage { page: visit.page(t("nav-mail")).lead(t(lead)), rows: rows.collect(), list })
}

fn state(visit: &Visit, mail: &Mail) -> String {
    match (mail.sent_at_ms, &visit.app.outgoing) {
        (Some(at_ms), _) => {
            let at = visit.words.instant(instant(at_ms), visit.app.zone());
            visit.words.with("mail-sent", "at", at)
        }
        (None, Some(_)) => visit.words.t("mail-waiting"),
        (None, None) => visit.words.t("mail-captured"),
    }
}

#[derive(askama::Template)]
#[template(path = "mail/show.html")]
struct MailPage {
    page: Page,
    recipient: String,
    at: String,
    state: String,
    /// The text, and where in it addresses stand that can be opened.
    lines: Vec<BodyLine>,
}

enum BodyLine {
    Text(String),
    Link(Link),
}

async fn mail_page(staff: Staff, Path(id): Path<Id<Mail>>) -> Answer {
    let visit = &staff.visit;
    let mail = store::find(&visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    let own = format!("{}/", visit.app.settings.portal_url);
    let line = |line: &str| match line.trim().strip_prefix(&own) {
        Some(_) if visit.app.outgoing.is_some() => BodyLine::Text(visit.words.t("mail-link-hidden")),
        Some(path) => BodyLine::Link(Link::new(line.trim(), format!("/{path}"))),
        None => BodyLine::Text(line.to_string()),
    };
    page(&MailPage {
        state: state(visit, &mail),
        page: visit.page(mail.subject).crumb(visit.words.t("nav-mail"), "/staff/mail"),
        recipient: mail.recipient,
        at: visit.words.instant(instant(mail.created_at_ms), visit.app.zone()),
        lines: mail.body.lines().map(line).collect(),
    })
}

/// A captured mail as programs see it.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Mail")]
struct Shown {
    id: String,
    recipient: String,
    subject: String,
    body: String,
    created_at_ms: i64,
    /// When the mail server took it; none: it waits, or is only kept.
    sent_at_ms: Option<i64>,
}

async fn list(staff: Staff, Query(query): Query<ListQuery>) -> Result<Json<Vec<Shown>>, Fault> {
    let paging = Paging::of(&query);
    let mails = store::list(&staff.visit.app.db, query.term(), paging.limit, paging.offset).await?;
    Ok(Json(mails.into_iter().map(|mail| shown(&staff.visit, mail)).collect()))
}

async fn one(staff: Staff, Path(id): Path<Id<Mail>>) -> Result<Json<Shown>, Fault> {
    let mail = store::find(&staff.visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    Ok(Json(shown(&staff.visit, mail)))
}

fn shown(visit: &Visit, mail: Mail) -> Shown {
    Shown {
        id: mail.id.to_string(),
        recipient: mail.recipient,
        subject: mail.subject,
        body: match visit.app.outgoing {
            Some(_) => without_links(&mail.body, &visit.app.settings.portal_url),
            None => mail.body,
        },
        created_at_ms: mail.created_at_ms,
        sent_at_ms: mail.sent_at_ms,
    }
}

/// A link signs somebody in, or sets their password.
fn without_links(body: &str, portal_url: &str) -> String {
    let own = |line: &&str| !line.trim().starts_with(portal_url);
    body.lines().filter(own).collect::<Vec<_>>().join("\n")
}
