//! What the relay knows of the servers it stands in for: their domains, who lives there, where they are, and how they
//! are doing. The provider hands it over whole, as a new value; nothing in it is asked for while mail arrives.

mod shards;
mod sight;

pub use sight::{Seen, Sight, View};

use serde::{Deserialize, Serialize};
use shards::Shards;
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// A server that the relay stands in for, as it is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrimarySettings {
    pub name: String,
    /// Where its mail goes: an address and a port.
    pub next_hop: SocketAddr,
    /// Where it may send ETRN from, beside the next hop's own address.
    #[serde(default)]
    pub addresses: Vec<IpAddr>,
    #[serde(default)]
    pub state: State,
    #[serde(default)]
    pub mode: Mode,
    #[serde(default)]
    pub trust: Trust,
    /// What may wait for it at most; the held counts too.
    #[serde(default = "most_messages")]
    pub most_messages: u64,
    #[serde(default = "most_bytes")]
    pub most_bytes: u64,
    /// Connections to it at once.
    #[serde(default = "most_connections")]
    pub most_connections: usize,
    /// What separates a person from an extension, as in `anna+lists`.
    #[serde(default)]
    pub delimiter: Option<char>,
    #[serde(default, rename = "domain")]
    pub domains: Vec<DomainSettings>,
}

fn most_messages() -> u64 {
    250_000
}

fn most_bytes() -> u64 {
    20 * 1024 * 1024 * 1024
}

fn most_connections() -> usize {
    20
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainSettings {
    pub name: String,
    /// What stands before the `@`.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// A file with one of them per line, beside or instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients_file: Option<PathBuf>,
}

/// How the primary is, as whoever watches it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Up,
    Down,
    /// Nobody watches: nobody says that senders can reach it.
    #[default]
    Unwatched,
}

/// What happens with mail while the primary is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Senders are told to try the primary (4xx): most who come here all the same send spam.
    RefuseWhileUp,
    #[default]
    TakeAlways,
}

/// What the relay asks of the primary's TLS.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum Trust {
    /// TLS where it is offered, by whatever certificate (RFC 7435).
    #[default]
    Opportunistic,
    /// Nothing without TLS by a certificate of this name, signed by an authority of this file (PEM).
    Pinned { name: String, authority: PathBuf },
    /// Never TLS: the way there is safe by itself.
    Plain,
}

/// Why a table, or a primary of it, is not taken. What was before stays in force.
#[derive(Debug, Clone, thiserror::Error, PartialEq)]
pub enum WrongTable {
    #[error("the domain {0} stands there twice")]
    DomainTwice(String),
    #[error("{0} is no domain")]
    NoDomain(String),
    #[error("the primary {0} stands there twice")]
    PrimaryTwice(String),
    #[error("the recipients of {0} cannot be read: {1}")]
    Recipients(String, String),
}

impl WrongTable {
    fn domain(&self) -> Option<&str> {
        match self {
            WrongTable::DomainTwice(name) | WrongTable::NoDomain(name) | WrongTable::Recipients(name, _) => {
                Some(name)
            }
            WrongTable::PrimaryTwice(_) => None,
        }
    }
}

/// A primary that could not be used as it was told.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{primary}: {why}")]
pub struct LeftOut {
    pub primary: String,
    pub why: WrongTable,
}

/// These were not taken; all others were.
#[derive(Debug, Clone, PartialEq)]
pub struct NotAll(pub Vec<LeftOut>);

impl std::fmt::Display for NotAll {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let told: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&told.join("; "))
    }
}

impl std::error::Error for NotAll {}

/// A value: one that is changed shares with the one before what stayed as it was.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// By name.
    primaries: Shards<Arc<Primary>>,
    /// By domain; with the domain's place in the primary's list.
    domains: Shards<(Arc<Primary>, usize)>,
}

#[derive(Debug)]
struct Primary {
    /// Without domains.
    settings: Arc<PrimarySettings>,
    domains: Vec<String>,
    /// Of each domain, in order.
    people: Vec<Box<[Box<str>]>>,
}

/// What becomes of one primary.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is new, or different.
    Put(Box<PrimarySettings>),
    /// The one of this name is there no more.
    Remove(String),
}

