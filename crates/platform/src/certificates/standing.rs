//! How it stands with each name of a server: what page, API and command show alike.

use super::host_names::{self, HostName, Verdict, publish, publish_addresses};
use super::model::{Certificate, State};
use super::rules::{self, Footing};
use super::store;
use crate::app::App;
use crate::servers::{Server, host_name};
use serde::Serialize;

/// A name of a server and its certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CertificateOfServer")]
pub struct Standing {
    /// As DNS has it.
    pub name: String,
    pub state: State,
    /// Who signed the certificate; null: nobody yet.
    pub issuer: Option<String>,
    pub valid_until_ms: Option<i64>,
    /// Why the last try was in vain; null: it was not.
    pub failure: Option<String>,
    /// When it is renewed or tried again; null: nothing is tried.
    pub next_try_ms: Option<i64>,
    /// Null: the server's own name, whose DNS is the provider's.
    pub dns: Option<Dns>,
}

/// What is known of the DNS of a customer's own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "HostNameDns")]
pub struct Dns {
    /// The records to publish, as a zone file has them.
    pub publish: Vec<String>,
    /// Those to publish instead where no CNAME can be, as for a domain itself; none: only a CNAME says which server.
    pub publish_addresses: Vec<String>,
    /// Null: not looked up yet.
    pub verdict: Option<Verdict>,
    /// Its records as they were found, or why they were not.
    pub found: Vec<String>,
    pub looked_up_at_ms: Option<i64>,
}

/// All names of a server, its own first.
pub async fn of_server(app: &App, server: &Server) -> Result<Vec<Standing>, sqlx::Error> {
    let own = host_name(app, server);
    let certificates = store::of_server(&app.db, &server.id).await?;
    let certificate = |name: &str| certificates.iter().find(|one| one.host == name);
    let mut all = vec![standing(app, (&own, None), certificate(&own))];
    for name in host_names::of_server(&app.db, &server.id).await? {
        all.push(standing(app, (&own, Some(&name)), certificate(&name.name)));
    }
    Ok(all)
}

/// One of them.
pub async fn of_name(app: &App, (server, name): (&Server, &str)) -> Result<Option<Standing>, sqlx::Error> {
    Ok(of_server(app, server).await?.into_iter().find(|one| one.name == name))
}

fn standing(
    app: &App,
    (own, name): (&str, Option<&HostName>),
    certificate: Option<&Certificate>,
) -> Standing {
    let footing = match name {
        _ if app.acme.is_none() => Footing::NoAuthority,
        Some(name) if name.proven_at_ms.is_none() => Footing::Unproven,
        _ => Footing::Proven,
    };
    let next = match footing {
        Footing::NoAuthority => None,
        Footing::Unproven => name.map(|name| name.look_at_ms),
        Footing::Proven => certificate.map(|one| one.try_at_ms),
    };
    Standing {
        name: name.map_or(own, |name| name.name.as_str()).to_string(),
        state: rules::state(certificate, footing, app.now_ms()),
        issuer: certificate.map(|one| one.issuer.clone()).filter(|issuer| !issuer.is_empty()),
        valid_until_ms: certificate.and_then(|one| one.installed_at_ms.and(one.until_ms)),
        failure: certificate.map(|one| one.last_error.clone()).filter(|error| !error.is_empty()),
        next_try_ms: next,
        dns: name.map(|name| Dns {
            publish: publish(name, own),
            publish_addresses: publish_addresses(name),
            verdict: name.verdict(),
            found: name.found.lines().map(str::to_string).collect(),
            looked_up_at_ms: name.looked_up_at_ms,
        }),
    }
}
