//! A refusal in words: a page for people, `application/problem+json` for programs (RFC 9457).

use super::frame::Frame;
use super::sign_in::visitor;
use super::words::{LANGUAGES, sentence};
use crate::app::App;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use hostler_kit::http::{Fault, Kind, Problem};
use hostler_kit::ui::{Link, Preferences, ProblemPage};
use std::sync::Arc;

/// Gives a refusal on its way out the body that its asker understands.
pub async fn in_words(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let mut response = next.run(request).await;
    let Some(fault) = response.extensions_mut().remove::<Fault>().or_else(|| unworded(&response)) else {
        return response;
    };
    if matches!(fault.kind, Kind::Broken | Kind::Unavailable) {
        tracing::error!(code = fault.code, detail = fault.detail, path = uri.path(), "a request failed");
    }
    if uri.path().starts_with("/api/") {
        problem(&app, &headers, &fault).await
    } else {
        page(&app, (&uri, &headers), &fault).await
    }
}

/// What the framework itself refused (a body too large, malformed JSON) gets a sentence as well.
fn unworded(response: &Response) -> Option<Fault> {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/html") || kind.starts_with("application/") {
        return None;
    }
    match response.status().as_u16() {
        404 | 405 => Some(Fault::missing()),
        413 => Some(Fault::new(Kind::TooLarge, "too-large")),
        400 | 415 | 422 => Some(Fault::new(Kind::Invalid, "form-malformed")),
        _ => None,
    }
}

async fn preferences(app: &App, headers: &HeaderMap) -> Preferences {
    let language = visitor(app, headers).await.ok().and_then(|visitor| visitor.lang());
    Preferences::read(headers, language)
}

async fn problem(app: &App, headers: &HeaderMap, fault: &Fault) -> Response {
    let words = LANGUAGES.of(preferences(app, headers).await.lang);
    Problem::new(fault, sentence(fault, &words)).into_response()
}

async fn page(app: &App, (uri, headers): (&axum::http::Uri, &HeaderMap), fault: &Fault) -> Response {
    let here = uri.path_and_query().map_or("/", |path| path.as_str());
    let frame = match visitor(app, headers).await {
        Ok(visitor) => Frame::of(app, headers, here, visitor),
        Err(_) => Frame::outside(app, headers),
    };
    let (key, way_on) = match fault.kind {
        Kind::SignInNeeded if app.bootstrap.licensed().is_some() => {
            ("entrance-sign-in-title", Some(("entrance-sign-in", "/sign-in")))
        }
        Kind::SignInNeeded => ("console-problem-sign-in", None),
        Kind::Missing => ("console-problem-missing", Some(("nav-overview", "/"))),
        Kind::Broken | Kind::Unavailable => ("console-problem-broken", Some(("nav-overview", "/"))),
        _ => ("console-problem-refused", Some(("nav-overview", "/"))),
    };
    let words = frame.words().clone();
    let page = ProblemPage {
        page: frame.page().titled(words.t(key)),
        happened: sentence(fault, &words),
        kept: None,
        advice: None,
        way_on: way_on.map(|(key, href)| Link::new(words.t(key), href)),
        code: fault.code.to_string(),
        request: None,
    };
    let html = page.render().expect("writing into a string does not fail");
    (fault.kind.status(), Html(html)).into_response()
}
