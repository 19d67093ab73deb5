//! A server's backups: every day that can be brought back, a calendar of the nights, the last drill, what was restored,
//! and who looked.

use super::looker::Looker;
use super::month::{self, Month};
use crate::app::App;
use crate::backup::model::{Backup, Drill, Look, Restore};
use crate::backup::{ask, calendar, last_drill, of_server, restore, store};
use crate::servers::Phase;
use crate::servers::pages::badge;
use crate::web::{Answer, Posted, Visit, page, see_told};
use axum::Router;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::time::{day, day_start_ms, instant};
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

/// More than a month has days, and what people asked for besides.
const MOST: u64 = 500;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/backups", get(backups_page).post(make))
        .route("/staff/servers/{id}/backups", get(backups_page).post(make))
}

#[derive(askama::Template)]
#[template(path = "backup/pages/list.html")]
struct BackupsPage {
    page: Page,
    /// How the last drill ended.
    drill: Option<(Badge, String)>,
    month: Month,
    list: Listing,
    rows: Vec<Row>,
    restores: Vec<RestoreRow>,
    /// Who of the provider looked at messages, when and why.
    looks: Vec<(String, String)>,
    /// Where a backup is asked for.
    ask: Option<String>,
    /// Where messages are looked for in all of them.
    search: Option<String>,
}

struct Row {
    day: String,
    /// Where it is looked into.
    href: Option<String>,
    badge: Badge,
    reason: String,
    messages: String,
    size: String,
    took: String,
    detail: String,
}

struct RestoreRow {
    at: String,
    href: String,
    what: String,
    who: String,
    badge: Badge,
}

async fn backups_page(looker: Looker) -> Answer {
    page(&shown(&looker).await?)
}

async fn shown(looker: &Looker) -> Result<BackupsPage, Fault> {
    let (visit, app, server) = (&looker.visit, looker.app(), &looker.server);
    let (backups, restores) = (of_server(app, &server.id).await?, restore::of_server(app, &server.id).await?);
    let host = crate::servers::host_name(app, server);
    let frame = looker.page(visit.words.with("backups-title", "host", host)).badge(badge(visit, server));
    let mut frame = frame.lead(visit.words.t("backups-lead"));
    let moving = backups.iter().any(Backup::is_under_way) || restores.iter().any(Restore::is_under_way);
    frame.refresh = moving.then_some(3);
    let may = looker.may_restore();
    let may_ask = may && server.phase() == Phase::Running && !backups.iter().any(Backup::is_under_way);
    Ok(BackupsPage {
        page: frame,
        drill: last_drill(&app.db, &server.id).await?.map(|drill| drilled(visit, &drill)),
        month: month::of(looker).await?,
        list: listing(visit, &looker.backups(), backups.len()),
        rows: backups.iter().map(|backup| row(looker, backup)).collect(),
        restores: match may {
            true => restores.iter().map(|restore| restored(looker, restore)).collect(),
            false => Vec::new(),
        },
        looks: looks(looker).await?,
        ask: may_ask.then(|| looker.backups()),
        search: may.then(|| format!("{}/search", looker.backups())),
    })
}

async fn looks(looker: &Looker) -> Result<Vec<(String, String)>, Fault> {
    let (visit, app) = (&looker.visit, looker.app());
    let first = calendar::days(day(app.now_ms(), app.zone())).first().copied().unwrap_or_default();
    let since_ms = day_start_ms(first, app.zone());
    let found = store::looks_since(&app.db, &looker.server.id, since_ms).await?;
    let line = |look: &Look| {
        let at = visit.words.instant(instant(look.from_ms), app.zone());
        let who = [("at", at.into()), ("who", look.by_name.as_str().into())];
        (visit.words.tr("looked-at-by", &who), look.reason.clone())
    };
    Ok(found.iter().map(line).collect())
}

fn listing(visit: &Visit, path: &str, total: usize) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(path, t("backups-days"), total as u64)
        .column(Column::text(t("backup-day")))
        .column(Column::text(t("backup-state")))
        .column(Column::text(t("backup-reason")))
        .column(Column::number(t("backup-messages")))
        .column(Column::number(t("backup-size")))
        .column(Column::number(t("backup-took")))
        .query(ListQuery::default(), MOST)
        .empty(Empty::new(t("backups-none"), t("backups-none-yet")))
}

/// Whoever may not look into backups gets no link.
fn row(looker: &Looker, backup: &Backup) -> Row {
    let (visit, words) = (&looker.visit, &looker.visit.words);
    Row {
        day: words.date(backup.date()),
        href: (looker.may_restore() && backup.is_ready()).then(|| looker.of(backup)),
        badge: state(visit, &backup.state),
        reason: words.t(&format!("backup-because-{}", backup.reason)),
        messages: words.number(backup.messages),
        size: words.bytes(backup.bytes),
        took: words.with("backup-seconds", "n", backup.seconds()),
        detail: backup.error.clone(),
    }
}

/// How a backup is, in one word.
pub fn state(visit: &Visit, state: &str) -> Badge {
    let tone = match state {
        "ready" => Tone::Good,
        "failed" => Tone::Bad,
        "forgotten" => Tone::Quiet,
        _ => Tone::Busy,
    };
    Badge::new(tone, visit.words.t(&format!("backup-is-{state}")))
}

/// How a drill ended: a word, and a sentence.
pub fn drilled(visit: &Visit, drill: &Drill) -> (Badge, String) {
    let at = instant(drill.ended_at_ms.unwrap_or(drill.begun_at_ms));
    let at = visit.words.instant(at, visit.app.zone());
    match drill.state.as_str() {
        "passed" => {
            let values = [
                ("at", at.into()),
                ("mailboxes", drill.mailboxes.into()),
                ("messages", drill.messages.into()),
            ];
            (
                Badge::new(Tone::Good, visit.words.t("drill-is-passed")),
                visit.words.tr("drill-passed-at", &values),
            )
        }
        _ => {
            let values = [("at", at.into()), ("error", drill.error.as_str().into())];
            (
                Badge::new(Tone::Bad, visit.words.t("drill-is-failed")),
                visit.words.tr("drill-failed-at", &values),
            )
        }
    }
}

/// What is restored, in words.
pub fn what(visit: &Visit, restore: &Restore) -> String {
    let values = [("address", restore.address.as_str().into()), ("folder", restore.folder.as_str().into())];
    visit.words.tr(&format!("restore-of-{}", restore.what), &values)
}

/// How a restore is, in one word.
pub fn restore_state(visit: &Visit, restore: &Restore) -> Badge {
    let tone = match restore.state.as_str() {
        "ready" => Tone::Good,
        "failed" => Tone::Bad,
        "removed" => Tone::Quiet,
        _ => Tone::Busy,
    };
    Badge::new(tone, visit.words.t(&format!("restore-is-{}", restore.state)))
}

fn restored(looker: &Looker, restore: &Restore) -> RestoreRow {
    let visit = &looker.visit;
    RestoreRow {
        at: visit.words.instant(instant(restore.asked_at_ms), visit.app.zone()),
        href: format!("{}/restores/{}", looker.at(), restore.id),
        what: what(visit, restore),
        who: visit.words.with("restore-by", "who", restore.asked_name.as_str()),
        badge: restore_state(visit, restore),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn make(looker: Looker, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    ask(looker.app(), &looker.server, &looker.actor()).await?;
    Ok(see_told(&looker.backups(), "flash-backup-wanted"))
}
