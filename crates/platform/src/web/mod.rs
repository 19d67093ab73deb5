//! What every page and every API route of the portal stands on: who asks and in which language, forms that only this
//! portal can send, and refusals put in words.

mod around;
mod asked;
pub mod idempotency;
mod posted;
mod uploaded;
mod visit;

pub use around::around;
pub use asked::{asked, asked_again};
pub use posted::Posted;
pub use uploaded::Uploaded;
pub use visit::{FromVisit, Member, Paging, ROWS, SignedIn, Staff, Visit, sentence};

use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{Html, IntoResponse, Response};
use hostler_kit::http::Fault;

pub type Answer = Result<Response, Fault>;

/// A page from its template.
pub fn page(template: &impl askama::Template) -> Answer {
    Ok(Html(template.render().map_err(Fault::broken)?).into_response())
}

/// A page whose form was refused (422).
pub fn refused(template: &impl askama::Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(template)?).into_response())
}

/// Go and look there (303), after something was done.
pub fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path.to_string())]).into_response()
}

/// As [`see`], and the next page says so: `flash` is the key of its words.
pub fn see_told(path: &str, flash: &'static str) -> Response {
    with_cookie(see(path), &format!("{FLASH_COOKIE}={flash}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"))
}

/// Signs the browser in or out: sets its session cookie.
pub fn with_session(response: Response, token: Option<&str>, portal_url: &str) -> Response {
    let secure = if portal_url.starts_with("https:") { "; Secure" } else { "" };
    let (value, age) = token.map_or(("", 0), |token| (token, 43_200));
    with_cookie(
        response,
        &format!("{SESSION_COOKIE}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"),
    )
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

pub(crate) const SESSION_COOKIE: &str = "hostler_session";
const FORM_COOKIE: &str = "hostler_form";
const FLASH_COOKIE: &str = "hostler_flash";
