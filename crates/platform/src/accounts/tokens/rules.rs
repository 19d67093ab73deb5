//! What a token may be asked to do, and whether it may do what it is used for.

use super::Wanted;
use crate::accounts::Role;
use crate::accounts::rules::{Doing, may as may_role};
use axum::http::Method;
use hostler_kit::http::{Args, Kind, Refuse};

/// What each token begins with, so that it is known for one wherever it turns up.
pub const MARK: &str = "hst_";
pub const DAY_MS: i64 = 24 * 3_600_000;
/// The longest life of a token, in days.
pub const MOST_DAYS: i64 = 366;
/// Tokens of one person that have neither ended nor expired.
pub const MOST_TOKENS: i64 = 50;
pub const NOTE_USE_EVERY_MS: i64 = 60_000;
const LONGEST_NAME: usize = 80;

/// The areas that scopes are about: what comes after `/api/v1/`. Whose they are is in the table of roles.
pub const AREAS: &[&str] = &[
    "orders",
    "servers",
    "invoices",
    "payment",
    "licences",
    "keys",
    "shop",
    "customers",
    "events",
    "webhooks",
    "staff",
    "demo",
];

/// Areas that ask nobody who they are, so no scope is needed either.
const OPEN: [&str; 3] = ["openapi.json", "registration", "releases"];

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    #[error("a token needs a name")]
    NoName,
    #[error("the token's name is too long")]
    NameLong,
    #[error("a token needs a scope")]
    NoScope,
    #[error("there is no such scope")]
    UnknownScope { scope: String },
    #[error("a token lives for 1 to {MOST_DAYS} days")]
    Days,
    #[error("the person has as many tokens as one may have")]
    TooMany,
    #[error("the token is not good")]
    NotGood,
    #[error("the token lacks a scope")]
    ScopeMissing { scope: String },
    #[error("no token may do this")]
    NotForTokens,
}

impl Refuse for TokenRefused {
    fn kind(&self) -> Kind {
        match self {
            TokenRefused::TooMany => Kind::Conflict,
            TokenRefused::NotGood => Kind::SignInNeeded,
            TokenRefused::ScopeMissing { .. } | TokenRefused::NotForTokens => Kind::Forbidden,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            TokenRefused::NoName => "token-name-missing",
            TokenRefused::NameLong => "token-name-long",
            TokenRefused::NoScope => "token-scope-missing",
            TokenRefused::UnknownScope { .. } => "scope-unknown",
            TokenRefused::Days => "token-days",
            TokenRefused::TooMany => "too-many-tokens",
            TokenRefused::NotGood => "token-invalid",
            TokenRefused::ScopeMissing { .. } => "scope-missing",
            TokenRefused::NotForTokens => "not-for-tokens",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            TokenRefused::NoName | TokenRefused::NameLong => Some("name"),
            TokenRefused::NoScope | TokenRefused::UnknownScope { .. } => Some("scopes"),
            TokenRefused::Days => Some("days"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            TokenRefused::UnknownScope { scope } | TokenRefused::ScopeMissing { scope } => {
                Args::from([("scope", scope.clone())])
            }
            TokenRefused::NameLong => Args::from([("most", LONGEST_NAME.to_string())]),
            TokenRefused::Days => Args::from([("most", MOST_DAYS.to_string())]),
            TokenRefused::TooMany => Args::from([("most", MOST_TOKENS.to_string())]),
            _ => Args::new(),
        }
    }
}

/// Whether a bearer's text is a token and not a session.
pub fn is_token(text: &str) -> bool {
    text.starts_with(MARK)
}

/// Areas for which somebody of this role can make a token: those that the role may read.
pub fn areas_of(role: Role) -> impl Iterator<Item = &'static str> {
    let reads = move |area: &str| may_role(role, Doing::of(&Method::GET, &format!("/api/v1/{area}"))).is_ok();
    AREAS.iter().copied().filter(move |area| reads(area))
}

/// Tidies what was asked for: a name, known scopes of this role, and a life of 1 to 366 days.
pub fn check(mut wanted: Wanted, role: Role) -> Result<Wanted, TokenRefused> {
    wanted.name = wanted.name.split_whitespace().collect::<Vec<_>>().join(" ");
    match wanted.name.chars().count() {
        0 => return Err(TokenRefused::NoName),
        1..=LONGEST_NAME => {}
        _ => return Err(TokenRefused::NameLong),
    }
    wanted.scopes.sort_unstable();
    wanted.scopes.dedup();
    let known = |scope: &str| {
        scope.split_once(':').is_some_and(|(area, what)| {
            ["read", "write"].contains(&what) && areas_of(role).any(|own| own == area)
        })
    };
    if let Some(scope) = wanted.scopes.iter().find(|scope| !known(scope)) {
        return Err(TokenRefused::UnknownScope { scope: scope.chars().take(60).collect() });
    }
    match () {
        () if wanted.scopes.is_empty() => Err(TokenRefused::NoScope),
        () if !(1..=MOST_DAYS).contains(&wanted.days) => Err(TokenRefused::Days),
        () => Ok(wanted),
    }
}

