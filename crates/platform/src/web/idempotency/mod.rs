//! `Idempotency-Key` (L14; draft-ietf-httpapi-idempotency-key-header): a program whose line was cut may send its
//! request again, and nothing is done twice.
//!
//! The first request with a key runs to its end even if the caller hangs up, and its answer is kept for a day. Every
//! transaction that such a request begins also writes the key's row (`kit::db::noting`), so after a crash the row says
//! whether anything was changed: if not, the key may be taken over and the request runs; if so, the caller is told
//! that it was carried out and its answer lost. A request that fails on our side before it changed anything lets its
//! key go.

mod store;
#[cfg(test)]
mod tests;

use super::Visit;
use crate::app::App;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hostler_kit::db::{Note, noting};
use hostler_kit::http::{Args, Fault, Kind, Refuse};
use std::future::Future;
use store::Kept;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const LONGEST_KEY: usize = 255;
/// Answers are kept for a day.
const KEPT_MS: i64 = 24 * 3_600_000;
/// A request that has neither answered nor changed anything for this long was cut off; its key may be taken over.
const CUT_OFF_AFTER_MS: i64 = 120_000;
/// Largest request that can be repeated, and largest answer that is kept.
const MOST_BYTES: usize = 2 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    #[error("the key is malformed")]
    Malformed,
    #[error("the key was used for another request")]
    Reused,
    #[error("the first request still runs")]
    Running,
    #[error("the request was carried out, but its answer is lost")]
    AnswerLost,
}

impl Refuse for KeyRefused {
    fn kind(&self) -> Kind {
        match self {
            KeyRefused::Malformed | KeyRefused::Reused => Kind::Invalid,
            KeyRefused::Running | KeyRefused::AnswerLost => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            KeyRefused::Malformed => "idempotency-key-malformed",
            KeyRefused::Reused => "idempotency-key-reused",
            KeyRefused::Running => "idempotency-key-running",
            KeyRefused::AnswerLost => "idempotency-answer-lost",
        }
    }

    fn args(&self) -> Args {
        match self {
            KeyRefused::Malformed => Args::from([("most", LONGEST_KEY.to_string())]),
            _ => Args::new(),
        }
    }
}

/// Removes what is older than a day. Called now and then.
pub async fn sweep(app: &App) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::sweep(&mut tx, app.now_ms() - KEPT_MS).await?;
    tx.commit().await
}

/// The key of a request that changes something through the API; none: it is not to be kept.
fn key_of(request: &Request) -> Result<Option<String>, KeyRefused> {
    let changes = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(request.method());
    if !changes || !request.uri().path().starts_with("/api/v1/") {
        return Ok(None);
    }
    let Some(value) = request.headers().get(KEY) else { return Ok(None) };
    let text = value.to_str().map_err(|_| KeyRefused::Malformed)?.trim();
    // A structured string (RFC 8941 3.3.3), or bare as most programs send it.
    let text = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let plain = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if text.is_empty() || text.len() > LONGEST_KEY || !plain {
        return Err(KeyRefused::Malformed);
    }
    Ok(Some(text.to_string()))
}

/// Answers a request by `answer`, or as the same request with the same key was answered before.
pub(super) async fn once<F, A>(visit: &Visit, request: Request, answer: F) -> Result<Response, Fault>
where
    F: FnOnce(Request) -> A,
    A: Future<Output = Response> + Send + 'static,
{
    let Some(key) = key_of(&request)? else { return Ok(answer(request).await) };
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| Fault::new(Kind::TooLarge, "too-large"))?;
    let app = visit.app.clone();
    let claim = store::Claim {
        caller: caller(visit),
        key,
        run: app.random.secret(),
        request_hash: fingerprint(&app, &parts, &body),
    };
    if let Some(kept) = claim_or_find(&app, &claim).await? {
        return replay(&app, &claim, &kept);
    }
    let running = answer(Request::from_parts(parts, Body::from(body)));
    // A task of its own: a caller who hangs up does not stop it, so that their next request finds the answer.
    let run = tokio::spawn(async move {
        let note = Note { statement: store::CHANGED, run: claim.run.clone(), at_ms: app.now_ms() };
        let response = noting(note, running).await;
        keep(&app, &claim, response).await
    });
    run.await.map_err(Fault::broken)?
}

