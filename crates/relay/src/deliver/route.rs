//! What couriers of one primary share.

use super::connection::{Connection, Fate, Letter};
use super::ramp::Ramp;
use super::talk::Lost;
use crate::queue::{Became, Mark, Queue, QueueId, Standing, places};
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

    /// Takes the next parcel and delivers it. False: there is none.
    pub async fn deliver_next(&self, connection: &mut Connection) -> Result<Result<Done, Lost>, Stopped> {
        let Some((id, sender)) = self.take() else { return Ok(Ok(Done::Nothing)) };
        let begun_ms = self.clock.now_ms();
        let fates = self.hand_over(id, connection).await;
        self.let_go(sender);
        match fates {
            Err(lost) => {
                self.queue.index().stand(id, Standing::Waiting);
                Ok(Err(lost))
            }
            Ok(fates) => {
                self.learn(&fates, self.clock.now_ms() - begun_ms);
                self.write_down(id, fates).await?;
                Ok(Ok(Done::One))
            }
        }
    }

    fn take(&self) -> Option<(QueueId, u32)> {
        let mut busy = self.busy.lock().expect("nobody panics while holding it");
        let taken = self.queue.index().take(self.domains(), |sender| busy.contains_key(&sender));
        let (id, entry) = taken?;
        *busy.entry(entry.sender).or_default() += 1;
        Some((id, entry.sender))
    }

    fn let_go(&self, sender: u32) {
        let mut busy = self.busy.lock().expect("nobody panics while holding it");
        if let Some(count) = busy.get_mut(&sender) {
            *count -= 1;
        }
        busy.retain(|_, count| *count > 0);
    }

    async fn hand_over(&self, id: QueueId, connection: &mut Connection) -> Result<Vec<(u8, Fate)>, Lost> {
        let (left, entry) = {
            let index = self.queue.index();
            (places(index.left(id)), index.entry_of(id).copied())
        };
        let Some(entry) = entry else { return Ok(vec![]) };
        match self.queue.read(id) {
            Ok(Some((envelope, body))) => {
                let parcel = &envelope.parcels[usize::from(entry.parcel)];
                connection.deliver(&envelope, parcel, Letter { to: &left, body: &body }).await
            }
            Ok(None) => Ok(vec![]),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                tracing::error!(%id, "a message on disk is damaged; it is held");
                Ok(left
                    .into_iter()
                    .map(|place| (place, Fate::Refused("its bytes on disk are damaged".into())))
                    .collect())
            }
            Err(error) => Ok(left.into_iter().map(|place| (place, Fate::Later(error.to_string()))).collect()),
        }
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
            self.queue.index().stand(id, Standing::Deferred);
            self.later.put_off(id, at_ms);
        } else {
            self.later.forget(id);
        }
        if marks.is_empty() { Ok(()) } else { self.queue.mark(marks).await.map_err(|_| Stopped) }
    }
}

/// Whether there was something.
#[derive(Debug, PartialEq)]
pub enum Done {
    One,
    Nothing,
}
