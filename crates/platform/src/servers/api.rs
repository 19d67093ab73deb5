//! How the platform talks to a server: HTTPS to its own address, checked against the internal authority, with a
//! sign-in assertion made for this one server.

use super::{Server, address, secrets};
use crate::app::App;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::time::Clock;
use hostler_wire::backup::{Manifest, Put, PutBack};
use hostler_wire::bootstrap::CONSOLE_PORT;
use hostler_wire::report::Report;
use hostler_wire::sign_in::{self, SignIn};
use std::time::Duration;

/// A client that trusts the internal authority and nothing else, and follows no redirects.
pub fn client(authority: &str) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(authority.as_bytes())?])
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(2))
        .timeout(Duration::from_secs(30))
        .no_proxy()
        .build()
}

/// The base URL of a server's console and API.
pub fn base_url(app: &App, server: &Server) -> String {
    format!("https://{}:{CONSOLE_PORT}", address(app, server.slot))
}

/// Signs an assertion for one server. `person` is a person's id, or `platform`.
pub fn assertion(app: &App, server: &Server, who: Who<'_>) -> Result<String, Fault> {
    let key = secrets(app, server)?.sign_in_key;
    let sign_in = SignIn {
        server: server.id.to_string(),
        person: who.person.to_string(),
        name: who.name.to_string(),
        language: who.language.to_string(),
        csrf: who.csrf.to_string(),
        expires_ms: app.now_ms() + sign_in::VALID_MS,
    };
    Ok(sign_in.sign(key.as_bytes()))
}

/// Who is at a console.
#[derive(Clone, Copy)]
pub struct Who<'a> {
    pub person: &'a str,
    pub name: &'a str,
    pub language: &'a str,
    pub csrf: &'a str,
}

/// The platform itself.
const PLATFORM: Who<'static> = Who { person: "platform", name: "platform", language: "en", csrf: "" };

/// How long one knock may take: on one machine an answer comes within a millisecond.
const KNOCK_WITHIN: Duration = Duration::from_millis(50);
const BETWEEN_KNOCKS: Duration = Duration::from_millis(10);

/// Returns when a server's port can be reached. While its network comes up, what is sent there is lost, and the kernel
/// would wait for a second before it sent it again; so each connection is tried for a short time only.
pub async fn knock(app: &App, server: &Server) {
    let port = (address(app, server.slot), CONSOLE_PORT);
    while !matches!(tokio::time::timeout(KNOCK_WITHIN, tokio::net::TcpStream::connect(port)).await, Ok(Ok(_)))
    {
        tokio::time::sleep(BETWEEN_KNOCKS).await;
    }
}

/// What a server says about itself now.
pub async fn report(app: &App, server: &Server) -> Result<Report, Fault> {
    let url = format!("{}/api/v1/report", base_url(app, server));
    let request = app.servers.get(url).timeout(Duration::from_secs(3));
    let request = request.header(sign_in::HEADER, assertion(app, server, PLATFORM)?);
    let answer = request.send().await.map_err(unreachable)?.error_for_status().map_err(unreachable)?;
    answer.json().await.map_err(unreachable)
}

/// Has an engine of a server started again (K2). The server answers at once and does it then.
pub async fn restart_engine(app: &App, server: &Server, engine: &str) -> Result<(), Fault> {
    let url = format!("{}/api/v1/engines/{engine}/restart", base_url(app, server));
    let request = app.servers.post(url).timeout(Duration::from_secs(5));
    let request = request.header(sign_in::HEADER, assertion(app, server, PLATFORM)?);
    request.send().await.map_err(unreachable)?.error_for_status().map_err(unreachable)?;
    Ok(())
}

/// Gives a server a certificate (H3), chain and key as PEM: for its own name, or for `host` besides. It answers when the
/// engines use it.
pub async fn install_certificate(
    app: &App,
    server: &Server,
    (host, chain, key): (&str, &str, &str),
) -> Result<(), Fault> {
    let request = app.servers.put(certificate_url(app, server, host)).timeout(Duration::from_secs(10));
    let request = request.header(sign_in::HEADER, assertion(app, server, PLATFORM)?);
    let pair = serde_json::json!({ "chain": chain, "key": key });
    request.json(&pair).send().await.map_err(unreachable)?.error_for_status().map_err(unreachable)?;
    Ok(())
}

