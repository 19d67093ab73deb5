//! Accounts for people.

mod aliases;
mod domains;
mod export;
mod import;
mod mailbox;
mod mailboxes;

use super::refusals::{AccountsError, Refusal};
use crate::app::App;
use crate::web::Frame;
use crate::web::words::sentence;
use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Form, Page};
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .merge(domains::pages())
        .merge(mailboxes::pages())
        .merge(mailbox::pages())
        .merge(aliases::pages())
        .merge(import::pages())
        .merge(export::pages())
}

/// The form again with what is wrong, said at the field; what is not about the form is a page of its own.
fn refused(form: Form, error: AccountsError, frame: &Frame) -> Result<Form, Fault> {
    match error {
        AccountsError::Refused(Refusal::MailboxMissing) | AccountsError::Database(_) => Err(error.into()),
        AccountsError::Refused(refusal) => {
            let fault = Fault::from(refusal);
            Ok(form.refuse(fault.field.unwrap_or_default(), sentence(&fault, frame.words())))
        }
    }
}

/// A page with a form that was refused.
fn again(template: &impl Template) -> Result<Response, Fault> {
    let html = template.render().map_err(Fault::broken)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
}

/// A page that only asks for one thing.
#[derive(Template)]
#[template(path = "accounts/pages/form.html")]
struct FormPage {
    page: Page,
    form: Form,
}

/// The question before a domain or an alias goes.
#[derive(Template)]
#[template(path = "accounts/pages/delete.html")]
struct DeletePage {
    page: Page,
    consequences: Vec<String>,
    action: String,
    submit: String,
    back: String,
}
