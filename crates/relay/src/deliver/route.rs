//! What couriers of one primary share.

use super::connection::Connection;
use super::later::Later;
use super::ramp::Ramp;
use super::talk::Lost;
use super::transfer::{About, Begun, Fate, Handed, Letter};
use crate::queue::{Became, Envelope, Mark, Queue, QueueId, Standing, places};
use crate::table::{PrimarySettings, Table, View};
use hostler_kit::time::Clock;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::{Arc, Mutex};

/// Of what a primary says, so many characters are kept.
const MOST_REASON: usize = 100;

pub struct Route {
    pub host: String,
    pub primary: Arc<PrimarySettings>,
    pub table: Arc<Table>,
    pub queue: Arc<Queue>,
    pub view: Arc<View>,
    pub clock: Clock,
    pub ramp: Mutex<Ramp>,
    /// Senders that have something on the way.
    busy: Mutex<HashMap<u32, usize>>,
    pub later: Arc<Later>,
}

/// A connection, and what was taken for it beside the parcel that is delivered.
pub struct Courier {
    connection: Connection,
    next: Option<(Load, Begun)>,
}

/// Whether a parcel is taken before it is known what becomes of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    One,
    None,
}

/// A parcel on its way.
pub struct Load {
    id: QueueId,
    sender: u32,
    parcel: u8,
    /// Places of its recipients.
    to: Vec<u8>,
    /// Or what becomes of it because it cannot be read.
    mail: Result<Mail, Fate>,
    begun_ms: i64,
}

struct Mail {
    envelope: Envelope,
    body: Vec<u8>,
}

impl Load {
    /// Numbers for its recipients.
    fn people(&self) -> impl Iterator<Item = u64> + '_ {
        let parcel = self.mail.as_ref().ok().map(|mail| &mail.envelope.parcels[usize::from(self.parcel)]);
        let addresses = parcel
            .into_iter()
            .flat_map(|parcel| self.to.iter().map(|place| &parcel.recipients[usize::from(*place)].address));
        addresses.map(|address| {
            let mut hasher = DefaultHasher::new();
            address.hash(&mut hasher);
            hasher.finish()
        })
    }
}

impl Courier {
    pub fn new(connection: Connection) -> Courier {
        Courier { connection, next: None }
    }

    /// Whether nothing was taken for it.
    pub fn is_free(&self) -> bool {
        self.next.is_none()
    }

    /// Whether the letter that was lost had begun: then it may be what the primary cannot bear, or it may have it.
    fn was_under_way(&self) -> bool {
        self.connection.under_way
    }

    pub async fn quit(self) {
        self.connection.quit().await;
    }
}

impl<'a> Letter<'a> {
    fn of(load: &'a Load, mail: &'a Mail) -> Letter<'a> {
        let parcel = &mail.envelope.parcels[usize::from(load.parcel)];
        Letter { envelope: &mail.envelope, parcel, to: &load.to, body: &mail.body }
    }
}

/// The log can no longer be written: what is delivered could not be written down.
pub struct Stopped;

impl Route {
    pub fn new(
        host: &str,
        (table, primary): (Arc<Table>, Arc<PrimarySettings>),
        around: &super::Around,
    ) -> Route {
        Route {
            host: host.into(),
            queue: around.queue.clone(),
            view: around.sight.of(&primary.name),
            clock: around.clock.clone(),
            ramp: Mutex::new(Ramp::new(primary.most_connections)),
            busy: Mutex::default(),
            later: around.later_of(&primary.name),
            primary,
            table,
        }
    }

    pub fn domains(&self) -> &[String] {
        self.table.domains_of(&self.primary.name)
    }

    pub fn ramp<T>(&self, change: impl FnOnce(&mut Ramp) -> T) -> T {
        change(&mut self.ramp.lock().expect("nobody panics while holding it"))
    }

    pub fn has_work(&self) -> bool {
        self.queue.index().waits_for(self.domains())
    }

    /// Delivers the next parcel. The one behind it is taken already if `ahead` says so, and sent along.
    pub async fn deliver_next(
        &self,
        courier: &mut Courier,
        ahead: Ahead,
    ) -> Result<Result<Done, Lost>, Stopped> {
        let begun = match courier.next.take() {
            Some(begun) => Some(begun),
            None => self.load().await.map(|load| (load, Begun::NotYet)),
        };
        let Some((load, begun)) = begun else { return Ok(Ok(Done::Nothing)) };
        let next = if ahead == Ahead::One { self.load().await } else { None };
        let handed = match &load.mail {
            Err(fate) => {
                let fates = load.to.iter().map(|place| (*place, fate.clone())).collect();
                courier.connection.under_way = false;
                Ok(Handed { fates, about: About::Recipients, followed: Begun::NotYet })
            }
            Ok(mail) => {
                let behind = next.as_ref().and_then(|next| Some(Letter::of(next, next.mail.as_ref().ok()?)));
                courier.connection.deliver(Letter::of(&load, mail), begun, behind).await
            }
        };
        self.let_go(load.sender);
        match handed {
            Err(lost) => {
                if courier.was_under_way() {
                    self.put_off(load.id);
                } else {
                    self.put_back(&load);
                }
                if let Some(next) = next {
                    self.let_go(next.sender);
                    self.put_back(&next);
                }
                Ok(Err(lost))
            }
            Ok(handed) => {
                courier.next = next.map(|next| (next, handed.followed));
                self.learn(&load, &handed);
                self.write_down(load.id, handed.fates).await?;
                Ok(Ok(Done::One))
            }
        }
    }