/// Whether a token with these scopes may send this request. `write` includes `read`.
pub fn may(scopes: &str, method: &Method, path: &str) -> Result<(), TokenRefused> {
    let area = path.strip_prefix("/api/v1/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let reads = method.is_safe();
    match area {
        area if OPEN.contains(&area) => return Ok(()),
        "sessions" if reads => return Ok(()),
        // Who leaks a token must not gain a person by it.
        "sessions" | "tokens" | "people" | "reseller" => return Err(TokenRefused::NotForTokens),
        "staff" if path.starts_with("/api/v1/staff/people") => return Err(TokenRefused::NotForTokens),
        _ => {}
    }
    let has = |what: &str| scopes.split(' ').any(|scope| scope.split_once(':') == Some((area, what)));
    if has("write") || (reads && has("read")) {
        return Ok(());
    }
    Err(TokenRefused::ScopeMissing { scope: format!("{area}:{}", if reads { "read" } else { "write" }) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(name: &str, scopes: &[&str], days: i64) -> Wanted {
        Wanted { name: name.into(), scopes: scopes.iter().map(ToString::to_string).collect(), days }
    }

    #[test]
    fn what_may_be_asked_for() {
        let check = |wanted: Wanted, role| check(wanted, role).map_err(|refused| refused.code());
        let good =
            check(wanted(" Night  job ", &["servers:write", "orders:read", "orders:read"], 90), Role::Owner);
        assert_eq!(good, Ok(wanted("Night job", &["orders:read", "servers:write"], 90)));
        assert!(check(wanted("Books", &["staff:read"], 1), Role::Staff).is_ok());
        for (asked, role, code) in [
            (wanted(" ", &["orders:read"], 1), Role::Owner, "token-name-missing"),
            (wanted(&"x".repeat(81), &["orders:read"], 1), Role::Owner, "token-name-long"),
            (wanted("a", &[], 1), Role::Owner, "token-scope-missing"),
            (wanted("a", &["staff:read"], 1), Role::Owner, "scope-unknown"),
            (wanted("a", &["orders:read"], 1), Role::Staff, "scope-unknown"),
            (wanted("a", &["servers:read"], 1), Role::Accountant, "scope-unknown"),
            (wanted("a", &["orders:delete"], 1), Role::Owner, "scope-unknown"),
            (wanted("a", &["tokens:write"], 1), Role::Owner, "scope-unknown"),
            (wanted("a", &["orders:read"], 0), Role::Owner, "token-days"),
            (wanted("a", &["orders:read"], 367), Role::Owner, "token-days"),
        ] {
            assert_eq!(check(asked, role), Err(code));
        }
    }

    #[test]
    fn what_a_token_may_do() {
        let missing = |scope: &str| Err(TokenRefused::ScopeMissing { scope: scope.into() });
        for (scopes, method, path, expect) in [
            ("orders:read", "GET", "/api/v1/orders/ord_1", Ok(())),
            ("orders:read", "POST", "/api/v1/orders", missing("orders:write")),
            ("orders:write", "GET", "/api/v1/orders", Ok(())),
            ("orders:write servers:read", "DELETE", "/api/v1/servers/srv_1", missing("servers:write")),
            ("orders:write", "GET", "/api/v1/ordersx", missing("ordersx:read")),
            ("orders:write", "GET", "/api/v1/staff/orders", missing("staff:read")),
            ("", "GET", "/api/v1/sessions/current", Ok(())),
            ("staff:write", "DELETE", "/api/v1/sessions/current", Err(TokenRefused::NotForTokens)),
            ("staff:write", "GET", "/api/v1/tokens", Err(TokenRefused::NotForTokens)),
            ("staff:write", "POST", "/api/v1/tokens", Err(TokenRefused::NotForTokens)),
            ("staff:write", "POST", "/api/v1/staff/people/invitations", Err(TokenRefused::NotForTokens)),
            ("staff:write", "GET", "/api/v1/staff/people", Err(TokenRefused::NotForTokens)),
            ("customers:write", "POST", "/api/v1/people/invitations", Err(TokenRefused::NotForTokens)),
            ("customers:write", "DELETE", "/api/v1/reseller", Err(TokenRefused::NotForTokens)),
            ("", "GET", "/api/v1/openapi.json", Ok(())),
        ] {
            assert_eq!(may(scopes, &method.parse().unwrap(), path), expect, "{scopes}: {method} {path}");
        }
    }
}
