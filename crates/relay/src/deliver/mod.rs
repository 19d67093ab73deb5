//! The way on: each primary gets its mail as soon as it can be reached.
//!
//! Who watches may say that a primary is up, the primary may ask (ETRN), and the relay looks for itself every few
//! seconds while something waits. The first connection that works is used at once; more follow as long as all goes well.

mod connection;
mod expiry;
mod later;
mod ramp;
mod route;
mod talk;
mod transfer;
mod trust;

pub use expiry::{LIFETIME_MS, hold_the_expired, run as watch_ages};

use crate::calls::Calls;
use crate::queue::Queue;
use crate::smtp::Stage;
use crate::table::{Mode, PrimarySettings, Seen, Sight, Table};
use connection::Connection;
use hostler_kit::time::Clock;
use later::Later;
use route::{Ahead, Courier, Done, Route, Stopped};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

/// How often a primary for which something waits is looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How long one is left alone that answers, but refuses everything.
const PAUSE: Duration = Duration::from_secs(60);

/// How long couriers may take to end when the relay does. A letter that is lost by that is delivered again.
const FAREWELL: Duration = Duration::from_secs(20);

/// What delivery is handed.
pub struct Around {
    pub host: String,
    pub queue: Arc<Queue>,
    pub table: watch::Receiver<Arc<Table>>,
    pub sight: Arc<Sight>,
    pub stage: watch::Receiver<Stage>,
    pub clock: Clock,
    pub later: Mutex<HashMap<String, Arc<Later>>>,
    /// Primaries of which something changed.
    pub calls: Arc<Calls>,
}

impl Around {
    fn later_of(&self, primary: &str) -> Arc<Later> {
        self.later.lock().expect("nobody panics while holding it").entry(primary.into()).or_default().clone()
    }

    fn is_closing(&self) -> bool {
        *self.stage.borrow() == Stage::Closing
    }

    fn primary(&self, name: &str) -> Option<(Arc<Table>, Arc<PrimarySettings>)> {
        let table = self.table.borrow().clone();
        let primary = table.primary(name)?.clone();
        Some((table, primary))
    }
}

/// The primaries for which there is work: those that are watched, and those for which something waits.
pub fn with_work(queue: &Queue, table: &Table) -> Vec<String> {
    let depths = queue.depths();
    let owners = depths.iter().filter_map(|depth| table.primary_of(&depth.domain));
    let watched = table.primaries().filter(|primary| is_watched(primary));
    owners.chain(watched).map(|primary| primary.name.clone()).collect()
}

/// Delivers until the relay closes. A primary has a task of its own as long as there is work for it.
pub async fn run(around: Arc<Around>) {
    let mut stage = around.stage.clone();
    let (mut rounds, mut running) = (JoinSet::new(), HashSet::new());
    let mut called = with_work(&around.queue, &around.table.borrow().clone());
    loop {
        for name in called {
            if running.contains(&name) {
                around.sight.of(&name).work.notify_one();
            } else if around.has_work(&name) {
                running.insert(name.clone());
                rounds.spawn(rounds_of(around.clone(), name));
            }
        }
        called = tokio::select! {
            domains = around.queue.arrivals() => around.owners(&domains),
            names = around.calls.next() => around.rehomed(names),
            Some(Ok(ended)) = rounds.join_next(), if !rounds.is_empty() => {
                running.remove(&ended);
                around.rehomed(vec![ended])
            }
            _ = stage.wait_for(|stage| *stage == Stage::Closing) => break,
        };
    }
    let _ = tokio::time::timeout(FAREWELL, async { while rounds.join_next().await.is_some() {} }).await;
    rounds.shutdown().await;
}

impl Around {
    /// What was put off for these, but is for another's domains by now, is tried there at once.
    fn rehomed(&self, names: Vec<String>) -> Vec<String> {
        let table = self.table.borrow().clone();
        for name in &names {
            let later = self.later.lock().expect("nobody panics while holding it").get(name).cloned();
            let own = table.domains_of(name);
            let gone = later.map(|later| later.let_go(&self.queue, own)).unwrap_or_default();
            later::wake(&self.queue, gone, own);
        }
        names
    }

