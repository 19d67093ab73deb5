//! Every way in which a server can be ill that we could think of, and what is seen of it: at which stage, as what, and
//! how it stands after so many answers. A fault that is not seen, or seen as something else, fails the test.

mod cases;
mod mail;
mod reading;

use crate::place::alone;
use crate::script::{LIMITS, protocol, script, target};
use crate::server::{Act, Server};
use hostler_probe::state::{Condition, Outcome, Rules, State};
use hostler_probe::{Address, Answer, Fault, Limits, Stage, Target, ask};
use std::sync::Arc;
use tokio::net::TcpSocket;
use tokio::sync::Semaphore;

/// How many are asked side by side.
const SIDE_BY_SIDE: usize = 12;
/// Above what time an answer is slow here.
const SLOW_MS: i64 = 1_000;

/// One way to be ill.
pub struct Case {
    pub words: &'static str,
    pub protocol: &'static str,
    pub ill: Ill,
    pub expect: Seen,
}

pub enum Ill {
    /// At this step of the protocol it does this instead.
    At(&'static str, Vec<Act>),
    /// Every so many connections it does.
    Sometimes { every: usize, at: &'static str, does: Vec<Act> },
    /// Nobody listens.
    NobodyListens,
    /// The listening program takes nobody any more.
    NobodyAccepts,
    /// There is no way to its network.
    NoWay,
    /// Its name has no address.
    NoName,
}

/// What is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    As(Stage, Fault),
    /// It answers, with this stage as the slowest.
    Slow(Stage),
    /// Now and then it fails, which is doubted and never believed.
    Wavering(Stage, Fault),
}

/// What was seen.
struct Row {
    words: &'static str,
    protocol: &'static str,
    seen: Seen,
    /// Of the states that it went through, in order, each once.
    states: String,
    after_ms: i64,
    told: String,
}

/// What plays a server that is ill, kept as long as it is asked.
type Patient = Box<dyn Send>;

async fn admitted(case: &Case) -> (Patient, Target) {
    let asked = protocol(case.protocol);
    let nobody = "127.0.0.1:9".parse().unwrap();
    let (patient, address): (Patient, Address) = match &case.ill {
        Ill::At(at, does) => {
            let acts = script(&asked, at, does);
            let server = Server::start(move |_| acts.clone()).await;
            let address = Address::At(server.address);
            (Box::new(server), address)
        }
        Ill::Sometimes { every, at, does } => {
            let (every, ill, well) = (*every, script(&asked, at, does), script(&asked, "", &[]));
            let script = move |number| if number % every == every - 1 { ill.clone() } else { well.clone() };
            let server = Server::start(script).await;
            let address = Address::At(server.address);
            (Box::new(server), address)
        }
        Ill::NobodyListens => (Box::new(()), Address::At(nobody)),
        Ill::NobodyAccepts => deaf().await,
        Ill::NoWay => (Box::new(()), Address::At("192.0.2.1:25".parse().unwrap())),
        Ill::NoName => (Box::new(()), Address::Named { host: "gone.devries.test".into(), port: 25 }),
    };
    (patient, Target { address, limits: limits(&case.expect), ..target(asked, nobody) })
}

/// Short where silence is to be seen; otherwise so long that a busy machine's own silence is not taken for the fault.
fn limits(expect: &Seen) -> Limits {
    match expect {
        Seen::As(_, Fault::Silent) => LIMITS,
        _ => Limits { stage_ms: 15_000, whole_ms: 30_000 },
    }
}

/// A port whose queue is full: who connects is not answered at all.
async fn deaf() -> (Patient, Address) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let waiting = tokio::net::TcpStream::connect(address).await.unwrap();
    (Box::new((listener, waiting)), Address::At(address))
}

