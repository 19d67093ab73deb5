//! Everything that a stranger may do is limited.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Connections at once.
    pub sessions: usize,
    /// Of them from one address (of IPv6: from one /64).
    pub sessions_per_address: usize,
    pub message_bytes: usize,
    /// Bytes of all messages that are arriving right now.
    pub arriving_bytes: u64,
    pub header_lines: usize,
    /// Received lines: more of them is a loop.
    pub hops: usize,
    /// Refused or unknown commands in one connection.
    pub errors: u32,
    /// Commands that lead nowhere (NOOP, RSET, VRFY …) in one connection.
    pub idle_commands: u32,
    pub messages_per_session: u32,
    /// How long the next command may take, in seconds.
    pub command_seconds: u64,
    /// How long a message may take, from DATA to its end.
    pub message_seconds: u64,
    /// How long a connection may last.
    pub session_seconds: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            sessions: 1000,
            sessions_per_address: 100,
            message_bytes: 50 * 1024 * 1024,
            arriving_bytes: 512 * 1024 * 1024,
            header_lines: 2000,
            hops: 50,
            errors: 20,
            idle_commands: 100,
            messages_per_session: 10_000,
            command_seconds: 300,
            message_seconds: 1800,
            session_seconds: 7200,
        }
    }
}

/// Who is connected.
#[derive(Debug, Default)]
pub struct Guests {
    each: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection's place; free again when this is dropped.
#[derive(Debug)]
pub struct Seat {
    guests: Arc<Guests>,
    address: IpAddr,
}

impl Guests {
    /// A place for one more connection, if there is one.
    pub fn seat(self: &Arc<Guests>, address: IpAddr, limits: &Limits) -> Option<Seat> {
        let address = neighbourhood(address);
        let mut each = self.each.lock().expect("nobody panics while holding it");
        let (all, here) = (each.values().sum::<usize>(), each.get(&address).copied().unwrap_or_default());
        if all >= limits.sessions || here >= limits.sessions_per_address {
            return None;
        }
        each.insert(address, here + 1);
        Some(Seat { guests: self.clone(), address })
    }

    pub fn count(&self) -> usize {
        self.each.lock().expect("nobody panics while holding it").values().sum()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut each = self.guests.each.lock().expect("nobody panics while holding it");
        if let Some(count) = each.get_mut(&self.address) {
            *count -= 1;
        }
        each.retain(|_, count| *count > 0);
    }
}

/// An IPv6 host has a whole /64 to itself.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => IpAddr::from((u128::from(six) & (u128::MAX << 64)).to_be_bytes()),
        four => four,
    }
}

/// Memory for what is arriving.
#[derive(Debug)]
pub struct Budget {
    left: AtomicU64,
}

/// What one message takes of it; given back when this is dropped.
#[derive(Debug)]
pub struct Share {
    budget: Arc<Budget>,
    taken: u64,
}

impl Budget {
    pub fn new(bytes: u64) -> Budget {
        Budget { left: AtomicU64::new(bytes) }
    }

    pub fn share(self: &Arc<Budget>) -> Share {
        Share { budget: self.clone(), taken: 0 }
    }
}

impl Share {
    /// Whether there is room for so many bytes in all.
    pub fn covers(&mut self, bytes: usize) -> bool {
        let more = (bytes as u64).saturating_sub(self.taken);
        let taken = self
            .budget
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(more));
        self.taken += if taken.is_ok() { more } else { 0 };
        taken.is_ok()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.left.fetch_add(self.taken, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_counted_by_address_and_in_all() {
        let limits = Limits { sessions: 3, sessions_per_address: 2, ..Limits::default() };
        let guests = Arc::new(Guests::default());
        let from = |address: &str| guests.seat(address.parse().unwrap(), &limits);
        let first = from("2001:db8::1").unwrap();
        let _second = from("2001:db8::2").unwrap();
        assert!(from("2001:db8::3").is_none(), "the same /64");
        let _third = from("192.0.2.1").unwrap();
        assert!(from("192.0.2.2").is_none(), "three in all");
        drop(first);
        assert!(from("192.0.2.2").is_some());
    }

    #[test]
    fn arriving_mail_shares_its_memory() {
        let budget = Arc::new(Budget::new(100));
        let (mut one, mut other) = (budget.share(), budget.share());
        assert!(one.covers(60) && other.covers(40) && one.covers(60));
        assert!(!one.covers(61));
        drop(other);
        assert!(one.covers(100));
    }
}
