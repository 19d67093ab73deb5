//! The licence for people: how it stands, the wizard, the way without a network, moving away.

mod installing;
mod leaving;
mod licence;
mod offline;
mod wizard;

use super::refusals::LicensingError;
use crate::app::App;
use crate::web::words::sentence;
use crate::web::{Frame, Visitor};
use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Form, Page};
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .merge(licence::pages())
        .merge(installing::pages())
        .merge(leaving::pages())
        .merge(wizard::pages())
        .merge(offline::pages())
}

/// A page below the licence's own.
fn titled(frame: &Frame, key: &str) -> Page {
    frame.page().titled(frame.t(key)).crumb(frame.t("nav-licence"), "/licence")
}

/// The form again with what is wrong, said at the field; what is broken is a page of its own.
fn refused(form: Form, error: LicensingError, frame: &Frame) -> Result<Form, Fault> {
    let fault = Fault::from(error);
    match fault.kind {
        Kind::Broken | Kind::Missing => Err(fault),
        _ => Ok(form.refuse(fault.field.unwrap_or_default(), sentence(&fault, frame.words()))),
    }
}

/// A page with something that was refused.
fn again(template: &impl Template) -> Result<Response, Fault> {
    let html = template.render().map_err(Fault::broken)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
}

/// A text as a file.
fn download(name: &str, text: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, format!("{text}\n")).into_response()
}

/// The language in which the vendor is asked for its sentences: the page's.
fn language(frame: &Frame) -> &'static str {
    frame.words().lang().code()
}

/// The fields of a form of several parts: its value against cross-site requests is checked, and of the text fields and
/// the file the first that is not empty is taken.
async fn upload(visitor: &Visitor, mut parts: axum::extract::Multipart) -> Result<String, Fault> {
    let unreadable = |error: axum::extract::multipart::MultipartError| match error.status().as_u16() {
        413 => Fault::new(Kind::TooLarge, "too-large"),
        _ => Fault::new(Kind::Invalid, "form-malformed"),
    };
    let (mut csrf, mut text) = (String::new(), String::new());
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_string();
        let bytes = part.bytes().await.map_err(unreadable)?;
        let value = String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "csrf" => csrf = value,
            "file" | "text" if text.trim().is_empty() => text = value,
            _ => {}
        }
    }
    crate::web::form::check(Some(visitor), &csrf)?;
    Ok(text)
}
