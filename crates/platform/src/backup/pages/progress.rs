//! How far a restore is.

use super::list::{restore_state, what};
use super::looker::Looker;
use crate::app::App;
use crate::backup::model::{Backup, Beside, Restore};
use crate::backup::{restore, rules};
use crate::web::{Answer, Posted, Visit, page, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::id::Id;
use hostler_kit::time::{day, instant};
use hostler_kit::ui::{Page, Step, StepState, Steps};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/restores/{restore}", get(progress_page))
        .route("/servers/{id}/restores/{restore}/remove", post(remove))
        .route("/staff/servers/{id}/restores/{restore}", get(progress_page))
        .route("/staff/servers/{id}/restores/{restore}/remove", post(remove))
}

#[derive(askama::Template)]
#[template(path = "backup/pages/progress.html")]
struct ProgressPage {
    page: Page,
    what: String,
    from: String,
    asked: String,
    /// Where a part is put.
    into: Option<String>,
    steps: Steps,
    /// What is said of it, and why.
    error: Option<(String, String)>,
    /// What could not be put back.
    left: Option<String>,
    /// Where the file is, and until when.
    file: Option<(String, String)>,
    beside: Option<BesideFacts>,
    /// Where it is removed before its time.
    remove: Option<String>,
}

/// How the customer reaches a server beside.
struct BesideFacts {
    address: String,
    ports: String,
    password: String,
    until: String,
}

/// The restore that a path names.
#[derive(Deserialize)]
struct Named {
    restore: Id<Restore>,
}

async fn progress_page(looker: Looker, Path(named): Path<Named>) -> Answer {
    let restore = restore::of(looker.app(), &looker.server, &named.restore).await?;
    let backup = looker.backup(&restore.backup_id).await?;
    // What is in everybody's mailboxes is for the customer alone.
    let beside = match looker.is_staff() {
        true => None,
        false => restore::beside(looker.app(), &looker.server, &restore).await?,
    };
    let mut shown = shown(&looker, &restore, &backup);
    shown.beside = beside.map(|beside| facts(&looker.visit, beside));
    page(&shown)
}

fn facts(visit: &Visit, beside: Beside) -> BesideFacts {
    let ports =
        [("imap", beside.imap_port.to_string().into()), ("pop3", beside.pop3_port.to_string().into())];
    BesideFacts {
        address: beside.address.to_string(),
        ports: visit.words.tr("restore-beside-ports", &ports),
        password: beside.password,
        until: until(visit, beside.until_ms),
    }
}

/// The last day on which something is there.
fn until(visit: &Visit, at_ms: i64) -> String {
    visit.words.with("restore-file-until", "day", visit.words.date(day(at_ms - 1, visit.app.zone())))
}

#[derive(Deserialize)]
struct Nothing {}

async fn remove(looker: Looker, Path(named): Path<Named>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let restore = restore::of(looker.app(), &looker.server, &named.restore).await?;
    restore::remove(looker.app(), (&looker.server, &restore), &looker.actor()).await?;
    Ok(see_told(&looker.backups(), "flash-restored-removed"))
}

fn shown(looker: &Looker, restore: &Restore, backup: &Backup) -> ProgressPage {
    let visit = &looker.visit;
    let words = &visit.words;
    let steps = steps(visit, restore);
    let frame = looker.page_below(words.t("restore-title")).badge(restore_state(visit, restore));
    let asked = words.instant(instant(restore.asked_at_ms), visit.app.zone());
    let folder = if restore.folder.is_empty() { "INBOX" } else { &restore.folder };
    let into = [
        ("address", restore.into_address.as_str().into()),
        ("folder", rules::put_into(folder, backup.date()).into()),
    ];
    let kept = restore.expires_at_ms.filter(|_| restore.state == "ready");
    ProgressPage {
        page: frame.following(&steps),
        what: what(visit, restore),
        from: words.date(backup.date()),
        asked: words
            .tr("restore-asked-by", &[("at", asked.into()), ("who", restore.asked_name.as_str().into())]),
        into: (!restore.into_address.is_empty()).then(|| words.tr("restore-into", &into)),
        steps,
        error: failed(visit, restore),
        left: left(visit, restore),
        file: kept.filter(|_| restore.what == "file" && !looker.is_staff()).map(|until_ms| {
            (format!("{}/restores/{}/file", looker.at(), restore.id), until(visit, until_ms))
        }),
        beside: None,
        remove: kept.map(|_| format!("{}/restores/{}/remove", looker.at(), restore.id)),
    }
}

/// Why it did not succeed, and what of it was done.
fn failed(visit: &Visit, restore: &Restore) -> Option<(String, String)> {
    let numbers =
        [("n", visit.words.number(restore.done).into()), ("total", visit.words.number(restore.total).into())];
    let said = match restore.what.as_str() {
        _ if restore.error.is_empty() => return None,
        "server" if restore.is_returning() => visit.words.t("restore-returns"),
        "mailbox" | "folder" if restore.done > 0 => visit.words.tr("restore-failed-partly", &numbers),
        _ => visit.words.t("restore-failed-kept"),
    };
    Some((said, restore.error.clone()))
}

/// Messages of a restore that is done which the server did not take.
fn left(visit: &Visit, restore: &Restore) -> Option<String> {
    let left = restore.left();
    let numbers =
        [("n", visit.words.number(left).into()), ("total", visit.words.number(restore.total).into())];
    (left > 0).then(|| visit.words.tr("restore-left", &numbers))
}

/// The steps of each kind, in their order.
fn names(restore: &Restore) -> &'static [&'static str] {
    match restore.what.as_str() {
        "server" if restore.is_returning() => &["returning"],
        "server" => &["fetching", "stopping", "saving", "putting", "starting"],
        "beside" => &["fetching", "starting"],
        "file" => &["fetching", "saving"],
        "message" | "mailbox" | "folder" => &["fetching", "putting"],
        _ => &[],
    }
}

fn steps(visit: &Visit, restore: &Restore) -> Steps {
    let names = names(restore);
    let now = names.iter().position(|name| *name == restore.step);
    let step = |(place, name): (usize, &&str)| {
        let state = match (restore.state.as_str(), now) {
            ("ready" | "removed", _) => StepState::Done,
            ("failed", _) => StepState::Waiting,
            (_, Some(now)) if place < now => StepState::Done,
            (_, Some(now)) if place == now => StepState::Now,
            _ => StepState::Waiting,
        };
        let step = Step::new(visit.words.t(&format!("restore-step-{name}")), state);
        match state == StepState::Now && restore.total > 0 {
            true => step.detail(visit.words.with("restore-percent", "n", restore.percent())),
            false => step,
        }
    };
    let steps = Steps::new(names.iter().enumerate().map(step).collect());
    if restore.is_under_way() { steps } else { steps.resting() }
}
