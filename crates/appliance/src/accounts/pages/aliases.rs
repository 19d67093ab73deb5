//! Aliases for people.

use super::{DeletePage, FormPage, again, refused};
use crate::accounts::model::{Alias, Page as Part};
use crate::accounts::refusals::Refusal;
use crate::accounts::{aliases, rules, store};
use crate::app::App;
use crate::web::frame::{Done, PER_PAGE, shown};
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Column, Empty, Field, Form, ListQuery, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/aliases", get(list).post(create))
        .route("/aliases/new", get(new))
        .route("/aliases/{address}/delete", get(ask).post(delete))
}

#[derive(Template)]
#[template(path = "accounts/pages/aliases.html")]
struct AliasesPage {
    page: Page,
    list: Listing,
    aliases: Vec<Alias>,
}

async fn list(
    State(app): State<Arc<App>>,
    frame: Frame,
    Query(query): Query<ListQuery>,
) -> Result<Response, Fault> {
    let part = Part { limit: PER_PAGE as i64, offset: query.offset(PER_PAGE).min(i64::MAX as u64) as i64 };
    let (aliases, total) = store::aliases(&app.db, query.term(), part).await?;
    let empty = Empty::new(frame.t("aliases-empty"), frame.t("aliases-empty-do"));
    let list = Listing::new("/aliases", frame.t("nav-aliases"), total as u64)
        .column(Column::text(frame.t("aliases-address")))
        .column(Column::text(frame.t("aliases-targets")))
        .column(Column::actions(frame.t("console-actions")))
        .search(frame.t("aliases-search"))
        .empty(empty.action(frame.t("aliases-add"), "/aliases/new"))
        .query(query, PER_PAGE);
    let page = frame.page().titled(frame.t("nav-aliases")).lead(frame.t("aliases-lead"));
    shown(&AliasesPage { page: page.action(frame.t("aliases-add"), "/aliases/new"), list, aliases })
}

fn form(frame: &Frame) -> Form {
    let address = Field::email("address", frame.t("aliases-address")).hint(frame.t("aliases-address-hint"));
    Form::new("/aliases", frame.t("aliases-add"))
        .field(address.autocomplete("off"))
        .field(Field::area("targets", frame.t("aliases-targets")).hint(frame.t("aliases-targets-hint")))
        .cancel("/aliases")
}

fn form_page(frame: &Frame, form: Form) -> FormPage {
    let page = frame.page().titled(frame.t("aliases-add")).crumb(frame.t("nav-aliases"), "/aliases");
    FormPage { page: page.with_form(&form), form }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Towards {
    to: String,
}

async fn new(frame: Frame, Query(towards): Query<Towards>) -> Result<Response, Fault> {
    shown(&form_page(&frame, form(&frame).fill("targets", towards.to)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    address: String,
    /// One per line, or parted by commas or spaces.
    targets: String,
}

async fn create(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(typed): Checked<Typed>,
) -> Result<Response, Fault> {
    let parted = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';');
    let targets: Vec<String> = typed.targets.split(parted).map(str::to_string).collect();
    match aliases::create_alias(&app, &frame.visitor.actor(), &typed.address, &targets).await {
        Ok(_) => Ok(frame.done("/aliases", Done::AliasCreated)),
        Err(error) => {
            let form = form(&frame).fill("address", typed.address).fill("targets", typed.targets);
            again(&form_page(&frame, refused(form, error, &frame)?))
        }
    }
}

async fn ask(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(address): Path<String>,
) -> Result<Response, Fault> {
    let (address, _) = rules::own_address(&address)?;
    let alias = store::alias(&app.db, &address).await?.ok_or(Refusal::AliasMissing(address))?;
    let title = frame.page().with("aliases-delete-title", "address", &alias.address);
    shown(&DeletePage {
        page: frame.page().titled(title).crumb(frame.t("nav-aliases"), "/aliases"),
        consequences: vec![frame.t("aliases-delete-mail"), frame.t("aliases-delete-others")],
        action: format!("/aliases/{}/delete", alias.address),
        submit: frame.t("aliases-delete"),
        back: "/aliases".to_string(),
    })
}

#[derive(Deserialize)]
struct Nothing {}

async fn delete(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(address): Path<String>,
    Checked(_): Checked<Nothing>,
) -> Result<Response, Fault> {
    aliases::delete_alias(&app, &frame.visitor.actor(), &address).await?;
    Ok(frame.done("/aliases", Done::AliasDeleted))
}
