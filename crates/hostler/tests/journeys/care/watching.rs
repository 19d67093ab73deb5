//! Watching around the clock (K2): what breaks is seen from outside, mended without a person where that can be, and
//! written down with its times.

use crate::stage::{Server, Stage};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The usual terms with short times, so that nobody waits for minutes.
const TERMS: &str = "[monitoring]\nprobe-every-seconds = 2\ndoubt-every-seconds = 1\ndown-after = 2\nanswer-within-ms = 5000\n\
    slow-ms = 5000\nloop-every-seconds = 10\nengine-settles-seconds = 25\nserver-settles-seconds = 30\n\
    ask-again-minutes = 30\n";

/// The longest that anything here may take, on a busy machine too.
const WITHIN: Duration = Duration::from_secs(150);

fn offer() -> String {
    let standard = include_str!("../../../../../catalogue/offer.toml");
    let (before, rest) = standard.split_once("[monitoring]").expect("the offer says how servers are watched");
    let after = rest.split_once("\n\n").expect("a section ends").1;
    format!("{before}{TERMS}\n{after}")
}

/// A bakery whose server is watched, and found to be all right in everything.
pub fn watched() -> (Stage, Server) {
    let stage = Stage::open_demo_selling(&offer());
    let (_, bakery, _) = stage.customer_with_server("anna", "bakkerij");
    all_right(&stage);
    (stage, bakery)
}

pub fn within<T>(what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let begin = Instant::now();
    loop {
        match look() {
            Ok(seen) => return seen,
            Err(seen) if begin.elapsed() > WITHIN => {
                panic!("waited {WITHIN:?} for {what}; last seen: {seen}")
            }
            Err(_) => std::thread::sleep(Duration::from_millis(200)),
        }
    }
}

fn state(stage: &Stage) -> Value {
    stage.staff.json("GET", "/api/v1/staff/monitoring", None).1[0].clone()
}

/// Every protocol answers, a mail goes there and back, and nothing is wrong.
fn all_right(stage: &Stage) {
    within("everything to be all right", || {
        let state = state(stage);
        let protocols = state["protocols"].as_array().cloned().unwrap_or_default();
        let good = protocols.iter().filter(|one| one["state"] == "good").count();
        let quiet = of_the_server(&state["incidents"]).is_empty();
        match good == 7 && quiet && state["standing"] == "up" {
            true => Ok(()),
            false => Err(state.to_string()),
        }
    });
}

/// Incidents that this machine's own disk, which may be rather full, has no part in.
fn of_the_server(incidents: &Value) -> Vec<Value> {
    let all = incidents.as_array().cloned().unwrap_or_default().into_iter();
    all.filter(|incident| incident["kind"] != "disk-filling").collect()
}

/// The newest incident of a kind, once `is` holds for it.
pub fn incident(stage: &Stage, kind: &str, is: impl Fn(&Value) -> bool) -> Value {
    within(kind, || {
        let list = stage.staff.json("GET", "/api/v1/staff/incidents", None).1;
        let found = list.as_array().and_then(|list| {
            let own = list.iter().filter(|incident| incident["kind"] == kind);
            own.max_by_key(|incident| incident["began_at_ms"].as_i64()).cloned()
        });
        found.filter(|incident| is(incident)).ok_or_else(|| list.to_string())
    })
}

pub fn did(incident: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let lines = incident["lines"].as_array().cloned().unwrap_or_default();
    lines.iter().map(|line| (text(&line["what"]), text(&line["detail"]))).collect()
}

pub fn when(incident: &Value, what: &str) -> i64 {
    let lines = incident["lines"].as_array().cloned().unwrap_or_default();
    let line = lines.iter().find(|line| line["what"] == what);
    line.and_then(|line| line["at_ms"].as_i64()).unwrap_or_else(|| panic!("no {what} in {incident}"))
}

pub fn is_over(incident: &Value) -> bool {
    incident["over_at_ms"].is_i64()
}

/// Each process of an engine is held, so that it neither answers nor ends.
pub fn hang(server: &Server, engine: &str) {
    let mut held = 0;
    for process in server.processes() {
        let program = std::fs::read_link(format!("/proc/{}/exe", process.pid)).unwrap_or_default();
        if program.to_string_lossy().contains(engine)
            && kill(Pid::from_raw(process.pid), Signal::SIGSTOP).is_ok()
        {
            held += 1;
        }
    }
    assert!(held > 1, "{engine} runs as {:?}", server.processes());
}

