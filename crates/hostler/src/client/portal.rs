//! The way to the portal: where it is, who asks, in which language.

use super::answer::Refusal;
use super::exit::Exit;
use super::request::Request;
use super::{Connection, Language, kept};
use reqwest::{Client, Method, RequestBuilder, Url};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

pub const DEFAULT: &str = "http://127.0.0.1:8080";
const WITHIN: Duration = Duration::from_secs(60);
/// Where the routes of customers begin, and those of staff.
pub const CUSTOMER: &str = "/api/v1";
pub const STAFF: &str = "/api/v1/staff";

pub struct Portal {
    client: Client,
    base: String,
    token: Option<String>,
    language: Option<Language>,
    /// For whom a reseller asks.
    customer: Option<String>,
}

impl Portal {
    /// The portal as given, or the one signed in to; the token as set in `HOSTLER_TOKEN`, or the kept one of this
    /// portal.
    pub fn connect(connection: &Connection) -> Result<Portal, Refusal> {
        let set = std::env::var("HOSTLER_TOKEN").ok().filter(|token| !token.is_empty());
        let kept = if set.is_some() && connection.portal.is_some() { None } else { kept::read()? };
        let given = connection.portal.as_deref().map(|url| url.trim_end_matches('/').to_string());
        let base = given.or_else(|| kept.as_ref().map(|kept| kept.portal.clone())).unwrap_or(DEFAULT.into());
        let kept = kept.filter(|kept| kept.portal == base).map(|kept| kept.token);
        let client = Client::builder().timeout(WITHIN).redirect(reqwest::redirect::Policy::none()).build();
        Ok(Portal {
            client: client
                .map_err(|error| Refusal::own("no-client", format!("Nothing can be asked: {error}.")))?,
            base: checked(base)?,
            token: set.or(kept),
            language: connection.language.or_else(Language::of_environment),
            customer: connection.customer.clone().filter(|customer| !customer.is_empty()),
        })
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn get(&self, path: impl Into<String>) -> Request<'_> {
        Request::new(self, Method::GET, path)
    }

    pub fn post(&self, path: impl Into<String>, asked: Value) -> Request<'_> {
        Request::new(self, Method::POST, path).json(asked)
    }

    pub fn patch(&self, path: impl Into<String>, asked: Value) -> Request<'_> {
        Request::new(self, Method::PATCH, path).json(asked)
    }

    pub fn delete(&self, path: impl Into<String>) -> Request<'_> {
        Request::new(self, Method::DELETE, path)
    }

    /// Has a file's text taken in.
    pub fn post_text(&self, path: impl Into<String>, file: &Path) -> Request<'_> {
        Request::new(self, Method::POST, path).text_of(file)
    }

    /// Has a file of any length taken in.
    pub fn post_file(&self, path: impl Into<String>, file: &Path) -> Request<'_> {
        Request::new(self, Method::POST, path).file(file)
    }

    /// The same for a file that becomes what stands there.
    pub fn put_file(&self, path: impl Into<String>, file: &Path) -> Request<'_> {
        Request::new(self, Method::PUT, path).file(file)
    }

    /// Where the routes of whoever is signed in begin.
    pub async fn area(&self) -> Result<&'static str, Refusal> {
        let who = self.get("/api/v1/sessions/current").await?;
        Ok(if who.json["role"] == "staff" { STAFF } else { CUSTOMER })
    }

    /// With what every request says alike.
    pub fn request(&self, method: &Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.base));
        request = request.header("accept", "application/json");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(customer) = &self.customer {
            request = request.header("hostler-customer", customer);
        }
        match self.language {
            Some(language) => request.header("accept-language", language.code()),
            None => request,
        }
    }

    pub fn unreachable(&self, error: &reqwest::Error) -> Refusal {
        let mut why: &dyn std::error::Error = error;
        while let Some(cause) = why.source() {
            why = cause;
        }
        let base = &self.base;
        let detail =
            format!("The portal {base} does not answer ({why}). Check the address, or try again later.");
        Refusal::own("portal-unreachable", detail).with(Exit::Later)
    }
}

fn checked(base: String) -> Result<String, Refusal> {
    match Url::parse(&base) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(base),
        _ => {
            let detail =
                format!("`{base}` is not the address of a portal. Write it like https://portal.example.");
            Err(Refusal::own("portal-malformed", detail).with(Exit::Usage))
        }
    }
}

/// One part of a path or a query, with everything that could mean something else taken out of its way.
pub fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~@".contains(&byte);
    let dots = text.bytes().all(|byte| byte == b'.');
    text.bytes()
        .map(|byte| match keep(byte) || (byte == b'.' && !dots) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{checked, encoded};

    #[test]
    fn names_stay_one_part_of_a_path() {
        for (text, expect) in [
            ("bakkerij", "bakkerij"),
            ("anna@de-vries.test", "anna@de-vries.test"),
            ("a/b?c#d e", "a%2Fb%3Fc%23d%20e"),
            ("..", "%2E%2E"),
            ("ë", "%C3%AB"),
        ] {
            assert_eq!(encoded(text), expect);
        }
    }

    #[test]
    fn addresses_of_portals() {
        assert!(
            checked("http://127.0.0.1:8080".into()).is_ok()
                && checked("https://portal.example".into()).is_ok()
        );
        assert!(checked("portal.example".into()).is_err() && checked("file:///etc".into()).is_err());
    }
}
