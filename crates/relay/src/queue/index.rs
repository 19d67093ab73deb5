//! What waits, in memory: where each parcel lies, in which order it came, who holds it. Made anew at each start by
//! reading the log. A waiting parcel takes some 120 bytes, so a million of them fit into 300 MB (`tests/queue/memory.rs`);
//! one that is held for a reason of its own takes three times that.

use super::domains::{Domains, Turn};
use super::message::{Became, Envelope, Held, Mark, Parcel, QueueId, bits, places, whole};
use std::collections::{BTreeMap, HashMap, HashSet};

/// One parcel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    pub segment: u32,
    pub offset: u32,
    /// Bytes of the body.
    pub size: u32,
    /// Seconds since 1970 UTC.
    pub received_s: u32,
    /// A number for the sender.
    pub sender: u32,
    pub(super) domain: u32,
    /// Which parcel of its message it is.
    pub parcel: u8,
    pub recipients: u8,
    pub standing: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    Waiting,
    /// It was put off, and its time has come.
    Again,
    /// Somebody is delivering it.
    Taken,
    /// To be tried again later.
    Deferred,
    Held,
}

/// Where a record lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub segment: u32,
    pub offset: u32,
    /// Bytes of the body.
    pub size: usize,
}

#[derive(Debug, Default)]
pub struct Index {
    pub(super) entries: BTreeMap<u64, Entry>,
    /// Recipients that have it, where some have not.
    done: HashMap<u64, u128>,
    held: HashMap<u64, Held>,
    /// When somebody released it last, in milliseconds since 1970 UTC.
    released: HashMap<u64, i64>,
    /// What couriers have, whatever people do to it meanwhile.
    carried: HashSet<u64>,
    pub(super) domains: Domains,
    live: BTreeMap<u32, u64>,
    living_bytes: u64,
    newest: u64,
}

impl Index {
    /// Takes a message in; a copy of one that is known takes its place.
    pub fn add(&mut self, envelope: &Envelope, place: Place) {
        for (number, parcel) in envelope.parcels.iter().enumerate() {
            let id = envelope.first + number as u64;
            self.newest = self.newest.max(id);
            let known = self.forget(id);
            let mut entry = self.entry(envelope, parcel, place);
            entry.parcel = number as u8;
            let done = bits(&parcel.done);
            if done & whole(entry.recipients) == whole(entry.recipients) {
                continue;
            }
            if let Some(Entry {
                standing: standing @ (Standing::Taken | Standing::Deferred | Standing::Again),
                ..
            }) = known
            {
                entry.standing = standing;
            }
            self.keep(id, entry, (done, parcel.held.clone()));
            if let Some(at_ms) = parcel.released_at_ms {
                self.released.insert(id, at_ms);
            }
        }
    }

    fn entry(&mut self, envelope: &Envelope, parcel: &Parcel, place: Place) -> Entry {
        Entry {
            segment: place.segment,
            offset: place.offset,
            size: place.size as u32,
            received_s: (envelope.received_at_ms / 1000) as u32,
            sender: crc32c::crc32c(envelope.sender.as_bytes()),
            domain: self.domains.number(&parcel.domain),
            parcel: 0,
            recipients: parcel.recipients.len() as u8,
            standing: Standing::Waiting,
        }
    }

    fn keep(&mut self, id: u64, entry: Entry, (done, held): (u128, Option<Held>)) {
        *self.live.entry(entry.segment).or_default() += 1;
        self.living_bytes += u64::from(entry.size);
        self.domains.add(entry.domain, id, u64::from(entry.size));
        self.entries.insert(id, entry);
        if done != 0 {
            self.done.insert(id, done);
        }
        if let Some(held) = held {
            self.held.insert(id, held);
        }
        self.settle(id);
    }

