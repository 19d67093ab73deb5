//! Licences for people: a customer's own, registration at the web site, and what staff see and do.

mod expiry;
mod facts;
mod hand;
mod key;
mod list;
mod moving;
mod register;
mod registered;
mod sheet;
mod show;
mod staff;
mod staff_show;
mod timeline;

use crate::app::App;
use crate::web::Uploaded;
use axum::Router;
use hostler_kit::ui::{Field, Form};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .merge(list::router())
        .merge(show::router())
        .merge(moving::router())
        .merge(register::router())
        .merge(registered::router())
        .merge(staff::router())
        .merge(staff_show::router())
        .merge(expiry::router())
        .merge(hand::router())
        .merge(key::router())
}

/// A form that takes a machine's text as a file, or pasted.
fn text_form(action: &str, t: impl Fn(&str) -> String, submit: &str) -> Form {
    let text = Field::area("text", t("licence-or-paste"))
        .hint(t("licence-or-paste-hint"))
        .optional()
        .attribute("spellcheck", "false");
    Form::new(action, t(submit)).field(Field::file("file", t("licence-file-field")).optional()).field(text)
}

/// What was sent by such a form: the file, or what was pasted.
fn sent_text(sent: &Uploaded) -> String {
    match &sent.file {
        Some((_, content)) => String::from_utf8_lossy(content).into_owned(),
        None => sent.text("text").to_string(),
    }
}
