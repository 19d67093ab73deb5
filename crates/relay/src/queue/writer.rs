//! The one thread that writes the log.

use super::disk::Segment;
use super::index::Place;
use super::message::{Became, Envelope, Mark, QueueId};
use super::record::{self, Tag};
use super::segments;
use super::summary::{self, Summary};
use super::sweeping::Sweep;
use super::{NotTaken, Settings, Shared};
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, error::TryRecvError};
use tokio::sync::oneshot;

/// The most bytes that are written between two syncs, and that wait in memory for it.
const MOST_BATCH_BYTES: usize = 32 * 1024 * 1024;
/// How long the writer looks the other way when there is something to sweep and nothing to write.
const LULL: Duration = Duration::from_millis(5);
/// How long marks wait for more of them when nobody waits for an answer. A drain has thousands a second, and each sync
/// costs the disk as much as a batch of mail does.
const LINGER: Duration = Duration::from_millis(3);
/// A buffer that is longer is not kept for the next batch.
const MOST_SPARE: usize = 8 * 1024 * 1024;

pub enum Order {
    Accept { envelope: Box<Envelope>, body: Vec<u8>, answer: oneshot::Sender<Result<(), NotTaken>> },
    Mark { marks: Vec<Mark>, answer: Option<oneshot::Sender<Result<(), NotTaken>>> },
    Close,
}

pub struct Writer {
    pub(super) shared: Arc<Shared>,
    pub(super) settings: Settings,
    active: Option<Active>,
    pub(super) sweep: Option<Sweep>,
    /// The oldest segment, if it holds something damaged and is not swept.
    pub(super) given_up: Option<u32>,
    /// The last batch's buffer: fresh memory costs as much as the copying.
    spare: Vec<u8>,
}

impl Order {
    /// Whether nobody waits for it.
    fn is_patient(&self) -> bool {
        matches!(self, Order::Mark { answer: None, .. })
    }
}

/// The segment that is being written.
struct Active {
    number: u32,
    tag: Tag,
    file: Segment,
    bytes: u64,
    summary: Summary,
}

/// Records on their way to the disk, and what follows when they are there.
#[derive(Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    summary: Summary,
    added: Vec<(Envelope, u32, usize)>,
    marks: Vec<Mark>,
    /// Parcels with which a courier is done.
    put_down: Vec<QueueId>,
    answers: Vec<oneshot::Sender<Result<(), NotTaken>>>,
}

impl Batch {
    fn answer(self, told: Result<(), NotTaken>) {
        for answer in self.answers {
            // Who hung up meanwhile sends the message again.
            let _ = answer.send(told);
        }
    }
}

impl Writer {
    pub fn new(shared: Arc<Shared>, settings: Settings) -> Writer {
        Writer { shared, settings, active: None, sweep: None, given_up: None, spare: Vec::new() }
    }

    pub fn run(mut self, mut orders: Receiver<Order>) {
        let mut open = true;
        while open {
            let Some(first) = self.next(&mut orders) else {
                self.sweep_some();
                continue;
            };
            let (mut gathered, more) = gather(first, &mut orders);
            open = more;
            if open && gathered.iter().all(Order::is_patient) {
                std::thread::sleep(LINGER);
                if let Ok(next) = orders.try_recv() {
                    let (others, more) = gather(next, &mut orders);
                    gathered.extend(others);
                    open = more;
                }
            }
            self.commit(gathered);
            self.sweep_some();
        }
    }

    /// The next order; none when there is time to sweep instead.
    fn next(&self, orders: &mut Receiver<Order>) -> Option<Order> {
        if !self.has_to_sweep() {
            return Some(orders.blocking_recv().unwrap_or(Order::Close));
        }
        match orders.try_recv() {
            Ok(order) => Some(order),
            Err(TryRecvError::Disconnected) => Some(Order::Close),
            Err(TryRecvError::Empty) => {
                std::thread::sleep(LULL);
                orders.try_recv().ok()
            }
        }
    }

    fn commit(&mut self, orders: Vec<Order>) {
        if orders.is_empty() {
            return;
        }
        if self.is_stopped() {
            return orders.into_iter().for_each(|order| refuse(order, NotTaken::Stopped));
        }
        let rolled = self.roll_if_long();
        let mut room = self.room();
        let mut batch = Batch { bytes: std::mem::take(&mut self.spare), ..Batch::default() };
        for order in orders {
            match order {
                Order::Accept { body, answer, .. } if body.len() as u64 >= room => {
                    let _ = answer.send(Err(NotTaken::Full));
                }
                Order::Accept { envelope, body, answer } => {
                    room -= body.len() as u64;
                    self.put(&mut batch, &envelope, &body);
                    batch.answers.push(answer);
                }
                Order::Mark { marks, answer } => {
                    if answer.is_none() {
                        batch.put_down.extend(marks.iter().map(|mark| mark.id));
                    }
                    self.put_marks(&mut batch, marks);
                    batch.answers.extend(answer);
                }
                Order::Close => {}
            }
        }
        match rolled.and_then(|()| self.write(&mut batch)) {
            Ok(()) => {
                self.shared.batches.fetch_add(1, Ordering::Relaxed);
                self.enter(&batch);
                self.spare = std::mem::take(&mut batch.bytes);
                self.spare.clear();
                self.spare.shrink_to(MOST_SPARE);
                batch.answer(Ok(()));
            }
            Err(error) => {
                self.stop(&error);
                batch.answer(Err(NotTaken::Stopped));
            }
        }
    }