/// Whose key it is: a person's own, by session or token alike, for each customer that they act for; or a visitor's
/// from one address.
fn caller(visit: &Visit) -> String {
    match &visit.session {
        Some(session) => match &session.acting {
            Some(acting) => format!("{} for {}", session.person.id, acting.customer),
            None => session.person.id.to_string(),
        },
        None => format!("visitor {}", visit.place),
    }
}

/// What makes two requests the same. Under the installation's key, since a body may hold a password.
fn fingerprint(app: &App, parts: &axum::http::request::Parts, body: &Bytes) -> String {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    app.vault.fingerprint(&[parts.method.as_str().as_bytes(), path.as_bytes(), body])
}

/// None: the key is this request's now. Else what is known of the request that had it first.
async fn claim_or_find(app: &App, claim: &store::Claim) -> Result<Option<Kept>, Fault> {
    let now_ms = app.now_ms();
    let mut tx = app.db.begin().await?;
    store::forget(&mut tx, claim, now_ms - KEPT_MS).await?;
    if store::claim(&mut tx, claim, now_ms).await? {
        tx.commit().await?;
        return Ok(None);
    }
    let kept = store::find(&mut tx, claim).await?.ok_or_else(Fault::missing)?;
    if kept.request_hash != claim.request_hash {
        return Err(KeyRefused::Reused.into());
    }
    if store::take_over(&mut tx, claim, (now_ms, now_ms - CUT_OFF_AFTER_MS)).await? {
        tx.commit().await?;
        return Ok(None);
    }
    match (kept.status, kept.changed_at_ms) {
        (Some(_), _) => Ok(Some(kept)),
        (None, Some(_)) if kept.begun_at_ms <= now_ms - CUT_OFF_AFTER_MS => {
            Err(KeyRefused::AnswerLost.into())
        }
        (None, _) => Err(KeyRefused::Running.into()),
    }
}

/// Keeps the answer, unless it says that nothing was done and asking again may help.
async fn keep(app: &App, claim: &store::Claim, response: Response) -> Result<Response, Fault> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, MOST_BYTES).await.map_err(Fault::broken)?;
    let mut tx = app.db.begin().await?;
    let again = parts.status.is_server_error() || parts.status == StatusCode::TOO_MANY_REQUESTS;
    if !(again && store::release(&mut tx, claim).await?) {
        let owner = owner(claim);
        let seal = |text: &str| app.vault.seal(text, &owner, &app.random);
        let answer = store::Answer {
            status: i64::from(parts.status.as_u16()),
            headers: seal(&headers_text(&parts.headers)),
            body: seal(&STANDARD_NO_PAD.encode(&body)),
        };
        store::keep(&mut tx, claim, &answer, app.now_ms()).await?;
    }
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The row that an answer is sealed for.
fn owner(claim: &store::Claim) -> String {
    format!("idempotency {} {}", claim.caller, claim.key)
}

/// Everything but cookies, which belong to a browser.
fn headers_text(headers: &HeaderMap) -> String {
    let kept = headers.iter().filter(|(name, _)| **name != header::SET_COOKIE);
    let pairs: Vec<(&str, &str)> =
        kept.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    serde_json::to_string(&pairs).expect("plain texts")
}

fn replay(app: &App, claim: &store::Claim, kept: &Kept) -> Result<Response, Fault> {
    let owner = owner(claim);
    let open = |sealed: &Option<String>| {
        app.vault.open(sealed.as_deref().unwrap_or_default(), &owner).map_err(Fault::broken)
    };
    let headers: Vec<(String, String)> =
        serde_json::from_str(&open(&kept.headers)?).map_err(Fault::broken)?;
    let body = STANDARD_NO_PAD.decode(open(&kept.body)?).map_err(Fault::broken)?;
    let status = kept.status.and_then(|status| StatusCode::from_u16(u16::try_from(status).ok()?).ok());
    let mut response = (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}