impl Change {
    /// Whose change it is.
    pub fn name(&self) -> &str {
        match self {
            Change::Put(primary) => &primary.name,
            Change::Remove(name) => name,
        }
    }
}

/// What the table says of an address.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Lives at this primary; the domain in small ASCII letters.
    Known(Arc<PrimarySettings>, String),
    NobodyOfThatName,
    NotOurs,
}

impl Table {
    pub fn new(primaries: &[PrimarySettings]) -> Result<Table, WrongTable> {
        let mut names = BTreeSet::new();
        if let Some(twice) = primaries.iter().find(|primary| !names.insert(&primary.name)) {
            return Err(WrongTable::PrimaryTwice(twice.name.clone()));
        }
        let put = |primary: &PrimarySettings| Change::Put(Box::new(primary.clone()));
        let (table, left_out) = Table::default().changed(&primaries.iter().map(put).collect::<Vec<_>>());
        left_out.into_iter().next().map_or(Ok(table), |first| Err(first.why))
    }

    /// As much of it as can be used, and what cannot: of a primary, that domain alone.
    pub fn usable(primaries: &[PrimarySettings]) -> (Table, Vec<LeftOut>) {
        let (mut table, mut left_out) = (Table::default(), Vec::new());
        for primary in primaries {
            let mut settings = primary.clone();
            while let Err(why) = table.put(&settings) {
                let wrong = |domain: &DomainSettings| why.domain() == Some(domain.name.as_str());
                let place = settings.domains.iter().rposition(wrong);
                left_out.push(LeftOut { primary: primary.name.clone(), why: why.clone() });
                match place {
                    Some(place) => drop(settings.domains.remove(place)),
                    None => break,
                }
            }
        }
        (table, left_out)
    }

    /// The table after these changes, and those that were not made. Who loses a domain and who gets it may both be among
    /// them, in any order. A primary whose change is not made stays as it was.
    pub fn changed(&self, changes: &[Change]) -> (Table, Vec<LeftOut>) {
        let (mut table, mut left_out) = (self.clone(), Vec::new());
        let before: Vec<_> = changes.iter().map(|change| table.forget(change.name())).collect();
        let both = changes.iter().zip(before).filter_map(|(change, before)| match change {
            Change::Put(primary) => Some((primary, before)),
            Change::Remove(_) => None,
        });
        // Who claims what was another's comes last: the other may have kept it.
        let (greedy, modest): (Vec<_>, Vec<_>) = both.partition(|(primary, _)| self.is_claimed_by(primary));
        for (primary, before) in modest.into_iter().chain(greedy) {
            if let Err(why) = table.put(primary) {
                left_out.push(LeftOut { primary: primary.name.clone(), why });
                before.into_iter().for_each(|before| table.restore(&before));
            }
        }
        (table, left_out)
    }

    fn is_claimed_by(&self, primary: &PrimarySettings) -> bool {
        let mut owners = primary.domains.iter().filter_map(|domain| self.primary_of(&domain.name));
        owners.any(|owner| owner.name != primary.name)
    }

    fn forget(&mut self, name: &str) -> Option<Arc<Primary>> {
        let primary = self.primaries.remove(name)?;
        primary.domains.iter().for_each(|domain| drop(self.domains.remove(domain)));
        Some(primary)
    }

    /// As it was before, but for domains that are another's by now.
    fn restore(&mut self, before: &Arc<Primary>) {
        let name = &before.settings.name;
        if self.primaries.get(name).is_some() {
            return;
        }
        let free = |place: &usize| self.domains.get(&before.domains[*place]).is_none();
        let places: Vec<usize> = (0..before.domains.len()).filter(free).collect();
        let primary = Arc::new(Primary {
            settings: before.settings.clone(),
            domains: places.iter().map(|place| before.domains[*place].clone()).collect(),
            people: places.iter().map(|place| before.people[*place].clone()).collect(),
        });
        self.insert(name, primary);
    }

