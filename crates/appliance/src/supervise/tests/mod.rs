use super::log::Log;
use super::{BackOff, Begins, Greeting, Leader, Order, Program, Watch, run};
use hostler_wire::report::{Engine, EngineState};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

#[test]
fn pauses_double_up_to_a_minute_and_start_anew() {
    let mut back_off = BackOff::default();
    let pauses: Vec<u64> = (0..8).map(|_| back_off.take().as_secs()).collect();
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
    back_off.reset();
    assert_eq!(back_off.take().as_secs(), 1);
}

#[test]
fn a_log_is_bounded_and_remembers_its_last_lines() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::at(folder.path().join("postfix.log"));
    let line = "x".repeat(10_000);
    for _ in 0..2_000 {
        log.line(&line);
    }
    log.line("the last one");
    let bytes: u64 =
        std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().metadata().unwrap().len()).sum();
    assert!(bytes < 16_000_000, "{bytes}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    let last = log.take_last();
    assert_eq!((last.len(), last[4].as_str(), last[3].len()), (5, "the last one", 1000));
    assert!(log.take_last().is_empty());
}

fn shell(script: &str) -> Program {
    Program {
        name: "oven",
        command: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into()],
        environment: Vec::new(),
        greeting: Greeting { port: 1, starts_with: "220" },
        leader: Leader::WhenStarted,
        begins: Begins::AtOnce,
        stale: Vec::new(),
        once_running: Vec::new(),
    }
}

struct Running {
    state: watch::Receiver<Vec<Engine>>,
    orders: mpsc::Sender<Order>,
    task: JoinHandle<()>,
}

fn supervised(program: Program, folder: &Path) -> Running {
    let (state, seen) = watch::channel(Vec::new());
    let (orders, received) = mpsc::channel(1);
    let watch = Watch { log_folder: folder.into(), now: Arc::new(|| 1_000), state };
    Running { state: seen, orders, task: tokio::spawn(run(vec![program], watch, received)) }
}

async fn waiting(running: &mut Running) -> Engine {
    let wanted = |engines: &Vec<Engine>| engines.first().is_some_and(|one| one.state == EngineState::Waiting);
    timeout(Duration::from_secs(10), running.state.wait_for(wanted)).await.unwrap().unwrap()[0].clone()
}

#[tokio::test]
async fn the_reason_is_status_and_last_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = supervised(shell("echo warming up; echo no gas >&2; exit 3"), folder.path());
    let engine = waiting(&mut running).await;
    assert!(engine.reason.starts_with("ended with status 3\n"), "{}", engine.reason);
    assert!(engine.reason.contains("no gas") && engine.reason.contains("warming up"));
    assert_eq!((engine.restarts, engine.since_ms), (1, 1_000));
    running.orders.send(Order::Stop).await.unwrap();
    timeout(Duration::from_secs(5), running.task).await.unwrap().unwrap();
    assert_eq!(running.state.borrow()[0].state, EngineState::Stopped);
    assert!(std::fs::read_to_string(folder.path().join("oven.log")).unwrap().contains("no gas"));
}

#[tokio::test]
async fn an_engine_that_is_not_there_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program { command: "/nowhere/oven".into(), ..shell("") };
    let mut running = supervised(program, folder.path());
    assert!(waiting(&mut running).await.reason.starts_with("could not be started: No such file"));
    running.orders.send(Order::Stop).await.unwrap();
    running.task.await.unwrap();
}

#[tokio::test]
async fn what_a_dead_engine_left_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("sleep 1000 & echo $! > {}/left; exit 1", folder.path().display());
    let mut running = supervised(shell(&script), folder.path());
    waiting(&mut running).await;
    let left = std::fs::read_to_string(folder.path().join("left")).unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", left.trim())).unwrap_or_default();
    assert!(stat.is_empty() || stat.contains(") Z "), "{stat}");
    running.orders.send(Order::Stop).await.unwrap();
    running.task.await.unwrap();
}

async fn until(running: &mut Running, state: EngineState) {
    let wanted = |engines: &Vec<Engine>| engines.first().is_some_and(|one| one.state == state);
    timeout(Duration::from_secs(10), running.state.wait_for(wanted)).await.unwrap().unwrap();
}

#[tokio::test]
async fn an_engine_rests_until_it_is_woken() {
    let folder = tempfile::tempdir().unwrap();
    let said = folder.path().join("said");
    let script = format!("echo lit >> {}; exec sleep 1000", said.display());
    let program = Program { begins: Begins::WhenWoken, ..shell(&script) };
    let mut running = supervised(program, folder.path());
    until(&mut running, EngineState::Stopped).await;
    assert!(!said.exists(), "it was not started");
    for round in 1..=2 {
        running.orders.send(Order::Wake("oven")).await.unwrap();
        until(&mut running, EngineState::Starting).await;
        let lit = || std::fs::read_to_string(&said).unwrap_or_default().lines().count();
        timeout(Duration::from_secs(10), async {
            while lit() < round {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await
        .expect("it is started");
        running.orders.send(Order::Wake("oven")).await.unwrap();
        running.orders.send(Order::Rest("oven")).await.unwrap();
        until(&mut running, EngineState::Stopped).await;
        assert_eq!((lit(), running.state.borrow()[0].restarts), (round, 0));
    }
    running.orders.send(Order::Rest("oven")).await.unwrap();
    running.orders.send(Order::Stop).await.unwrap();
    timeout(Duration::from_secs(5), running.task).await.unwrap().unwrap();
}

#[tokio::test]
async fn an_engine_that_will_not_stop_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let running = supervised(shell("trap '' TERM; while :; do sleep 1; done"), folder.path());
    tokio::time::sleep(Duration::from_millis(200)).await;
    running.orders.send(Order::Stop).await.unwrap();
    timeout(Duration::from_secs(15), running.task).await.unwrap().unwrap();
    assert_eq!(running.state.borrow()[0].state, EngineState::Stopped);
}

#[tokio::test]
async fn an_engine_that_hangs_is_started_again_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let said = folder.path().join("said");
    let script = format!("echo lit >> {}; kill -STOP $$", said.display());
    let running = supervised(shell(&script), folder.path());
    let lit = || std::fs::read_to_string(&said).unwrap_or_default().lines().count();
    for round in 1..=2 {
        timeout(Duration::from_secs(10), async {
            while lit() < round {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await
        .expect("it is started");
        running.orders.send(Order::Restart("oven")).await.unwrap();
    }
    assert_eq!(running.state.borrow()[0].restarts, 0, "it did not end by itself");
    running.orders.send(Order::Stop).await.unwrap();
    timeout(Duration::from_secs(15), running.task).await.unwrap().unwrap();
}
