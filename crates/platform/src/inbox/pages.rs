//! Mail to the provider, for staff: what came, what it was taken for, what was done.

use super::model::{Act, Message};
use super::{bytes_of, parts::Parts, store};
use crate::app::App;
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page, Tone};
use std::sync::Arc;

/// Characters of a message that are shown.
const SHOWN: usize = 20_000;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/inbox", get(list_page)).route("/staff/inbox/{id}", get(message_page))
}

#[derive(askama::Template)]
#[template(path = "inbox/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    subject: String,
    from: String,
    at: String,
    badge: Badge,
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let paging = Paging::of(&query);
    let total = store::count(&visit.app.db, query.term()).await?;
    let messages = store::list(&visit.app.db, query.term(), paging.limit, paging.offset).await?;
    let rows = messages.into_iter().map(|message| Row {
        href: format!("/staff/inbox/{}", message.id),
        badge: badge(visit, &message),
        at: visit.words.instant(instant(message.received_at_ms), visit.app.zone()),
        subject: titled(visit, &message),
        from: message.from_address,
    });
    let list = Listing::new("/staff/inbox", t("nav-inbox"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("mail-subject")))
        .column(Column::text(t("inbox-from")))
        .column(Column::text(t("inbox-at")))
        .column(Column::text(t("inbox-kind")))
        .search(t("inbox-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("inbox-none"), visit.words.with("inbox-none-do", "address", address(visit))));
    page(&ListPage { page: visit.page(t("nav-inbox")).lead(t("inbox-lead")), rows: rows.collect(), list })
}

fn address(visit: &Visit) -> &str {
    &visit.app.catalogue.provider.notice_email
}

fn titled(visit: &Visit, message: &Message) -> String {
    match message.subject.trim() {
        "" => visit.words.t("inbox-no-subject"),
        subject => subject.to_string(),
    }
}

fn badge(visit: &Visit, message: &Message) -> Badge {
    let (tone, kind) = match message.kind.as_str() {
        "" => (Tone::Busy, "received"),
        "notice" => (Tone::Good, "notice"),
        "unclear" => (Tone::Warn, "unclear"),
        kind => (Tone::Quiet, kind),
    };
    Badge::new(tone, visit.words.t(&format!("inbox-is-{kind}")))
}

#[derive(askama::Template)]
#[template(path = "inbox/show.html")]
struct MessagePage {
    page: Page,
    message: Message,
    at: String,
    /// By what its sender is certain, or why not.
    sender: String,
    acts: Vec<ActRow>,
    text: String,
}

struct ActRow {
    host: String,
    /// The server's page.
    href: Option<String>,
    what: String,
    detail: String,
}

async fn message_page(staff: Staff, Path(id): Path<Id<Message>>) -> Answer {
    let visit = &staff.visit;
    let message = store::find(&visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    let bytes = bytes_of(&visit.app, &message)?;
    let text = Parts::of(&bytes).map_or(String::new(), |parts| parts.text);
    let acts = store::acts(&visit.app.db, &id).await?;
    page(&MessagePage {
        page: visit
            .page(titled(visit, &message))
            .badge(badge(visit, &message))
            .crumb(visit.words.t("nav-inbox"), "/staff/inbox"),
        at: visit.words.instant(instant(message.received_at_ms), visit.app.zone()),
        sender: match message.verified.as_str() {
            "" => visit.words.with("inbox-not-verified", "why", message.reason.as_str()),
            by => visit.words.with("inbox-verified", "by", by),
        },
        acts: acts.iter().map(|act| row(visit, act)).collect(),
        text: match message.sealed.as_str() {
            "" => visit.words.t("inbox-removed"),
            _ => text.chars().take(SHOWN).collect(),
        },
        message,
    })
}

fn row(visit: &Visit, act: &Act) -> ActRow {
    ActRow {
        host: act.host.clone(),
        href: act.server_id.as_ref().map(|id| format!("/staff/servers/{id}")),
        what: visit.words.t(&format!("inbox-act-{}", act.what)),
        detail: act.detail.clone(),
    }
}
