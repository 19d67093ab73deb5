//! The queue: an append-only log in segments. 250 may be said for what [`Queue::accept`] came back from.
//!
//! One thread writes. What arrived while it synced is its next batch, so many sessions share one sync. A write or sync
//! that fails ends all writing for good: nobody knows what reached the disk, so nothing more is promised.

pub mod disk;
mod domains;
mod index;
mod message;
mod opening;
mod record;
mod segments;
mod summary;
mod sweeping;
mod writer;

pub use disk::Disk;
pub use domains::Depth;
pub use index::{Entry, Index, Place, Standing};
pub use message::{
    Addresses, Became, Client, Envelope, Held, MOST_RECIPIENTS, Mark, Parcel, QueueId, Recipient, Wishes,
    bits, places, whole,
};
pub use opening::{Found, Unreadable};

use crate::calls::Calls;
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use record::Record;
use segments::Segments;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot, watch};
use writer::{Order, Writer};

/// The longest text: with its envelope it is a record that is read back.
pub const MOST_BODY_BYTES: usize = record::MOST_PAYLOAD - 4 * 1024 * 1024;
/// The longest segment: places in it are 32 bits wide, and its last batch goes beyond it.
pub const MOST_SEGMENT_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// How many orders may wait for the writer.
const MOST_ORDERS: usize = 4096;

/// What the queue is told once.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A segment that is as long gets no more records.
    pub segment_bytes: u64,
    /// Below so much free space nothing is accepted; marks may use it.
    pub reserve_bytes: u64,
    pub clock: Clock,
    pub random: Random,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("there is no room on the disk")]
    Full,
    #[error("the log can no longer be written")]
    Stopped,
}

#[derive(Debug)]
pub struct Queue {
    shared: Arc<Shared>,
    orders: mpsc::Sender<Order>,
    thread: Mutex<Option<JoinHandle<()>>>,
    next: AtomicU64,
}

/// What the writer and everybody else see.
#[derive(Debug)]
struct Shared {
    index: Mutex<Index>,
    segments: Segments,
    /// Why the writer stopped, once it has.
    stopped: watch::Sender<Option<String>>,
    /// Domains for which something was added or released.
    arrivals: Calls,
    /// How many batches were written and synced.
    batches: AtomicU64,
}

impl Shared {
    fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().expect("nobody panics while holding the index")
    }

    fn read(&self, id: QueueId) -> io::Result<Option<(Envelope, Vec<u8>)>> {
        self.find(id, |entry| {
            let bytes = self.segments.record(entry.segment, entry.offset)?;
            match record::read(&bytes, self.segments.tag(entry.segment)?) {
                Some((Record::Message(envelope, body), _)) => Ok((*envelope, body.to_vec())),
                _ => Err(io::Error::new(io::ErrorKind::InvalidData, "the record on disk is damaged")),
            }
        })
    }

    fn envelope(&self, id: QueueId) -> io::Result<Option<Envelope>> {
        self.find(id, |entry| self.segments.envelope(entry.segment, entry.offset))
    }

    /// A copy may move it in between: its new place is looked up once more.
    fn find<T>(&self, id: QueueId, read: impl Fn(Entry) -> io::Result<T>) -> io::Result<Option<T>> {
        let once = || self.index().entry_of(id).copied().map(&read).transpose();
        match once() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => once(),
            other => other,
        }
    }
}

impl Queue {
    /// Reads the log back and starts the writer. What is damaged is passed over and told in [`Found`].
    pub fn open(disk: Disk, settings: Settings) -> Result<(Queue, Found), Unreadable> {
        let (index, segments, found) = opening::open(disk)?;
        // Never one that was used before, even if everything was delivered and forgotten since.
        let next = (index.newest() + 1).max((settings.clock.now_ms().max(0) as u64) << 16);
        let shared = Arc::new(Shared {
            index: Mutex::new(index),
            segments,
            stopped: watch::Sender::new(None),
            arrivals: Calls::default(),
            batches: AtomicU64::new(0),
        });
        let (orders, received) = mpsc::channel(MOST_ORDERS);
        let writer = Writer::new(shared.clone(), settings);
        let thread = std::thread::Builder::new().name("relay-log".into()).spawn(move || writer.run(received));
        let thread = Mutex::new(Some(thread.map_err(Unreadable::NoThread)?));
        Ok((Queue { shared, orders, thread, next: AtomicU64::new(next) }, found))
    }

