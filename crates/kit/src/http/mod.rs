//! How a refusal reaches a person or a program: the same code and the same sentence in page, CLI and API.
//!
//! A rule refuses with a small enum in business words. It implements [`Refuse`]; `?` in a handler turns it into a
//! [`Fault`]; the program's outermost layer renders the fault as a page or as `application/problem+json` (RFC 9457).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What kind of refusal it is; decides the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 422: what was sent breaks a rule.
    Invalid,
    /// 401: nobody is signed in.
    SignInNeeded,
    /// 403: this person may not.
    Forbidden,
    /// 404
    Missing,
    /// 409: it does not fit the state of things.
    Conflict,
    /// 413: too large.
    TooLarge,
    /// 429: too often.
    TooMany,
    /// 500: our mistake.
    Broken,
    /// 503: try again later.
    Unavailable,
}

impl Kind {
    pub fn status(self) -> StatusCode {
        match self {
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::SignInNeeded => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::Missing => StatusCode::NOT_FOUND,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Kind::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// A refusal that can be put in words: the sentence is the fluent message `refusal-<code>` with `args`.
pub trait Refuse: std::error::Error {
    fn kind(&self) -> Kind;
    /// Stable, lower case with hyphens, such as `mailbox-exists`.
    fn code(&self) -> &'static str;
    /// The form field it is about, if any.
    fn field(&self) -> Option<&'static str> {
        None
    }
    /// What the sentence names.
    fn args(&self) -> Args {
        Args::new()
    }
}

/// Values that a sentence names, by the names its fluent message uses.
pub type Args = BTreeMap<&'static str, String>;

/// A refusal on its way to the answer.
#[derive(Debug, Clone)]
pub struct Fault {
    pub kind: Kind,
    pub code: &'static str,
    pub field: Option<&'static str>,
    pub args: Args,
    /// What the log says; never shown where `kind` is [`Kind::Broken`].
    pub detail: String,
}

impl Fault {
    pub fn new(kind: Kind, code: &'static str) -> Fault {
        Fault { kind, code, field: None, args: Args::new(), detail: code.to_string() }
    }

    pub fn missing() -> Fault {
        Fault::new(Kind::Missing, "not-found")
    }

    pub fn broken(error: impl std::fmt::Display) -> Fault {
        Fault { detail: error.to_string(), ..Fault::new(Kind::Broken, "broken") }
    }
}

impl<E: Refuse> From<E> for Fault {
    fn from(error: E) -> Fault {
        Fault {
            kind: error.kind(),
            code: error.code(),
            field: error.field(),
            args: error.args(),
            detail: error.to_string(),
        }
    }
}

/// The answer carries the fault along; the outermost layer gives it a body in the right language and form.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// `application/problem+json` as the API answers a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Problem {
    /// `about:blank#<code>`: the code is what to switch on.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub code: String,
    /// What happened, what was kept and what to do, in the caller's language.
    pub detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Values named in the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Problem {
    pub fn new(fault: &Fault, detail: String) -> Problem {
        let status = fault.kind.status();
        Problem {
            kind: format!("about:blank#{}", fault.code),
            title: status.canonical_reason().unwrap_or("Refused").to_string(),
            status: status.as_u16(),
            code: fault.code.to_string(),
            detail,
            field: fault.field.map(str::to_string),
            args: fault.args.iter().map(|(name, value)| (name.to_string(), value.clone())).collect(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).expect("plain strings");
        (status, [("content-type", "application/problem+json")], body).into_response()
    }
}

impl Refuse for sqlx::Error {
    fn kind(&self) -> Kind {
        match self {
            sqlx::Error::RowNotFound => Kind::Missing,
            sqlx::Error::PoolTimedOut => Kind::Unavailable,
            sqlx::Error::Database(error) if is_disk_full(error.message()) => Kind::Unavailable,
            _ => Kind::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            sqlx::Error::RowNotFound => "not-found",
            sqlx::Error::PoolTimedOut => "busy",
            sqlx::Error::Database(error) if is_disk_full(error.message()) => "disk-full",
            _ => "broken",
        }
    }
}

fn is_disk_full(message: &str) -> bool {
    message.contains("disk is full") || message.contains("No space left")
}