/// Takes the certificate for a name that is the server's no more away from it.
pub async fn remove_certificate(app: &App, server: &Server, host: &str) -> Result<(), Fault> {
    let request = app.servers.delete(certificate_url(app, server, host)).timeout(Duration::from_secs(10));
    let request = request.header(sign_in::HEADER, assertion(app, server, PLATFORM)?);
    request.send().await.map_err(unreachable)?.error_for_status().map_err(unreachable)?;
    Ok(())
}

fn certificate_url(app: &App, server: &Server, host: &str) -> String {
    let base = base_url(app, server);
    match host == super::host_name(app, server) {
        true => format!("{base}/api/v1/certificate"),
        false => format!("{base}/api/v1/certificates/{host}"),
    }
}

/// Largest list of mailboxes that is read.
const MOST_LIST: usize = 1 << 20;
/// Longest address that is shown (RFC 5321 4.5.3.1).
const LONGEST_ADDRESS: usize = 320;

#[derive(serde::Deserialize)]
struct Mailboxes {
    items: Vec<Mailbox>,
}

#[derive(serde::Deserialize)]
struct Mailbox {
    address: String,
}

/// The addresses of the accounts that exist on a server now, as it says itself: at most 1000, without anything that is
/// no plain text.
pub async fn addresses(app: &App, server: &Server) -> Result<Vec<String>, Fault> {
    let url = format!("{}/api/v1/mailboxes?limit=1000", base_url(app, server));
    let request = app.servers.get(url).timeout(Duration::from_secs(10));
    let request = request.header(sign_in::HEADER, assertion(app, server, PLATFORM)?);
    let mut answer = request.send().await.map_err(unreachable)?.error_for_status().map_err(unreachable)?;
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(unreachable)? {
        bytes.extend_from_slice(&part);
        if bytes.len() > MOST_LIST {
            return Err(Fault::new(Kind::Unavailable, "server-not-running"));
        }
    }
    let list: Mailboxes = serde_json::from_slice(&bytes).map_err(|error| Fault {
        detail: error.to_string(),
        ..Fault::new(Kind::Unavailable, "server-not-running")
    })?;
    let plain = |address: String| -> String {
        address.chars().filter(|sign| !sign.is_control()).take(LONGEST_ADDRESS).collect()
    };
    Ok(list.items.into_iter().map(|mailbox| plain(mailbox.address)).collect())
}

/// Everything of a server as one tar file, as it comes.
pub async fn export(app: &App, server: &Server) -> Result<reqwest::Response, Fault> {
    let url = format!("{}/api/v1/export", base_url(app, server));
    let request = app.servers.get(url).timeout(EXPORT_WITHIN);
    let request = request.header(sign_in::HEADER, assertion(app, server, PLATFORM)?);
    request.send().await.map_err(unreachable)?.error_for_status().map_err(unreachable)
}

/// Has a server lay a consistent copy of its database into its data folder.
pub async fn copy(app: &App, server: &Server) -> Result<Manifest, Fault> {
    let request = app.servers.post(format!("{}/api/v1/backup", base_url(app, server)));
    manifest_of(app, server, request).await
}

/// What a server holds now.
pub async fn manifest(app: &App, server: &Server) -> Result<Manifest, Fault> {
    let request = app.servers.get(format!("{}/api/v1/backup", base_url(app, server)));
    manifest_of(app, server, request).await
}

/// Largest manifest that is read: some 100,000 folders.
const MOST_MANIFEST: usize = 16 << 20;

