//! What is in a backup: its mailboxes, their folders and messages, and the buttons that bring them back.

use super::list::{restore_state, state};
use crate::app::App;
use crate::backup::browse::{self, Listed, Message, Search};
use crate::backup::model::{Backup, Restore, Wish};
use crate::backup::{self, restore};
use crate::servers::pages::own;
use crate::servers::{Server, host_name};
use crate::web::{Answer, Member, Posted, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Confirm, Empty, ListQuery, Listing, NavItem, Page};
use serde::Deserialize;
use std::sync::Arc;

const MESSAGES: u64 = crate::backup::routes::MESSAGES as u64;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/backups/{backup}", get(inside_page))
        .route("/servers/{id}/backups/{backup}/mail", get(mail_page))
        .route("/servers/{id}/backups/{backup}/restores", post(bring_back))
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
    confirm: Confirm,
}

type OfBackup = Path<(Id<Server>, Id<Backup>)>;

async fn found(member: &Member, id: &Id<Server>, backup: &Id<Backup>) -> Result<(Server, Backup), Fault> {
    let server = own(&member.visit, member, id).await?;
    let backup = backup::of(&member.visit.app, &server, backup).await?;
    Ok((server, backup))
}

fn at(backup: &Backup) -> String {
    format!("/servers/{}/backups/{}", backup.server_id, backup.id)
}

fn frame(visit: &Visit, server: &Server, title: String) -> Page {
    let server_page = format!("/servers/{}", server.id);
    let frame = visit.page(title).crumb(visit.words.t("nav-servers"), "/servers");
    let frame = frame.crumb(host_name(&visit.app, server), server_page.clone());
    frame.crumb(visit.words.t("backups-crumb"), format!("{server_page}/backups"))
}

async fn inside_page(member: Member, Path((id, backup)): OfBackup) -> Answer {
    let (server, backup) = found(&member, &id, &backup).await?;
    page(&inside(&member, &server, &backup).await?)
}

async fn inside(member: &Member, server: &Server, backup: &Backup) -> Result<InsidePage, Fault> {
    let (visit, app) = (&member.visit, &member.visit.app);
    let mailboxes = browse::mailboxes(app, backup).await?;
    let link = |address: &String| {
        let query = serde_urlencoded::to_string([("address", address)]).unwrap_or_default();
        (address.clone(), format!("{}/mail?{query}", at(backup)))
    };
    let running = restore::of_server(app, &server.id).await?.into_iter().find(Restore::is_under_way);
    let made = instant(backup.begun_at_ms.unwrap_or(backup.wanted_at_ms));
    let title = visit.words.with("backup-title", "day", visit.words.date(backup.date()));
    Ok(InsidePage {
        page: frame(visit, server, title),
        badge: state(visit, backup),
        made: visit.words.instant(made, app.zone()),
        size: visit.words.bytes(backup.bytes),
        mailboxes: mailboxes.iter().map(link).collect(),
        under_way: running.map(|restore| {
            (format!("/servers/{}/restores/{}", server.id, restore.id), restore_state(visit, &restore))
        }),
        restores: format!("{}/restores", at(backup)),
        confirm: confirm(visit, server, backup),
    })
}

/// What happens when the whole server is put back.
fn confirm(visit: &Visit, server: &Server, backup: &Backup) -> Confirm {
    let words = &visit.words;
    let day = words.date(backup.date());
    Confirm::new(format!("{}/restores", at(backup)), words.t("restore-whole"), server.name.clone())
        .consequence(words.with("restore-then-as-it-was", "day", day))
        .consequence(words.t("restore-then-away"))
        .consequence(words.t("restore-then-saved"))
        .consequence(words.t("restore-then-bill"))
        .cancel(format!("/servers/{}/backups", server.id))
}

#[derive(askama::Template)]
#[template(path = "backup/pages/mail.html")]
struct MailPage {
    page: Page,
    address: String,
    folder: String,
    folders: Vec<NavItem>,
    list: Listing,
    rows: Vec<MessageRow>,
    /// That there is more than was searched.
    unsearched: Option<String>,
    restores: String,
}

