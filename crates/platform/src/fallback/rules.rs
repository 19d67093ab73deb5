//! Pure decisions: which lists are taken, what the relay is told, when somebody is warned, what MX records say.

use super::known::Known;
use super::model::Verdict;
use crate::catalogue::{FallbackTerms, WhileUp};
use crate::monitoring::Standing;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_relay::table::{DomainSettings, Mode, PrimarySettings, State, Trust};
use hostler_wire::recipients::{DELIMITER, Domain, HAND_OVER_PORT, HandOver};
use std::collections::HashSet;
use std::path::Path;

/// The most domains and addresses of one server that are taken.
pub const MOST_DOMAINS: usize = 1_000;
pub const MOST_ADDRESSES: usize = 100_000;
/// The longest local part (RFC 5321 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// So much of what is no domain is said again.
const LONGEST_SAID: usize = 100;
/// Connections to one server at once: its Postfix has a limit on processes.
const MOST_CONNECTIONS: usize = 10;
const DAY_S: i64 = 86_400;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FallbackRefused {
    #[error("no server has this credential")]
    Credential,
    #[error("this is no list of recipients")]
    Malformed,
    #[error("{domain} is no domain")]
    NoDomain { domain: String },
    #[error("the list is too long")]
    TooLong,
    #[error("the fallback does not run")]
    Away,
    #[error("the fallback did not do it: {reason}")]
    NotDone { reason: String },
    #[error("there is no such message")]
    MessageGone,
    #[error("the domain was not typed")]
    NotConfirmed { domain: String },
}

impl Refuse for FallbackRefused {
    fn kind(&self) -> Kind {
        match self {
            FallbackRefused::Credential => Kind::SignInNeeded,
            FallbackRefused::Malformed
            | FallbackRefused::NoDomain { .. }
            | FallbackRefused::NotConfirmed { .. } => Kind::Invalid,
            FallbackRefused::TooLong => Kind::TooLarge,
            FallbackRefused::Away => Kind::Unavailable,
            FallbackRefused::NotDone { .. } => Kind::Conflict,
            FallbackRefused::MessageGone => Kind::Missing,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            FallbackRefused::Credential => "recipients-credential",
            FallbackRefused::Malformed => "recipients-malformed",
            FallbackRefused::NoDomain { .. } => "recipients-no-domain",
            FallbackRefused::TooLong => "recipients-too-long",
            FallbackRefused::Away => "fallback-away",
            FallbackRefused::NotDone { .. } => "fallback-not-done",
            FallbackRefused::MessageGone => "fallback-message-gone",
            FallbackRefused::NotConfirmed { .. } => "fallback-not-confirmed",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, FallbackRefused::NotConfirmed { .. }).then_some("confirm")
    }

    fn args(&self) -> Args {
        match self {
            FallbackRefused::NotDone { reason } => Args::from([("reason", reason.clone())]),
            FallbackRefused::NotConfirmed { domain } | FallbackRefused::NoDomain { domain } => {
                Args::from([("domain", domain.clone())])
            }
            _ => Args::new(),
        }
    }
}

/// A server's root is its customer's, so its list may say anything: it is refused whole if it is not one.
pub fn check(domains: &[Domain]) -> Result<(), FallbackRefused> {
    let addresses: usize = domains.iter().map(|domain| domain.recipients.len()).sum();
    if domains.len() > MOST_DOMAINS || addresses > MOST_ADDRESSES {
        return Err(FallbackRefused::TooLong);
    }
    let mut seen = HashSet::new();
    let once = domains.iter().all(|domain| seen.insert(domain.name.as_str()));
    if let Some(domain) = domains.iter().find(|domain| !is_domain(&domain.name)) {
        let domain = domain.name.chars().take(LONGEST_SAID).collect();
        return Err(FallbackRefused::NoDomain { domain });
    }
    let good = |domain: &Domain| domain.recipients.iter().all(|local| is_local(local));
    if once && domains.iter().all(good) { Ok(()) } else { Err(FallbackRefused::Malformed) }
}

