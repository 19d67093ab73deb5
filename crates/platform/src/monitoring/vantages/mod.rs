//! Vantages (K2): places beside the platform from which servers are asked as well, so that a broken way is not taken for
//! a broken server. Each has a token of its own, which opens nothing but its targets and its report.

pub mod model;
pub mod pages;
pub mod routes;

use super::store::vantages as store;
use crate::app::App;
use crate::catalogue::MonitoringTerms;
use crate::certificates;
use crate::events::{self, Actor, Happened};
use crate::servers::plan::Desired;
use crate::servers::{self, Phase, Server, address, host_name};
use hostler_kit::check::Check;
use hostler_kit::db::Db;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::secret::token_hash;
use hostler_wire::vantage::{Answers, MOST_ANSWERS, PROTOCOLS, Targets, Told, Watched};
use model::{Vantage, VantageRefused};
use std::collections::{BTreeSet, HashMap, HashSet};

/// How a vantage's token begins.
const MARK: &str = "hvt_";
const LONGEST_NAME: usize = 60;
/// After so many rounds without a report a vantage is silent, and after so long at least, in milliseconds.
const ROUNDS: i64 = 3;
const LEAST_MS: i64 = 15_000;

/// How old a report may be until its vantage is silent, and nothing that it saw counts any more; in milliseconds.
pub fn fresh_ms(terms: &MonitoringTerms) -> i64 {
    (ROUNDS * terms.probe_every_seconds * 1_000).max(LEAST_MS)
}

/// Servers that do not take mail as somebody outside sees it: their SMTP is down from a vantage that reports.
pub async fn missed(app: &App) -> Result<BTreeSet<Id<Server>>, sqlx::Error> {
    let since_ms = app.now_ms() - fresh_ms(&app.catalogue.monitoring);
    Ok(store::smtp_missed(&app.db, since_ms).await?.into_iter().collect())
}

/// Adds a place to watch from; the answer's text is its token, which nobody can read again.
///
/// # Errors
/// The name is empty, too long or another's.
pub async fn add(app: &App, by: &Actor, name: &str) -> Result<(Vantage, String), Fault> {
    let name: String = name.trim().chars().filter(|sign| !sign.is_control()).collect();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(VantageRefused::Name.into());
    }
    let secret = format!("{MARK}{}", app.random.secret());
    let vantage = Vantage {
        id: Id::new(app.now_ms(), &app.random),
        name,
        made_at_ms: app.now_ms(),
        made_by: by.name.clone(),
        heard_at_ms: None,
        heard_from: String::new(),
        version: String::new(),
        removed_at_ms: None,
    };
    let mut tx = app.db.begin().await?;
    if !store::insert(&mut tx, &vantage, &token_hash(&secret)).await? {
        return Err(VantageRefused::Taken.into());
    }
    events::record(app, &mut tx, by, happened("vantage.added", &vantage)).await?;
    tx.commit().await?;
    Ok((vantage, secret))
}

/// Takes a place away: its token opens nothing any more, and what it saw counts no more.
pub async fn remove(app: &App, by: &Actor, id: &Id<Vantage>) -> Result<Vantage, Fault> {
    let mut tx = app.db.begin().await?;
    let vantage = store::remove(&mut tx, id, app.now_ms()).await?.ok_or_else(Fault::missing)?;
    events::record(app, &mut tx, by, happened("vantage.removed", &vantage)).await?;
    tx.commit().await?;
    Ok(vantage)
}

fn happened<'a>(kind: &'static str, vantage: &'a Vantage) -> Happened<'a> {
    let data = serde_json::json!({ "name": vantage.name });
    Happened { kind, customer: None, subject: vantage.id.as_str(), data }
}

/// Whose token this is.
///
/// # Errors
/// Nobody's.
pub async fn opened(app: &App, token: &str) -> Result<Vantage, Fault> {
    let found = store::by_token(&app.db, &token_hash(token)).await?;
    found.ok_or_else(|| VantageRefused::Token.into())
}

/// What a vantage is to ask: the servers that shall run, and do as far as is known.
pub async fn targets(app: &App) -> Result<Targets, Fault> {
    let terms = &app.catalogue.monitoring;
    let (mut watched, mut signers) = (Vec::new(), Signers::default());
    let signed = certificates::signers(app).await?;
    for server in servers::alive(&app.db).await? {
        if server.desired() == Desired::Running && server.phase() == Phase::Running {
            let host = host_name(app, &server);
            watched.push(Watched {
                server: server.id.to_string(),
                signer: signed.get(&(server.id.clone(), host.clone())).map(|text| signers.place(text)),
                host,
                address: address(app, server.slot),
                probe: servers::probe(app, &server).ok(),
            });
        }
    }
    let mut targets = Targets {
        revision: String::new(),
        every_seconds: terms.probe_every_seconds,
        doubt_every_seconds: terms.doubt_every_seconds,
        down_after: terms.down_after,
        good_after: terms.good_after,
        answer_within_ms: terms.answer_within_ms,
        authority: app.authority.certificate().to_string(),
        signers: signers.texts,
        servers: watched,
    };
    targets.revision = token_hash(&serde_json::to_string(&targets).map_err(Fault::broken)?);
    Ok(targets)
}

/// Each chain once: hundreds of servers have the same above their own certificate.
#[derive(Default)]
struct Signers {
    texts: Vec<String>,
    places: HashMap<String, usize>,
}

impl Signers {
    fn place(&mut self, text: &str) -> usize {
        let next = self.texts.len();
        let place = *self.places.entry(text.to_string()).or_insert(next);
        if place == next {
            self.texts.push(text.to_string());
        }
        place
    }
}

/// Takes a report in. What is said of servers that are not there, or of no protocol, is left out.
///
/// # Errors
/// It is longer than any report.
pub async fn report(app: &App, (vantage, from): (&Vantage, &str), told: &Answers) -> Result<Told, Fault> {
    if told.answers.len() > MOST_ANSWERS {
        return Err(VantageRefused::TooLong.into());
    }
    let (now_ms, targets) = (app.now_ms(), targets(app).await?);
    let mut tx = app.db.begin().await?;
    let version: String = told.version.chars().take(LONGEST_NAME).collect();
    store::heard(&mut tx, &vantage.id, (now_ms, from, &version)).await?;
    let known: HashSet<&str> = targets.servers.iter().map(|own| own.server.as_str()).collect();
    for seen in told.answers.iter().filter(|seen| PROTOCOLS.contains(&seen.protocol.as_str())) {
        let server = known.get(seen.server.as_str()).and_then(|id| id.parse().ok());
        if let Some(server) = server {
            store::put_answer(&mut tx, (&vantage.id, &server), seen, now_ms).await?;
        }
    }
    tx.commit().await?;
    Ok(Told { revision: targets.revision, ask: store::doubted(&app.db).await? })
}

/// Whether every vantage reports, for the doctor.
pub async fn check(db: &Db) -> Option<Check> {
    let all = store::all(db).await.ok().filter(|all| !all.is_empty())?;
    let lasting =
        super::running(db).await.ok()?.into_iter().find(|incident| incident.kind == "vantage-silent");
    Some(match lasting {
        None => Check::fine("vantages", all.len().to_string()),
        Some(incident) => Check::warning(
            "vantages",
            incident.detail,
            "look whether `hostler vantage run` runs there and reaches the portal",
        ),
    })
}