#[test]
fn k2_an_engine_that_hangs_is_seen_and_started_again() {
    let (stage, bakery) = watched();
    let mut before = 0;
    for engine in ["dovecot", "postfix"] {
        hang(&bakery, engine);
        let is_new = |incident: &Value| incident["began_at_ms"].as_i64() > Some(before);
        let incident = incident(&stage, "service-down", |incident| is_new(incident) && is_over(incident));
        before = incident["began_at_ms"].as_i64().unwrap();
        let restarted = did(&incident).into_iter().find(|(what, _)| what == "restarting-engine");
        assert!(restarted.is_some_and(|(_, engines)| engines.contains(engine)), "{incident}");
        assert!(!did(&incident).iter().any(|(what, _)| what == "restarting-server"), "{incident}");
        let seen_at = incident["began_at_ms"].as_i64().unwrap();
        assert!(when(&incident, "restarting-engine") - seen_at < 30_000, "{incident}");
        assert!(when(&incident, "over") - seen_at < 90_000, "{incident}");
        all_right(&stage);
    }
    let owner = stage.staff.json("GET", "/api/v1/staff/mail", None).1;
    let told = |subject: &str| {
        let mails = owner.as_array().unwrap().iter();
        mails
            .filter(|mail| mail["recipient"] == "anna@anna.example")
            .filter(|mail| mail["subject"].as_str().is_some_and(|text| text.starts_with(subject)))
            .count()
    };
    assert_eq!((told("bakkerij.hostler.test: Not reachable"), told("Solved: bakkerij.hostler.test")), (2, 2));
    let page = stage.staff.get(&format!("/staff/servers/{}", bakery.id));
    assert!(page.says("Mail services started again: "), "{}", page.text);
}

#[test]
fn k2_a_server_that_does_not_mend_itself_calls_people() {
    let (stage, bakery) = watched();
    // Somebody has broken it: Postfix can neither run nor be started again.
    bakery.inside("mv /usr/lib/postfix/sbin/master /usr/lib/postfix/sbin/master.away");
    bakery.kill("/usr/lib/postfix/sbin/master");
    let called = incident(&stage, "service-down", |incident| incident["escalated_at_ms"].is_i64());
    let order: Vec<String> = did(&called).into_iter().map(|(what, _)| what).collect();
    let place = |what: &str| order.iter().position(|own| own == what);
    let (engine, server) = (place("restarting-engine"), place("restarting-server"));
    assert!(engine.is_some() && engine < server && server < place("escalated"), "{called}");
    let restarts = order.iter().filter(|what| what.starts_with("restarting-")).count();
    assert_eq!(restarts, 2, "at most two in an hour: {called}");
    assert_eq!(state(&stage)["standing"], "down", "the fallback is to take its mail");
    let mails = stage.staff.json("GET", "/api/v1/staff/mail", None).1;
    let asked = mails.as_array().unwrap().iter().any(|mail| {
        mail["subject"]
            .as_str()
            .is_some_and(|subject| subject.starts_with("Please look: bakkerij.hostler.test"))
    });
    assert!(asked, "{mails}");

    let path = format!("/api/v1/staff/incidents/{}", called["id"].as_str().unwrap());
    assert_eq!(stage.staff.json("POST", &format!("{path}/acknowledge"), Some(&serde_json::json!({}))).0, 200);
    bakery.inside("mv /usr/lib/postfix/sbin/master.away /usr/lib/postfix/sbin/master");
    incident(&stage, "service-down", is_over);
    all_right(&stage);
}

#[test]
fn k2_a_server_that_is_killed_is_back_and_that_is_written_down() {
    let (stage, bakery) = watched();
    // The reconciler looks every five seconds, and has to have seen it run.
    std::thread::sleep(Duration::from_secs(6));
    bakery.kill_container();
    let died = incident(&stage, "server-died", is_over);
    assert!(died["detail"].as_str().unwrap().contains("ended by itself"), "{died}");
    assert!(when(&died, "over") - when(&died, "began") < 90_000, "{died}");
    let list = stage.staff.json("GET", "/api/v1/staff/incidents", None).1;
    // Whoever sees it first has it started, and nobody a second time.
    let steps = list.as_array().unwrap().iter().flat_map(did);
    let restarts = steps.filter(|(what, _)| what == "restarting-server").count();
    assert!(restarts <= 1, "{list}");
    all_right(&stage);
}

#[test]
fn k2_nothing_is_done_while_there_is_maintenance() {
    let (stage, bakery) = watched();
    let window = serde_json::json!({ "server": "bakkerij", "minutes": 30, "reason": "A new disk" });
    let (status, window) = stage.staff.json("POST", "/api/v1/staff/maintenance", Some(&window));
    assert_eq!(status, 201, "{window}");
    std::thread::sleep(Duration::from_secs(3));
    hang(&bakery, "dovecot");
    within("IMAP to be down", || {
        let state = state(&stage);
        let down = state["protocols"].as_array().cloned().unwrap_or_default();
        match down.iter().any(|one| one["protocol"] == "imaps" && one["state"] == "down") {
            true => Ok(()),
            false => Err(state.to_string()),
        }
    });
    std::thread::sleep(Duration::from_secs(5));
    let list = stage.staff.json("GET", "/api/v1/staff/incidents", None).1;
    assert_eq!(of_the_server(&list), Vec::<Value>::new(), "nobody is woken");
    let path = format!("/api/v1/staff/maintenance/{}", window["id"].as_str().unwrap());
    assert_eq!(stage.staff.json("DELETE", &path, None).0, 200);
    incident(&stage, "service-down", is_over);
    all_right(&stage);
}
