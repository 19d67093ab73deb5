//! What a server may use at most (H3). Limits are there so that servers do not disturb each other (H4), and are raised
//! before a server feels them.

use super::{Note, Server, note, spec, store, tell};
use crate::app::App;
use crate::drivers::host::{HostError, Running};
use crate::events::Actor;
use hostler_kit::http::Fault;

/// The most memory, processes and hundredths of a processor of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub memory_bytes: i64,
    pub processes: i64,
    pub cpu_percent: i64,
}

/// Writes down higher limits, with why, and puts them in force. Lower ones are left alone: false.
pub async fn raise_limits(
    app: &App,
    server: &Server,
    (limits, because): (Limits, &str),
) -> Result<bool, Fault> {
    let Limits { memory_bytes, processes, cpu_percent } = limits;
    let mut tx = app.db.begin().await?;
    if !store::set_limits(&mut tx, &server.id, limits).await? {
        return Ok(false);
    }
    let server = Server { memory_bytes, processes, cpu_percent, ..server.clone() };
    note(app, &mut tx, &server.id, Note("grown", because)).await?;
    tell(app, &mut tx, &Actor::platform(), (&server, "server.grown")).await?;
    tx.commit().await?;
    app.host.limit(&spec(app, &server)?).await.map_err(Fault::broken)?;
    Ok(true)
}

/// Puts what is written in force where it is not: after a platform that was killed between the two.
pub async fn keep_limits(app: &App, server: &Server, running: &Running) -> Result<(), Fault> {
    let wanted = spec(app, server)?;
    // Where the machine cannot limit processor time, there is nothing to put in force.
    let processor = running.cpu.is_some_and(|cpu| cpu.limit_percent != wanted.cpu_percent);
    let differs = processor
        || running.memory_limit_bytes != wanted.memory_bytes
        || running.processes_limit != wanted.processes;
    let result: Result<(), HostError> = if differs { app.host.limit(&wanted).await } else { Ok(()) };
    result.map_err(Fault::broken)
}
