//! The list of mailboxes, and a new one.

use super::{FormPage, again, refused};
use crate::accounts::model::{Account, MailboxQuery, Order, Page as Part};
use crate::accounts::refusals::{AccountsError, Refusal};
use crate::accounts::{NewMailbox, mailboxes, store};
use crate::app::App;
use crate::web::frame::{Done, LICENCE, PER_PAGE, shown};
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::{
    Badge, Column, Direction, Empty, Field, Form, Link, ListQuery, Listing, Notice, Page, Tone,
};
use serde::Deserialize;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new().route("/mailboxes", get(list).post(create)).route("/mailboxes/new", get(new))
}

#[derive(Template)]
#[template(path = "accounts/pages/mailboxes.html")]
struct MailboxesPage {
    page: Page,
    list: Listing,
    accounts: Vec<(Account, Badge)>,
}

/// Whether somebody can sign in to it.
pub fn badge(account: &Account, frame: &Frame) -> Badge {
    match (account.disabled_at_ms, account.password_set_at_ms) {
        (Some(_), _) => Badge::new(Tone::Quiet, frame.t("mailbox-disabled")),
        (None, None) => Badge::new(Tone::Warn, frame.t("mailbox-no-password")),
        (None, Some(_)) => Badge::new(Tone::Good, frame.t("mailbox-active")),
    }
}

fn order(query: &ListQuery) -> Order {
    match query.order(&["address", "name", "bytes"]) {
        ("name", Direction::Up) => Order::Name,
        ("name", Direction::Down) => Order::NameDown,
        ("bytes", Direction::Up) => Order::Bytes,
        ("bytes", Direction::Down) => Order::BytesDown,
        (_, Direction::Up) => Order::Address,
        (_, Direction::Down) => Order::AddressDown,
    }
}

async fn list(
    State(app): State<Arc<App>>,
    frame: Frame,
    Query(query): Query<ListQuery>,
) -> Result<Response, Fault> {
    let wanted =
        MailboxQuery { search: query.term().to_string(), order: order(&query), ..MailboxQuery::default() };
    let part = Part { limit: PER_PAGE as i64, offset: query.offset(PER_PAGE).min(i64::MAX as u64) as i64 };
    let (accounts, total) = store::mailboxes(&app.db, &wanted, part).await?;
    let empty = Empty::new(frame.t("mailboxes-empty"), frame.t("mailboxes-empty-do"));
    let list = Listing::new("/mailboxes", frame.t("nav-mailboxes"), total as u64)
        .column(Column::text(frame.t("mailbox-address")).sorted_by("address"))
        .column(Column::text(frame.t("mailbox-name")).sorted_by("name"))
        .column(Column::text(frame.t("mailbox-state")))
        .column(Column::number(frame.t("mailbox-storage")).sorted_by("bytes"))
        .search(frame.t("mailboxes-search"))
        .empty(empty.action(frame.t("mailboxes-add"), "/mailboxes/new"))
        .query(query, PER_PAGE);
    let page =
        frame.page().titled(frame.t("nav-mailboxes")).action(frame.t("mailboxes-add"), "/mailboxes/new");
    let with_badge = |account: Account| {
        let badge = badge(&account, &frame);
        (account, badge)
    };
    let accounts = accounts.into_iter().map(with_badge).collect();
    shown(&MailboxesPage { page, list, accounts })
}

fn form(frame: &Frame) -> Form {
    let address = Field::email("address", frame.t("mailbox-address")).hint(frame.t("mailbox-address-hint"));
    let password = Field::password("password", frame.t("mailbox-password"), "new-password");
    Form::new("/mailboxes", frame.t("mailboxes-add"))
        .field(address.autocomplete("off"))
        .field(Field::text("name", frame.t("mailbox-name")).autocomplete("off").attribute("maxlength", "200"))
        .field(password.hint(frame.t("mailbox-password-hint")))
        .cancel("/mailboxes")
}

fn form_page(frame: &Frame, form: Form) -> FormPage {
    let page = frame.page().titled(frame.t("mailboxes-add")).crumb(frame.t("nav-mailboxes"), "/mailboxes");
    FormPage { page: page.with_form(&form), form }
}

async fn new(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    let domains = store::domains(&app.db).await?;
    let newest =
        domains.iter().max_by_key(|domain| (!domain.is_host(), domain.mailboxes, domain.created_at_ms));
    let at = newest.map(|domain| format!("@{}", domain.name)).unwrap_or_default();
    shown(&form_page(&frame, form(&frame).fill("address", at)))
}

/// Where more users come from, if they are what is missing.
fn way_out(app: &App, frame: &Frame, error: &AccountsError) -> Option<Notice> {
    let full = matches!(error, AccountsError::Refused(Refusal::UserLimit(_)));
    (full && app.bootstrap.licensed().is_some()).then(|| Notice {
        tone: Tone::Warn,
        text: frame.t("licence-full"),
        link: Some(Link::new(frame.t("licence-to-page"), LICENCE)),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    address: String,
    name: String,
    password: String,
}

async fn create(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(typed): Checked<Typed>,
) -> Result<Response, Fault> {
    let new = NewMailbox {
        address: typed.address.clone(),
        name: typed.name.clone(),
        password: Some(typed.password),
        quota_bytes: None,
    };
    match mailboxes::create_mailbox(&app, &frame.visitor.actor(), &new).await {
        Ok(account) => Ok(frame.done(&format!("/mailboxes/{}", account.id), Done::MailboxCreated)),
        Err(error) => {
            let form = form(&frame).fill("address", typed.address).fill("name", typed.name);
            let way_out = way_out(&app, &frame, &error);
            let shown = form_page(&frame, refused(form, error, &frame)?);
            let page = way_out.into_iter().fold(shown.page, Page::notice);
            again(&FormPage { page, form: shown.form })
        }
    }
}
