//! What waits, asked of the running relay, and what staff do about it.

use super::model::Act;
use super::{FallbackRefused, keeper, store};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::servers::Server;
use hostler_kit::http::Fault;
use hostler_relay::admin::{Answer, DomainStanding, Message, Question, Waiting, ask};
use serde::Serialize;

/// What waits for a server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackHeld")]
pub struct Held {
    pub messages: u64,
    pub bytes: u64,
    /// Of them, those that are not delivered until staff release them.
    pub held: u64,
    /// How long the oldest has waited, in seconds.
    pub oldest_seconds: Option<i64>,
    /// How the fallback itself sees the server: `up`, `down` or `not-yet`.
    pub seen: String,
    /// What the server said when it did not take a message, or why it cannot be reached.
    pub trouble: Option<String>,
}

async fn question(app: &App, question: Question) -> Result<Answer, Fault> {
    let socket = keeper::socket(app);
    let answer = app.blocking(move || ask(&socket, &question)).await;
    match answer {
        Ok(Answer::Refused { reason }) => Err(FallbackRefused::NotDone { reason }.into()),
        Ok(answer) => Ok(answer),
        Err(error) => Err(Fault { detail: error.to_string(), ..FallbackRefused::Away.into() }),
    }
}

fn other(answer: &Answer) -> Fault {
    Fault::broken(std::io::Error::other(format!("the fallback answered something else: {answer:?}")))
}

/// Everything that waits, oldest first, with the disk.
pub struct Overview {
    pub waiting: Waiting,
    /// Bytes that are free beside what stays free.
    pub room_bytes: u64,
}

pub async fn overview(app: &App) -> Result<Overview, Fault> {
    match question(app, Question::Waiting).await? {
        Answer::Waiting(waiting) => Ok(Overview { waiting, room_bytes: room_bytes(app) }),
        answer => Err(other(&answer)),
    }
}

/// So much mail there is room for on the disk.
pub fn room_bytes(app: &App) -> u64 {
    let free = rustix::fs::statvfs(keeper::folder(app)).map_or(0, |disk| disk.f_bavail * disk.f_frsize);
    free.saturating_sub(keeper::RESERVE_BYTES)
}

/// What waits for each of these servers that the relay knows: messages, and for how many seconds the oldest.
pub async fn held_of_all(app: &App, servers: &[Server]) -> Result<Vec<(String, u64, i64)>, Fault> {
    let names = servers.iter().map(|server| server.id.to_string()).collect();
    let primaries = match question(app, Question::Primaries { names }).await? {
        Answer::Primaries { primaries } => primaries,
        answer => return Err(other(&answer)),
    };
    let held = primaries.into_iter().filter_map(|primary| {
        let server = servers.iter().find(|server| server.id.as_str() == primary.name)?;
        let oldest = primary.domains.iter().filter_map(|domain| domain.oldest_seconds).max();
        let messages = primary.domains.iter().map(|domain| domain.messages).sum();
        Some((server.name.clone(), messages, oldest.unwrap_or(0)))
    });
    Ok(held.collect())
}

/// What waits for a server; nothing if the relay does not know it yet.
pub async fn held(app: &App, server: &Server) -> Result<Held, Fault> {
    let asked = Question::Primaries { names: vec![server.id.to_string()] };
    let primaries = match question(app, asked).await? {
        Answer::Primaries { primaries } => primaries,
        answer => return Err(other(&answer)),
    };
    let Some(primary) = primaries.into_iter().next() else {
        return Ok(Held { seen: "not-yet".into(), ..Held::default() });
    };
    let sum = |of: fn(&DomainStanding) -> u64| primary.domains.iter().map(of).sum();
    Ok(Held {
        messages: sum(|domain| domain.messages),
        bytes: sum(|domain| domain.bytes),
        held: sum(|domain| domain.held),
        oldest_seconds: primary.domains.iter().filter_map(|domain| domain.oldest_seconds).max(),
        seen: primary.seen,
        trouble: primary.trouble,
    })
}

