//! Keeps a server's engines running: starts them, knows when they answer, starts them again when they end by
//! themselves, and stops them in order.
//!
//! A killed engine is back within seconds and nobody has to notice (K2); why it ended is kept and shown.

mod back_off;
mod engine;
mod group;
mod log;

#[cfg(test)]
mod tests;

pub use back_off::BackOff;
pub use group::Leader;

use hostler_wire::report::{Engine, EngineState};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// Milliseconds since 1970 UTC.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How one engine is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its name in reports and of its log file.
    pub name: &'static str,
    pub command: PathBuf,
    pub arguments: Vec<String>,
    pub environment: Vec<(String, String)>,
    /// What shows that it answers.
    pub greeting: Greeting,
    /// Who makes the process group that all its processes belong to.
    pub leader: Leader,
    pub begins: Begins,
    /// Files of a former run that would keep it from starting.
    pub stale: Vec<PathBuf>,
    /// A command to run each time the engine has begun to answer, and its arguments; empty: none. How it ends does
    /// not matter.
    pub once_running: Vec<String>,
}

/// Whether an engine is started with the supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    AtOnce,
    /// It rests until [`Order::Wake`].
    WhenWoken,
}

/// The first line that an engine sends on this port of 127.0.0.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Greeting {
    pub port: u16,
    pub starts_with: &'static str,
}

/// What the appliance may ask of its engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The engine of this name reads its settings again, without a break for those connected.
    Reload(&'static str),
    /// The engine of this name ends and stays so until it is woken; one that rests is left alone.
    Rest(&'static str),
    /// The engine of this name is started; one that runs, or is about to start, is left alone.
    Wake(&'static str),
    /// The engine of this name ends and is started again at once; one that rests is left alone.
    Restart(&'static str),
    /// Stops all, in the order in which they were given.
    Stop,
}

/// What the supervisor works with.
pub struct Watch {
    /// Where the engines' logs go, `NAME.log`; the newest 5 MB and two files of that size before.
    pub log_folder: PathBuf,
    pub now: Now,
    /// How each engine is, in the order of the programs.
    pub state: watch::Sender<Vec<Engine>>,
}

/// Runs the engines until [`Order::Stop`] comes (or nobody can send it any more); returns when all have ended.
pub async fn run(programs: Vec<Program>, watch: Watch, mut orders: mpsc::Receiver<Order>) {
    let watch = Arc::new(watch);
    let first = programs.iter().map(|program| Engine {
        name: program.name.to_string(),
        state: EngineState::Starting,
        since_ms: (watch.now)(),
        restarts: 0,
        reason: String::new(),
    });
    watch.state.send_replace(first.collect());
    let mut engines = Vec::new();
    for (place, program) in programs.into_iter().enumerate() {
        let (orders, received) = mpsc::channel(8);
        let name = program.name;
        let task = tokio::spawn(engine::keep(program, engine::Seat::new(watch.clone(), place), received));
        engines.push((name, orders, task));
    }
    while let Some(order) = orders.recv().await {
        let (wanted, order) = match order {
            Order::Reload(name) => (name, engine::Order::Reload),
            Order::Rest(name) => (name, engine::Order::Rest),
            Order::Wake(name) => (name, engine::Order::Wake),
            Order::Restart(name) => (name, engine::Order::Restart),
            Order::Stop => break,
        };
        for (_, orders, _) in engines.iter().filter(|(name, ..)| *name == wanted) {
            let _ = orders.send(order).await;
        }
    }
    for (name, orders, task) in engines {
        let _ = orders.send(engine::Order::Stop).await;
        if let Err(error) = task.await {
            tracing::error!(engine = name, %error, "supervision failed");
        }
    }
}
