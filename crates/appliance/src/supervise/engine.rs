//! One engine under supervision.

use super::back_off::{BackOff, SETTLED};
use super::group::{self, Leader};
use super::log::Log;
use super::{Begins, Greeting, Program, Watch};
use hostler_wire::report::{Engine, EngineState};
use nix::sys::signal::Signal;
use nix::unistd::Pid;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// How long a started engine may take until it greets; after that it is ended and started again.
const LONGEST_START: Duration = Duration::from_secs(60);
/// How long an engine may take to stop before it is ended; less where it hangs and people wait for it.
const LONGEST_STOP: Duration = Duration::from_secs(10);
const LONGEST_STOP_TO_RESTART: Duration = Duration::from_secs(3);
const BETWEEN_KNOCKS: Duration = Duration::from_millis(15);
/// How long the first line may take once a connection stands.
const LONGEST_GREETING: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Reload,
    Rest,
    Wake,
    Restart,
    Stop,
}

/// What follows an end that was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Rest,
    Again,
    Nothing,
}

impl Order {
    /// What a running engine ends for; none if it goes on.
    fn ends(order: Option<Order>) -> Option<Then> {
        match order {
            Some(Order::Reload | Order::Wake) => None,
            Some(Order::Rest) => Some(Then::Rest),
            Some(Order::Restart) => Some(Then::Again),
            Some(Order::Stop) | None => Some(Then::Nothing),
        }
    }
}

/// The engine's place in the published state.
pub struct Seat {
    watch: Arc<Watch>,
    place: usize,
}

impl Seat {
    pub fn new(watch: Arc<Watch>, place: usize) -> Seat {
        Seat { watch, place }
    }

    fn publish(&self, change: impl FnOnce(&mut Engine)) {
        let now = (self.watch.now)();
        self.watch.state.send_modify(|engines| {
            let engine = &mut engines[self.place];
            let before = engine.state;
            change(engine);
            if engine.state != before {
                engine.since_ms = now;
            }
        });
    }

    fn is(&self, state: EngineState) {
        self.publish(|engine| engine.state = state);
    }
}

/// How one run of an engine came to its end.
enum End {
    Ordered(Then),
    /// By itself, and why.
    ByItself(String),
}

/// Runs `program` for as long as no stop is ordered.
pub async fn keep(program: Program, seat: Seat, mut orders: mpsc::Receiver<Order>) {
    let log = Log::at(seat.watch.log_folder.join(format!("{}.log", program.name)));
    let mut back_off = BackOff::default();
    let mut rests = program.begins == Begins::WhenWoken;
    loop {
        if rests {
            seat.is(EngineState::Stopped);
            if !is_woken(&mut orders).await {
                break;
            }
        }
        seat.is(EngineState::Starting);
        let reason = match live(&program, &seat, &log, (&mut orders, &mut back_off)).await {
            End::Ordered(Then::Nothing) => break,
            End::Ordered(then) => {
                rests = then == Then::Rest;
                continue;
            }
            End::ByItself(reason) => reason,
        };
        tracing::warn!(engine = program.name, reason, "engine ended by itself");
        seat.publish(|engine| {
            engine.state = EngineState::Waiting;
            engine.restarts += 1;
            engine.reason = reason;
        });
        match ended_within(back_off.take(), &mut orders).await {
            Some(Then::Nothing) => break,
            then => rests = then == Some(Then::Rest),
        }
    }
    seat.is(EngineState::Stopped);
}

/// Waits; answers early when an end is ordered.
async fn ended_within(pause: Duration, orders: &mut mpsc::Receiver<Order>) -> Option<Then> {
    let end = async {
        loop {
            if let Some(then) = Order::ends(orders.recv().await) {
                return then;
            }
        }
    };
    timeout(pause, end).await.ok()
}

/// Waits until a resting engine is woken; `false` if it is to end for good.
async fn is_woken(orders: &mut mpsc::Receiver<Order>) -> bool {
    loop {
        match orders.recv().await {
            Some(Order::Wake) => return true,
            Some(Order::Reload | Order::Rest | Order::Restart) => {}
            Some(Order::Stop) | None => return false,
        }
    }
}