async fn manifest_of(
    app: &App,
    server: &Server,
    request: reqwest::RequestBuilder,
) -> Result<Manifest, Fault> {
    let request = request.timeout(COPY_WITHIN).header(sign_in::HEADER, assertion(app, server, PLATFORM)?);
    let mut answer = request.send().await.map_err(unreachable)?.error_for_status().map_err(unreachable)?;
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(unreachable)? {
        bytes.extend_from_slice(&part);
        if bytes.len() > MOST_MANIFEST {
            return Err(Fault::new(Kind::Unavailable, "server-not-running"));
        }
    }
    serde_json::from_slice(&bytes).map_err(|error| Fault {
        detail: error.to_string(),
        ..Fault::new(Kind::Unavailable, "server-not-running")
    })
}

/// How long a server may take to copy its database.
const COPY_WITHIN: Duration = Duration::from_secs(600);

/// Why a message was not put back.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotPutBack {
    #[error("there is no such mailbox on the server")]
    NoMailbox,
    /// The server does not take this one: its name or its folder's is none, or it is too large.
    #[error("the server refused it: {0}")]
    Refused(String),
    /// The server broke on it.
    #[error("the server failed: {0}")]
    Failed(String),
    #[error("the server does not answer: {0}")]
    Away(String),
}

impl From<NotPutBack> for Fault {
    fn from(error: NotPutBack) -> Fault {
        let (kind, code) = match error {
            NotPutBack::NoMailbox => (Kind::Conflict, "restore-no-mailbox"),
            _ => (Kind::Unavailable, "server-not-running"),
        };
        Fault { detail: error.to_string(), ..Fault::new(kind, code) }
    }
}

/// Puts a message of a backup back into a folder of its own.
pub async fn put_back(
    app: &App,
    server: &Server,
    (to, message): (&PutBack, axum::body::Bytes),
) -> Result<Put, NotPutBack> {
    let away = |error: reqwest::Error| NotPutBack::Away(unreachable(error).detail);
    let url = format!("{}/api/v1/restored", base_url(app, server));
    let mut url = url::Url::parse(&url).map_err(|error| NotPutBack::Failed(error.to_string()))?;
    url.query_pairs_mut()
        .append_pair("address", &to.address)
        .append_pair("folder", &to.folder)
        .append_pair("name", &to.name);
    let signed = assertion(app, server, PLATFORM).map_err(|fault| NotPutBack::Failed(fault.detail))?;
    let request = app.servers.put(url).timeout(COPY_WITHIN).body(message).header(sign_in::HEADER, signed);
    let answer = request.send().await.map_err(away)?;
    let status = answer.status();
    match status {
        reqwest::StatusCode::CONFLICT => Err(NotPutBack::NoMailbox),
        _ if status.is_success() => answer.json().await.map_err(away),
        // A sign-in that it does not know, or too many questions: this is not about the message.
        reqwest::StatusCode::UNAUTHORIZED | reqwest::StatusCode::FORBIDDEN => {
            Err(NotPutBack::Away(status.to_string()))
        }
        reqwest::StatusCode::TOO_MANY_REQUESTS => Err(NotPutBack::Away(status.to_string())),
        // A program that knows nothing of this.
        reqwest::StatusCode::NOT_FOUND => Err(NotPutBack::Failed(status.to_string())),
        _ if status.is_client_error() => Err(NotPutBack::Refused(status.to_string())),
        _ => Err(NotPutBack::Failed(status.to_string())),
    }
}

/// How long a whole export may take.
const EXPORT_WITHIN: Duration = Duration::from_secs(6 * 3600);

/// Tells a server of a demo how far the clock was moved.
pub async fn move_clock(app: &App, server: &Server) -> Result<(), Fault> {
    debug_assert!(matches!(app.clock, Clock::Demo(_)));
    let url = format!("{}/api/v1/demo/clock", base_url(app, server));
    let request = app.servers.post(url).header(sign_in::HEADER, assertion(app, server, PLATFORM)?);
    let request = request.json(&serde_json::json!({ "offset_ms": app.clock.offset_ms() }));
    request.send().await.map_err(unreachable)?.error_for_status().map_err(unreachable)?;
    Ok(())
}

fn unreachable(error: reqwest::Error) -> Fault {
    let detail =
        std::error::Error::source(&error).map_or(error.to_string(), |cause| format!("{error}: {cause}"));
    Fault { detail, ..Fault::new(Kind::Unavailable, "server-not-running") }
}
