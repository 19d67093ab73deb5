//! The journal's way to the platform: again and again until it is acknowledged (B7).
//!
//! The platform may be away for a week: entries wait here in the database and go out in order when it is back. It may
//! also have lost its last entries to a restored backup: it then names the number it expects and gets them again.

use crate::app::{App, Delivery as State};
use crate::journal;
use crate::supervise::BackOff;
use hostler_kit::http::Problem;
use hostler_wire::bootstrap::Hosted;
use hostler_wire::journal::{Acknowledgement, Delivery};
use hostler_wire::recipients::{self, Answer, Snapshot};
use reqwest::{Certificate, Client, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long the platform may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a journal that the platform refused is offered again: somebody may have settled it there.
const STOPPED: Duration = Duration::from_secs(300);
/// Most characters of an answer that is not understood that are kept.
const SHOWN: usize = 300;

/// The platform's endpoint for this server's journal.
pub struct Platform {
    client: Client,
    /// Base URL.
    at: String,
    credential: String,
}

#[derive(Debug, thiserror::Error)]
#[error("the authority's certificate of the bootstrap file cannot be used: {0}")]
pub struct BadAuthority(#[from] reqwest::Error);

/// How one delivery ended, where it did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// Tried again soon.
    #[error("{0}")]
    Later(String),
    /// The platform lacks entries before those sent.
    #[error("the platform expects entry {expected}")]
    Gap { expected: i64 },
    /// The platform will not take it.
    #[error("{code}: {reason}")]
    Refused { code: String, reason: String },
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl Platform {
    /// Trusts the bootstrap's authority and nobody else.
    pub fn of(hosted: &Hosted) -> Result<Platform, BadAuthority> {
        let authority = Certificate::from_pem(hosted.authority.as_bytes())?;
        let client = Client::builder()
            .tls_certs_only([authority])
            .https_only(true)
            .no_proxy()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Platform { client, at: hosted.platform.clone(), credential: hosted.credential.clone() })
    }

    async fn send(&self, delivery: &Delivery) -> Result<Acknowledgement, Undelivered> {
        self.asked(self.client.post(format!("{}/internal/v1/journal", self.at)).json(delivery)).await
    }

    /// Tells for whom this server takes mail.
    pub async fn tell_recipients(&self, snapshot: &Snapshot) -> Result<Answer, Undelivered> {
        self.asked(self.client.put(format!("{}{}", self.at, recipients::PATH)).json(snapshot)).await
    }

    async fn asked<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Undelivered> {
        let request = request.bearer_auth(&self.credential);
        let answer = request.send().await.map_err(|error| Undelivered::Later(chain(&error)))?;
        match answer.status() {
            StatusCode::OK => answer.json().await.map_err(|error| Undelivered::Later(chain(&error))),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
                Err(Undelivered::Later("the platform is busy".to_string()))
            }
            status if status.is_client_error() => Err(refused(answer).await),
            status => Err(Undelivered::Later(format!("the platform answered {status}"))),
        }
    }
}

async fn refused(answer: Response) -> Undelivered {
    let status = answer.status();
    let text = answer.text().await.unwrap_or_default();
    let Ok(problem) = serde_json::from_str::<Problem>(&text) else {
        let shown: String = text.chars().take(SHOWN).collect();
        return Undelivered::Refused { code: status.as_u16().to_string(), reason: shown };
    };
    let expected = problem.args.get("expected").and_then(|number| number.parse().ok());
    match (problem.code.as_str(), expected) {
        ("journal-gap", Some(expected)) => Undelivered::Gap { expected },
        // The two clocks differ a little: soon the entry is of the past.
        ("journal-future", _) => Undelivered::Later(problem.detail),
        _ => Undelivered::Refused { code: problem.code, reason: problem.detail },
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Delivers until the task is dropped.
pub async fn run(app: &App, platform: &Platform) {
    let mut pause = BackOff::default();
    loop {
        let grew = app.signals.journal.notified();
        match deliver(app, platform).await {
            Ok(()) => {
                pause.reset();
                show(app, State::Flowing);
                grew.await;
            }
            Err(Undelivered::Refused { code, reason }) => {
                show(app, State::Stopped { code, reason });
                tokio::time::sleep(STOPPED).await;
            }
            Err(error) => {
                show(app, State::Waiting { since_ms: app.clock.now_ms(), reason: error.to_string() });
                // A new entry is tried at once: what it records may be awaited.
                let _ = tokio::time::timeout(pause.take(), grew).await;
            }
        }
    }
}

/// Sends everything that is not acknowledged, batch by batch. A gap that the platform names is filled once.
pub async fn deliver(app: &App, platform: &Platform) -> Result<(), Undelivered> {
    let mut filled = false;
    loop {
        let acknowledged = journal::acknowledged(&app.db).await?;
        let entries = journal::since(&app.db, acknowledged).await?;
        let Some(last) = entries.last().map(|entry| entry.number) else { return Ok(()) };
        match platform.send(&Delivery { entries }).await {
            Ok(answer) if (acknowledged + 1..=last).contains(&answer.acknowledged) => {
                journal::acknowledge(&app.db, answer.acknowledged).await?;
                filled = false;
            }
            Ok(answer) => {
                let text = format!("the platform acknowledged {} of {last} entries", answer.acknowledged);
                return Err(Undelivered::Later(text));
            }
            Err(Undelivered::Gap { expected }) if !filled && (1..=last + 1).contains(&expected) => {
                journal::acknowledge(&app.db, expected - 1).await?;
                filled = true;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Keeps the time since when the platform is away; says in the log what changed.
fn show(app: &App, state: State) {
    app.signals.delivery.send_if_modified(|known| {
        let next = match (&*known, state) {
            (State::Waiting { since_ms, .. }, State::Waiting { reason, .. }) => {
                State::Waiting { since_ms: *since_ms, reason }
            }
            (_, state) => state,
        };
        if *known == next {
            return false;
        }
        tracing::info!(state = ?next, "delivery of the usage journal");
        *known = next;
        true
    });
}