/// The messages of some domains, oldest first, and how many there are.
pub async fn messages(
    app: &App,
    domains: Vec<String>,
    (offset, limit): (i64, i64),
) -> Result<(Vec<Message>, u64), Fault> {
    let (offset, limit) = (usize::try_from(offset).unwrap_or(0), usize::try_from(limit).unwrap_or(0));
    match question(app, Question::Page { domains, offset, limit }).await? {
        Answer::Page { messages, total } => Ok((messages, total)),
        answer => Err(other(&answer)),
    }
}

/// One message of a domain, without its text.
pub async fn message(app: &App, domain: &str, id: &str) -> Result<Message, Fault> {
    match question(app, Question::Show { id: id.into() }).await {
        Ok(Answer::Show { message, .. }) if message.domain == domain => Ok(message),
        Err(fault) if fault.code == "fallback-away" => Err(fault),
        _ => Err(FallbackRefused::MessageGone.into()),
    }
}

/// Does it with all that waits for a domain; how many messages that were.
pub async fn on_domain(app: &App, by: &Actor, (domain, act): (&str, Act)) -> Result<usize, Fault> {
    let what = domain.to_string();
    let asked = match act {
        Act::Hold => Question::Hold { what },
        Act::Release => Question::Release { what },
        Act::Deliver => Question::Flush { domain: Some(what) },
    };
    let count = done(question(app, asked).await?)?;
    tell(app, by, (domain, act.event()), serde_json::json!({ "domain": domain, "messages": count })).await?;
    Ok(count)
}

/// Does it with one message.
pub async fn on_message(
    app: &App,
    by: &Actor,
    (domain, id, act): (&str, &str, Act),
) -> Result<Message, Fault> {
    let message = message(app, domain, id).await?;
    let what = message.id.clone();
    let asked = match act {
        Act::Hold => Question::Hold { what },
        Act::Release => Question::Release { what },
        Act::Deliver => Question::Flush { domain: Some(domain.into()) },
    };
    done(question(app, asked).await?)?;
    tell(app, by, (domain, act.event()), told(&message)).await?;
    Ok(message)
}

/// Forgets a message for good: nobody gets it, and nobody is told but the log.
pub async fn discard(app: &App, by: &Actor, (domain, id): (&str, &str)) -> Result<Message, Fault> {
    let message = message(app, domain, id).await?;
    done(question(app, Question::Discard { id: message.id.clone() }).await?)?;
    tell(app, by, (domain, "fallback.discarded"), told(&message)).await?;
    Ok(message)
}

fn done(answer: Answer) -> Result<usize, Fault> {
    match answer {
        Answer::Done { count } => Ok(count),
        answer => Err(other(&answer)),
    }
}

fn told(message: &Message) -> serde_json::Value {
    serde_json::json!({
        "domain": message.domain, "message": message.id, "sender": message.sender,
        "recipients": message.recipients, "bytes": message.bytes, "since_ms": message.since_ms,
    })
}

async fn tell(
    app: &App,
    by: &Actor,
    (domain, kind): (&str, &'static str),
    data: serde_json::Value,
) -> Result<(), Fault> {
    let server = domain_of(app, domain).await?;
    let mut tx = app.db.begin().await?;
    let happened = Happened {
        kind,
        customer: server.as_ref().map(|server| server.customer_id.as_str()),
        subject: server.as_ref().map_or(domain, |server| server.id.as_str()),
        data,
    };
    events::record(app, &mut tx, by, happened).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Whose a domain is; none: nobody's any more.
pub async fn domain_of(app: &App, domain: &str) -> Result<Option<Server>, sqlx::Error> {
    match store::claim_of(&app.db, domain).await? {
        Some(claim) => crate::servers::find(&app.db, &claim.server_id).await,
        None => Ok(None),
    }
}
