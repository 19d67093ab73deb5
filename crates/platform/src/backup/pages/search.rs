//! Looking for a message in all backups of a mailbox.

use super::looker::Looker;
use super::mail::reason;
use crate::app::App;
use crate::backup::search::{self, Found, Hit, Sought};
use crate::backup::{BackupRefused, browse, looks, of_server};
use crate::web::{Answer, Visit, page, refused};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, Form, ListQuery, Listing, Page};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const ROWS: u64 = 50;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/backups/search", get(search_page))
        .route("/staff/servers/{id}/backups/search", get(search_page))
}

/// What was asked, as the form has it.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
struct Asked {
    address: String,
    from: String,
    subject: String,
    since: String,
    until: String,
    gone: String,
}

impl Asked {
    fn sought(&self) -> Result<Sought, BackupRefused> {
        Ok(Sought {
            address: self.address.clone(),
            from: self.from.clone(),
            subject: self.subject.clone(),
            words: String::new(),
            since: search::day(&self.since)?,
            until: search::day(&self.until)?,
            gone: !self.gone.is_empty(),
        })
    }
}

#[derive(askama::Template)]
#[template(path = "backup/pages/search.html")]
struct SearchPage {
    page: Page,
    path: String,
    asked: Asked,
    mailboxes: Vec<String>,
    /// Where somebody of staff says why they look.
    reason: Option<Form>,
    list: Option<Listing>,
    rows: Vec<Row>,
    /// Why nothing was looked for.
    refused: Option<String>,
    /// What was not searched.
    notes: Vec<String>,
}

struct Row {
    subject: String,
    from: String,
    folder: String,
    written: String,
    days: String,
    address: String,
    name: String,
    of_folder: String,
    restores: String,
}

async fn search_page(looker: Looker, Query(asked): Query<Asked>, Query(query): Query<ListQuery>) -> Answer {
    let shown = frame(&looker, asked).await?;
    if looker.is_staff() && looks::may(looker.app(), &looker.server, &looker.actor()).await.is_err() {
        let back =
            format!("{}?{}", shown.path, serde_urlencoded::to_string(&shown.asked).unwrap_or_default());
        return page(&SearchPage { reason: Some(reason(&looker, back)), ..shown });
    }
    if shown.asked.address.is_empty() {
        return page(&shown);
    }
    let found = match found(&looker, &shown.asked).await {
        Err(fault) if fault.kind == Kind::Invalid => {
            return refused(&SearchPage { refused: Some(looker.visit.sentence(&fault)), ..shown });
        }
        found => found?,
    };
    let offset = usize::try_from(query.offset(ROWS)).unwrap_or(0);
    let found = found.page((offset, ROWS as usize));
    page(&SearchPage {
        rows: found.messages.iter().map(|hit| row(&looker, &shown.asked.address, hit)).collect(),
        notes: notes(&looker.visit, &found),
        list: Some(listing(&looker, (&shown.asked, &found), query)),
        ..shown
    })
}

async fn found(looker: &Looker, asked: &Asked) -> Result<Found, Fault> {
    search::search(looker.app(), &looker.server, &asked.sought()?).await
}

/// The form, with the mailboxes of the newest backup.
async fn frame(looker: &Looker, asked: Asked) -> Result<SearchPage, Fault> {
    let newest = of_server(looker.app(), &looker.server.id).await?.into_iter().find(|one| one.is_ready());
    let mut mailboxes = match newest {
        Some(newest) => browse::mailboxes(looker.app(), &newest).await?,
        None => Vec::new(),
    };
    // One that was deleted since can be named by its address.
    if !asked.address.is_empty() && !mailboxes.contains(&asked.address) {
        mailboxes.push(asked.address.clone());
    }
    Ok(SearchPage {
        page: looker.page_below(looker.visit.words.t("found-title")).lead(looker.visit.words.t("found-lead")),
        path: format!("{}/search", looker.backups()),
        asked,
        mailboxes,
        reason: None,
        list: None,
        rows: Vec::new(),
        refused: None,
        notes: Vec::new(),
    })
}

fn notes(visit: &Visit, found: &Found) -> Vec<String> {
    let words = &visit.words;
    let mut notes = Vec::new();
    if found.more {
        notes.push(words.with("found-more", "n", search::MOST_FOUND as u64));
    }
    if found.unindexed > 0 {
        notes.push(words.with("found-unindexed", "n", found.unindexed));
    }
    if found.left > 0 {
        notes.push(words.with("found-left", "n", found.left));
    }
    notes
}

fn listing(looker: &Looker, (asked, found): (&Asked, &Found), query: ListQuery) -> Listing {
    let t = |key: &str| looker.visit.words.t(key);
    Listing::new(format!("{}/search", looker.backups()), t("found-messages"), found.total)
        .column(Column::text(t("backup-subject")))
        .column(Column::text(t("backup-from")))
        .column(Column::text(t("found-written")))
        .column(Column::text(t("found-folder")))
        .column(Column::text(t("found-in")))
        .column(Column::actions(t("backup-restore")))
        .narrowed("address", asked.address.as_str())
        .narrowed("from", asked.from.as_str())
        .narrowed("subject", asked.subject.as_str())
        .narrowed("since", asked.since.as_str())
        .narrowed("until", asked.until.as_str())
        .narrowed("gone", asked.gone.as_str())
        .query(query, ROWS)
        .empty(Empty::new(t("found-none"), t("found-none-do")))
}

fn row(looker: &Looker, address: &str, hit: &Hit) -> Row {
    let (visit, words) = (&looker.visit, &looker.visit.words);
    let subject = hit.subject.trim();
    let day = |text: &str| text.parse::<Date>().map_or(text.to_string(), |day| words.date(day));
    let days = [("first", day(&hit.first_day).into()), ("last", day(&hit.last_day).into())];
    let key = if hit.first_day == hit.last_day { "found-one-day" } else { "found-days" };
    Row {
        subject: if subject.is_empty() { words.t("backup-no-subject") } else { subject.to_string() },
        from: hit.from.clone(),
        folder: if hit.folder == "INBOX" { words.t("backup-inbox") } else { hit.folder.clone() },
        written: words.instant(instant(hit.at_ms), visit.app.zone()),
        days: words.tr(key, &days),
        address: address.to_string(),
        name: hit.name.clone(),
        of_folder: hit.folder.clone(),
        restores: format!("{}/{}/restores", looker.backups(), hit.backup),
    }
}
