//! Accounts for programs: JSON in, verb, JSON out.

use super::import::{self, Imported};
use super::mailboxes::Edit;
use super::model::{Account, Alias, Domain, MailboxQuery, Order, Page, State as Shown};
use super::refusals::{AccountsError, Refusal};
use super::{NewMailbox, aliases, domains, mailboxes, store};
use crate::app::App;
use crate::web::words::{LANGUAGES, sentence};
use crate::web::{Accept, Visitor};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

type Answer<T> = Result<Json<T>, Fault>;
type Made<T> = Result<(StatusCode, Json<T>), Fault>;
type Ours = State<Arc<App>>;

/// Most rows of one answer.
const MOST_ROWS: i64 = 1_000;

pub fn api() -> Router<Arc<App>> {
    Router::new()
        .route("/domains", get(list_domains).post(add_domain))
        .route("/domains/{name}", delete(delete_domain))
        .route("/mailboxes", get(list_mailboxes).post(create_mailbox))
        .route("/mailboxes/{id}", get(show_mailbox).patch(edit_mailbox).delete(delete_mailbox))
        .route("/mailboxes/{id}/password", put(change_password))
        .route("/aliases", get(list_aliases).post(create_alias))
        .route("/aliases/{address}", delete(delete_alias))
        .route("/import", post(import_mailboxes))
}

/// A part of a list: `total` counts all that fit.
#[derive(Debug, Serialize, Deserialize)]
pub struct List<T> {
    pub total: i64,
    pub items: Vec<T>,
}

/// Which part: `q` is searched for; `limit` (at most 1000, default 100) rows from `offset`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    pub q: String,
    pub limit: Option<i64>,
    pub offset: i64,
    pub state: Shown,
    pub domain: String,
    pub sort: Order,
}

impl Part {
    pub fn page(&self) -> Page {
        Page { limit: self.limit.unwrap_or(100).clamp(1, MOST_ROWS), offset: self.offset.max(0) }
    }
}

/// A mailbox is named by its id or by its address.
async fn known(app: &App, named: &str) -> Result<Id<Account>, AccountsError> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    let found = store::mailbox_by_address(&app.db, &named.to_ascii_lowercase()).await?;
    Ok(found.ok_or(Refusal::MailboxMissing)?.id)
}

async fn list_domains(State(app): Ours) -> Answer<List<Domain>> {
    let items = store::domains(&app.db).await?;
    Ok(Json(List { total: items.len() as i64, items }))
}

#[derive(Deserialize)]
struct NewDomain {
    name: String,
}

async fn add_domain(State(app): Ours, visitor: Visitor, Accept(new): Accept<NewDomain>) -> Made<Domain> {
    let name = domains::add_domain(&app, &visitor.actor(), &new.name).await?;
    let domain = store::domain(&app.db, &name).await?.ok_or_else(Fault::missing)?;
    Ok((StatusCode::CREATED, Json(domain)))
}

async fn delete_domain(
    State(app): Ours,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<StatusCode, Fault> {
    domains::delete_domain(&app, &visitor.actor(), &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_mailboxes(State(app): Ours, Query(part): Query<Part>) -> Answer<List<Account>> {
    let page = part.page();
    let query = MailboxQuery { search: part.q, state: part.state, domain: part.domain, order: part.sort };
    let (items, total) = store::mailboxes(&app.db, &query, page).await?;
    Ok(Json(List { total, items }))
}

async fn create_mailbox(
    State(app): Ours,
    visitor: Visitor,
    Accept(new): Accept<NewMailbox>,
) -> Made<Account> {
    let account = mailboxes::create_mailbox(&app, &visitor.actor(), &new).await?;
    Ok((StatusCode::CREATED, Json(account)))
}

async fn show_mailbox(State(app): Ours, Path(id): Path<String>) -> Answer<Account> {
    let account = store::mailbox(&app.db, &known(&app, &id).await?).await?;
    Ok(Json(account.ok_or(Refusal::MailboxMissing)?))
}

async fn edit_mailbox(
    State(app): Ours,
    visitor: Visitor,
    Path(id): Path<String>,
    Accept(edit): Accept<Edit>,
) -> Answer<Account> {
    Ok(Json(mailboxes::edit_mailbox(&app, &visitor.actor(), &known(&app, &id).await?, &edit).await?))
}

async fn delete_mailbox(
    State(app): Ours,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    mailboxes::delete_mailbox(&app, &visitor.actor(), &known(&app, &id).await?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct NewPassword {
    password: String,
}

async fn change_password(
    State(app): Ours,
    visitor: Visitor,
    Path(id): Path<String>,
    Accept(new): Accept<NewPassword>,
) -> Result<StatusCode, Fault> {
    mailboxes::change_password(&app, &visitor.actor(), &known(&app, &id).await?, &new.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_aliases(State(app): Ours, Query(part): Query<Part>) -> Answer<List<Alias>> {
    let (items, total) = store::aliases(&app.db, &part.q, part.page()).await?;
    Ok(Json(List { total, items }))
}

#[derive(Deserialize)]
struct NewAlias {
    address: String,
    targets: Vec<String>,
}

async fn create_alias(State(app): Ours, visitor: Visitor, Accept(new): Accept<NewAlias>) -> Made<Alias> {
    let address = aliases::create_alias(&app, &visitor.actor(), &new.address, &new.targets).await?;
    let alias = store::alias(&app.db, &address).await?.ok_or_else(Fault::missing)?;
    Ok((StatusCode::CREATED, Json(alias)))
}

async fn delete_alias(
    State(app): Ours,
    visitor: Visitor,
    Path(address): Path<String>,
) -> Result<StatusCode, Fault> {
    aliases::delete_alias(&app, &visitor.actor(), &address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// First `{"csv": "…"}`, then `{"token": "…"}` of the preview.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    csv: Option<String>,
    token: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "step", rename_all = "lowercase")]
enum ImportStep {
    Preview {
        /// Confirms it; null while a line is bad.
        token: Option<String>,
        mailboxes: Vec<Planned>,
        bad: Vec<Bad>,
    },
    Done(Imported),
}

#[derive(Serialize)]
struct Planned {
    line: u64,
    address: String,
    name: String,
    aliases: Vec<String>,
    password: PasswordFrom,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum PasswordFrom {
    File,
    Generated,
}

#[derive(Serialize)]
struct Bad {
    line: u64,
    address: String,
    code: String,
    reason: String,
}

async fn import_mailboxes(
    State(app): Ours,
    visitor: Visitor,
    Accept(import): Accept<Import>,
) -> Answer<ImportStep> {
    if let Some(token) = import.token {
        return Ok(Json(ImportStep::Done(import::confirm(&app, &visitor.actor(), &token).await?)));
    }
    let csv = import.csv.ok_or(Refusal::CsvMissing)?;
    let preview = import::preview(&app, csv.as_bytes()).await?;
    let words = LANGUAGES.of(visitor.lang().unwrap_or_default());
    let bad = |bad: import::BadLine| {
        let fault = Fault::from(bad.why);
        Bad {
            line: bad.number,
            address: bad.address,
            code: fault.code.to_string(),
            reason: sentence(&fault, &words),
        }
    };
    let planned = |line: import::Line| Planned {
        line: line.number,
        password: if line.password.is_empty() { PasswordFrom::Generated } else { PasswordFrom::File },
        address: line.address,
        name: line.name,
        aliases: line.aliases,
    };
    Ok(Json(ImportStep::Preview {
        token: preview.token,
        mailboxes: preview.lines.into_iter().map(planned).collect(),
        bad: preview.bad.into_iter().map(bad).collect(),
    }))
}
