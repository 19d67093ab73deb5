//! A locked server (D8): nobody reads mail, and mail that comes is put off with 450 4.3.2, so that its senders keep it
//! and try again. Nothing is lost, nothing that waits is given up, and unlocking needs no restart.
//!
//! Who locks is licensing's matter; here the engines follow `signals.lock`. Opening goes in an order: Dovecot first,
//! so mail that waited long is delivered at once when Postfix opens, instead of being found too old.

use crate::app::{App, Lock};
use crate::engines::{Intake, files, postfix};
use crate::supervise::{Begins, Order, Program};
use hostler_wire::report::{Engine, EngineState};
use std::io;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// How long Dovecot may take until Postfix opens without it: mail then waits in the queue, as always.
const LONGEST_START: Duration = Duration::from_secs(60);
/// Before settings that could not be written are tried again.
const PAUSE: Duration = Duration::from_secs(5);
const DOVECOT: &str = "dovecot";
const POSTFIX: &str = "postfix";

/// What becomes of mail that comes in meanwhile.
pub fn intake(lock: &Lock) -> Intake {
    match lock {
        Lock::Open => Intake::Open,
        Lock::Locked { .. } => Intake::Deferring,
    }
}

/// The engines as they begin under this: a locked server's Dovecot rests.
pub fn beginning(intake: Intake, programs: Vec<Program>) -> Vec<Program> {
    let rests = |program: &Program| intake == Intake::Deferring && program.name == DOVECOT;
    let begins = |program: Program| match rests(&program) {
        true => Program { begins: Begins::WhenWoken, ..program },
        false => program,
    };
    programs.into_iter().map(begins).collect()
}

/// Lets the engines, which were started as `begun`, follow the signal until the task is dropped.
pub async fn follow(app: &App, orders: &mpsc::Sender<Order>, begun: Intake) {
    let mut lock = app.signals.lock.subscribe();
    let mut reached = Some(begun);
    loop {
        let wanted = intake(&lock.borrow_and_update());
        if reached == Some(wanted) {
            if lock.changed().await.is_err() {
                return;
            }
            continue;
        }
        tracing::info!(intake = ?wanted, "the engines follow the lock");
        reached = None;
        tokio::select! {
            done = turn(app, orders, wanted) => match done {
                Ok(()) => reached = Some(wanted),
                Err(error) => {
                    tracing::error!(%error, "the lock is not in force yet; trying again");
                    sleep(PAUSE).await;
                }
            },
            // Changed once more while the engines were still turning: what it is now holds.
            _ = lock.changed() => {}
        }
    }
}

async fn turn(app: &App, orders: &mpsc::Sender<Order>, to: Intake) -> io::Result<()> {
    let send = async |order| orders.send(order).await.map_err(io::Error::other);
    if to == Intake::Open {
        send(Order::Wake(DOVECOT)).await?;
        let mut engines = app.signals.engines.subscribe();
        let runs = |all: &Vec<Engine>| {
            all.iter().any(|one| one.name == DOVECOT && one.state == EngineState::Running)
        };
        let _ = timeout(LONGEST_START, engines.wait_for(runs)).await;
    }
    files::write(&postfix::files(&app.site(), to))?;
    send(Order::Reload(POSTFIX)).await?;
    if to == Intake::Deferring {
        send(Order::Rest(DOVECOT)).await?;
    }
    Ok(())
}
