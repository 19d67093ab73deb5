//! One mailbox: how it is, how to connect, and what can be done with it.

use super::mailboxes::badge;
use super::{again, refused};
use crate::accounts::mailboxes::{self, Edit};
use crate::accounts::model::Account;
use crate::accounts::refusals::{AccountsError, Refusal};
use crate::accounts::store;
use crate::app::App;
use crate::history;
use crate::web::frame::{Done, shown};
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Confirm, Field, Form, History, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/mailboxes/{id}", get(show))
        .route("/mailboxes/{id}/name", post(rename))
        .route("/mailboxes/{id}/password", post(password))
        .route("/mailboxes/{id}/disable", post(disable))
        .route("/mailboxes/{id}/enable", post(enable))
        .route("/mailboxes/{id}/delete", get(ask).post(delete))
}

/// Lines of the history on the page.
const LINES: i64 = 10;

#[derive(Template)]
#[template(path = "accounts/pages/mailbox.html")]
struct MailboxPage {
    page: Page,
    account: Account,
    host: String,
    created: String,
    password_set: Option<String>,
    aliases: Vec<String>,
    password: Form,
    name: Form,
    history: History,
}

impl MailboxPage {
    fn to(&self, rest: &str) -> String {
        path(&self.account, rest)
    }
}

#[derive(Template)]
#[template(path = "accounts/pages/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

async fn load(app: &App, id: &str) -> Result<Account, Fault> {
    let id = id.parse().map_err(|_| Refusal::MailboxMissing)?;
    Ok(store::mailbox(&app.db, &id).await?.ok_or(Refusal::MailboxMissing)?)
}

fn path(account: &Account, rest: &str) -> String {
    format!("/mailboxes/{}{rest}", account.id)
}

fn password_form(account: &Account, frame: &Frame) -> Form {
    let field = Field::password("password", frame.t("mailbox-password-new"), "new-password");
    Form::new(path(account, "/password"), frame.t("mailbox-password-set"))
        .field(Field::username(&account.address))
        .field(field.hint(frame.t("mailbox-password-hint")))
}

fn name_form(account: &Account, frame: &Frame) -> Form {
    let field =
        Field::text("name", frame.t("mailbox-name")).autocomplete("off").attribute("maxlength", "200");
    Form::new(path(account, "/name"), frame.t("console-save")).field(field.value(&account.name))
}

/// The page's two forms, one of them perhaps refused.
struct Forms {
    password: Form,
    name: Form,
}

async fn page(app: &App, frame: &Frame, account: Account, forms: Forms) -> Result<MailboxPage, Fault> {
    let aliases = store::aliases_to(&app.db, &account.address).await?;
    let events = history::about(&app.db, &account.address, LINES).await?;
    let page = frame.page().titled(&account.address).badge(badge(&account, frame));
    let page = page.crumb(frame.t("nav-mailboxes"), "/mailboxes").with_form(&forms.password);
    let page = if forms.name.refused() { page.with_form(&forms.name) } else { page };
    Ok(MailboxPage {
        page,
        host: app.bootstrap.host.clone(),
        created: frame.at(account.created_at_ms),
        password_set: account.password_set_at_ms.map(|ms| frame.at(ms)),
        aliases,
        password: forms.password,
        name: forms.name,
        history: history::pages::entries(&events, frame),
        account,
    })
}

async fn show(State(app): State<Arc<App>>, frame: Frame, Path(id): Path<String>) -> Result<Response, Fault> {
    let account = load(&app, &id).await?;
    let forms = Forms { password: password_form(&account, &frame), name: name_form(&account, &frame) };
    shown(&page(&app, &frame, account, forms).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    name: String,
    password: String,
    confirm: String,
}

async fn rename(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(id): Path<String>,
    Checked(typed): Checked<Typed>,
) -> Result<Response, Fault> {
    let account = load(&app, &id).await?;
    let edit = Edit { name: Some(typed.name.clone()), ..Edit::default() };
    match mailboxes::edit_mailbox(&app, &frame.visitor.actor(), &account.id, &edit).await {
        Ok(_) => Ok(frame.done(&path(&account, ""), Done::MailboxSaved)),
        Err(error) => {
            let name = refused(name_form(&account, &frame).fill("name", typed.name), error, &frame)?;
            let forms = Forms { password: password_form(&account, &frame), name };
            again(&page(&app, &frame, account, forms).await?)
        }
    }
}

async fn password(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(id): Path<String>,
    Checked(typed): Checked<Typed>,
) -> Result<Response, Fault> {
    let account = load(&app, &id).await?;
    match mailboxes::change_password(&app, &frame.visitor.actor(), &account.id, &typed.password).await {
        Ok(()) => Ok(frame.done(&path(&account, ""), Done::PasswordChanged)),
        Err(error) => {
            let password = refused(password_form(&account, &frame), error, &frame)?;
            let forms = Forms { password, name: name_form(&account, &frame) };
            again(&page(&app, &frame, account, forms).await?)
        }
    }
}

async fn disable(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(id): Path<String>,
    Checked(_): Checked<Typed>,
) -> Result<Response, Fault> {
    let account = load(&app, &id).await?;
    mailboxes::disable_mailbox(&app, &frame.visitor.actor(), &account.id).await?;
    Ok(frame.done(&path(&account, ""), Done::MailboxDisabled))
}

async fn enable(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(id): Path<String>,
    Checked(_): Checked<Typed>,
) -> Result<Response, Fault> {
    let account = load(&app, &id).await?;
    mailboxes::enable_mailbox(&app, &frame.visitor.actor(), &account.id).await?;
    Ok(frame.done(&path(&account, ""), Done::MailboxEnabled))
}

fn confirm_page(app: &App, frame: &Frame, account: &Account) -> ConfirmPage {
    let page = frame.page();
    let size = frame.words().bytes(account.bytes);
    let confirm = Confirm::new(path(account, "/delete"), frame.t("mailbox-delete"), &account.address)
        .consequence(page.with("mailbox-delete-mail", "size", size))
        .consequence(frame.t("mailbox-delete-aliases"));
    let confirm = match app.bootstrap.hosted() {
        Some(_) => confirm.consequence(frame.t("mailbox-delete-bill")),
        None => confirm,
    };
    let confirm = confirm.cancel(path(account, ""));
    let title = page.with("mailbox-delete-title", "address", &account.address);
    let page = page.titled(title).crumb(frame.t("nav-mailboxes"), "/mailboxes");
    ConfirmPage { page: page.crumb(&account.address, path(account, "")), confirm }
}

async fn ask(State(app): State<Arc<App>>, frame: Frame, Path(id): Path<String>) -> Result<Response, Fault> {
    let account = load(&app, &id).await?;
    if account.is_administrator() {
        return Err(AccountsError::Refused(Refusal::AdministratorStays).into());
    }
    shown(&confirm_page(&app, &frame, &account))
}

async fn delete(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(id): Path<String>,
    Checked(typed): Checked<Typed>,
) -> Result<Response, Fault> {
    let account = load(&app, &id).await?;
    let ConfirmPage { page, confirm } = confirm_page(&app, &frame, &account);
    if let Err(confirm) = confirm.check(&typed.confirm, &page) {
        return again(&ConfirmPage { page, confirm: *confirm });
    }
    mailboxes::delete_mailbox(&app, &frame.visitor.actor(), &account.id).await?;
    Ok(frame.done("/mailboxes", Done::MailboxDeleted))
}