struct MessageRow {
    name: String,
    subject: String,
    from: String,
    came: String,
    size: String,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    address: String,
    #[serde(default)]
    folder: String,
}

async fn mail_page(
    member: Member,
    Path((id, backup)): OfBackup,
    Query(asked): Query<Asked>,
    Query(query): Query<ListQuery>,
) -> Answer {
    let (server, backup) = found(&member, &id, &backup).await?;
    let (visit, app) = (&member.visit, &member.visit.app);
    let folder = if asked.folder.is_empty() { "INBOX".to_string() } else { asked.folder };
    let search = Search {
        address: asked.address.clone(),
        folder: folder.clone(),
        term: query.term().to_lowercase(),
        offset: usize::try_from(query.offset(MESSAGES)).unwrap_or(0),
        limit: MESSAGES as usize,
    };
    let listed = browse::messages(app, &backup, search).await?;
    let folders = browse::folders_of(app, &backup, &asked.address).await?;
    let title = visit.words.tr(
        "backup-mail-title",
        &[("address", asked.address.as_str().into()), ("day", visit.words.date(backup.date()).into())],
    );
    let shown_day = visit.words.date(backup.date());
    page(&MailPage {
        page: frame(visit, &server, title).crumb(shown_day, at(&backup)),
        folders: folders.iter().map(|one| tab(visit, &backup, (&asked.address, one))).collect(),
        list: listing(visit, (&backup, &listed), (&asked.address, &folder), query),
        rows: listed.messages.iter().map(|message| row(visit, message)).collect(),
        unsearched: (listed.unsearched > 0)
            .then(|| visit.words.with("backup-unsearched", "n", listed.unsearched)),
        restores: format!("{}/restores", at(&backup)),
        address: asked.address,
        folder,
    })
}

fn tab(visit: &Visit, backup: &Backup, (address, folder): (&str, &str)) -> NavItem {
    let query = serde_urlencoded::to_string([("address", address), ("folder", folder)]).unwrap_or_default();
    let label = if folder == "INBOX" { visit.words.t("backup-inbox") } else { folder.to_string() };
    NavItem::new(label, format!("{}/mail?{query}", at(backup)))
}

fn listing(
    visit: &Visit,
    (backup, listed): (&Backup, &Listed),
    (address, folder): (&str, &str),
    query: ListQuery,
) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(format!("{}/mail", at(backup)), t("backup-mail"), listed.total)
        .column(Column::text(t("backup-subject")))
        .column(Column::text(t("backup-from")))
        .column(Column::text(t("backup-came")))
        .column(Column::number(t("backup-size")))
        .column(Column::actions(t("backup-restore")))
        .narrowed("address", address)
        .narrowed("folder", folder)
        .search(t("backup-search"))
        .query(query, MESSAGES)
        .empty(Empty::new(t("backup-folder-empty"), t("backup-folder-empty-do")))
}

fn row(visit: &Visit, message: &Message) -> MessageRow {
    let subject = message.subject.trim();
    MessageRow {
        name: message.name.clone(),
        subject: if subject.is_empty() { visit.words.t("backup-no-subject") } else { subject.to_string() },
        from: message.from.clone(),
        came: visit.words.instant(instant(message.at_ms), visit.app.zone()),
        size: visit.words.bytes(message.bytes),
    }
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

async fn bring_back(member: Member, Path((id, backup)): OfBackup, Posted(sent): Posted<Sent>) -> Answer {
    let (server, backup) = found(&member, &id, &backup).await?;
    let (typed, wish) = (sent.confirm.clone(), sent.wish());
    if wish.what == "server" {
        let mut shown = inside(&member, &server, &backup).await?;
        if let Err(again) = shown.confirm.check(&typed, &shown.page) {
            shown.confirm = *again;
            return refused(&shown);
        }
    }
    let app = &member.visit.app;
    let restore = restore::ask(app, (&server, &backup), wish, &member.session.actor()).await?;
    Ok(see_told(&format!("/servers/{id}/restores/{}", restore.id), "flash-restore-wanted"))
}
