//! The driver: for each fault a stage of its own, the fault put in, the watch watched, the fault taken away.

use super::table::{Row, Step};
use super::{Expect, Fault, Place};
use crate::stage::{Server, Stage};
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The usual terms with shorter times.
const TERMS: &str = "[monitoring]\nprobe-every-seconds = 2\ndoubt-every-seconds = 1\ndown-after = 2\nanswer-within-ms = 5000\n\
    slow-ms = 3000\nloop-every-seconds = 10\nengine-settles-seconds = 25\nserver-settles-seconds = 45\nqueue-minutes = 1\n";

/// How long anything may take until it is seen and dealt with, until all is well again, and how long it is watched that
/// nothing is done.
const WITHIN: Duration = Duration::from_secs(200);
const QUIET: Duration = Duration::from_secs(25);
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// How many stages stand at the same time; `HOSTLER_FAULTS_AT_ONCE` is another number.
const AT_ONCE: usize = 3;

/// What the scripts may say. What is done `inside` is outside of the server's limits, what is done `within` has them.
/// `$ADDRESS`, `$HOST`, `$MACHINE` and `$FOLDER` are the server's.
pub const PRELUDE: &str = r#"
groups() { find /sys/fs/cgroup -type d -path "*/hostler/$MACHINE*"; }
every() { for group in $(groups); do cat "$group/cgroup.procs" 2>/dev/null; done | sort -un; }
pids() { for pid in $(every); do case "$(readlink /proc/$pid/exe)" in *$1*) echo $pid;; esac; done; }
first() { for pid in $(every); do case "$(tr '\0' ' ' </proc/$pid/cmdline)" in
  "/usr/local/bin/hostler appliance "*) echo $pid;; esac; done | head -1; }
inside() { nsenter --target $(first) --all --wdns=/ sh -c "$1"; }
within() { sh -c 'while IFS=: read -r number kinds path; do case $path in */hostler/*)
    echo $$ >/sys/fs/cgroup/$kinds$path/cgroup.procs;; esac; done </proc/$1/cgroup
  exec nsenter --target $1 --all --wdns=/ sh -c "$2"' sh $(first) "$1"; }
rule() { chain=$1; shift; case $chain in out) of="ip daddr $ADDRESS";; in) of="ip saddr $ADDRESS";; *) of=;; esac
  nft "add table ip faults; add chain ip faults out { type filter hook output priority -10; };
    add chain ip faults in { type filter hook input priority -10; };
    add chain ip faults forward { type filter hook forward priority -10; }; add rule ip faults $chain $of $*"; }