    fn owners(&self, domains: &[String]) -> Vec<String> {
        let table = self.table.borrow().clone();
        let owners = domains.iter().filter_map(|domain| table.primary_of(domain));
        owners.map(|primary| primary.name.clone()).collect()
    }

    /// Whether there is, or will be, something to do for a primary of the table.
    fn has_work(&self, name: &str) -> bool {
        let Some((table, primary)) = self.primary(name) else { return false };
        let waits = || self.queue.index().waits_for(table.domains_of(name));
        let goes_on = !self.is_closing() && !self.queue.is_stopped();
        goes_on && (is_watched(&primary) || waits() || self.later_of(name).next_ms().is_some())
    }
}

async fn rounds_of(around: Arc<Around>, name: String) -> String {
    let mut rest = Duration::ZERO;
    while around.has_work(&name) {
        let Some(known) = around.primary(&name) else { break };
        let route = Arc::new(Route::new(&around.host, known, &around));
        match wait_for_work(&around, &route, rest).await {
            Woken::ByTable => rest = Duration::ZERO,
            Woken::ByWork => rest = round(&around, &route).await,
            Woken::ForNothing => {}
        }
    }
    name
}

/// Why a primary's task goes on.
#[derive(PartialEq)]
enum Woken {
    ByWork,
    /// What is known of the primary is something else now.
    ByTable,
    /// There is nothing to do any more.
    ForNothing,
}

/// Comes back when something waits and the time of rest is over, when somebody asks for delivery, or when the table
/// says something else.
async fn wait_for_work(around: &Around, route: &Route, rest: Duration) -> Woken {
    let mut stage = around.stage.clone();
    let rested = tokio::time::sleep(rest);
    tokio::pin!(rested);
    loop {
        wake_the_due(route, route.clock.now_ms());
        if route.is_outdated(around) {
            return Woken::ByTable;
        }
        if rested.is_elapsed() && (route.has_work() || is_watched(&route.primary)) {
            return Woken::ByWork;
        }
        if rested.is_elapsed() && route.later.next_ms().is_none() {
            return Woken::ForNothing;
        }
        let next_ms =
            route.later.next_ms().map_or(60_000, |at_ms| (at_ms - route.clock.now_ms()).clamp(10, 60_000));
        tokio::select! {
            () = &mut rested, if !rested.is_elapsed() => {}
            () = tokio::time::sleep(Duration::from_millis(next_ms as u64)) => {}
            () = route.view.work.notified() => {}
            () = route.view.bell.notified() => {
                // Also what was put off.
                wake_the_due(route, i64::MAX);
                return Woken::ByWork;
            }
            _ = stage.wait_for(|stage| *stage == Stage::Closing) => return Woken::ByWork,
        }
    }
}

/// Whether it is looked at even if nothing waits: to know whether senders shall be told to use it.
fn is_watched(primary: &PrimarySettings) -> bool {
    primary.mode == Mode::RefuseWhileUp
}

fn wake_the_due(route: &Route, until_ms: i64) {
    later::wake(&route.queue, route.later.due(until_ms), route.domains());
}

/// Looks whether the primary is there and, if so, delivers until nothing waits. Gives how long to leave it alone.
async fn round(around: &Arc<Around>, route: &Arc<Route>) -> Duration {
    if around.is_closing() || !(route.has_work() || is_watched(&route.primary)) {
        return Duration::ZERO;
    }
    let connection = match Connection::open(&route.primary, &route.host).await {
        Ok(connection) => connection,
        Err(lost) => {
            see(route, Seen::Down, Some(lost.0));
            return LOOK_AGAIN;
        }
    };
    see(route, Seen::Up, None);
    if !route.has_work() {
        connection.quit().await;
        return LOOK_AGAIN;
    }
    let ended = drain(around, route, connection).await;
    match ended {
        None if is_watched(&route.primary) => LOOK_AGAIN,
        None => Duration::ZERO,
        Some(reason) if route.ramp(|ramp| ramp.is_hopeless()) => {
            route.view.note(Some(format!("it refuses everything: {reason}")));
            PAUSE
        }
        Some(reason) => {
            route.view.note(Some(reason));
            LOOK_AGAIN
        }
    }
}

