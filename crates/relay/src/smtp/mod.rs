//! The way in: SMTP for everybody (RFC 5321), for known recipients only.

pub mod body;
mod commands;
mod limits;
mod lines;
pub mod orcpt;
mod session;
mod store;
mod transaction;

pub use limits::{Budget, Guests, Limits, Seat};
pub use transaction::wire_address;

use crate::checks::Checks;
use crate::queue::Queue;
use crate::table::{Sight, Table};
use hostler_kit::time::Clock;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long connections may take to end when the relay does.
const FAREWELL: Duration = Duration::from_secs(20);
/// How long the listener waits after an error such as too many open files.
const BREATH: Duration = Duration::from_millis(100);

/// What every connection is handed.
#[derive(Debug)]
pub struct Reception {
    /// The relay's own name.
    pub host: String,
    /// Whether international mail is offered (RFC 6531).
    pub smtputf8: bool,
    /// Who is this relay's own postmaster.
    pub postmaster: Option<String>,
    pub limits: Limits,
    pub queue: Arc<Queue>,
    pub table: watch::Receiver<Arc<Table>>,
    pub sight: Arc<Sight>,
    pub tls: watch::Receiver<Option<Arc<rustls::ServerConfig>>>,
    pub stage: watch::Receiver<Stage>,
    pub guests: Arc<Guests>,
    pub budget: Arc<Budget>,
    pub checks: Arc<Checks>,
    pub clock: Clock,
}

/// Whether the relay goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Open,
    Closing,
}

/// Takes connections until the relay closes, then waits for those that are in the middle of a message.
pub async fn listen(reception: Arc<Reception>, listener: TcpListener) {
    let mut stage = reception.stage.clone();
    let mut sessions = JoinSet::new();
    loop {
        let arrived = tokio::select! {
            arrived = listener.accept() => arrived,
            _ = stage.wait_for(|stage| *stage == Stage::Closing) => break,
        };
        match arrived {
            Ok((stream, from)) => {
                sessions.spawn(welcome(reception.clone(), stream, from.ip().to_canonical()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
        while sessions.try_join_next().is_some() {}
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, async { while sessions.join_next().await.is_some() {} }).await;
    sessions.shutdown().await;
}

async fn welcome(reception: Arc<Reception>, mut stream: TcpStream, from: IpAddr) {
    let _ = stream.set_nodelay(true);
    let stopped = reception.queue.stopped().borrow().is_some();
    let seat = reception.guests.seat(from, &reception.limits);
    let refused = match (&seat, stopped) {
        (_, true) => "cannot store mail now, try another server",
        (None, _) => "too many connections, try again later",
        _ => {
            let most = Duration::from_secs(reception.limits.session_seconds);
            let _ = tokio::time::timeout(most, session::serve(reception.clone(), stream, from)).await;
            return;
        }
    };
    let line = format!("421 4.3.2 {} {refused}\r\n", reception.host);
    let _ = tokio::time::timeout(Duration::from_secs(5), stream.write_all(line.as_bytes())).await;
}