/// One run, from start to end; afterwards no process of it is left.
async fn live(
    program: &Program,
    seat: &Seat,
    log: &Log,
    (orders, back_off): (&mut mpsc::Receiver<Order>, &mut BackOff),
) -> End {
    let (mut child, leader, listening) = match start(program, log) {
        Ok(started) => started,
        Err(error) => return End::ByItself(format!("could not be started: {error}")),
    };
    let end = tokio::select! {
        end = watch(program, seat, leader, (orders, back_off)) => end,
        status = child.wait() => End::ByItself(status.map_or_else(|e| e.to_string(), said)),
    };
    if let End::Ordered(then) = &end {
        let patience = if *then == Then::Again { LONGEST_STOP_TO_RESTART } else { LONGEST_STOP };
        group::tell(leader, Signal::SIGTERM);
        let _ = timeout(patience, child.wait()).await;
    }
    let _ = child.start_kill();
    let _ = child.wait().await;
    group::end(leader).await;
    for listener in listening {
        let _ = timeout(Duration::from_secs(1), listener).await;
    }
    let last = log.take_last();
    match end {
        End::ByItself(reason) if !last.is_empty() => End::ByItself(format!("{reason}\n{}", last.join("\n"))),
        end => end,
    }
}

/// Publishes when the engine answers and follows orders, until one is to stop or it failed to answer in time.
async fn watch(
    program: &Program,
    seat: &Seat,
    leader: Pid,
    (orders, back_off): (&mut mpsc::Receiver<Order>, &mut BackOff),
) -> End {
    let mut answer = std::pin::pin!(timeout(LONGEST_START, answers(program.greeting)));
    let mut settled = std::pin::pin!(sleep(SETTLED));
    let (mut running, mut is_settled) = (false, false);
    loop {
        tokio::select! {
            answered = &mut answer, if !running => match answered {
                Ok(()) => {
                    running = true;
                    seat.is(EngineState::Running);
                    follow_up(program);
                }
                Err(_) => return End::ByItself(format!("did not answer within {LONGEST_START:?}")),
            },
            () = &mut settled, if !is_settled => {
                is_settled = true;
                back_off.reset();
            }
            order = orders.recv() => match order {
                Some(Order::Reload) => group::tell(leader, Signal::SIGHUP),
                order => {
                    if let Some(then) = Order::ends(order) {
                        return End::Ordered(then);
                    }
                }
            },
        }
    }
}

/// Runs the engine's own command for this moment, beside everything else.
fn follow_up(program: &Program) {
    let Some((command, arguments)) = program.once_running.split_first() else { return };
    let mut command = Command::new(command);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            tokio::spawn(async move { child.wait().await });
        }
        Err(error) => tracing::warn!(engine = program.name, %error, "nothing followed the start"),
    }
}

type Started = (Child, Pid, [JoinHandle<()>; 2]);

fn start(program: &Program, log: &Log) -> io::Result<Started> {
    for path in &program.stale {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let mut command = Command::new(&program.command);
    command.args(&program.arguments).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command.envs(program.environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    if program.leader == Leader::WhenStarted {
        command.process_group(0);
    }
    let mut child = command.spawn()?;
    let id =
        child.id().and_then(|id| i32::try_from(id).ok()).ok_or_else(|| io::Error::other("ended at once"))?;
    let out = child.stdout.take().expect("stdout was piped");
    let err = child.stderr.take().expect("stderr was piped");
    let listening = [tokio::spawn(log.clone().follow(out)), tokio::spawn(log.clone().follow(err))];
    Ok((child, Pid::from_raw(id), listening))
}

/// Returns when the engine greets as it should.
async fn answers(greeting: Greeting) {
    while !greets(greeting).await {
        sleep(BETWEEN_KNOCKS).await;
    }
}

async fn greets(greeting: Greeting) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", greeting.port)).await else { return false };
    let mut first = vec![0; greeting.starts_with.len()];
    let read = timeout(LONGEST_GREETING, stream.read_exact(&mut first)).await;
    matches!(read, Ok(Ok(_))) && first == greeting.starts_with.as_bytes()
}

fn said(status: ExitStatus) -> String {
    match status.signal() {
        Some(number) => {
            let name = Signal::try_from(number).map_or("unknown signal", Signal::as_str);
            format!("ended by signal {number} ({name})")
        }
        None => format!("ended with status {}", status.code().unwrap_or_default()),
    }
}