fn see(route: &Route, seen: Seen, trouble: Option<String>) {
    if route.view.seen() != seen {
        tracing::info!(primary = route.primary.name, ?seen, trouble, "a primary is seen anew");
    }
    route.view.see(seen);
    route.view.note(trouble);
}

/// Couriers side by side, as many as the ramp allows. Gives the reason why the last one gave up, if one did.
async fn drain(around: &Arc<Around>, route: &Arc<Route>, first: Connection) -> Option<String> {
    let grown = Arc::new(Notify::new());
    let mut couriers = JoinSet::new();
    couriers.spawn(carry(around.clone(), (route.clone(), grown.clone()), Some(first)));
    let mut reason = None;
    while !couriers.is_empty() {
        tokio::select! {
            ended = couriers.join_next() => {
                if let Some(Ok(Err(lost))) = ended {
                    reason = Some(lost);
                }
            }
            () = grown.notified() => {}
        }
        let goes_on = !around.is_closing() && !route.queue.is_stopped();
        let healthy = reason.is_none() && goes_on && !route.is_outdated(around);
        while healthy && couriers.len() < route.ramp(|ramp| ramp.allowed()) && route.has_work() {
            couriers.spawn(carry(around.clone(), (route.clone(), grown.clone()), None));
        }
    }
    reason
}

/// One courier: message after message over one connection.
async fn carry(
    around: Arc<Around>,
    (route, grown): (Arc<Route>, Arc<Notify>),
    connection: Option<Connection>,
) -> Result<(), String> {
    let connection = match connection {
        Some(connection) => connection,
        None => Connection::open(&route.primary, &route.host).await.map_err(|lost| lost.0)?,
    };
    let mut courier = Courier::new(connection);
    let _counted = Counted::new(&route);
    let before = |ramp: &mut ramp::Ramp| (ramp.allowed(), ramp.is_hopeless());
    loop {
        if route.queue.is_stopped() {
            return Err("the log cannot be written".into());
        }
        let (allowed, hopeless) = route.ramp(before);
        let surplus = around.is_closing() || route.is_outdated(&around) || route.connections() > allowed;
        let ahead = if hopeless || surplus { Ahead::None } else { Ahead::One };
        if ahead == Ahead::None && courier.is_free() {
            courier.quit().await;
            return if hopeless { Err(route.view.trouble().unwrap_or_default()) } else { Ok(()) };
        }
        match route.deliver_next(&mut courier, ahead).await {
            Ok(Ok(Done::One)) if route.ramp(|ramp| ramp.allowed()) > allowed => grown.notify_one(),
            Ok(Ok(Done::One)) => {}
            Ok(Ok(Done::Nothing)) => {
                courier.quit().await;
                return Ok(());
            }
            Ok(Err(lost)) => return Err(lost.0),
            Err(Stopped) => return Err("the log cannot be written".into()),
        }
    }
}

impl Route {
    /// Whether the table says something else of it by now.
    fn is_outdated(&self, around: &Around) -> bool {
        let table = around.table.borrow().clone();
        let same_domains = || table.domains_of(&self.primary.name) == self.domains();
        let same = |now: &Arc<PrimarySettings>| {
            Arc::ptr_eq(now, &self.primary) || (*now == self.primary && same_domains())
        };
        !table.primary(&self.primary.name).is_some_and(same)
    }

    fn connections(&self) -> usize {
        self.view.connections.load(std::sync::atomic::Ordering::Relaxed)
    }
}

/// A connection that is counted while it lasts.
struct Counted(Arc<Route>);

impl Counted {
    fn new(route: &Arc<Route>) -> Counted {
        route.view.connections.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Counted(route.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.view.connections.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
    }
}