async fn examined(case: Case) -> Row {
    let (patient, target) = admitted(&case).await;
    let rules = Rules { slow_ms: Some(SLOW_MS), ..Rules::default() };
    let rounds = match case.expect {
        Seen::As(..) => usize::from(rules.down_after),
        Seen::Slow(_) => usize::from(rules.slow_after),
        Seen::Wavering(..) => 3 * 100,
    };
    let (mut state, mut now_ms, mut after_ms) = (State::new(), 0, 0);
    let (mut states, mut seen, mut told) = (Vec::new(), None, String::new());
    for _ in 0..rounds {
        let answer = ask(&target).await;
        (state, _) = state.after(&rules, Outcome::of(&answer), now_ms);
        now_ms = state.next_at_ms(&rules, now_ms) + answer.total_ms;
        states.push(word(&state));
        if let Some(once) = looked_at(&answer, &case.expect) {
            assert!(seen.is_none_or(|seen| seen == once), "{}: {once:?} after {seen:?}", case.words);
            (seen, after_ms) = (Some(once), answer.total_ms);
            told = answer.outcome.unwrap_or_else(|trouble| trouble.words);
        }
    }
    drop(patient);
    states.dedup();
    let states = if states.len() > 4 { "good, doubted, good …".into() } else { states.join(", ") };
    let seen = seen.unwrap_or_else(|| panic!("{} ({}) was not seen", case.words, case.protocol));
    assert_eq!(seen, case.expect, "{} ({}): {told}", case.words, case.protocol);
    Row { words: case.words, protocol: case.protocol, seen, states, after_ms, told }
}

fn word(state: &State) -> &'static str {
    match state.condition() {
        Condition::New => "new",
        Condition::Good if state.is_slow() => "slow",
        Condition::Good => "good",
        Condition::Doubted => "doubted",
        Condition::Down => "down",
    }
}

/// What one answer shows of an illness; none: this one was well.
fn looked_at(answer: &Answer, expect: &Seen) -> Option<Seen> {
    match (&answer.outcome, expect) {
        (Err(trouble), Seen::Wavering(..)) => Some(Seen::Wavering(trouble.stage, trouble.fault)),
        (Err(trouble), _) => Some(Seen::As(trouble.stage, trouble.fault)),
        // A machine that is busy may be slow once in three hundred times.
        (Ok(_), Seen::Wavering(..)) => None,
        (Ok(_), _) if answer.total_ms <= SLOW_MS => None,
        (Ok(_), _) => answer.stages_ms.iter().max_by_key(|(_, ms)| *ms).map(|(stage, _)| Seen::Slow(*stage)),
    }
}

fn markdown(rows: &[Row], times: Times) -> String {
    let mut table = String::from("| protocol | fault | stage | seen as | states |");
    if matches!(times, Times::Shown) {
        table += " after | told |";
    }
    table += "\n|---|---|---|---|---|\n";
    for row in rows {
        let (stage, kind) = match row.seen {
            Seen::As(stage, fault) | Seen::Wavering(stage, fault) => (stage, fault.code()),
            Seen::Slow(stage) => (stage, "slow"),
        };
        let Row { protocol, words, states, after_ms, told, .. } = row;
        table += &format!("| {protocol} | {words} | {} | {kind} | {states} |", stage.word());
        if matches!(times, Times::Shown) {
            table += &format!(" {after_ms} ms | {told} |");
        }
        table += "\n";
    }
    table
}

enum Times {
    Shown,
    Left,
}

#[test]
fn k2_each_fault_is_seen_as_what_it_is() {
    let cases = cases::all();
    assert!(cases.len() >= 40, "{} faults", cases.len());
    let rows = alone(async {
        let places = Arc::new(Semaphore::new(SIDE_BY_SIDE));
        let examine = |case: Case| {
            let places = places.clone();
            tokio::spawn(async move {
                let _place = places.acquire_owned().await;
                examined(case).await
            })
        };
        let running: Vec<_> = cases.into_iter().map(examine).collect();
        let mut rows = Vec::new();
        for row in running {
            rows.push(row.await.unwrap());
        }
        rows
    });
    println!("{}", markdown(&rows, Times::Shown));
    insta::assert_snapshot!(markdown(&rows, Times::Left));
}
