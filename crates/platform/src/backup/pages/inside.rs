//! What is in a backup: its mailboxes, and the buttons that bring the whole back or have it tried out.

use super::list::{restore_state, state};
use super::looker::Looker;
use crate::app::App;
use crate::backup::model::{Backup, Restore, Wish};
use crate::backup::{browse, drill, restore};
use crate::web::{Answer, Posted, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Confirm, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/backups/{backup}", get(inside_page))
        .route("/servers/{id}/backups/{backup}/restores", post(bring_back))
        .route("/staff/servers/{id}/backups/{backup}", get(inside_page))
        .route("/staff/servers/{id}/backups/{backup}/restores", post(bring_back))
        .route("/staff/servers/{id}/backups/{backup}/drill", post(try_out))
}

#[derive(askama::Template)]
#[template(path = "backup/pages/inside.html")]
struct InsidePage {
    page: Page,
    badge: Badge,
    made: String,
    size: String,
    mailboxes: Vec<(String, String)>,
    /// A restore of this server that is under way.
    under_way: Option<(String, Badge)>,
    restores: String,
    /// The whole as a file is for the customer alone.
    file: Option<()>,
    /// Where staff have it tried out.
    drill: Option<String>,
    confirm: Confirm,
}

pub type OfBackup = Path<Named>;

/// The backup that a path names.
#[derive(Deserialize)]
pub struct Named {
    pub backup: Id<Backup>,
}

async fn inside_page(looker: Looker, Path(named): OfBackup) -> Answer {
    let backup = looker.backup(&named.backup).await?;
    page(&inside(&looker, &backup).await?)
}

async fn inside(looker: &Looker, backup: &Backup) -> Result<InsidePage, Fault> {
    let (visit, app, server) = (&looker.visit, looker.app(), &looker.server);
    let mailboxes = browse::mailboxes(app, backup).await?;
    let link = |address: &String| {
        let query = serde_urlencoded::to_string([("address", address)]).unwrap_or_default();
        (address.clone(), format!("{}/mail?{query}", looker.of(backup)))
    };
    let running = restore::of_server(app, &server.id).await?.into_iter().find(Restore::is_under_way);
    let made = instant(backup.begun_at_ms.unwrap_or(backup.wanted_at_ms));
    let title = visit.words.with("backup-title", "day", visit.words.date(backup.date()));
    Ok(InsidePage {
        page: looker.page_below(title),
        badge: state(visit, &backup.state),
        made: visit.words.instant(made, app.zone()),
        size: visit.words.bytes(backup.bytes),
        mailboxes: mailboxes.iter().map(link).collect(),
        under_way: running.map(|restore| {
            (format!("{}/restores/{}", looker.at(), restore.id), restore_state(visit, &restore))
        }),
        restores: format!("{}/restores", looker.of(backup)),
        file: (!looker.is_staff()).then_some(()),
        drill: (looker.is_staff() && backup.held().is_some()).then(|| format!("{}/drill", looker.of(backup))),
        confirm: confirm(looker, backup),
    })
}

/// What happens when the whole server is put back.
fn confirm(looker: &Looker, backup: &Backup) -> Confirm {
    let words = &looker.visit.words;
    let (day, action) = (words.date(backup.date()), format!("{}/restores", looker.of(backup)));
    Confirm::new(action, words.t("restore-whole"), looker.server.name.clone())
        .consequence(words.with("restore-then-as-it-was", "day", day))
        .consequence(words.t("restore-then-away"))
        .consequence(words.t("restore-then-saved"))
        .consequence(words.t("restore-then-bill"))
        .cancel(looker.backups())
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    what: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    folder: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    into: String,
    #[serde(default)]
    confirm: String,
}

impl Sent {
    /// The form that puts a whole server back has a name to type and nothing else.
    fn wish(self) -> Wish {
        let what = if self.what.is_empty() { "server".to_string() } else { self.what };
        Wish { what, address: self.address, folder: self.folder, message: self.message, into: self.into }
    }
}

async fn bring_back(looker: Looker, Path(named): OfBackup, Posted(sent): Posted<Sent>) -> Answer {
    let backup = looker.backup(&named.backup).await?;
    let (typed, wish) = (sent.confirm.clone(), sent.wish());
    if wish.what == "server" {
        let mut shown = inside(&looker, &backup).await?;
        if let Err(again) = shown.confirm.check(&typed, &shown.page) {
            shown.confirm = *again;
            return refused(&shown);
        }
    }
    let restore = restore::ask(looker.app(), (&looker.server, &backup), wish, &looker.actor()).await?;
    Ok(see_told(&format!("{}/restores/{}", looker.at(), restore.id), "flash-restore-wanted"))
}

#[derive(Deserialize)]
struct Nothing {}

async fn try_out(looker: Looker, Path(named): OfBackup, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let backup = looker.backup(&named.backup).await?;
    drill::ask(looker.app(), (&looker.server, &backup), &looker.actor()).await?;
    Ok(see_told(&looker.backups(), "flash-drill-wanted"))
}
