//! A server's backups: every day that can be brought back, the last drill, and what was restored.

use crate::accounts::{Doing, may};
use crate::app::App;
use crate::backup::model::{Backup, Drill, Restore};
use crate::backup::{ask, last_drill, of_server, restore};
use crate::servers::pages::{badge, own};
use crate::servers::{Phase, Server, host_name};
use crate::web::{Answer, Member, Posted, Visit, page, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

/// More than a month has days, and what people asked for besides.
const MOST: u64 = 500;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/servers/{id}/backups", get(backups_page).post(make))
}

#[derive(askama::Template)]
#[template(path = "backup/pages/list.html")]
struct BackupsPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
    /// How the last drill ended.
    drill: Option<(Badge, String)>,
    restores: Vec<RestoreRow>,
    /// Where a backup is asked for.
    ask: Option<String>,
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
    badge: Badge,
}

/// Whether somebody may look into backups and restore.
pub fn may_restore(member: &Member) -> bool {
    may(member.session.role, Doing::Anything).is_ok()
}

async fn backups_page(member: Member, Path(id): Path<Id<Server>>) -> Answer {
    let visit = &member.visit;
    let server = own(visit, &member, &id).await?;
    page(&shown(&member, &server).await?)
}

async fn shown(member: &Member, server: &Server) -> Result<BackupsPage, Fault> {
    let (visit, app) = (&member.visit, &member.visit.app);
    let (backups, restores) = (of_server(app, &server.id).await?, restore::of_server(app, &server.id).await?);
    let (host, at) = (host_name(app, server), format!("/servers/{}", server.id));
    let mut frame = visit.page(visit.words.with("backups-title", "host", &host)).badge(badge(visit, server));
    frame = frame.crumb(visit.words.t("nav-servers"), "/servers").crumb(host, at.clone());
    frame = frame.lead(visit.words.t("backups-lead"));
    let moving = backups.iter().any(Backup::is_under_way) || restores.iter().any(Restore::is_under_way);
    frame.refresh = moving.then_some(3);
    let owner = may_restore(member);
    let may_ask = owner && server.phase() == Phase::Running && !backups.iter().any(Backup::is_under_way);
    Ok(BackupsPage {
        page: frame,
        list: listing(visit, &at, backups.len()),
        rows: backups.iter().map(|backup| row(visit, backup, member)).collect(),
        drill: last_drill(&app.db, &server.id).await?.map(|drill| drilled(visit, &drill)),
        restores: match owner {
            true => restores.iter().map(|restore| restored(visit, restore)).collect(),
            false => Vec::new(),
        },
        ask: may_ask.then(|| format!("{at}/backups")),
    })
}

fn listing(visit: &Visit, at: &str, total: usize) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(format!("{at}/backups"), t("backups-days"), total as u64)
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
fn row(visit: &Visit, backup: &Backup, member: &Member) -> Row {
    let words = &visit.words;
    Row {
        day: words.date(backup.date()),
        href: (may_restore(member) && backup.is_ready())
            .then(|| format!("/servers/{}/backups/{}", backup.server_id, backup.id)),
        badge: state(visit, backup),
        reason: words.t(&format!("backup-because-{}", backup.reason)),
        messages: words.number(backup.messages),
        size: words.bytes(backup.bytes),
        took: words.with("backup-seconds", "n", backup.seconds()),
        detail: backup.error.clone(),
    }
}

/// How a backup is, in one word.
pub fn state(visit: &Visit, backup: &Backup) -> Badge {
    let tone = match backup.state.as_str() {
        "ready" => Tone::Good,
        "failed" => Tone::Bad,
        "forgotten" => Tone::Quiet,
        _ => Tone::Busy,
    };
    Badge::new(tone, visit.words.t(&format!("backup-is-{}", backup.state)))
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

fn restored(visit: &Visit, restore: &Restore) -> RestoreRow {
    RestoreRow {
        at: visit.words.instant(instant(restore.asked_at_ms), visit.app.zone()),
        href: format!("/servers/{}/restores/{}", restore.server_id, restore.id),
        what: what(visit, restore),
        badge: restore_state(visit, restore),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn make(member: Member, Path(id): Path<Id<Server>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    ask(&member.visit.app, &server, &member.session.actor()).await?;
    Ok(see_told(&format!("/servers/{id}/backups"), "flash-backup-wanted"))
}
