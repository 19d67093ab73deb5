//! Domains for people.

use super::{DeletePage, again, refused};
use crate::accounts::model::Domain;
use crate::accounts::{domains, rules, store};
use crate::app::App;
use crate::web::frame::{Done, shown};
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Column, Field, Form, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/domains", get(list).post(add))
        .route("/domains/{name}/delete", get(ask).post(delete))
}

#[derive(Template)]
#[template(path = "accounts/pages/domains.html")]
struct DomainsPage {
    page: Page,
    list: Listing,
    domains: Vec<Domain>,
    form: Form,
}

fn form(frame: &Frame) -> Form {
    let field = Field::text("domain", frame.t("domains-name")).hint(frame.t("domains-name-hint"));
    let field = field.autocomplete("off").attribute("spellcheck", "false").attribute("maxlength", "253");
    Form::new("/domains", frame.t("domains-add")).field(field)
}

async fn page(app: &App, frame: &Frame, form: Form) -> Result<DomainsPage, Fault> {
    let domains = store::domains(&app.db).await?;
    let list = Listing::new("/domains", frame.t("nav-domains"), domains.len() as u64)
        .column(Column::text(frame.t("domains-name")))
        .column(Column::number(frame.t("nav-mailboxes")))
        .column(Column::number(frame.t("nav-aliases")))
        .column(Column::actions(frame.t("console-actions")));
    let page = frame.page().titled(frame.t("nav-domains")).lead(frame.t("domains-lead")).with_form(&form);
    Ok(DomainsPage { page, list, domains, form })
}

async fn list(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    shown(&page(&app, &frame, form(&frame)).await?)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    domain: String,
}

async fn add(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(typed): Checked<Typed>,
) -> Result<Response, Fault> {
    match domains::add_domain(&app, &frame.visitor.actor(), &typed.domain).await {
        Ok(_) => Ok(frame.done("/domains", Done::DomainAdded)),
        Err(error) => {
            let form = refused(form(&frame).fill("domain", typed.domain), error, &frame)?;
            again(&page(&app, &frame, form).await?)
        }
    }
}

async fn ask(State(app): State<Arc<App>>, frame: Frame, Path(name): Path<String>) -> Result<Response, Fault> {
    let domain = store::domain(&app.db, &rules::domain(&name)?).await?.ok_or_else(Fault::missing)?;
    let title = frame.page().with("domains-delete-title", "domain", &domain.name);
    shown(&DeletePage {
        page: frame.page().titled(title).crumb(frame.t("nav-domains"), "/domains"),
        consequences: vec![frame.t("domains-delete-mail"), frame.t("domains-delete-again")],
        action: format!("/domains/{}/delete", domain.name),
        submit: frame.t("domains-delete"),
        back: "/domains".to_string(),
    })
}

#[derive(Deserialize)]
struct Nothing {}

async fn delete(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(name): Path<String>,
    Checked(_): Checked<Nothing>,
) -> Result<Response, Fault> {
    domains::delete_domain(&app, &frame.visitor.actor(), &name).await?;
    Ok(frame.done("/domains", Done::DomainDeleted))
}