    fn put(&mut self, settings: &PrimarySettings) -> Result<(), WrongTable> {
        let named = |domain: &DomainSettings| {
            ascii(&domain.name).ok_or_else(|| WrongTable::NoDomain(domain.name.clone()))
        };
        if self.primaries.get(&settings.name).is_some() {
            return Err(WrongTable::PrimaryTwice(settings.name.clone()));
        }
        let primary = Arc::new(Primary {
            domains: settings.domains.iter().map(named).collect::<Result<_, _>>()?,
            people: settings.domains.iter().map(people).collect::<Result<_, _>>()?,
            settings: Arc::new(PrimarySettings { domains: vec![], ..settings.clone() }),
        });
        let mut own = BTreeSet::new();
        let twice = |domain: &String| self.domains.get(domain).is_some() || !own.insert(domain.clone());
        if let Some(place) = primary.domains.iter().position(twice) {
            return Err(WrongTable::DomainTwice(settings.domains[place].name.clone()));
        }
        self.insert(&settings.name, primary);
        Ok(())
    }

    fn insert(&mut self, name: &str, primary: Arc<Primary>) {
        for (place, domain) in primary.domains.iter().enumerate() {
            self.domains.insert(domain.clone(), (primary.clone(), place));
        }
        self.primaries.insert(name.into(), primary);
    }

    /// Whom an address belongs to. It is known here whether the primary is up or down.
    pub fn verdict(&self, address: &str) -> Verdict {
        let Some((local, domain)) = address.rsplit_once('@') else { return Verdict::NotOurs };
        let Some(name) = ascii(domain) else { return Verdict::NotOurs };
        let Some((primary, place)) = self.domains.get(&name) else { return Verdict::NotOurs };
        let local = local.to_lowercase();
        let person = primary
            .settings
            .delimiter
            .and_then(|delimiter| local.split_once(delimiter))
            .map(|(person, _)| person);
        let lives = |person: &str| primary.people[*place].binary_search_by(|own| (**own).cmp(person)).is_ok();
        if lives(&local) || person.is_some_and(lives) {
            Verdict::Known(primary.settings.clone(), name)
        } else {
            Verdict::NobodyOfThatName
        }
    }

    /// In no order.
    pub fn primaries(&self) -> impl Iterator<Item = &Arc<PrimarySettings>> {
        self.primaries.values().map(|primary| &primary.settings)
    }

    pub fn primary(&self, name: &str) -> Option<&Arc<PrimarySettings>> {
        self.primaries.get(name).map(|primary| &primary.settings)
    }

    pub fn primary_of(&self, domain: &str) -> Option<&Arc<PrimarySettings>> {
        self.domains.get(&ascii(domain)?).map(|(primary, _)| &primary.settings)
    }

    pub fn domains_of(&self, primary: &str) -> &[String] {
        self.primaries.get(primary).map_or(&[], |primary| primary.domains.as_slice())
    }
}

impl PrimarySettings {
    /// Whether senders are told to go to the primary itself: only if both who watches it and the relay see it up. Where
    /// nobody watches, mail is taken.
    /// After a split of the network one of them does not, and mail is taken.
    pub fn refuses(&self, seen: Seen) -> bool {
        self.mode == Mode::RefuseWhileUp && self.state == State::Up && seen == Seen::Up
    }

    /// Whether ETRN from there is its own.
    pub fn is_at(&self, address: IpAddr) -> bool {
        self.next_hop.ip().to_canonical() == address || self.addresses.contains(&address)
    }
}

/// Sorted, in small letters.
fn people(domain: &DomainSettings) -> Result<Box<[Box<str>]>, WrongTable> {
    let mut people: Vec<Box<str>> =
        domain.recipients.iter().map(|person| person.to_lowercase().into_boxed_str()).collect();
    if let Some(file) = &domain.recipients_file {
        let text = std::fs::read_to_string(file)
            .map_err(|error| WrongTable::Recipients(domain.name.clone(), error.to_string()))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        people.extend(lines.map(|line| line.to_lowercase().into_boxed_str()));
    }
    people.sort_unstable();
    people.dedup();
    Ok(people.into_boxed_slice())
}

/// A domain in small letters, international names in their ASCII form (RFC 5890).
fn ascii(domain: &str) -> Option<String> {
    idna::domain_to_ascii_strict(domain).ok().filter(|name| !name.is_empty() && name.len() <= 255)
}

#[cfg(test)]
mod tests;
