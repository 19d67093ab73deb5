//! A licence file is uploaded or pasted, or what was read from a QR code.

use super::{again, refused, titled, upload};
use crate::app::App;
use crate::licensing::install;
use crate::web::Frame;
use crate::web::frame::{Done, shown};
use askama::Template;
use axum::Router;
use axum::extract::{Multipart, State};
use axum::response::Response;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Field, Form, Page};
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new().route("/licence/file", get(ask).post(take))
}

#[derive(Template)]
#[template(path = "licensing/pages/form.html")]
struct FormPage {
    page: Page,
    form: Form,
}

pub(super) fn form(frame: &Frame) -> Form {
    let file = Field::file("file", frame.t("licence-file")).optional();
    let text = Field::area("text", frame.t("licence-text")).hint(frame.t("licence-text-hint")).optional();
    Form::new("/licence/file", frame.t("licence-install"))
        .field(file)
        .field(text.attribute("spellcheck", "false").attribute("autocapitalize", "none"))
        .cancel("/licence")
}

fn form_page(frame: &Frame, form: Form) -> FormPage {
    let page = titled(frame, "licence-install").lead(frame.t("licence-install-lead"));
    FormPage { page: page.with_form(&form), form }
}

async fn ask(frame: Frame) -> Result<Response, Fault> {
    shown(&form_page(&frame, form(&frame)))
}

async fn take(State(app): State<Arc<App>>, frame: Frame, parts: Multipart) -> Result<Response, Fault> {
    let text = upload(&frame.visitor, parts).await?;
    match install(&app, &frame.visitor.actor(), &text).await {
        Ok(_) => Ok(frame.done("/licence", Done::LicenceInstalled)),
        Err(error) => again(&form_page(&frame, refused(form(&frame).fill("text", text), error, &frame)?)),
    }
}
