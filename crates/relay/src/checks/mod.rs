//! Spam and viruses: a message is looked at before 250 is said, with the address of the client who brought it (K3). So
//! what is refused is refused in the session and nobody gets a bounce, and what is taken says what was found in it.
//!
//! Rspamd and ClamAV do the looking; each is asked if it is named. One that is away or slow costs nobody a mail: it is
//! taken unchecked and marked so, or put off where the provider wants that.

mod at;
mod clamd;
mod counts;
mod headers;
mod judge;
mod rspamd;

pub use at::At;
pub use counts::{Looked, Scanned};
pub use headers::purge;
pub use judge::Ruling;

use crate::queue::QueueId;
use counts::{Counts, Said};
use hostler_kit::time::Stopwatch;
use judge::{Findings, Look};
use rspamd::Report;
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Who is asked, and what follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckSettings {
    /// Rspamd's worker for messages (its port 11333).
    pub rspamd: Option<At>,
    /// ClamAV's daemon.
    pub clamd: Option<At>,
    /// When one of them does not answer.
    pub when_away: Doubt,
    /// When Rspamd says `greylist`.
    pub greylist: Doubt,
    /// When Rspamd says `soft reject`.
    pub soft_reject: Doubt,
    /// Longer messages are taken unchecked. ClamAV itself takes 100 MB unless told otherwise.
    pub most_bytes: usize,
    /// How long a look may take, and how long a message may wait for its turn.
    pub seconds: u64,
    /// Messages that are looked at side by side.
    pub at_once: usize,
}

/// What happens with mail of which one cannot be sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    Take,
    /// 451: the sender tries again later.
    PutOff,
}

impl Default for CheckSettings {
    fn default() -> CheckSettings {
        CheckSettings {
            rspamd: None,
            clamd: None,
            when_away: Doubt::Take,
            greylist: Doubt::Take,
            soft_reject: Doubt::PutOff,
            most_bytes: 25 * 1024 * 1024,
            seconds: 15,
            at_once: 16,
        }
    }
}

impl CheckSettings {
    pub fn is_on(&self) -> bool {
        self.rspamd.is_some() || self.clamd.is_some()
    }
}

/// Whose message it is.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    pub id: QueueId,
    /// The relay's own name.
    pub host: &'a str,
    pub client: IpAddr,
    pub helo: &'a str,
    pub tls: Option<Encryption>,
    pub sender: &'a str,
    pub recipients: &'a [&'a str],
    pub body: &'a [u8],
}

/// How the client encrypted: the protocol's and the cipher's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encryption {
    pub version: &'static str,
    pub cipher: &'static str,
}

/// Looks at messages and counts what came of it.
#[derive(Debug)]
pub struct Checks {
    settings: CheckSettings,
    turns: Semaphore,
    counts: Counts,
    /// Why each of them could not be asked the last time.
    troubles: Mutex<[Option<String>; 2]>,
}

/// A scanner; its place among the troubles.
#[derive(Debug, Clone, Copy)]
enum Scanner {
    Rspamd,
    Clamd,
}

impl Checks {
    pub fn new(settings: CheckSettings) -> Checks {
        let turns = Semaphore::new(settings.at_once.max(1));
        Checks { settings, turns, counts: Counts::default(), troubles: Mutex::default() }
    }

    /// Looks at a message and says what shall become of it.
    pub async fn look(&self, letter: Letter<'_>) -> Ruling {
        if !self.settings.is_on() {
            return Ruling::Take(String::new());
        }
        let findings = self.find(&letter).await;
        let ruling = judge::rule(&findings, &self.settings, letter.host);
        self.counts.message(&findings, &ruling);
        ruling
    }

    async fn find(&self, letter: &Letter<'_>) -> Findings {
        if letter.body.len() > self.settings.most_bytes {
            let why = "it is too long";
            return Findings {
                spam: self.settings.rspamd.as_ref().map(|_| Look::Not(why.into())),
                virus: self.settings.clamd.as_ref().map(|_| Look::Not(why.into())),
            };
        }
        let most = Duration::from_secs(self.settings.seconds);
        let Ok(Ok(_turn)) = tokio::time::timeout(most, self.turns.acquire()).await else {
            let why = "too many messages at once";
            return Findings {
                spam: self.settings.rspamd.as_ref().map(|_| Look::Away(why.into())),
                virus: self.settings.clamd.as_ref().map(|_| Look::Away(why.into())),
            };
        };
        let spam = async {
            let at = self.settings.rspamd.as_ref()?;
            let found = |report: &Report| report.is_spam() || report.is_plainly_spam();
            Some(self.asked((Scanner::Rspamd, found), most, rspamd::ask(at, letter)).await)
        };
        let virus = async {
            let at = self.settings.clamd.as_ref()?;
            Some(self.asked((Scanner::Clamd, Option::is_some), most, clamd::ask(at, letter.body)).await)
        };
        let (spam, virus) = tokio::join!(spam, virus);
        Findings { spam, virus }
    }

    async fn asked<T>(
        &self,
        (scanner, found): (Scanner, fn(&T) -> bool),
        most: Duration,
        answer: impl Future<Output = Result<T, String>>,
    ) -> Look<T> {
        let watch = Stopwatch::start();
        let answer = tokio::time::timeout(most, answer).await;
        let answer = answer.unwrap_or_else(|_| Err(format!("no answer within {} s", self.settings.seconds)));
        self.note(scanner, answer.as_ref().err());
        let said = match &answer {
            Ok(seen) if found(seen) => Said::Found,
            Ok(_) => Said::Clean,
            Err(_) => Said::Nothing,
        };
        self.counts.answer(scanner, said, watch.elapsed());
        match answer {
            Ok(seen) => Look::Seen(seen),
            Err(why) => Look::Away(format!("{}: {why}", scanner.name())),
        }
    }

    /// Remembers how it is with a scanner, and logs when that changes.
    fn note(&self, scanner: Scanner, trouble: Option<&String>) {
        let mut troubles = self.troubles.lock().expect("nobody panics while holding it");
        let known = &mut troubles[scanner as usize];
        match (known.is_some(), trouble) {
            (false, Some(why)) => tracing::error!(scanner = scanner.name(), why, "a scanner does not answer"),
            (true, None) => tracing::info!(scanner = scanner.name(), "a scanner answers again"),
            _ => {}
        }
        *known = trouble.map(|why| format!("{}: {why}", scanner.name()));
    }

    /// What came of it so far; none if nobody is asked.
    pub fn looked(&self) -> Option<Looked> {
        let troubles =
            self.troubles.lock().expect("nobody panics while holding it").iter().flatten().cloned().collect();
        let asked = [(Scanner::Rspamd, &self.settings.rspamd), (Scanner::Clamd, &self.settings.clamd)];
        let asked: Vec<Scanner> =
            asked.into_iter().filter(|(_, at)| at.is_some()).map(|(scanner, _)| scanner).collect();
        (!asked.is_empty()).then(|| self.counts.read(&asked, troubles))
    }
}

impl Scanner {
    fn name(self) -> &'static str {
        match self {
            Scanner::Rspamd => "Rspamd",
            Scanner::Clamd => "ClamAV",
        }
    }
}
