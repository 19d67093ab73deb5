//! A mailbox in a backup: its folders and messages, and the buttons that bring them back. Staff say why before they see
//! what messages are about.

use super::inside::{Named, OfBackup};
use super::looker::Looker;
use crate::app::App;
use crate::backup::browse::{self, Listed, Message, Search};
use crate::backup::looks;
use crate::backup::model::Backup;
use crate::web::{Answer, Posted, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, Field, Form, ListQuery, Listing, NavItem, Page};
use serde::Deserialize;
use std::sync::Arc;

const MESSAGES: u64 = crate::backup::routes::MESSAGES as u64;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/backups/{backup}/mail", get(mail_page))
        .route("/staff/servers/{id}/backups/{backup}/mail", get(mail_page))
        .route("/staff/servers/{id}/looks", post(look))
}

#[derive(askama::Template)]
#[template(path = "backup/pages/mail.html")]
struct MailPage {
    page: Page,
    address: String,
    folder: String,
    folders: Vec<NavItem>,
    /// The messages; none as long as somebody of staff has not said why they look.
    list: Option<Listing>,
    rows: Vec<MessageRow>,
    /// Where they say it.
    reason: Option<Form>,
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
    looker: Looker,
    Path(Named { backup }): OfBackup,
    Query(asked): Query<Asked>,
    Query(query): Query<ListQuery>,
) -> Answer {
    let backup = looker.backup(&backup).await?;
    let folder = if asked.folder.is_empty() { "INBOX".to_string() } else { asked.folder };
    let at = (asked.address.as_str(), folder.as_str());
    let shown = frame(&looker, &backup, at).await?;
    if looker.is_staff() && looks::may(looker.app(), &looker.server, &looker.actor()).await.is_err() {
        return page(&shown);
    }
    let search = Search {
        address: asked.address.clone(),
        folder: folder.clone(),
        term: query.term().to_lowercase(),
        offset: usize::try_from(query.offset(MESSAGES)).unwrap_or(0),
        limit: MESSAGES as usize,
    };
    let listed = browse::messages(looker.app(), &backup, search).await?;
    let visit = &looker.visit;
    page(&MailPage {
        rows: listed.messages.iter().map(|message| row(visit, message)).collect(),
        unsearched: (listed.unsearched > 0)
            .then(|| visit.words.with("backup-unsearched", "n", listed.unsearched)),
        list: Some(listing(&looker, (&backup, &listed), at, query)),
        reason: None,
        ..shown
    })
}

/// The page without any message, and with the question why.
async fn frame(looker: &Looker, backup: &Backup, (address, folder): (&str, &str)) -> Result<MailPage, Fault> {
    let words = &looker.visit.words;
    let folders = browse::folders_of(looker.app(), backup, address).await?;
    let day = words.date(backup.date());
    let title = words.tr("backup-mail-title", &[("address", address.into()), ("day", day.clone().into())]);
    Ok(MailPage {
        page: looker.page_below(title).crumb(day, looker.of(backup)),
        folders: folders.iter().map(|one| tab(looker, backup, (address, one))).collect(),
        list: None,
        rows: Vec::new(),
        reason: Some(reason(looker, mail_of(looker, backup, (address, folder)))),
        unsearched: None,
        restores: format!("{}/restores", looker.of(backup)),
        address: address.to_string(),
        folder: folder.to_string(),
    })
}

/// Asks why, and comes back to a page of ours.
pub fn reason(looker: &Looker, back: String) -> Form {
    let t = |key: &str| looker.visit.words.t(key);
    Form::new(format!("{}/looks", looker.at()), t("look-open"))
        .field(Field::text("reason", t("look-reason")).hint(t("look-reason-hint")))
        .field(Field::hidden("back", back))
}

/// The question why by itself, where the answer will not do.
#[derive(askama::Template)]
#[template(path = "backup/pages/reason.html")]
struct ReasonPage {
    page: Page,
    form: Form,
}

#[derive(Deserialize)]
struct Why {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    back: String,
}

async fn look(looker: Looker, Posted(why): Posted<Why>) -> Answer {
    let ours = why.back.starts_with(&format!("{}/", looker.backups()));
    let back = if ours { why.back } else { looker.backups() };
    match looks::open(looker.app(), &looker.server, (&why.reason, &looker.actor())).await {
        Ok(_) => Ok(see_told(&back, "flash-look-open")),
        Err(fault) if fault.field == Some("reason") => refused(&ReasonPage {
            page: looker.page_below(looker.visit.words.t("look-title")),
            form: reason(&looker, back)
                .fill("reason", why.reason)
                .refuse("reason", looker.visit.sentence(&fault)),
        }),
        Err(fault) => Err(fault),
    }
}

fn mail_of(looker: &Looker, backup: &Backup, (address, folder): (&str, &str)) -> String {
    let query = serde_urlencoded::to_string([("address", address), ("folder", folder)]).unwrap_or_default();
    format!("{}/mail?{query}", looker.of(backup))
}

fn tab(looker: &Looker, backup: &Backup, at: (&str, &str)) -> NavItem {
    let label = if at.1 == "INBOX" { looker.visit.words.t("backup-inbox") } else { at.1.to_string() };
    NavItem::new(label, mail_of(looker, backup, at))
}

fn listing(
    looker: &Looker,
    (backup, listed): (&Backup, &Listed),
    (address, folder): (&str, &str),
    query: ListQuery,
) -> Listing {
    let t = |key: &str| looker.visit.words.t(key);
    Listing::new(format!("{}/mail", looker.of(backup)), t("backup-mail"), listed.total)
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
