//! The way to the portal: one request, its body or its refusal.

use super::answer::{Body, Refusal};
use super::exit::Exit;
use super::{Connection, Language, kept};
use reqwest::{Client, Method, RequestBuilder, Url};
use serde_json::Value;
use std::io::Write;
use std::time::Duration;

pub const DEFAULT: &str = "http://127.0.0.1:8080";
const WITHIN: Duration = Duration::from_secs(60);
/// For a package of 2 GiB over a slow line.
const FOR_A_FILE: Duration = Duration::from_secs(4 * 3_600);

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

    pub async fn get(&self, path: &str) -> Result<Body, Refusal> {
        self.sent(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Result<Body, Refusal> {
        self.sent(self.request(Method::POST, path).json(body)).await
    }

    /// Sends a text as it is, such as a machine's file.
    pub async fn post_text(&self, path: &str, text: String) -> Result<Body, Refusal> {
        let request = self.request(Method::POST, path).header("content-type", "text/plain; charset=utf-8");
        self.sent(request.body(text)).await
    }

    /// Where the routes of whoever is signed in begin: a customer's, or those of staff.
    pub async fn area(&self) -> Result<&'static str, Refusal> {
        let who = self.get("/api/v1/sessions/current").await?;
        Ok(if who.json["role"] == "staff" { "/api/v1/staff" } else { "/api/v1" })
    }

    /// Sends a file as it is, piece by piece; it may take as long as it takes.
    pub async fn put_file(&self, path: &str, file: tokio::fs::File) -> Result<Body, Refusal> {
        let request = self.request(Method::PUT, path).header("content-type", "application/octet-stream");
        self.sent(request.timeout(FOR_A_FILE).body(reqwest::Body::from(file))).await
    }

    /// The same for a file that is asked to be taken in.
    pub async fn post_file(&self, path: &str, file: tokio::fs::File) -> Result<Body, Refusal> {
        let request = self.request(Method::POST, path).header("content-type", "application/octet-stream");
        self.sent(request.timeout(FOR_A_FILE).body(reqwest::Body::from(file))).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Result<Body, Refusal> {
        self.sent(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Result<Body, Refusal> {
        self.sent(self.request(Method::DELETE, path).header("content-type", "application/json")).await
    }

    /// A body that is no text.
    pub async fn bytes(&self, path: &str) -> Result<Vec<u8>, Refusal> {
        self.raw(self.request(Method::GET, path)).await
    }

    /// A file of any length, written as it comes.
    pub async fn save(&self, path: &str, out: &mut impl Write) -> Result<(), Refusal> {
        let request = self.request(Method::GET, path).timeout(FOR_A_FILE);
        let mut answer = request.send().await.map_err(|error| self.unreachable(&error))?;
        if !answer.status().is_success() {
            let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap_or_default());
            return Err(Refusal::of_status(status, text));
        }
        while let Some(part) = answer.chunk().await.map_err(|error| self.unreachable(&error))? {
            out.write_all(&part).map_err(|error| {
                Refusal::own("file-unwritable", format!("The file cannot be written ({error})."))
            })?;
        }
        Ok(())
    }

    /// The API of a server, by its name or id.
    pub async fn console(&self, server: &str) -> Result<Console<'_>, Refusal> {
        let server = self.get(&format!("/api/v1/servers/{}", encoded(server))).await?;
        let id = server.json["id"].as_str().unwrap_or_default();
        Ok(Console { portal: self, prefix: format!("/servers/{}/console/api/v1", encoded(id)) })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
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

    async fn sent(&self, request: RequestBuilder) -> Result<Body, Refusal> {
        let text = String::from_utf8_lossy(&self.raw(request).await?).into_owned();
        match text.is_empty() {
            true => Ok(Body::default()),
            false => match serde_json::from_str(&text) {
                Ok(json) => Ok(Body { text, json }),
                Err(_) => Err(Refusal::of_status(200, text)),
            },
        }
    }

    async fn raw(&self, request: RequestBuilder) -> Result<Vec<u8>, Refusal> {
        let answer = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(|error| self.unreachable(&error))?.to_vec();
        match status.is_success() {
            true => Ok(bytes),
            false => Err(Refusal::of_status(status.as_u16(), String::from_utf8_lossy(&bytes).into_owned())),
        }
    }

    fn unreachable(&self, error: &reqwest::Error) -> Refusal {
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

/// A server's own API behind the portal.
pub struct Console<'a> {
    portal: &'a Portal,
    prefix: String,
}

impl Console<'_> {
    pub async fn get(&self, path: &str) -> Result<Body, Refusal> {
        self.portal.get(&format!("{}{path}", self.prefix)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Result<Body, Refusal> {
        self.portal.post(&format!("{}{path}", self.prefix), body).await
    }

    pub async fn delete(&self, path: &str) -> Result<Body, Refusal> {
        self.portal.delete(&format!("{}{path}", self.prefix)).await
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
