//! Fetching a policy: `https://mta-sts.DOMAIN/.well-known/mta-sts.txt`, as strict senders do (RFC 8461, 3.3).
//!
//! Customers choose the domain, so what is asked is bounded like a webhook: public addresses only, one request, no
//! redirect, little time, little text.

use crate::fallback::look_up::resolver;
use crate::webhooks::{Reach, is_public};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy as Redirects;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long all of it may take.
const WITHIN: Duration = Duration::from_secs(10);
/// So many bytes are read: the RFC suggests 64 kB.
const MOST_BYTES: usize = 64 << 10;
/// Of a policy, so much is kept and shown, in characters.
const MOST_KEPT: usize = 4_000;

/// How policies are got at.
#[derive(Debug, Clone)]
pub struct Way {
    /// The DNS server that is asked; none: the machine's own.
    pub dns: Option<SocketAddr>,
    /// How far it may lead.
    pub reach: Reach,
    /// The port of HTTPS.
    pub port: u16,
    /// Whose certificates are good (PEM); none: those of whom the machine trusts.
    pub root: Option<Vec<u8>>,
}

/// The text of a domain's policy.
///
/// # Errors
/// Why there is none, in a few words.
pub async fn fetch(way: &Way, domain: &str) -> Result<String, String> {
    let client = client(way).map_err(|error| error.to_string())?;
    let url = format!("https://mta-sts.{domain}/.well-known/mta-sts.txt");
    let response = client.get(&url).send().await.map_err(|error| because(&error))?;
    let status = response.status();
    if status != reqwest::StatusCode::OK {
        return Err(format!("the server answered {}", status.as_u16()));
    }
    let body = limited(response).await?;
    let text = String::from_utf8(body).map_err(|_| "it is no text".to_string())?;
    Ok(text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).take(MOST_KEPT).collect())
}

fn client(way: &Way) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .dns_resolver(Arc::new(Lookup { way: way.clone() }))
        .redirect(Redirects::none())
        .no_proxy()
        .https_only(true)
        .timeout(WITHIN)
        .pool_max_idle_per_host(0)
        .user_agent(concat!("hostler/", env!("CARGO_PKG_VERSION")));
    if let Some(root) = &way.root {
        builder = builder.tls_certs_only(reqwest::Certificate::from_pem_bundle(root)?);
    }
    builder.build()
}

async fn limited(mut response: reqwest::Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| because(&error))? {
        body.extend_from_slice(&part);
        if body.len() > MOST_BYTES {
            return Err("it is longer than 64 kB".into());
        }
    }
    Ok(body)
}

/// The innermost cause says the most.
fn because(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "the server did not answer within 10 s".into();
    }
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

struct Lookup {
    way: Way,
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let way = self.way.clone();
        Box::pin(async move {
            let found =
                resolver(way.dns)?.lookup_ip(format!("{}.", name.as_str().trim_end_matches('.'))).await?;
            let fit: Vec<SocketAddr> = found
                .iter()
                .filter(|address| way.reach == Reach::Anywhere || is_public(*address))
                .map(|address| SocketAddr::new(address, way.port))
                .collect();
            if fit.is_empty() {
                return Err("it leads to no public address".into());
            }
            Ok(Box::new(fit.into_iter()) as Addrs)
        })
    }
}
