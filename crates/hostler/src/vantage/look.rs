//! What a vantage does: fetch what to ask, ask it evenly, report what changed soon and everything now and then.

use super::{Arguments, NotRunning, safe};
use hostler_kit::time::Clock;
use hostler_probe::state::{Condition, Outcome, Rules, State};
use hostler_probe::{Address, Answer, Limits, Login, Page, Protocol, Target, Trust, ask};
use hostler_wire::bootstrap::CONSOLE_PORT;
use hostler_wire::vantage::{ANSWERS, Answers, Look, PROTOCOLS, Seen, TARGETS, Targets, Told, Watched};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long the portal may take.
pub const PATIENCE: Duration = Duration::from_secs(20);
const TURN: Duration = Duration::from_millis(200);
/// Most questions at the same time.
const MOST_AT_ONCE: usize = 256;
/// How often the portal is asked while it does not answer, in milliseconds.
const AGAIN_MS: i64 = 5_000;

pub struct Lookout {
    http: reqwest::Client,
    portal: String,
    token: String,
    names: bool,
    clock: Clock,
    targets: Option<Plan>,
    seen: BTreeMap<Key, Kept>,
    asking: JoinSet<(Key, Answer)>,
    reported_at_ms: i64,
    told_all_at_ms: i64,
}

/// What is asked, and by what rules.
struct Plan {
    targets: Targets,
    rules: Rules,
    console: Trust,
    named: Trust,
    /// By the places of the targets' signers.
    signed: Vec<Trust>,
}

/// A server's id and a protocol.
type Key = (String, &'static str);

struct Kept {
    state: State,
    next_at_ms: i64,
    asking: bool,
    total_ms: i64,
    trouble: String,
    /// It is to be told at the next report.
    news: bool,
}

impl Lookout {
    pub fn open(arguments: &Arguments, portal: &str) -> Result<Lookout, NotRunning> {
        Ok(Lookout {
            http: arguments.client()?,
            portal: safe(portal)?,
            token: arguments.token()?,
            names: arguments.names,
            clock: Clock::System,
            targets: None,
            seen: BTreeMap::new(),
            asking: JoinSet::new(),
            reported_at_ms: 0,
            told_all_at_ms: 0,
        })
    }

    /// Looks until it is ended. What the portal does not answer is tried again.
    pub async fn run(mut self) -> Result<(), NotRunning> {
        println!("Watching for {}. End with Ctrl-C.", self.portal);
        let mut turns = tokio::time::interval(TURN);
        turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                Some(Ok((key, answer))) = self.asking.join_next() => self.hear(&key, &answer),
                _ = turns.tick() => self.turn().await?,
            }
        }
    }

    async fn turn(&mut self) -> Result<(), NotRunning> {
        let now_ms = self.clock.now_ms();
        let doubt_ms =
            self.targets.as_ref().map_or(AGAIN_MS, |plan| plan.targets.doubt_every_seconds * 1_000);
        if now_ms >= self.reported_at_ms + doubt_ms {
            self.reported_at_ms = now_ms;
            if self.targets.is_none() {
                self.fetch(now_ms).await?;
            } else if let Some(told) = self.report(now_ms).await {
                self.follow(told, now_ms).await?;
            }
        }
        self.ask_due(now_ms);
        Ok(())
    }

    /// Fetches what is to be asked.
    async fn fetch(&mut self, now_ms: i64) -> Result<(), NotRunning> {
        let request = self.http.get(format!("{}{TARGETS}", self.portal)).bearer_auth(&self.token);
        let answered = async { request.send().await?.error_for_status()?.json::<Targets>().await };
        match answered.await {
            Ok(targets) => self.take(targets, now_ms)?,
            Err(error) => tracing::warn!(%error, "the portal does not tell what to ask; trying again"),
        }
        Ok(())
    }

    fn take(&mut self, targets: Targets, now_ms: i64) -> Result<(), NotRunning> {
        let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
        let rules = Rules {
            down_after: small(targets.down_after),
            good_after: small(targets.good_after),
            every_ms: targets.every_seconds * 1_000,
            doubt_every_ms: targets.doubt_every_seconds * 1_000,
            slow_ms: None,
            ..Rules::default()
        };
        let keys = targets.servers.iter().flat_map(|own| PROTOCOLS.map(|word| (own.server.clone(), word)));
        let keys: Vec<Key> = keys.collect();
        let (number, every_ms) = (i64::try_from(keys.len()).unwrap_or(1).max(1), rules.every_ms);
        let mut before = std::mem::take(&mut self.seen);
        for (place, key) in (0i64..).zip(keys) {
            // Those that are new are spread evenly over the time between two questions.
            let fresh = Kept {
                state: State::new(),
                next_at_ms: now_ms + every_ms.saturating_mul(place) / number,
                asking: false,
                total_ms: 0,
                trouble: String::new(),
                news: false,
            };
            let kept = before.remove(&key).unwrap_or(fresh);
            self.seen.insert(key, kept);
        }
        tracing::info!(servers = targets.servers.len(), "servers are watched from here");
        let console = Trust::authority(targets.authority.as_bytes(), self.clock.clone())?;
        let named = Trust::named(self.clock.clone());
        let signed = targets.signers.iter().map(|above| {
            Trust::signed_by(above.as_bytes(), self.clock.clone()).unwrap_or_else(|error| {
                tracing::warn!(%error, "who signed a certificate is not looked at from here");
                named.clone()
            })
        });
        let signed = signed.collect();
        self.targets = Some(Plan { targets, rules, console, named, signed });
        Ok(())
    }

    fn ask_due(&mut self, now_ms: i64) {
        let Some(plan) = &self.targets else { return };
        let room = MOST_AT_ONCE.saturating_sub(self.asking.len());
        let due =
            self.seen.iter_mut().filter(|(_, kept)| !kept.asking && kept.next_at_ms <= now_ms).take(room);
        for (key, kept) in due {
            let Some(server) = plan.targets.servers.iter().find(|own| own.server == key.0) else { continue };
            kept.asking = true;
            let (target, key) = (plan.target(server, key.1, Place::of(self.names)), key.clone());
            self.asking.spawn(async move { (key, ask(&target).await) });
        }
    }

    fn hear(&mut self, key: &Key, answer: &Answer) {
        let (Some(plan), Some(kept)) = (&self.targets, self.seen.get_mut(key)) else { return };
        let now_ms = self.clock.now_ms();
        let before = kept.state.condition();
        let (state, _) = std::mem::take(&mut kept.state).after(&plan.rules, Outcome::of(answer), now_ms);
        kept.next_at_ms = state.next_at_ms(&plan.rules, now_ms);
        kept.news |= state.condition() != before || state.condition() != Condition::Good;
        kept.state = state;
        kept.asking = false;
        kept.total_ms = answer.total_ms;
        kept.trouble = answer.outcome.as_ref().err().map(ToString::to_string).unwrap_or_default();
    }

    /// Tells the portal what is new, and everything once in a round; none: it does not answer.
    async fn report(&mut self, now_ms: i64) -> Option<Told> {
        let every_ms = self.targets.as_ref().map_or(AGAIN_MS, |plan| plan.rules.every_ms);
        let all = now_ms >= self.told_all_at_ms + every_ms;
        let told = self.seen.iter().filter(|(_, kept)| all || kept.news);
        let answers: Vec<Seen> = told.filter_map(|(key, kept)| kept.told(key)).collect();
        let version = env!("CARGO_PKG_VERSION").to_string();
        let request = self.http.post(format!("{}{ANSWERS}", self.portal)).bearer_auth(&self.token);
        let request = request.json(&Answers { version, answers });
        let answered = async { request.send().await?.error_for_status()?.json::<Told>().await };
        match answered.await {
            Ok(told) => {
                self.seen.values_mut().for_each(|kept| kept.news = false);
                if all {
                    self.told_all_at_ms = now_ms;
                }
                Some(told)
            }
            Err(error) => {
                tracing::warn!(%error, "the portal does not take what was seen; trying again");
                None
            }
        }
    }

    /// Asks at once about what others doubt, and fetches anew what is to be asked if that changed.
    async fn follow(&mut self, told: Told, now_ms: i64) -> Result<(), NotRunning> {
        for ((server, _), kept) in &mut self.seen {
            if told.ask.binary_search(server).is_ok() {
                kept.next_at_ms = kept.next_at_ms.min(now_ms);
                kept.news = true;
            }
        }
        match &self.targets {
            Some(plan) if plan.targets.revision == told.revision => Ok(()),
            _ => self.fetch(now_ms).await,
        }
    }
}