    fn put_back(&self, load: &Load) {
        self.queue.index().stand(load.id, Standing::Waiting);
    }

    fn put_off(&self, id: QueueId) {
        self.queue.index().stand(id, Standing::Deferred);
        self.later.put_off(id, self.clock.now_ms());
    }

    /// Takes the next parcel, unless what becomes of it could not be written down.
    async fn load(&self) -> Option<Load> {
        if self.queue.is_stopped() {
            return None;
        }
        let (id, entry) = {
            let mut busy = self.busy.lock().expect("nobody panics while holding it");
            let taken = self.queue.index().take(self.domains(), |sender| busy.contains_key(&sender));
            let (id, entry) = taken?;
            *busy.entry(entry.sender).or_default() += 1;
            (id, entry)
        };
        let to = places(self.queue.index().left(id));
        let mail = match self.queue.fetch(id).await {
            Ok(Some((envelope, body))) => Ok(Mail { envelope, body }),
            Ok(None) => Err(Fate::Later("it is gone".into())),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                tracing::error!(%id, "a message on disk is damaged; it is held");
                Err(Fate::Refused("its bytes on disk are damaged".into()))
            }
            Err(error) => Err(Fate::Later(error.to_string())),
        };
        let begun_ms = self.clock.now_ms();
        Some(Load { id, sender: entry.sender, parcel: entry.parcel, to, mail, begun_ms })
    }

    fn let_go(&self, sender: u32) {
        let mut busy = self.busy.lock().expect("nobody panics while holding it");
        if let Some(count) = busy.get_mut(&sender) {
            *count -= 1;
        }
        busy.retain(|_, count| *count > 0);
    }

    fn learn(&self, load: &Load, handed: &Handed) {
        let reason = |fate: &Fate| match fate {
            Fate::Delivered => None,
            Fate::Refused(reason) | Fate::Later(reason) => Some(reason.clone()),
        };
        let took_ms = self.clock.now_ms() - load.begun_ms;
        let trouble = handed.fates.iter().find_map(|(_, fate)| reason(fate));
        let taken = handed.fates.iter().any(|(_, fate)| *fate == Fate::Delivered);
        match (taken, handed.about) {
            (true, _) => self.ramp(|ramp| ramp.went_well(took_ms)),
            (false, About::Message) => self.ramp(Ramp::was_refused),
            (false, About::Recipients) => self.ramp(|ramp| ramp.was_refused_for(load.people())),
        }
        match trouble {
            None => self.view.count_delivered(),
            Some(reason) => self.view.note(Some(reason)),
        }
    }

    /// Marks go to the log in the order of what happened, many with one sync.
    async fn write_down(&self, id: QueueId, fates: Vec<(u8, Fate)>) -> Result<(), Stopped> {
        let at_ms = self.clock.now_ms();
        let mut marks: Vec<Mark> = Vec::new();
        let mut put_off = false;
        for (place, fate) in fates {
            let became = match fate {
                Fate::Delivered => Became::Delivered,
                Fate::Refused(reason) => {
                    tracing::warn!(%id, reason, "the primary does not take a message; it is held");
                    Became::Held(reason.chars().take(MOST_REASON).collect())
                }
                Fate::Later(_) => {
                    put_off = true;
                    continue;
                }
            };
            match marks.iter_mut().find(|mark| mark.became == became) {
                Some(mark) => mark.to.push(place),
                None => marks.push(Mark { id, to: vec![place], became, at_ms }),
            }
        }
        if put_off {
            // What some of its recipients have must be known before it may be taken again for the others.
            if !marks.is_empty() {
                self.queue.mark_now(marks).await.map_err(|_| Stopped)?;
            }
            self.put_off(id);
            return Ok(());
        }
        self.later.forget(id);
        if marks.is_empty() { Ok(()) } else { self.queue.mark(marks).await.map_err(|_| Stopped) }
    }
}

/// Whether there was something.
#[derive(Debug, PartialEq)]
pub enum Done {
    One,
    Nothing,
}
