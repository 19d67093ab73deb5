//! What is asked of a server, by what its product offers.

use super::super::store::targets;
use super::{Server, ServerSeen, TargetSeen};
use crate::app::App;
use crate::catalogue::MonitoringTerms;
use crate::certificates;
use crate::servers::{address, host_name};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_probe::ladder;
use hostler_probe::state::Rules;
use hostler_probe::{Address, Answer, Limits, Login, Loop, Page, Protocol, Target, Trust, TrustRefused};
use hostler_wire::bootstrap::{CONSOLE_PORT, Probe};
use std::net::{Ipv4Addr, SocketAddr};

/// What Connect offers: the protocols, and a mail there and back. The console is asked as `https`.
pub const CONNECT: [&str; 7] = ["smtp", "submission", "submissions", "imaps", "pop3s", "https", "loop"];
/// A mail there and back may take so long, in milliseconds, and is looked for so often.
const LOOP_WITHIN_MS: u32 = 30_000;
const LOOP_LOOK_EVERY_MS: u32 = 250;

/// Where a server is asked.
#[derive(Debug, Clone)]
pub struct Place {
    pub address: Ipv4Addr,
    pub host: String,
}

/// Whom the mail services of a server are trusted by.
#[derive(Clone)]
pub struct Trusted {
    /// When the certificate was installed that this follows from; none: the server's own first one is in force.
    pub installed_at_ms: Option<i64>,
    pub trust: Trust,
}

/// By which way a server is asked.
pub struct Way<'a> {
    pub place: &'a Place,
    /// Who its mail services are trusted by.
    pub trust: &'a Trust,
    /// One without a probe mailbox is not signed in to.
    pub probe: Option<&'a Probe>,
}

/// What is the same for every server.
pub struct Standard {
    pub terms: MonitoringTerms,
    pub ladder: ladder::Rules,
    /// Of the console, whose certificate the platform has signed itself.
    console: Trust,
    /// Of mail services with a server's first certificate, which is its own: whether it is for the name, and not over.
    named: Trust,
}

pub enum Question {
    One(Box<Target>),
    Loop(Box<Loop>),
}

impl Question {
    pub async fn ask(self) -> Answer {
        match self {
            Question::One(target) => hostler_probe::ask(&target).await,
            Question::Loop(way) => hostler_probe::loop_mail(&way).await,
        }
    }
}

impl Standard {
    pub fn of(app: &App) -> Result<Standard, TrustRefused> {
        let terms = app.catalogue.monitoring.clone();
        let ladder = ladder::Rules {
            restarts_an_hour: usize::try_from(terms.restarts_an_hour).unwrap_or(0),
            engine_settles_ms: terms.engine_settles_seconds * 1_000,
            server_settles_ms: terms.server_settles_seconds * 1_000,
            call_again_ms: terms.ask_again_minutes * 60_000,
        };
        let console = Trust::authority(app.authority.certificate().as_bytes(), app.clock.clone())?;
        Ok(Standard { terms, ladder, console, named: Trust::named(app.clock.clone()) })
    }

    /// A server that is watched from now on, as it was left.
    pub async fn begin(&self, app: &App, server: Server) -> Result<ServerSeen, sqlx::Error> {
        let rows = targets::of_server(&app.db, &server.id).await?;
        let now_ms = app.now_ms();
        let begun = CONNECT.map(|word| {
            let rules = self.rules(word);
            // Spread evenly over the time between two questions, the same way each time.
            let first_ms = now_ms + spread(&server.id, word).rem_euclid(rules.every_ms.max(1));
            TargetSeen::begin(word, (rules, first_ms), rows.iter().find(|row| row.protocol == word))
        });
        let place = Place { address: address(app, server.slot), host: host_name(app, &server) };
        Ok(ServerSeen::begin((server, place, self.own()), begun.into(), now_ms))
    }

    /// Of a server's own first certificate.
    pub fn own(&self) -> Trusted {
        Trusted { installed_at_ms: None, trust: self.named.clone() }
    }

