//! Only with the portal's assertion for this server.

use crate::accounts::Actor;
use crate::app::App;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::Lang;
use hostler_wire::SignIn;
use hostler_wire::sign_in::{HEADER, PREFIX_HEADER};
use std::sync::Arc;

const LONGEST_PREFIX: usize = 200;

/// Who is at the console, and under which path the portal shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub sign_in: SignIn,
    /// Empty, or such as `/servers/srv_…/console`.
    pub prefix: String,
}

impl Visitor {
    pub fn actor(&self) -> Actor {
        Actor::from(&self.sign_in)
    }

    pub fn lang(&self) -> Option<Lang> {
        Lang::parse(&self.sign_in.language)
    }
}

/// Lets a request pass that carries a good assertion; every other is refused.
pub async fn only_with(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    match visitor(&app, request.headers()) {
        Ok(visitor) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    }
}

pub fn visitor(app: &App, headers: &HeaderMap) -> Result<Visitor, Fault> {
    let refused = |detail: String| Fault { detail, ..Fault::new(Kind::SignInNeeded, "console-sign-in") };
    let text = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let text = text.ok_or_else(|| refused("no assertion".to_string()))?;
    let (key, server) = (app.bootstrap.sign_in_key.as_bytes(), &app.bootstrap.server);
    let sign_in =
        SignIn::verify(text, key, server, app.clock.now_ms()).map_err(|bad| refused(bad.to_string()))?;
    Ok(Visitor { sign_in, prefix: prefix(headers) })
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