    /// Takes a parcel out of everything.
    fn forget(&mut self, id: u64) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        self.done.remove(&id);
        self.held.remove(&id);
        self.released.remove(&id);
        self.domains.remove(entry.domain, id, u64::from(entry.size));
        if let Some(live) = self.live.get_mut(&entry.segment) {
            *live -= 1;
        }
        self.living_bytes -= u64::from(entry.size);
        Some(entry)
    }

    /// A parcel stands where what became of its recipients says.
    fn settle(&mut self, id: u64) {
        let left = self.left(QueueId(id));
        let Some(entry) = self.entries.get_mut(&id) else { return };
        entry.standing = match (left, entry.standing) {
            (0, _) => Standing::Held,
            (_, Standing::Held) if self.carried.contains(&id) => Standing::Taken,
            (_, Standing::Held) => Standing::Waiting,
            (_, standing) => standing,
        };
        self.domains.stand(entry.domain, id, entry.standing);
    }

    /// Writes down what became of a parcel; one that is not known changes nothing.
    pub fn apply(&mut self, mark: &Mark) {
        let QueueId(id) = mark.id;
        let Some(entry) = self.entries.get(&id) else { return };
        let all = whole(entry.recipients);
        let meant = if mark.to.is_empty() { all } else { bits(&mark.to) & all };
        match &mark.became {
            Became::Delivered | Became::Discarded => {
                let done = self.done.get(&id).copied().unwrap_or_default() | meant;
                if done == all {
                    self.forget(id);
                    self.carried.remove(&id);
                    return;
                }
                self.done.insert(id, done);
                self.release(id, meant);
            }
            Became::Held(reason) => self.hold(id, meant, (reason, mark.at_ms)),
            Became::Released => {
                self.release(id, meant);
                self.released.insert(id, mark.at_ms);
            }
        }
        self.settle(id);
    }

    fn hold(&mut self, id: u64, meant: u128, (reason, at_ms): (&str, i64)) {
        let meant = meant & !self.done.get(&id).copied().unwrap_or_default();
        let before = self.held.get(&id).map_or(0, |held| bits(&held.to));
        if meant != 0 {
            self.held.insert(id, Held { to: places(before | meant), reason: reason.into(), at_ms });
        }
    }

    fn release(&mut self, id: u64, meant: u128) {
        let Some(held) = self.held.get_mut(&id) else { return };
        held.to = places(bits(&held.to) & !meant);
        if held.to.is_empty() {
            self.held.remove(&id);
        }
    }

    /// The recipients that still wait for it.
    pub fn left(&self, QueueId(id): QueueId) -> u128 {
        let Some(entry) = self.entries.get(&id) else { return 0 };
        let done = self.done.get(&id).copied().unwrap_or_default();
        whole(entry.recipients) & !done & !self.held.get(&id).map_or(0, |held| bits(&held.to))
    }

    pub fn entry_of(&self, QueueId(id): QueueId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    pub fn held_of(&self, QueueId(id): QueueId) -> Option<&Held> {
        self.held.get(&id)
    }

    /// From when on its days are counted: since it came, or since somebody released it.
    pub fn counts_from_ms(&self, QueueId(id): QueueId) -> Option<i64> {
        let received_ms = i64::from(self.entries.get(&id)?.received_s) * 1000;
        Some(self.released.get(&id).copied().unwrap_or(received_ms))
    }

    pub fn done_of(&self, QueueId(id): QueueId) -> u128 {
        self.done.get(&id).copied().unwrap_or_default()
    }

    /// The highest id that was ever seen.
    pub fn newest(&self) -> u64 {
        self.newest
    }

    /// Bytes of the bodies of everything that is kept.
    pub fn living_bytes(&self) -> u64 {
        self.living_bytes
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The next parcel to deliver to one of these domains. One whose sender has another on the way (`busy`) comes
    /// later, if there is something else among the first: so a sender's mail mostly arrives in the order in which it
    /// was sent.
    pub fn take(&mut self, domains: &[String], busy: impl Fn(u32) -> bool) -> Option<(QueueId, Entry)> {
        let turns = [Turn::First, Turn::Again].into_iter();
        let (oldest, turn) = turns.filter_map(|turn| Some((self.oldest(domains, turn)?, turn))).next()?;
        let (id, entry) = self.choose((oldest, turn), busy)?;
        self.stand(id, Standing::Taken);
        Some((id, entry))
    }

    /// Whether there is something to deliver to one of these domains.
    pub fn waits_for(&self, domains: &[String]) -> bool {
        [Turn::First, Turn::Again].into_iter().any(|turn| self.oldest(domains, turn).is_some())
    }

    /// Which of the domains has the oldest parcel.
    fn oldest(&self, domains: &[String], turn: Turn) -> Option<u32> {
        let numbers = domains.iter().filter_map(|domain| self.domains.known(domain));
        let firsts = numbers.filter_map(|number| Some((self.domains.ready(number, turn).next()?, number)));
        firsts.min().map(|(_, number)| number)
    }

    fn choose(&self, (domain, turn): (u32, Turn), busy: impl Fn(u32) -> bool) -> Option<(QueueId, Entry)> {
        let first = self.domains.ready(domain, turn).take(LOOK_AHEAD);
        let mut first = first.filter_map(|id| self.entries.get(&id).map(|entry| (QueueId(id), *entry)));
        let oldest = first.next()?;
        if !busy(oldest.1.sender) {
            return Some(oldest);
        }
        Some(first.find(|(_, entry)| !busy(entry.sender)).unwrap_or(oldest))
    }

    /// Puts a parcel where it stands from now on; a held one stays held until it is released.
    pub fn stand(&mut self, QueueId(id): QueueId, standing: Standing) {
        if standing != Standing::Taken {
            self.carried.remove(&id);
        }
        let Some(entry) = self.entries.get_mut(&id) else { return };
        if standing == Standing::Taken {
            self.carried.insert(id);
        }
        if entry.standing != Standing::Held {
            entry.standing = standing;
            self.domains.stand(entry.domain, id, standing);
        }
    }

    /// A courier is done with it, and what became of it is known: what is left of it, such as for somebody for whom it
    /// was released meanwhile, waits. Gives whether something is.
    pub fn put_down(&mut self, QueueId(id): QueueId) -> bool {
        let taken = self.entries.get(&id).is_some_and(|entry| entry.standing == Standing::Taken);
        if self.carried.remove(&id) && taken {
            self.stand(QueueId(id), Standing::Waiting);
        }
        taken
    }

    /// One that was put off may be taken again; gives its domain. Any other stays where it stands.
    pub fn wake(&mut self, id: QueueId) -> Option<&str> {
        self.entries.get(&id.0).filter(|entry| entry.standing == Standing::Deferred)?;
        self.stand(id, Standing::Again);
        self.entries.get(&id.0).map(|entry| self.domains.name(entry.domain))
    }

    /// The parcels of a domain from the oldest on, behind `after`.
    pub fn of_domain(&self, domain: &str, after: u64) -> impl Iterator<Item = (QueueId, &Entry)> {
        let number = self.domains.known(domain);
        let ids = number.into_iter().flat_map(move |number| self.domains.all(number, after));
        ids.filter_map(|id| self.entries.get(&id).map(|entry| (QueueId(id), entry)))
    }

    pub fn domain_of(&self, entry: &Entry) -> &str {
        self.domains.name(entry.domain)
    }

    /// Everything from the oldest on.
    pub fn oldest_first(&self) -> impl Iterator<Item = (QueueId, &Entry)> {
        self.entries.iter().map(|(id, entry)| (QueueId(*id), entry))
    }

    /// Whether no parcel lies in this segment.
    pub fn is_dead(&self, segment: u32) -> bool {
        self.live.get(&segment).is_none_or(|live| *live == 0)
    }

    /// The records of a segment in which parcels live, by the first of them.
    pub fn living_in(&self, segment: u32) -> Vec<QueueId> {
        let mut seen = std::collections::HashSet::new();
        let inside = self.entries.iter().filter(|(_, entry)| entry.segment == segment);
        inside.filter(|(_, entry)| seen.insert(entry.offset)).map(|(id, _)| QueueId(*id)).collect()
    }

    /// An envelope with what became of its parcels, as a copy of its record needs it.
    pub fn with_standing(&self, mut envelope: Envelope) -> Envelope {
        for (number, parcel) in envelope.parcels.iter_mut().enumerate() {
            let id = envelope.first + number as u64;
            let known = self.entries.contains_key(&id);
            let all = whole(parcel.recipients.len() as u8);
            parcel.done = places(if known { self.done_of(QueueId(id)) } else { all });
            parcel.held = self.held.get(&id).cloned();
            parcel.released_at_ms = self.released.get(&id).copied();
        }
        envelope
    }
}

/// How many parcels are looked at for one whose sender is not busy.
const LOOK_AHEAD: usize = 50;