    fn rules(&self, word: &str) -> Rules {
        let terms = &self.terms;
        let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
        let rules = Rules {
            down_after: small(terms.down_after),
            good_after: small(terms.good_after),
            every_ms: terms.probe_every_seconds * 1_000,
            doubt_every_ms: terms.doubt_every_seconds * 1_000,
            slow_ms: Some(terms.slow_ms),
            ..Rules::default()
        };
        match word {
            "loop" => Rules {
                every_ms: terms.loop_every_seconds * 1_000,
                doubt_every_ms: (terms.probe_every_seconds * 1_000).min(terms.loop_every_seconds * 1_000),
                slow_ms: Some(i64::from(LOOP_WITHIN_MS)),
                ..rules
            },
            _ => rules,
        }
    }

    /// Whom a server's mail services are trusted by: those who signed the certificate that was got for it, or nobody yet.
    /// None: as before.
    pub async fn trusted(
        &self,
        app: &App,
        (server, before): (&Server, &Trusted),
    ) -> Result<Option<Trusted>, Fault> {
        let certificate = certificates::own(app, server).await?;
        let installed = certificate.filter(|own| own.installed_at_ms.is_some() && !own.sealed.is_empty());
        let installed_at_ms = installed.as_ref().and_then(|own| own.installed_at_ms);
        if installed_at_ms == before.installed_at_ms {
            return Ok(None);
        }
        let trust = match installed {
            Some(own) => {
                let text = app.vault.open(&own.sealed, server.id.as_str()).map_err(Fault::broken)?;
                let pair: certificates::Pair = serde_json::from_str(&text).map_err(Fault::broken)?;
                Trust::issued(pair.chain.as_bytes(), app.clock.clone()).map_err(Fault::broken)?
            }
            None => self.named.clone(),
        };
        Ok(Some(Trusted { installed_at_ms, trust }))
    }

    pub fn question(&self, app: &App, (way, word): (&Way<'_>, &str)) -> Question {
        let probe = way.probe;
        let login =
            probe.map(|probe| Login { user: probe.address.clone(), password: probe.password.clone() });
        let recipient = probe.map(|probe| probe.address.clone());
        let at = |protocol: Protocol| self.target(way, protocol, login.clone());
        match word {
            "loop" => {
                let address = recipient.unwrap_or_default();
                Question::Loop(Box::new(Loop {
                    submission: at(Protocol::Submission),
                    inbox: at(Protocol::Imaps),
                    from: address.clone(),
                    to: address,
                    nonce: app.random.secret()[..24].to_string(),
                    deadline_ms: LOOP_WITHIN_MS,
                    look_every_ms: LOOP_LOOK_EVERY_MS,
                    clock: app.clock.clone(),
                }))
            }
            "smtp" => Question::One(Box::new(at(Protocol::Smtp { recipient }))),
            "submission" => Question::One(Box::new(at(Protocol::Submission))),
            "submissions" => Question::One(Box::new(at(Protocol::Submissions))),
            "imaps" => Question::One(Box::new(at(Protocol::Imaps))),
            "pop3s" => Question::One(Box::new(at(Protocol::Pop3s))),
            // Who asks without an assertion of the portal is told so: the console is there.
            _ => Question::One(Box::new(at(Protocol::Https(Page {
                path: "/".into(),
                status: 401,
                text: None,
            })))),
        }
    }

    fn target(&self, way: &Way<'_>, protocol: Protocol, login: Option<Login>) -> Target {
        let place = way.place;
        let (port, trust, login) = match protocol {
            Protocol::Https(_) => (CONSOLE_PORT, &self.console, None),
            _ => (protocol.port(), way.trust, login),
        };
        let whole_ms = u32::try_from(self.terms.answer_within_ms).unwrap_or(u32::MAX);
        Target {
            address: Address::At(SocketAddr::from((place.address, port))),
            name: place.host.clone(),
            login,
            protocol,
            trust: trust.clone(),
            limits: Limits { stage_ms: Limits::default().stage_ms.min(whole_ms), whole_ms },
        }
    }
}

/// A number that follows from the server and the protocol.
fn spread(server: &Id<Server>, word: &str) -> i64 {
    let bytes = server.as_str().bytes().chain(word.bytes());
    bytes.fold(7, |sum: i64, byte| sum.wrapping_mul(31).wrapping_add(i64::from(byte))).wrapping_abs()
}