impl Kept {
    fn told(&self, (server, protocol): &Key) -> Option<Seen> {
        let state = match self.state.condition() {
            Condition::New => return None,
            Condition::Good => Look::Good,
            Condition::Doubted => Look::Doubted,
            Condition::Down => Look::Down,
        };
        let (server, protocol) = (server.clone(), (*protocol).to_string());
        Some(Seen { server, protocol, state, total_ms: self.total_ms, trouble: self.trouble.clone() })
    }
}

/// Where a server is asked.
#[derive(Clone, Copy)]
enum Place {
    Address,
    Name,
}

impl Place {
    fn of(names: bool) -> Place {
        if names { Place::Name } else { Place::Address }
    }
}

impl Plan {
    fn target(&self, server: &Watched, word: &str, place: Place) -> Target {
        let probe = server.probe.as_ref();
        let login = probe.map(|own| Login { user: own.address.clone(), password: own.password.clone() });
        let protocol = match word {
            "smtp" => Protocol::Smtp { recipient: probe.map(|own| own.address.clone()) },
            "submission" => Protocol::Submission,
            "submissions" => Protocol::Submissions,
            "imaps" => Protocol::Imaps,
            "pop3s" => Protocol::Pop3s,
            // Who asks without an assertion of the portal is told so: the console is there.
            _ => Protocol::Https(Page { path: "/".into(), status: 401, text: None }),
        };
        let (port, trust, login) = match &protocol {
            Protocol::Https(_) => (CONSOLE_PORT, &self.console, None),
            own => {
                let signed = server.signer.and_then(|place| self.signed.get(place));
                (own.port(), signed.unwrap_or(&self.named), login)
            }
        };
        let whole_ms = u32::try_from(self.targets.answer_within_ms).unwrap_or(u32::MAX);
        Target {
            address: match place {
                Place::Address => Address::At(SocketAddr::from((server.address, port))),
                Place::Name => Address::Named { host: server.host.clone(), port },
            },
            name: server.host.clone(),
            login,
            protocol,
            trust: trust.clone(),
            limits: Limits { stage_ms: Limits::default().stage_ms.min(whole_ms), whole_ms },
        }
    }
}
