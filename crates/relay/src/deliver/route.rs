//! What couriers of one primary share.

use super::connection::Connection;
use super::ramp::Ramp;
use super::talk::Lost;
use super::transfer::{Begun, Fate, Letter};
use crate::queue::{Became, Envelope, Mark, Queue, QueueId, Standing, places};
use crate::table::{PrimarySettings, Table, View};
use hostler_kit::time::Clock;
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::{Arc, Mutex};

/// After a refusal for now, a message waits so long; twice as long each time, up to the most.
const FIRST_DELAY_MS: i64 = 10_000;
const MOST_DELAY_MS: i64 = 15 * 60_000;
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

/// Messages that were put off.
#[derive(Debug, Default)]
pub struct Later {
    due: Mutex<BTreeSet<(i64, QueueId)>>,
    tries: Mutex<HashMap<QueueId, u32>>,
}

impl Later {
    fn put_off(&self, id: QueueId, now_ms: i64) {
        let mut tries = self.tries.lock().expect("nobody panics while holding it");
        let times = tries.entry(id).or_default();
        let delay = (FIRST_DELAY_MS << (*times).min(20)).min(MOST_DELAY_MS);
        *times += 1;
        self.due.lock().expect("nobody panics while holding it").insert((now_ms + delay, id));
    }

    fn forget(&self, id: QueueId) {
        self.tries.lock().expect("nobody panics while holding it").remove(&id);
    }

    /// Those whose time has come, all of them if somebody asks for delivery now.
    pub fn due(&self, until_ms: i64) -> Vec<QueueId> {
        let mut due = self.due.lock().expect("nobody panics while holding it");
        let not_yet = due.split_off(&(until_ms.saturating_add(1), QueueId(0)));
        std::mem::replace(&mut *due, not_yet).into_iter().map(|(_, id)| id).collect()
    }

    pub fn next_ms(&self) -> Option<i64> {
        self.due.lock().expect("nobody panics while holding it").first().map(|(at_ms, _)| *at_ms)
    }
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

impl Courier {
    pub fn new(connection: Connection) -> Courier {
        Courier { connection, next: None }
    }

    /// Whether nothing was taken for it.
    pub fn is_free(&self) -> bool {
        self.next.is_none()
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
        let Some((load, begun)) = courier.next.take().or_else(|| Some((self.load()?, Begun::NotYet))) else {
            return Ok(Ok(Done::Nothing));
        };
        let next = if ahead == Ahead::One { self.load() } else { None };
        let fates = match &load.mail {
            Err(fate) => Ok((load.to.iter().map(|place| (*place, fate.clone())).collect(), Begun::NotYet)),
            Ok(mail) => {
                let behind = next.as_ref().and_then(|next| Some(Letter::of(next, next.mail.as_ref().ok()?)));
                courier.connection.deliver(Letter::of(&load, mail), begun, behind).await
            }
        };
        self.let_go(load.sender);
        match fates {
            Err(lost) => {
                self.put_back(&load);
                if let Some(next) = next {
                    self.let_go(next.sender);
                    self.put_back(&next);
                }
                Ok(Err(lost))
            }
            Ok((fates, followed)) => {
                courier.next = next.map(|next| (next, followed));
                self.learn(&fates, self.clock.now_ms() - load.begun_ms);
                self.write_down(load.id, fates).await?;
                Ok(Ok(Done::One))
            }
        }
    }

    fn put_back(&self, load: &Load) {
        self.queue.index().stand(load.id, Standing::Waiting);
    }

    /// Takes the next parcel.
    fn load(&self) -> Option<Load> {
        let (id, entry) = {
            let mut busy = self.busy.lock().expect("nobody panics while holding it");
            let taken = self.queue.index().take(self.domains(), |sender| busy.contains_key(&sender));
            let (id, entry) = taken?;
            *busy.entry(entry.sender).or_default() += 1;
            (id, entry)
        };
        let to = places(self.queue.index().left(id));
        let mail = match self.queue.read(id) {
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

    fn learn(&self, fates: &[(u8, Fate)], took_ms: i64) {
        let trouble = fates.iter().find_map(|(_, fate)| match fate {
            Fate::Delivered => None,
            Fate::Refused(reason) | Fate::Later(reason) => Some(reason.clone()),
        });
        match trouble {
            None => {
                self.ramp(|ramp| ramp.went_well(took_ms));
                self.view.count_delivered();
            }
            Some(reason) => {
                self.ramp(Ramp::was_refused);
                self.view.note(Some(reason));
            }
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
            self.queue.index().stand(id, Standing::Deferred);
            self.later.put_off(id, at_ms);
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
