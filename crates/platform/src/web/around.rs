//! The outermost layer of the portal: finds out who asks, puts refusals in words, and adds the headers that keep a
//! browser from doing what we did not mean.

use super::{FLASH_COOKIE, FORM_COOKIE, Visit, idempotency, page, see};
use crate::app::App;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{self, Link, ProblemPage};
use std::sync::Arc;

pub async fn around(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visit = match Visit::of(app, &parts).await {
        Ok(visit) => visit,
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            return Kind::Unavailable.status().into_response();
        }
    };
    let mut request = Request::from_parts(parts, body);
    let (method, wants_json) = (request.method().clone(), is_api(request.uri().path()));
    let needs_json = wants_json && !takes_texts(request.uri().path());
    let crossed = comes_from_elsewhere(&method, request.headers(), needs_json);
    request.extensions_mut().insert(visit.clone());
    let mut response = match crossed {
        true => Fault::new(Kind::Forbidden, "form-expired").into_response(),
        false => answer(&visit, request, next).await,
    };
    word(&visit, &mut response, &method, wants_json);
    cookies(&visit, &method, &mut response);
    headers(&mut response);
    response
}

/// The answer to a request whose caller may ask it; one that carries an `Idempotency-Key` is carried out once.
async fn answer(visit: &Visit, request: Request, next: Next) -> Response {
    if let Some(fault) = &visit.denied {
        return fault.clone().into_response();
    }
    let asking = visit.clone();
    let run = |request: Request| async move {
        let (method, wants_json) = (request.method().clone(), is_api(request.uri().path()));
        let mut response = next.run(request).await;
        // In words here already: an answer that is kept is sent again as it is.
        word(&asking, &mut response, &method, wants_json);
        response
    };
    idempotency::once(visit, request, run).await.unwrap_or_else(Fault::into_response)
}

/// The portal's own API, or a server's behind it.
fn is_api(path: &str) -> bool {
    let behind = || Some(path.strip_prefix("/servers/")?.split_once('/')?.1.starts_with("console/api/"));
    path.starts_with("/api/") || behind().unwrap_or(false)
}

/// Files of machines are taken as they are: they are signed, and who brings them does not matter.
fn takes_texts(path: &str) -> bool {
    ["/api/v1/registration", "/api/v1/registration/receipts"].contains(&path)
}

/// A browser says where a request comes from; what would change something must come from our own pages. A program
/// that carries its token in a header cannot be made to do so by a page.
fn comes_from_elsewhere(method: &Method, headers: &HeaderMap, needs_json: bool) -> bool {
    if method.is_safe() {
        return false;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let from_elsewhere = text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
    let json = text("content-type").is_some_and(|kind| kind.starts_with("application/json"));
    from_elsewhere || (needs_json && !json && !headers.contains_key("authorization"))
}

/// The refusal that a handler returned, also where axum itself refused (an unknown path, a wrong method).
fn found_fault(response: &mut Response) -> Option<Fault> {
    let status = response.status();
    let bare =
        response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    response.extensions_mut().remove::<Fault>().or(match status.as_u16() {
        404 if bare => Some(Fault::missing()),
        405 if bare => Some(Fault { kind: Kind::Missing, ..Fault::new(Kind::Missing, "not-found") }),
        413 if bare => Some(Fault::new(Kind::TooLarge, "too-large")),
        400 | 415 | 422 if bare => Some(Fault::new(Kind::Invalid, "form-malformed")),
        _ => None,
    })
}

/// Puts a refusal in words; any other answer stays as it is.
fn word(visit: &Visit, response: &mut Response, method: &Method, wants_json: bool) {
    if let Some(fault) = found_fault(response) {
        *response = in_words(visit, &fault, method, wants_json);
        tell_to_wait(&fault, response.headers_mut());
    }
}

/// Says to programs what they came too often for, and when to come again at the latest: `Retry-After` (RFC 9110) and
/// `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11).
fn tell_to_wait(fault: &Fault, headers: &mut HeaderMap) {
    let number = |name: &str| fault.args.get(name).and_then(|value| value.parse::<i64>().ok());
    let (Kind::TooMany, Some(minutes), Some(most)) = (fault.kind, number("minutes"), number("most")) else {
        return;
    };
    let seconds = minutes * 60;
    let lines = [
        (HeaderName::from_static("retry-after"), seconds.to_string()),
        (HeaderName::from_static("ratelimit"), format!("\"attempts\";r=0;t={seconds}")),
        (HeaderName::from_static("ratelimit-policy"), format!("\"attempts\";q={most};w={seconds}")),
    ];
    for (name, value) in lines {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

fn in_words(visit: &Visit, fault: &Fault, method: &Method, wants_json: bool) -> Response {
    let reference = visit.app.random.secret()[..12].to_string();
    match fault.kind {
        Kind::Broken => {
            tracing::error!(code = fault.code, detail = fault.detail, reference, "a request failed")
        }
        _ => tracing::debug!(code = fault.code, detail = fault.detail, reference, "a request was refused"),
    }
    if wants_json {
        return visit.problem(fault).into_response();
    }
    if fault.code == "sign-in-needed" && *method == Method::GET {
        return see(&format!("/sign-in?next={}", encoded(visit.here())));
    }
    let problem = ProblemPage {
        page: visit.page(visit.words.t("problem-title")),
        happened: visit.sentence(fault),
        kept: None,
        advice: None,
        way_on: Some(Link::new(visit.words.t("problem-way-on"), "/")),
        code: fault.code.into(),
        request: Some(reference),
    };
    let body = page(&problem).unwrap_or_else(|_| fault.code.into_response());
    (fault.kind.status(), body).into_response()
}

fn cookies(visit: &Visit, method: &Method, response: &mut Response) {
    let mut set = |cookie: String| {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append("set-cookie", value);
        }
    };
    if let Some(value) = &visit.new_form_cookie {
        set(format!("{FORM_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax"));
    }
    if visit.had_flash() && *method == Method::GET {
        set(format!("{FLASH_COOKIE}=; Path=/; Max-Age=0"));
    }
}

fn headers(response: &mut Response) {
    let mut default = |name: HeaderName, value: &'static str| {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(CONTENT_SECURITY_POLICY, ui::CONTENT_SECURITY_POLICY);
    default(X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(X_FRAME_OPTIONS, "DENY");
    default(REFERRER_POLICY, "same-origin");
    default(CACHE_CONTROL, "no-store");
}

/// A value for a query (RFC 3986 section 2.1).
fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    value.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}
