//! Pure decisions: which names may be added, what their DNS comes to, when it is looked up again, when a claim lapses.

use super::model::{Found, HostName, Own, Verdict, Whose};
use crate::fallback::is_domain;
use hostler_kit::http::{Args, Kind, Refuse};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The most names of one server; the database has the same number.
pub const MOST: i64 = 20;
/// A claim whose DNS never led to the server goes after so long.
const UNPROVEN_FOR_MS: i64 = 7 * DAY;
/// One whose DNS leads somewhere else goes after so long.
const LOST_FOR_MS: i64 = 30 * DAY;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostNameRefused {
    #[error("this is no host name")]
    Malformed,
    #[error("names below the provider's own domain are given by the provider")]
    Providers { domain: String },
    #[error("{name} leads to another server of this provider, which has it")]
    Taken { name: String },
    #[error("the server has {name} already")]
    There { name: String },
    #[error("the server has as many names as it may have")]
    TooMany,
    #[error("the server has no name {name}")]
    NotThere { name: String },
}

impl Refuse for HostNameRefused {
    fn kind(&self) -> Kind {
        match self {
            HostNameRefused::Malformed | HostNameRefused::Providers { .. } => Kind::Invalid,
            HostNameRefused::NotThere { .. } => Kind::Missing,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            HostNameRefused::Malformed => "host-name-malformed",
            HostNameRefused::Providers { .. } => "host-name-providers",
            HostNameRefused::Taken { .. } => "host-name-taken",
            HostNameRefused::There { .. } => "host-name-there",
            HostNameRefused::TooMany => "host-name-too-many",
            HostNameRefused::NotThere { .. } => "host-name-not-there",
        }
    }

    fn field(&self) -> Option<&'static str> {
        (!matches!(self, HostNameRefused::NotThere { .. })).then_some("name")
    }

    fn args(&self) -> Args {
        match self {
            HostNameRefused::Providers { domain } => Args::from([("domain", domain.clone())]),
            HostNameRefused::Taken { name }
            | HostNameRefused::There { name }
            | HostNameRefused::NotThere { name } => Args::from([("name", name.clone())]),
            HostNameRefused::TooMany => Args::from([("most", MOST.to_string())]),
            HostNameRefused::Malformed => Args::new(),
        }
    }
}

/// The name that somebody means, as DNS has it: small letters, and other scripts by IDNA (UTS 46).
pub fn read(typed: &str, provider: &str) -> Result<String, HostNameRefused> {
    let typed = typed.trim().trim_end_matches('.');
    let name = match url::Host::parse(typed) {
        Ok(url::Host::Domain(name)) if is_domain(&name) && !typed.contains('%') => name,
        _ => return Err(HostNameRefused::Malformed),
    };
    let below = name == provider || name.strip_suffix(provider).is_some_and(|rest| rest.ends_with('.'));
    match below {
        true => Err(HostNameRefused::Providers { domain: provider.into() }),
        false => Ok(name),
    }
}

/// What a name's records come to for a server.
pub fn judge(found: &Found, own: &Own) -> Verdict {
    let here = found.addresses.iter().filter(|address| own.addresses.contains(address)).count();
    match here {
        _ if own.addresses.is_empty() => Verdict::Unknown,
        _ if found.addresses.is_empty() => Verdict::Nothing,
        0 => Verdict::Elsewhere,
        some if some < found.addresses.len() => Verdict::Partly,
        _ if found.aliases.contains(&own.host) || own.whose == Whose::ItsOwn => Verdict::Good,
        _ if own.whose == Whose::NotKnown => Verdict::Unknown,
        _ => Verdict::NeedsAlias,
    }
}

/// When a name is looked up again: one that was just added every few minutes, since somebody waits for it.
pub fn look_again_ms(name: &HostName, now_ms: i64) -> i64 {
    let age = now_ms - name.added_at_ms;
    now_ms
        + match name.verdict() {
            Some(Verdict::Good) => 6 * HOUR,
            _ if age < HOUR => 2 * MINUTE,
            _ if age < DAY => 10 * MINUTE,
            _ => HOUR,
        }
}

/// Since when a name that its server holds leads elsewhere. Where DNS does not answer, nothing is known, so it is as before.
pub fn lost_at_ms(name: &HostName, now_ms: i64) -> Option<i64> {
    match (name.verdict(), name.proven_at_ms) {
        (Some(Verdict::Good), _) | (_, None) => None,
        (Some(Verdict::Unknown) | None, _) => name.lost_at_ms,
        (Some(_), Some(_)) => name.lost_at_ms.or(Some(now_ms)),
    }
}

/// Its owner is told once it has been lost for so long: who moves a domain changes more than one record.
const TOLD_AFTER_MS: i64 = HOUR;

pub fn is_to_be_told(name: &HostName, now_ms: i64) -> bool {
    name.lost_told_at_ms.is_none() && name.lost_at_ms.is_some_and(|lost| now_ms - lost >= TOLD_AFTER_MS)
}

/// When a name that its server holds, and whose DNS leads elsewhere, goes.
pub fn goes_at_ms(name: &HostName) -> Option<i64> {
    name.proven_at_ms.map(|proven| proven + LOST_FOR_MS)
}

/// Whether a claim goes by itself: it never led here for a week, or not for a month.
pub fn lapses(name: &HostName, now_ms: i64) -> bool {
    match (name.verdict(), name.proven_at_ms) {
        (Some(Verdict::Good), _) => false,
        (_, None) => now_ms - name.added_at_ms > UNPROVEN_FOR_MS,
        (_, Some(proven)) => now_ms - proven > LOST_FOR_MS,
    }
}

/// The records to publish: as a zone file has them.
pub fn publish(name: &HostName, host: &str) -> Vec<String> {
    vec![format!("{}. CNAME {host}.", name.name)]
}

/// The same where no CNAME can be, as for a domain itself (RFC 1034 section 3.6.2); none where addresses do not say which
/// server is meant.
pub fn publish_addresses(name: &HostName) -> Vec<String> {
    let kind = |address: &str| if address.contains(':') { "AAAA" } else { "A" };
    name.addresses
        .split_whitespace()
        .map(|address| format!("{}. {} {address}", name.name, kind(address)))
        .collect()
}
