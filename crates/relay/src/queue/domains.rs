//! What waits for each domain: how much, since when, and what is next.

use super::index::Standing;
use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;

#[derive(Debug, Default)]
pub struct Domains {
    numbers: HashMap<String, u32>,
    each: Vec<Domain>,
}

#[derive(Debug, Default)]
struct Domain {
    name: String,
    all: BTreeSet<u64>,
    waiting: BTreeSet<u64>,
    again: BTreeSet<u64>,
    deferred: BTreeSet<u64>,
    held: BTreeSet<u64>,
    bytes: u64,
}

/// What was never tried comes before what was put off: so a mailbox that takes nothing keeps no other's mail back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    First,
    Again,
}

/// How a domain's queue stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Depth {
    pub domain: String,
    /// Parcels, the held ones too.
    pub messages: u64,
    pub bytes: u64,
    pub held: u64,
    /// Put off after the primary said 4xx.
    pub deferred: u64,
    pub oldest: Option<u64>,
}

impl Domains {
    pub fn known(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.known(name) {
            return number;
        }
        let number = self.each.len() as u32;
        self.numbers.insert(name.into(), number);
        self.each.push(Domain { name: name.into(), ..Domain::default() });
        number
    }

    pub fn name(&self, number: u32) -> &str {
        &self.each[number as usize].name
    }

    pub fn add(&mut self, number: u32, id: u64, bytes: u64) {
        let domain = &mut self.each[number as usize];
        domain.all.insert(id);
        domain.bytes += bytes;
    }

    pub fn remove(&mut self, number: u32, id: u64, bytes: u64) {
        let domain = &mut self.each[number as usize];
        domain.all.remove(&id);
        domain.bytes -= bytes;
        domain.leave(id);
    }

    pub fn stand(&mut self, number: u32, id: u64, standing: Standing) {
        let domain = &mut self.each[number as usize];
        domain.leave(id);
        match standing {
            Standing::Waiting => domain.waiting.insert(id),
            Standing::Again => domain.again.insert(id),
            Standing::Deferred => domain.deferred.insert(id),
            Standing::Held => domain.held.insert(id),
            Standing::Taken => false,
        };
    }

    /// What may be taken now, oldest first.
    pub fn ready(&self, number: u32, turn: Turn) -> impl Iterator<Item = u64> + '_ {
        let domain = &self.each[number as usize];
        let ready = match turn {
            Turn::First => &domain.waiting,
            Turn::Again => &domain.again,
        };
        ready.iter().copied()
    }

    pub fn all(&self, number: u32, after: u64) -> impl Iterator<Item = u64> + '_ {
        let range = (Bound::Excluded(after), Bound::Unbounded);
        self.each[number as usize].all.range(range).copied()
    }

    /// Messages and bytes.
    pub fn waiting_for(&self, name: &str) -> (u64, u64) {
        let domain = self.known(name).map(|number| &self.each[number as usize]);
        domain.map_or((0, 0), |domain| (domain.all.len() as u64, domain.bytes))
    }

    pub fn depth(&self, name: &str) -> Depth {
        self.known(name).map(|number| self.each[number as usize].depth()).unwrap_or(Depth {
            domain: name.into(),
            messages: 0,
            bytes: 0,
            held: 0,
            deferred: 0,
            oldest: None,
        })
    }

    /// The domains for which there is something.
    pub fn depths(&self) -> Vec<Depth> {
        self.each.iter().filter(|domain| !domain.all.is_empty()).map(Domain::depth).collect()
    }
}

impl Domain {
    fn leave(&mut self, id: u64) {
        self.waiting.remove(&id);
        self.again.remove(&id);
        self.deferred.remove(&id);
        self.held.remove(&id);
    }

    fn depth(&self) -> Depth {
        Depth {
            domain: self.name.clone(),
            messages: self.all.len() as u64,
            bytes: self.bytes,
            held: self.held.len() as u64,
            deferred: self.deferred.len() as u64,
            oldest: self.all.first().copied(),
        }
    }
}
