//! Whether the fallback itself greets who brings mail (K3): it is asked from outside as every server is, for a fallback
//! that does not run is noticed by nobody until it is needed.

use super::name::Given;
use super::warn::lasts_or_is_over;
use crate::app::App;
use hostler_kit::http::Fault;
use hostler_probe::{Address, Answer, Fault as Wrong, Limits, Protocol, Stage, Target, Trust, ask};
use hostler_relay::queue::Found;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// How often it is asked, and how many answers in a row are believed.
const ASK_EVERY: Duration = Duration::from_secs(30);
const DOWN_AFTER: u32 = 3;

/// What was seen of it so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    bad: u32,
    /// What was written down last: that it is down, or that it is not; none: nothing yet.
    told: Option<Told>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Up,
    Down,
}

/// What an answer says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Greeted {
    Yes,
    /// With why not.
    No(String),
    /// Nothing: the trouble was on this side.
    Unknown,
}

impl Greeted {
    fn of(answer: Answer) -> Greeted {
        match answer.outcome {
            Err(trouble) if trouble.fault == Wrong::Own => Greeted::Unknown,
            // Encryption and certificates are looked at elsewhere.
            Err(trouble) if matches!(trouble.stage, Stage::Name | Stage::Connect | Stage::Greeting) => {
                Greeted::No(trouble.to_string())
            }
            Ok(_) | Err(_) => Greeted::Yes,
        }
    }
}

/// Asks until the task is dropped. `at` is where the fallback listens.
pub async fn watch(app: &App, (at, _): (SocketAddr, Given)) {
    let mut seen = Seen::default();
    loop {
        let greeted = asked(app, at).await;
        if let Err(error) = take(app, &mut seen, greeted).await {
            tracing::warn!(
                detail = error.detail,
                "whether the fallback greets is not written down; trying again"
            );
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

/// One question.
pub(super) async fn asked(app: &App, at: SocketAddr) -> Greeted {
    let here = if at.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { at.ip() };
    let target = Target {
        protocol: Protocol::Smtp { recipient: None },
        address: Address::At(SocketAddr::new(here, at.port())),
        name: app.catalogue.fallback.host.clone(),
        login: None,
        trust: Trust::named(app.clock.clone()),
        limits: Limits::default(),
    };
    Greeted::of(ask(&target).await)
}

/// Takes an answer in: after so many bad ones it is an incident, and a good one ends it.
pub(super) async fn take(app: &App, seen: &mut Seen, greeted: Greeted) -> Result<(), Fault> {
    let why = match greeted {
        Greeted::Unknown => return Ok(()),
        Greeted::Yes => {
            seen.bad = 0;
            None
        }
        Greeted::No(why) => {
            seen.bad = seen.bad.saturating_add(1);
            if seen.bad < DOWN_AFTER {
                return Ok(());
            }
            Some(why)
        }
    };
    let now = if why.is_some() { Told::Down } else { Told::Up };
    if seen.told == Some(now) {
        return Ok(());
    }
    let detail = why.map(|why| format!("the fallback mail server does not greet: {why}"));
    lasts_or_is_over(app, "fallback-down", detail).await?;
    seen.told = Some(now);
    Ok(())
}

/// It could not be started, and is not until the platform is.
pub async fn not_started(app: &App, why: &str) {
    let detail = format!("the fallback mail server was not started with the platform: {why}");
    if let Err(error) = lasts_or_is_over(app, "fallback-down", Some(detail)).await {
        tracing::error!(detail = error.detail, "nobody is told that the fallback does not run");
    }
}

/// What its log held at its start: what a disk lost or changed was mail that had been promised, perhaps.
pub async fn found(app: &App, found: &Found) {
    let detail = (found.damaged_bytes > 0).then(|| {
        format!(
            "the disk lost or changed {} bytes of the fallback's log; mail in them is lost, and the rest was read",
            found.damaged_bytes
        )
    });
    if let Err(error) = lasts_or_is_over(app, "fallback-damaged", detail).await {
        tracing::error!(detail = error.detail, "nobody is told what the fallback's log lost");
    }
}