/// Whether it is written as host names are: labels of small letters, digits and hyphens (RFC 1123 section 2.1), those of
/// other scripts by IDNA. The relay takes no others.
pub fn is_domain(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let strict = || idna::domain_to_ascii_strict(name).is_ok_and(|ascii| ascii == name);
    name.len() <= 253 && name.contains('.') && name.split('.').all(label) && strict()
}

fn is_local(local: &str) -> bool {
    let good =
        |sign: char| !sign.is_control() && !sign.is_whitespace() && sign != '@' && !sign.is_uppercase();
    !local.is_empty() && local.len() <= LONGEST_LOCAL && local.chars().all(good)
}

/// Whether a server may have a domain at all: below the provider's own it has its own name and no other.
pub fn may_claim(domain: &str, (host, provider): (&str, &str)) -> bool {
    let below = domain == provider || domain.strip_suffix(provider).is_some_and(|rest| rest.ends_with('.'));
    domain == host || !below
}

/// What the relay is told of a server. `authority` is the file of whoever signs servers' certificates.
pub fn primary(known: &Known, terms: &FallbackTerms, authority: &Path) -> PrimarySettings {
    let domain = |domain: &Domain| DomainSettings {
        name: domain.name.clone(),
        recipients: domain.recipients.clone(),
        recipients_file: None,
    };
    PrimarySettings {
        name: known.server.to_string(),
        next_hop: (known.address, HAND_OVER_PORT).into(),
        addresses: vec![known.address.into()],
        // The platform's own way to it says nothing about others': who cannot reach the server is not sent back to it.
        state: match known.standing {
            _ if known.missed => State::Down,
            Standing::Up => State::Up,
            Standing::Down => State::Down,
            Standing::Unwatched => State::Unwatched,
        },
        mode: match terms.while_up {
            WhileUp::Take => Mode::TakeAlways,
            WhileUp::Refuse => Mode::RefuseWhileUp,
        },
        trust: match known.hand_over {
            Some(HandOver::Certified) => {
                Trust::Pinned { name: known.host.clone(), authority: authority.into() }
            }
            // Its program is of before; nobody but this machine reaches the port, so its mail need not wait.
            None => Trust::Opportunistic,
        },
        most_messages: terms.messages_per_server,
        most_bytes: terms.bytes_per_server(),
        most_connections: MOST_CONNECTIONS,
        delimiter: Some(DELIMITER),
        domains: known.domains.iter().map(domain).collect(),
    }
}

/// What waits for a server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    pub messages: u64,
    pub bytes: u64,
    /// How long the oldest waits.
    pub oldest_s: i64,
}

/// What is to be told of a server's held mail, as long as it is so.
pub fn warnings(load: Load, terms: &FallbackTerms) -> Vec<&'static str> {
    let full =
        load.messages >= tenths(terms.messages_per_server) || load.bytes >= tenths(terms.bytes_per_server());
    let old = |days: i64| load.messages > 0 && load.oldest_s >= days * DAY_S;
    [("days-3", old(3)), ("days-25", old(25)), ("full", full)]
        .into_iter()
        .filter(|(_, so)| *so)
        .map(|(what, _)| what)
        .collect()
}

/// Nine of ten.
fn tenths(most: u64) -> u64 {
    most - most / 10
}

/// What MX records (preference, host in small letters without a dot at the end) come to.
pub fn judge(records: &[(u16, String)], (server, fallback): (&str, &str)) -> Verdict {
    let of =
        |host: &str| records.iter().filter(|(_, name)| name == host).map(|(preference, _)| *preference).min();
    match (of(server), of(fallback)) {
        _ if records.is_empty() => Verdict::Nothing,
        (None, _) => Verdict::Elsewhere,
        (Some(_), None) => Verdict::NoFallback,
        (Some(server), Some(fallback)) if server < fallback => Verdict::Good,
        _ => Verdict::FallbackFirst,
    }
}
