//! The console under the portal's own address: each request is passed on to the server with an assertion of who asks.
//!
//! A server's root is the customer's, so what comes back is not trusted: scripts and styles are served by the portal
//! itself and the content policy allows no others, and the server never sees the portal's session.

use super::{Server, ServerRefused, api, pages, suspension};
use crate::app::App;
use crate::web::Member;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::random::hex;
use hostler_kit::ui;
use hostler_wire::sign_in;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Largest request that is passed on; the console's own limit is lower.
const MOST_BYTES: usize = 2 << 20;

/// Request headers that the console needs.
const PASSED_ON: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    HeaderName::from_static("hx-request"),
    HeaderName::from_static("hx-target"),
    HeaderName::from_static("x-csrf-token"),
];

/// Answer headers that come back.
const HANDED_BACK: [HeaderName; 5] = [
    header::CONTENT_TYPE,
    header::LOCATION,
    header::CONTENT_DISPOSITION,
    header::SET_COOKIE,
    HeaderName::from_static("hx-redirect"),
];

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/console/", any(root))
        .route("/servers/{id}/console/{*path}", any(below))
}

async fn root(member: Member, Path(id): Path<Id<Server>>, request: Request) -> Result<Response, Fault> {
    pass_on(&member, &id, String::new(), request).await
}

async fn below(
    member: Member,
    Path((id, path)): Path<(Id<Server>, String)>,
    request: Request,
) -> Result<Response, Fault> {
    if let Some(asset) = path.strip_prefix("assets/") {
        let request = Request::get(format!("/assets/{asset}")).body(Body::empty()).map_err(Fault::broken)?;
        return Ok(tower::ServiceExt::oneshot(ui::assets::<()>(), request).await.into_response());
    }
    pass_on(&member, &id, path, request).await
}

async fn pass_on(
    member: &Member,
    id: &Id<Server>,
    path: String,
    request: Request,
) -> Result<Response, Fault> {
    let app = &member.visit.app;
    let server = pages::own(&member.visit, member, id).await?;
    if server.phase() != super::Phase::Running {
        let suspended = suspension::of(&app.db, &server.id).await?;
        return Err(suspended.map_or(ServerRefused::NotRunning, |_| ServerRefused::Suspended).into());
    }
    let prefix = format!("/servers/{id}/console");
    let url = url(&api::base_url(app, &server), &path, request.uri().query());
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| Fault::new(Kind::TooLarge, "too-large"))?;
    let passed = app
        .servers
        .request(parts.method, url)
        .headers(request_headers(&parts.headers))
        .header(sign_in::HEADER, assertion(member, &server)?)
        .header(sign_in::PREFIX_HEADER, prefix)
        .body(body);
    match passed.send().await {
        Ok(answer) => Ok(handed_back(answer)),
        Err(error) => Err(Fault { detail: error.to_string(), ..ServerRefused::NotRunning.into() }),
    }
}

/// The path is taken apart again so that it stays below the server's root, whatever was in it.
fn url(base: &str, path: &str, query: Option<&str>) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~@/".contains(&byte);
    let path: String =
        path.bytes().map(|b| if keep(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect();
    let path = path.split('/').filter(|part| !matches!(*part, "." | "..")).collect::<Vec<_>>().join("/");
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    format!("{base}/{path}{query}")
}

/// A person at this console. The form value is made for this server alone: it fits none of the portal's own forms.
fn assertion(member: &Member, server: &Server) -> Result<String, Fault> {
    let csrf = hex(&Sha256::digest(format!("{} {}", member.session.csrf, server.id)));
    let who = api::Who {
        person: member.person.id.as_str(),
        name: &member.person.name,
        language: member.visit.language(),
        csrf: &csrf,
    };
    api::assertion(&member.visit.app, server, who)
}

fn request_headers(from: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in PASSED_ON {
        if let Some(value) = from.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if let Ok(cookies) = HeaderValue::from_str(&preferences(from)) {
        headers.insert(header::COOKIE, cookies);
    }
    headers
}

/// Of all cookies only the reader's language and colours, and what the console itself flashes.
fn preferences(from: &HeaderMap) -> String {
    let all = from.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).map(str::trim);
    let known = ["hostler_lang=", "hostler_theme=", "hostler_console_"];
    pairs.filter(|pair| known.iter().any(|name| pair.starts_with(name))).collect::<Vec<_>>().join("; ")
}

fn handed_back(answer: reqwest::Response) -> Response {
    let status = answer.status();
    let mut headers = HeaderMap::new();
    for name in HANDED_BACK {
        for value in answer.headers().get_all(&name) {
            if name != header::SET_COOKIE || is_console_cookie(value) {
                headers.append(name.clone(), value.clone());
            }
        }
    }
    (status, headers, Body::from_stream(answer.bytes_stream())).into_response()
}

/// A server may set its own cookies and the reader's preferences, never the portal's session.
fn is_console_cookie(value: &HeaderValue) -> bool {
    let known: [&[u8]; 3] = [b"hostler_lang=", b"hostler_theme=", b"hostler_console_"];
    known.iter().any(|name| value.as_bytes().starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn a_path_stays_below_the_servers_root() {
        for (path, expect) in [
            ("mailboxes/acc_1", "https://a/mailboxes/acc_1"),
            ("../../etc", "https://a/etc"),
            ("a b?c#d", "https://a/a%20b%3Fc%23d"),
            ("", "https://a/"),
        ] {
            assert_eq!(url("https://a", path, None), expect);
        }
        assert_eq!(url("https://a", "x", Some("q=1")), "https://a/x?q=1");
    }
}
