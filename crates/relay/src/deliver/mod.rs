//! The way on: each primary gets its mail as soon as it can be reached.
//!
//! Who watches may say that a primary is up, the primary may ask (ETRN), and the relay looks for itself every few
//! seconds while something waits. The first connection that works is used at once; more follow as long as all goes well.

mod connection;
mod expiry;
mod ramp;
mod route;
mod talk;
mod trust;

pub use expiry::{LIFETIME_MS, hold_the_expired, run as watch_ages};

use crate::queue::Queue;
use crate::smtp::Stage;
use crate::table::{Mode, PrimarySettings, Seen, Sight, Table};
use connection::Connection;
use hostler_kit::time::Clock;
use route::{Done, Later, Route, Stopped};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

/// How often a primary for which something waits is looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How long one is left alone that answers, but refuses everything.
const PAUSE: Duration = Duration::from_secs(60);

/// What delivery is handed.
pub struct Around {
    pub host: String,
    pub queue: Arc<Queue>,
    pub table: watch::Receiver<Arc<Table>>,
    pub sight: Arc<Sight>,
    pub stage: watch::Receiver<Stage>,
    pub clock: Clock,
    pub later: Mutex<HashMap<String, Arc<Later>>>,
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

/// Delivers until the relay closes; every primary has a task of its own, which ends when it leaves the table.
pub async fn run(around: Arc<Around>) {
    let mut table = around.table.clone();
    let mut stage = around.stage.clone();
    let mut rounds = JoinSet::new();
    let mut running = HashSet::new();
    loop {
        let names: Vec<String> =
            table.borrow_and_update().primaries().iter().map(|primary| primary.name.clone()).collect();
        for name in names {
            if running.insert(name.clone()) {
                rounds.spawn(rounds_of(around.clone(), name));
            }
        }
        tokio::select! {
            _ = table.changed() => {}
            Some(Ok(ended)) = rounds.join_next(), if !rounds.is_empty() => drop(running.remove(&ended)),
            _ = stage.wait_for(|stage| *stage == Stage::Closing) => break,
        }
    }
    while rounds.join_next().await.is_some() {}
}

async fn rounds_of(around: Arc<Around>, name: String) -> String {
    let mut rest = Duration::ZERO;
    while !around.is_closing() && around.queue.stopped().borrow().is_none() {
        let mut table = around.table.clone();
        table.mark_unchanged();
        let Some(known) = around.primary(&name) else { break };
        let route = Arc::new(Route::new(&around.host, known, &around));
        if wait_for_work((&around, table), &route, rest).await == Woken::ByTable {
            rest = Duration::ZERO;
            continue;
        }
        rest = round(&around, &route).await;
    }
    name
}

/// Why a primary's task goes on.
#[derive(PartialEq)]
enum Woken {
    ByWork,
    /// What is known of the primary may be something else now.
    ByTable,
}

/// Comes back when something waits and the time of rest is over, when somebody asks for delivery, or when the table
/// is another.
async fn wait_for_work(
    (around, mut table): (&Around, watch::Receiver<Arc<Table>>),
    route: &Route,
    rest: Duration,
) -> Woken {
    let mut stage = around.stage.clone();
    let mut arrivals = around.queue.arrivals();
    let rested = tokio::time::sleep(rest);
    tokio::pin!(rested);
    loop {
        arrivals.mark_unchanged();
        wake_the_due(route, route.clock.now_ms());
        if rested.is_elapsed() && (route.has_work() || is_watched(&route.primary)) {
            return Woken::ByWork;
        }
        let next_ms =
            route.later.next_ms().map_or(60_000, |at_ms| (at_ms - route.clock.now_ms()).clamp(10, 60_000));
        tokio::select! {
            () = &mut rested, if !rested.is_elapsed() => {}
            () = tokio::time::sleep(Duration::from_millis(next_ms as u64)) => {}
            _ = arrivals.changed() => {}
            () = route.view.bell.notified() => {
                // Also what was put off.
                wake_the_due(route, i64::MAX);
                return Woken::ByWork;
            }
            _ = table.changed() => return Woken::ByTable,
            _ = stage.wait_for(|stage| *stage == Stage::Closing) => return Woken::ByWork,
        }
    }
}

/// Whether it is looked at even if nothing waits: to know whether senders shall be told to use it.
fn is_watched(primary: &PrimarySettings) -> bool {
    primary.mode == Mode::RefuseWhileUp
}

fn wake_the_due(route: &Route, until_ms: i64) {
    let due = route.later.due(until_ms);
    let mut index = route.queue.index();
    due.into_iter().for_each(|id| index.stand(id, crate::queue::Standing::Waiting));
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
        let healthy = reason.is_none() && !around.is_closing() && !route.is_outdated(around);
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
    let mut connection = match connection {
        Some(connection) => connection,
        None => Connection::open(&route.primary, &route.host).await.map_err(|lost| lost.0)?,
    };
    let _counted = Counted::new(&route);
    let before = |ramp: &mut ramp::Ramp| (ramp.allowed(), ramp.is_hopeless());
    loop {
        let (allowed, hopeless) = route.ramp(before);
        if hopeless {
            connection.quit().await;
            return Err(route.view.trouble().unwrap_or_default());
        }
        if around.is_closing() || route.is_outdated(&around) || route.connections() > allowed {
            break;
        }
        match route.deliver_next(&mut connection).await {
            Ok(Ok(Done::One)) if route.ramp(|ramp| ramp.allowed()) > allowed => grown.notify_one(),
            Ok(Ok(Done::One)) => {}
            Ok(Ok(Done::Nothing)) => break,
            Ok(Err(lost)) => return Err(lost.0),
            Err(Stopped) => return Err("the log cannot be written".into()),
        }
    }
    connection.quit().await;
    Ok(())
}

impl Route {
    /// Whether the table says something else of it by now.
    fn is_outdated(&self, around: &Around) -> bool {
        let same = Arc::ptr_eq(&self.table, &around.table.borrow());
        !same && around.primary(&self.primary.name).is_none_or(|(_, now)| now != self.primary)
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
