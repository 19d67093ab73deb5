//! Who is at the console: hosted, whom the portal's assertion names; on a customer's own machine, who has a session.

use crate::accounts::Actor;
use crate::app::App;
use crate::entrance::{self, EntranceRefused};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::COOKIE as COOKIES;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::Lang;
use hostler_wire::SignIn;
use hostler_wire::bootstrap::{Holding, Hosted};
use hostler_wire::sign_in::{HEADER, PREFIX_HEADER};
use std::sync::Arc;

const LONGEST_PREFIX: usize = 200;

/// The cookie with a session's token. The prefix keeps it to this host and to HTTPS (RFC 6265bis section 4.1.3).
pub const COOKIE: &str = "__Host-console";

/// Who is at the console, and under which path the portal shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub sign_in: SignIn,
    /// Empty, or such as `/servers/srv_…/console`.
    pub prefix: String,
    /// The person's address, where they signed in here; none where the portal signed them in.
    pub address: Option<String>,
}

impl Visitor {
    pub fn actor(&self) -> Actor {
        Actor::from(&self.sign_in)
    }

    pub fn lang(&self) -> Option<Lang> {
        Lang::parse(&self.sign_in.language)
    }
}

/// Lets a request of somebody who is signed in pass; every other is refused, or sent to the page where one signs in.
pub async fn only_with(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    match visitor(&app, request.headers()).await {
        Ok(visitor) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Err(_) if shows_sign_in(&app, &request) => Redirect::to("/sign-in").into_response(),
        Err(fault) => fault.into_response(),
    }
}

/// Whether it is a person who opened a page of a console with a sign-in of its own.
fn shows_sign_in(app: &App, request: &Request) -> bool {
    let page = request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    page && app.bootstrap.licensed().is_some()
}

pub async fn visitor(app: &App, headers: &HeaderMap) -> Result<Visitor, Fault> {
    match &app.bootstrap.holding {
        Holding::Hosted(hosted) => asserted(app, hosted, headers),
        Holding::Licence(_) => signed_in(app, headers).await,
    }
}

/// Whom the portal vouches for.
fn asserted(app: &App, hosted: &Hosted, headers: &HeaderMap) -> Result<Visitor, Fault> {
    let refused = |detail: String| Fault { detail, ..Fault::new(Kind::SignInNeeded, "console-sign-in") };
    let text = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let text = text.ok_or_else(|| refused("no assertion".to_string()))?;
    let (key, server) = (hosted.sign_in_key.as_bytes(), &app.bootstrap.server);
    let sign_in =
        SignIn::verify(text, key, server, app.clock.now_ms()).map_err(|bad| refused(bad.to_string()))?;
    Ok(Visitor { sign_in, prefix: prefix(headers), address: None })
}

/// Who holds the session of the cookie.
async fn signed_in(app: &App, headers: &HeaderMap) -> Result<Visitor, Fault> {
    let token = token(headers).ok_or(EntranceRefused::SignInNeeded)?;
    let session = entrance::session(app, token).await?.ok_or(EntranceRefused::SignInNeeded)?;
    let sign_in = SignIn {
        server: app.bootstrap.server.clone(),
        person: session.account.id.to_string(),
        name: session.account.name,
        // Their device says which.
        language: String::new(),
        csrf: session.csrf,
        expires_ms: session.expires_at_ms,
    };
    Ok(Visitor { sign_in, prefix: String::new(), address: Some(session.account.address) })
}

/// The token of the session's cookie.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    let pairs = headers.get_all(COOKIES).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, token)| token)
}

/// What the portal says; nothing else than a plain path is taken.
fn prefix(headers: &HeaderMap) -> String {
    let text = headers.get(PREFIX_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_-".contains(&byte));
    let path = text.starts_with('/') && !text.contains("//") && text.len() <= LONGEST_PREFIX;
    if plain && path { text.trim_end_matches('/').to_string() } else { String::new() }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Visitor, Fault> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        visitor.ok_or_else(|| Fault::new(Kind::SignInNeeded, "console-sign-in"))
    }
}