    pub(super) fn put(&self, batch: &mut Batch, envelope: &Envelope, body: &[u8]) {
        let Some(active) = &self.active else { return };
        let offset = active.bytes as usize + batch.bytes.len();
        let told = record::write_message(&mut batch.bytes, active.tag, envelope, body);
        batch.summary.add_message(active.tag, &told, (offset as u32, body.len() as u32));
        batch.added.push((envelope.clone(), offset as u32, body.len()));
    }

    fn put_marks(&self, batch: &mut Batch, marks: Vec<Mark>) {
        let Some(active) = &self.active else { return };
        let told = record::write_marks(&mut batch.bytes, active.tag, &marks);
        batch.summary.add_marks(active.tag, &told);
        batch.marks.extend(marks);
    }

    /// Bytes that may still be accepted.
    fn room(&self) -> u64 {
        let free = self.shared.segments.disk.free_bytes().unwrap_or_default();
        free.saturating_sub(self.settings.reserve_bytes)
    }

    /// Writes and syncs, once. After an error the descriptor is not touched again.
    pub(super) fn write(&mut self, batch: &mut Batch) -> io::Result<()> {
        if batch.bytes.is_empty() {
            return Ok(());
        }
        let active = self.active.as_mut().ok_or_else(|| io::Error::other("there is no segment"))?;
        active.file.append(&batch.bytes)?;
        active.file.sync()?;
        active.bytes += batch.bytes.len() as u64;
        active.summary.append(std::mem::take(&mut batch.summary));
        self.shared.segments.grow(active.number, batch.bytes.len() as u64);
        Ok(())
    }

    /// What is on disk now is true for everybody.
    pub(super) fn enter(&self, batch: &Batch) {
        let Some(active) = &self.active else { return };
        let mut index = self.shared.index();
        for (envelope, offset, size) in &batch.added {
            index.add(envelope, Place { segment: active.number, offset: *offset, size: *size });
        }
        batch.marks.iter().for_each(|mark| index.apply(mark));
        let left: Vec<QueueId> = batch.put_down.iter().copied().filter(|id| index.put_down(*id)).collect();
        let released = batch.marks.iter().filter(|mark| mark.became == Became::Released).map(|mark| mark.id);
        let released: Vec<String> = released
            .chain(left)
            .filter_map(|id| Some(index.domain_of(index.entry_of(id)?).to_string()))
            .collect();
        drop(index);
        let added = batch.added.iter().flat_map(|(envelope, ..)| &envelope.parcels);
        let domains = added.map(|parcel| parcel.domain.as_str()).chain(released.iter().map(String::as_str));
        self.shared.arrivals.call(domains);
    }

    /// There is a segment to write to, and it is not too long.
    pub(super) fn roll_if_long(&mut self) -> io::Result<()> {
        if self.active.as_ref().is_some_and(|active| active.bytes < self.settings.segment_bytes) {
            return Ok(());
        }
        if let Some(ended) = self.active.take() {
            self.sum_up(ended);
        }
        let number = self.shared.segments.newest().map_or(1, |newest| newest + 1);
        let tag = self.settings.random.bytes();
        let file = self.shared.segments.create(number, tag)?;
        self.active = Some(Active { number, tag, file, bytes: 0, summary: Summary::default() });
        Ok(())
    }

    /// Writes the summary of a segment that gets no more records. Without it, the next start reads the segment.
    fn sum_up(&self, ended: Active) {
        let Some(bytes) = ended.summary.finish(ended.tag, ended.bytes) else { return };
        let disk = &self.shared.segments.disk;
        let name = summary::name(&segments::name(ended.number, ended.tag));
        let written = disk.create(&name).and_then(|file| file.append(&bytes).and_then(|()| file.sync()));
        if let Err(error) = written {
            tracing::warn!(%error, name, "a summary could not be written");
            let _ = disk.remove(&name);
        }
    }

    pub(super) fn active(&self) -> Option<u32> {
        self.active.as_ref().map(|active| active.number)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.shared.stopped.borrow().is_some()
    }

    pub(super) fn stop(&mut self, error: &io::Error) {
        tracing::error!(%error, "the log cannot be written; nothing more is accepted until the relay is started again");
        self.active = None;
        self.shared.stopped.send_replace(Some(error.to_string()));
    }
}

/// What has arrived by now, as far as it fits into one batch; and whether there is more to come.
fn gather(first: Order, orders: &mut Receiver<Order>) -> (Vec<Order>, bool) {
    let mut gathered = Vec::new();
    let (mut bytes, mut next) = (0, Some(first));
    while let Some(order) = next {
        match &order {
            Order::Close => return (gathered, false),
            Order::Accept { body, .. } => bytes += body.len(),
            Order::Mark { marks, .. } => bytes += 64 * marks.len(),
        }
        gathered.push(order);
        next = if bytes < MOST_BATCH_BYTES { orders.try_recv().ok() } else { None };
    }
    (gathered, true)
}

fn refuse(order: Order, why: NotTaken) {
    match order {
        Order::Accept { answer, .. } | Order::Mark { answer: Some(answer), .. } => {
            let _ = answer.send(Err(why));
        }
        Order::Mark { answer: None, .. } | Order::Close => {}
    }
}