unrule() { nft delete table ip faults; }
divert() { nft "add table ip divert; add chain ip divert out { type nat hook output priority -100; };
  add rule ip divert out ip daddr $ADDRESS tcp dport $1 dnat to $ADDRESS:$2"; }
undivert() { nft delete table ip divert; }
hold() { python3 -c "
import socket, time
held = []
for _ in range($2):
    one = socket.socket()
    one.settimeout(2)
    try:
        one.connect(('$ADDRESS', $1))
        held.append(one)
    except OSError:
        pass
time.sleep(240)" & echo $! >$FOLDER/holding; sleep 2; }
unhold() { kill $(cat $FOLDER/holding); }
reload() { inside 'postfix -c /srv/hostler/etc/postfix reload; doveadm -c /srv/hostler/etc/dovecot/dovecot.conf reload'; }
certificate() { name=$1; shift
  openssl req -x509 -newkey rsa:2048 -nodes -keyout $FOLDER/new.key -out $FOLDER/new.pem -subj /CN=$name \
    -addext subjectAltName=DNS:$name "$@"
  inside 'cd /srv/hostler/tls; cp certificate.pem kept.pem; cp key.pem kept.key'
  cat $FOLDER/new.pem >$FOLDER/data/tls/certificate.pem; cat $FOLDER/new.key >$FOLDER/data/tls/key.pem; reload; }
starve() { if [ -d /sys/fs/cgroup/cpu ]; then group=/sys/fs/cgroup/cpu/starved-$MACHINE; mkdir $group
    echo 1000 >$group/cpu.cfs_quota_us; for pid in $(every); do echo $pid >$group/cgroup.procs; done
  else group=/sys/fs/cgroup/hostler/$MACHINE; echo "1000 100000" >$group/cpu.max; fi; }
grip() { python3 -c "
import fcntl, glob, time
held = []
for path in glob.glob('$FOLDER/data/mail/*/probe-*/Maildir/dovecot*'):
    one = open(path, 'r+b')
    fcntl.lockf(one, fcntl.LOCK_EX | fcntl.LOCK_NB)
    held.append(one)
time.sleep(300)" & echo $! >$FOLDER/holding; sleep 1; }
unstarve() { rmdir /sys/fs/cgroup/cpu/starved-$MACHINE; }
"#;

/// Each fault on a stage of its own, a few at the same time; the rows in the order of the faults.
pub fn run(faults: &[&'static Fault]) -> Vec<Row> {
    let at_once = std::env::var("HOSTLER_FAULTS_AT_ONCE").ok().and_then(|text| text.parse().ok());
    let waiting: Mutex<VecDeque<(usize, &'static Fault)>> =
        Mutex::new(faults.iter().copied().enumerate().collect());
    let done: Mutex<Vec<(usize, Row)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..at_once.unwrap_or(AT_ONCE) {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap().pop_front();
                    let Some((place, fault)) = next else { return };
                    // A thread of its own, for the stage's network and mounts are the thread's.
                    let row = std::thread::spawn(move || Case::open(fault).run()).join();
                    let row = row.unwrap_or_else(|panic| Row::broken(fault.name, &said(&*panic)));
                    println!("{row}");
                    done.lock().unwrap().push((place, row));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, row)| row).collect()
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

struct Case {
    fault: &'static Fault,
    stage: Stage,
    server: Server,
    /// Incidents from before.
    known: BTreeSet<String>,
    began: Instant,
    began_at_ms: i64,
}

impl Case {
    fn open(fault: &'static Fault) -> Case {
        let stage = match fault.place {
            Place::SmallDisk => Stage::on_a_small_disk_selling(600 << 20, &offer()),
            Place::Usual | Place::TwoServers => Stage::open_demo_selling(&offer()),
        };
        let (anna, server, _) = stage.customer_with_server("anna", "bakkerij");
        if fault.place == Place::TwoServers {
            anna.order("bloemen");
            stage.running(&anna, "bloemen");
        }
        let (known, began) = (BTreeSet::new(), Instant::now());
        let mut case = Case { fault, stage, server, known, began, began_at_ms: 0 };
        case.all_right();
        case.known = case.incidents().iter().map(|one| text(&one["id"])).collect();
        case
    }

    fn run(mut self) -> Row {
        (self.began, self.began_at_ms) = (Instant::now(), now_ms());
        self.script(self.fault.inject);
        let went = self.went();
        let before_lift = self.began.elapsed();
        if !self.fault.lift.is_empty() {
            self.script(self.fault.lift);
        }
        let lifted = Instant::now();
        self.all_right();
        let news = self.news();
        Row {
            name: self.fault.name,
            seen_ms: self.seen_at(&news).map(|at_ms| at_ms - self.began_at_ms),
            as_what: self.as_what(&news),
            steps: self.steps(&news),
            well: match self.fault.expect {
                Expect::Called { .. }
                | Expect::CalledAtOnce { .. }
                | Expect::LeftAlone { .. }
                | Expect::Told { .. } => (lifted.elapsed(), " after its end"),
                _ => (before_lift + lifted.elapsed(), ""),
            },
            went,
        }
    }

    /// Waits until what is expected has come, and says what came instead.
    fn went(&self) -> Result<(), String> {
        let begin = Instant::now();
        let quiet = |case: &Case| {
            std::thread::sleep(QUIET);
            case.steps(&case.news())
        };
        if self.fault.expect == Expect::Borne {
            let (steps, news) = (quiet(self), self.of_the_server());
            return (steps.is_empty() && news.is_empty()).then_some(()).ok_or(json!(news).to_string());
        }
        while !self.has_come() {
            if begin.elapsed() > WITHIN {
                return Err(format!("waited {WITHIN:?}; seen: {}", json!(self.news())));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        if let Expect::CalledAtOnce { .. } = self.fault.expect {
            let mut steps = self.steps(&self.news());
            steps.retain(|step| step.what != "escalated");
            return steps.is_empty().then_some(()).ok_or(format!("in vain: {steps:?}"));
        }
        if let Expect::Told { .. } = self.fault.expect {
            let steps = quiet(self);
            return steps.is_empty().then_some(()).ok_or(format!("was done: {steps:?}"));
        }
        Ok(())
    }

    fn has_come(&self) -> bool {
        let news = self.news();
        let of = |kind: &str, words: &str| {
            let own =
                |one: &&Value| one["kind"] == kind && lines(one).iter().any(|line| line.2.contains(words));
            news.iter().find(own).cloned()
        };
        match self.fault.expect {
            Expect::Borne => true,
            Expect::WithinTheServer => self.server.try_report().is_ok_and(|report| {
                report.is_ready() && report.engines.iter().any(|engine| engine.restarts > 0)
            }),
            Expect::Mended { kind, words, by } => of(kind, words).is_some_and(|one| {
                // On a busy machine it may take one rung more.
                let done = self.steps(std::slice::from_ref(&one)).iter().any(|step| step.what == by);
                one["over_at_ms"].is_i64() && (done || by.is_empty())
            }),
            Expect::Called { words } | Expect::CalledAtOnce { words } => {
                of("service-down", words).is_some_and(|one| one["escalated_at_ms"].is_i64())
            }
            Expect::LeftAlone { words } => {
                of("server-died", words).is_some_and(|one| one["escalated_at_ms"].is_i64())
            }
            Expect::Told { kind, words } => of(kind, words).is_some(),
            Expect::Grown => self.limits_raised(),
        }
    }

    fn limits_raised(&self) -> bool {
        self.stage.staff.get(&format!("/staff/servers/{}", self.server.id)).says("May use more")
    }

    fn seen_at(&self, news: &[Value]) -> Option<i64> {
        news.iter().filter_map(|one| one["began_at_ms"].as_i64()).min()
    }

    fn as_what(&self, news: &[Value]) -> String {
        let first = news.iter().min_by_key(|one| one["began_at_ms"].as_i64());
        match (first, self.fault.expect) {
            (Some(one), _) => format!("{}: {}", text(&one["kind"]), text(&one["detail"])),
            (None, Expect::WithinTheServer) => "a start again, by the server itself".into(),
            (None, Expect::Grown) => "limits nearly used".into(),
            (None, _) => String::new(),
        }
    }

    /// What the platform did, with when after the fault.
    fn steps(&self, news: &[Value]) -> Vec<Step> {
        let did = ["restarting-engine", "restarting-server", "escalated"];
        let all = news.iter().flat_map(lines);
        let mut steps: Vec<Step> = all
            .filter(|(_, what, _)| did.contains(&what.as_str()))
            .map(|(at_ms, what, _)| Step { after_ms: at_ms - self.began_at_ms, what })
            .collect();
        steps.sort_by_key(|step| step.after_ms);
        steps
    }

    fn incidents(&self) -> Vec<Value> {
        let list = self.stage.staff.json("GET", "/api/v1/staff/incidents", None).1;
        list.as_array().cloned().unwrap_or_default()
    }

    /// Incidents since the fault; a disk that fills is this machine's own, which may be rather full.
    fn news(&self) -> Vec<Value> {
        let mut news = self.incidents();
        let kind = |one: &Value| self.fault.place == Place::SmallDisk || one["kind"] != "disk-filling";
        news.retain(|one| !self.known.contains(&text(&one["id"])) && kind(one));
        news
    }

    /// Those that are about mail: what a leap of the clock makes of nights without a backup is no fault of the watch.
    fn of_the_server(&self) -> Vec<Value> {
        let mut news = self.news();
        news.retain(|one| !text(&one["kind"]).starts_with("backup"));
        news
    }

    /// Every protocol of every server answers, and nothing lasts that began with the fault.
    fn all_right(&self) {
        let begin = Instant::now();
        loop {
            let states = self.stage.staff.json("GET", "/api/v1/staff/monitoring", None).1;
            let good = |state: &Value| {
                let protocols = state["protocols"].as_array().cloned().unwrap_or_default();
                protocols.iter().filter(|one| one["state"] == "good").count() == 7
                    && state["standing"] == "up"
            };
            let lasting = self.of_the_server().into_iter().filter(|one| one["over_at_ms"].is_null());
            // A queue empties when its mail has been delivered or is given up; that is not waited for.
            let lasting = lasting.filter(|one| one["kind"] != "queue-old" && one["kind"] != "disk-filling");
            if states.as_array().is_some_and(|all| all.iter().all(good)) && lasting.count() == 0 {
                return;
            }
            assert!(begin.elapsed() < WITHIN, "not well again after {WITHIN:?}: {states}");
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn script(&self, script: &str) {
        if let Some(seconds) = script.strip_prefix("leap ") {
            let to = jiff_in(seconds.parse().unwrap());
            let answer = self.stage.staff.json("POST", "/api/v1/demo/clock", Some(&json!({ "to": to })));
            assert!(answer.0 < 300, "{answer:?}");
            return;
        }
        let log = self.stage.folder.path().join("platform.log");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let machine = format!("h{}", &self.server.id[self.server.id.len() - 10..]);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{PRELUDE}{script}")]).env("ADDRESS", self.server.address.to_string());
        command.env("HOST", &self.server.host).env("MACHINE", machine).env("FOLDER", &self.server.folder);
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).status().unwrap();
    }
}

fn offer() -> String {
    let standard = include_str!("../../../../../../catalogue/offer.toml");
    let (before, rest) = standard.split_once("[monitoring]").expect("the offer says how servers are watched");
    let after = rest.split_once("\n\n").expect("a section ends").1;
    format!("{before}{TERMS}\n{after}")
}

fn now_ms() -> i64 {
    hostler_kit::time::Clock::System.now_ms()
}

fn jiff_in(seconds: i64) -> String {
    hostler_kit::time::instant(now_ms() + seconds * 1_000).to_string()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

/// An incident's lines: when, what, and the detail.
fn lines(incident: &Value) -> Vec<(i64, String, String)> {
    let lines = incident["lines"].as_array().cloned().unwrap_or_default();
    lines
        .iter()
        .map(|line| (line["at_ms"].as_i64().unwrap_or(0), text(&line["what"]), text(&line["detail"])))
        .collect()
}