    /// Ids for the parcels of a message that is about to be accepted.
    pub fn ids(&self, parcels: u64) -> QueueId {
        QueueId(self.next.fetch_add(parcels, Ordering::Relaxed))
    }

    /// Comes back when the message is on disk.
    pub async fn accept(&self, envelope: Envelope, body: Vec<u8>) -> Result<(), NotTaken> {
        let (answer, told) = oneshot::channel();
        let order = Order::Accept { envelope: Box::new(envelope), body, answer };
        self.orders.send(order).await.map_err(|_| NotTaken::Stopped)?;
        told.await.unwrap_or(Err(NotTaken::Stopped))
    }

    /// Hands a courier's marks to the writer; they are on disk a moment later, and then the parcels are put down.
    pub async fn mark(&self, marks: Vec<Mark>) -> Result<(), NotTaken> {
        if self.is_stopped() {
            return Err(NotTaken::Stopped);
        }
        self.orders.send(Order::Mark { marks, answer: None }).await.map_err(|_| NotTaken::Stopped)
    }

    /// Comes back when the marks are on disk.
    pub async fn mark_now(&self, marks: Vec<Mark>) -> Result<(), NotTaken> {
        let (answer, told) = oneshot::channel();
        let order = Order::Mark { marks, answer: Some(answer) };
        self.orders.send(order).await.map_err(|_| NotTaken::Stopped)?;
        told.await.unwrap_or(Err(NotTaken::Stopped))
    }

    pub fn index(&self) -> MutexGuard<'_, Index> {
        self.shared.index()
    }

    pub fn depth(&self, domain: &str) -> Depth {
        self.index().domains.depth(domain)
    }

    /// The domains for which something waits or is held.
    pub fn depths(&self) -> Vec<Depth> {
        self.index().domains.depths()
    }

    /// Messages and bytes that wait or are held for these domains.
    pub fn waiting(&self, domains: &[String]) -> (u64, u64) {
        let index = self.index();
        domains.iter().fold((0, 0), |sum, domain| {
            let (messages, bytes) = index.domains.waiting_for(domain);
            (sum.0 + messages, sum.1 + bytes)
        })
    }

    /// Bytes of all segments.
    pub fn disk_bytes(&self) -> u64 {
        self.shared.segments.bytes()
    }

    /// A parcel's message as it was accepted; none if it is gone. Blocks for as long as the disk takes.
    pub fn read(&self, id: QueueId) -> io::Result<Option<(Envelope, Vec<u8>)>> {
        self.shared.read(id)
    }

    /// The same beside everything else.
    pub async fn fetch(&self, id: QueueId) -> io::Result<Option<(Envelope, Vec<u8>)>> {
        let shared = self.shared.clone();
        tokio::task::spawn_blocking(move || shared.read(id)).await.map_err(io::Error::other)?
    }

    /// The envelopes of these, without their texts; what is gone or damaged is left out.
    pub async fn envelopes(&self, ids: Vec<QueueId>) -> Vec<(QueueId, Envelope)> {
        let shared = self.shared.clone();
        let read = move || ids.into_iter().filter_map(|id| Some((id, shared.envelope(id).ok()??))).collect();
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }

    /// How many times something was written and synced since the start.
    pub fn batches(&self) -> u64 {
        self.shared.batches.load(Ordering::Relaxed)
    }

    /// Says why nothing is accepted any more, from the moment on at which it is so.
    pub fn stopped(&self) -> watch::Receiver<Option<String>> {
        self.shared.stopped.subscribe()
    }

    pub fn is_stopped(&self) -> bool {
        self.shared.stopped.borrow().is_some()
    }

    /// Tells whoever delivers to these domains that there is something.
    pub fn call_for<'a>(&self, domains: impl IntoIterator<Item = &'a str>) {
        self.shared.arrivals.call(domains);
    }

    /// Waits until there is something new to deliver; gives the domains for which there is. One may wait at a time.
    pub async fn arrivals(&self) -> Vec<String> {
        self.shared.arrivals.next().await
    }

    /// Writes what was handed over and ends the writer. Blocks for as long as that takes.
    pub fn close(&self) {
        let _ = self.orders.blocking_send(Order::Close);
        let thread = self.thread.lock().expect("nobody panics while holding it").take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}
