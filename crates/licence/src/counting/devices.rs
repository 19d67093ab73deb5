//! The devices of a gateway's users (P2, D11).
//!
//! A device is an address bound to a person now: somebody signed in from it, it is assigned to somebody, or somebody's
//! VPN has it. It ends by sign-out or by 8 hours of silence. All addresses of one tunnel or hardware address (its IPv4
//! and its IPv6) are one device, and so is an address that is bound in two ways.
//!
//! Who writes the bindings keeps two things: an address that passes to another person ends the binding to the former,
//! and a router's hardware address is not written for the stations behind it.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

/// After so long without traffic, a device is not there any more.
pub const SILENCE_MS: i64 = 8 * 60 * 60 * 1000;

/// An address and the person who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The account's id.
    pub person: String,
    pub address: IpAddr,
    pub how: Bound,
    /// The hardware address or the tunnel's id if known, written the same way each time.
    #[serde(default)]
    pub link: Option<String>,
    /// When it was last heard of, in milliseconds since 1970.
    pub last_seen_ms: i64,
    /// When the person signed out or the assignment was taken back; none while it lasts.
    #[serde(default)]
    pub ended_at_ms: Option<i64>,
}

/// How an address came to belong to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    SignedIn,
    Assigned,
    Vpn,
}

/// One device of a person, with what it is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Device {
    /// At least one; IPv4 before IPv6, lowest first.
    pub addresses: Vec<IpAddr>,
    /// Hardware addresses and tunnels, if known.
    #[serde(default)]
    pub links: Vec<String>,
}

impl Device {
    /// A device known by an address alone.
    pub fn at(address: IpAddr) -> Device {
        Device { addresses: vec![address.to_canonical()], links: Vec::new() }
    }
}

/// Whether the binding holds at `now_ms`: not ended, and heard of less than 8 hours ago.
pub fn is_bound(binding: &Binding, now_ms: i64) -> bool {
    let ended = binding.ended_at_ms.is_some_and(|ended_at_ms| ended_at_ms <= now_ms);
    !ended && now_ms.saturating_sub(binding.last_seen_ms) < SILENCE_MS
}

/// The devices of each person at `now_ms`, by account id; who has none is not named. In the order of the addresses,
/// whatever the order of the bindings.
pub fn devices(bindings: &[Binding], now_ms: i64) -> BTreeMap<String, Vec<Device>> {
    let mut people: BTreeMap<String, Vec<&Binding>> = BTreeMap::new();
    for binding in bindings.iter().filter(|binding| is_bound(binding, now_ms)) {
        people.entry(binding.person.clone()).or_default().push(binding);
    }
    people.into_iter().map(|(person, bindings)| (person, of_person(&bindings))).collect()
}

fn of_person(bindings: &[&Binding]) -> Vec<Device> {
    let mut same = Same((0..bindings.len()).collect());
    let (mut by_address, mut by_link) = (HashMap::new(), HashMap::new());
    for (place, binding) in bindings.iter().enumerate() {
        same.join(place, *by_address.entry(binding.address.to_canonical()).or_insert(place));
        if let Some(link) = &binding.link {
            same.join(place, *by_link.entry(link.as_str()).or_insert(place));
        }
    }
    let mut found: HashMap<usize, (BTreeSet<IpAddr>, BTreeSet<String>)> = HashMap::new();
    for (place, binding) in bindings.iter().enumerate() {
        let (addresses, links) = found.entry(same.first(place)).or_default();
        addresses.insert(binding.address.to_canonical());
        links.extend(binding.link.clone());
    }
    let device = |(addresses, links): (BTreeSet<IpAddr>, BTreeSet<String>)| Device {
        addresses: addresses.into_iter().collect(),
        links: links.into_iter().collect(),
    };
    let mut devices: Vec<Device> = found.into_values().map(device).collect();
    devices.sort();
    devices
}

/// Which places are of the same device: each points to an earlier one of it, the first to itself.
struct Same(Vec<usize>);

impl Same {
    fn first(&mut self, mut place: usize) -> usize {
        while self.0[place] != place {
            self.0[place] = self.0[self.0[place]];
            place = self.0[place];
        }
        place
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.0[one.max(other)] = one.min(other);
    }
}
