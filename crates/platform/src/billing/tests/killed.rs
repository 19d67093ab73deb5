//! A process that closes a month and takes the bank's statements in is killed at any moment (B8, B10): numbers without
//! a gap, no invoice twice, a ledger that agrees with everything. `./bench/run kill-close` does the same 500 times.

use crate::app::{App, MIGRATIONS};
use crate::billing::invoices::close;
use crate::billing::{ledger, payments};
use crate::events::Actor;
use crate::testing::bank::{Day, Line};
use crate::testing::{self, Journal, customer, go_to, person, server, work};
use hostler_kit::db::Db;
use hostler_kit::random::Random;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rounds of a test run; the environment may ask for more.
const ROUNDS: u32 = 20;
const ROUNDS_ASKED: &str = "HOSTLER_TEST_KILLS";
/// Names the database to the process that is killed, and which start of it this is.
const DATABASE: &str = "HOSTLER_TEST_KILL_CLOSE";
const START: &str = "HOSTLER_TEST_KILL_START";
const CUSTOMERS: usize = 24;
/// Invoices that a day's statement pays.
const A_DAY: usize = 3;
/// Longest that a process works before it is killed, at first.
const AT_FIRST: Duration = Duration::from_millis(300);

/// A platform whose October can be closed: everybody has users, nobody an invoice.
async fn filled(url: &str) {
    let db = Db::open(url, &MIGRATIONS).await.unwrap();
    let app = testing::app(db.clone());
    let mut journals = Vec::new();
    for at in 0..CUSTOMERS {
        let (_, owner) = customer(&app, &format!("klant{at}")).await;
        let mut journal = Journal::of(&server(&app, &owner, &format!("server-{at}")).await);
        journal.create("2026-10-01T09:00:00+02:00", 1..=(1 + at as u32 % 5));
        journals.push(journal);
    }
    go_to(&app, "2026-11-02T09:00:00+01:00");
    for journal in &mut journals {
        journal.send(&app).await;
    }
    person(&app, None, "Sofie", crate::accounts::Role::Staff).await;
    drop(app);
    db.close().await;
}

#[allow(
    clippy::disallowed_methods,
    reason = "how the test below tells its processes, and is told how long to run"
)]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Not a test of its own: it closes October, and takes in that it was paid, until it is killed or has done it all.
#[tokio::test]
#[ignore = "it is started by the test below, which kills it"]
async fn closes_and_takes_in() {
    let (Some(url), Some(start)) = (told(DATABASE), told(START)) else { return };
    let mut app = testing::app(Db::open(&url, &MIGRATIONS).await.unwrap());
    // Each process has ids of its own, and comes after the leases of the one before have run out.
    Arc::get_mut(&mut app).unwrap().random = Random::System;
    go_to(&app, "2026-11-02T09:00:00+01:00");
    let later = app.clock.now() + jiff::SignedDuration::from_mins(2 * start.parse::<i64>().unwrap());
    app.clock.advance_to(later).unwrap();
    let sofie = crate::accounts::person_by_email(&app.db, "sofie@provider.test").await.unwrap().unwrap();
    println!("begins");
    close(&app, "2026-10".parse().unwrap(), &sofie).await.unwrap();
    work(&app).await;
    for day in statements(&app).await {
        let bytes = day.camt("001.08").into_bytes();
        payments::import(&app, &Actor::platform(), "day.xml", bytes).await.unwrap();
    }
    println!("has done it all");
}

/// What the bank says of the days after: every invoice is paid, in the order of their numbers.
async fn statements(app: &App) -> Vec<Day> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT number, total_minor FROM invoices ORDER BY series, sequence")
            .fetch_all(app.db.read())
            .await
            .unwrap();
    let (mut days, mut next) = (Vec::new(), Day::new("2026-11-03", 1, 0));
    for part in rows.chunks(A_DAY) {
        let mut day = next.clone();
        for (number, total_minor) in part {
            let reference = crate::billing::invoices::reference(number);
            day = day.line(Line {
                reference,
                bank_reference: number.clone(),
                ..Line::of(*total_minor, "Klant", "")
            });
        }
        next = day.next();
        days.push(day);
    }
    days
}

/// How far a process came before it was killed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, sqlx::FromRow)]
struct Reached {
    invoices: i64,
    payments: i64,
}

async fn reached(db: &Db) -> Reached {
    let statement =
        "SELECT (SELECT COUNT(*) FROM invoices) AS invoices, (SELECT COUNT(*) FROM payments) AS payments";
    sqlx::query_as(statement).fetch_one(db.read()).await.unwrap()
}

/// What must hold at any moment.
async fn whole(db: &Db, round: u32) {
    let findings = ledger::check(db).await.unwrap();
    assert!(findings.is_empty(), "round {round}: {findings:?}");
    let numbers: Vec<i64> = sqlx::query_scalar("SELECT sequence FROM invoices ORDER BY sequence")
        .fetch_all(db.read())
        .await
        .unwrap();
    let expect: Vec<i64> = (1..=numbers.len() as i64).collect();
    assert_eq!(numbers, expect, "round {round}: a gap");
    let once = "SELECT customer_id FROM invoices GROUP BY customer_id, month HAVING COUNT(*) > 1";
    let twice: Vec<String> = sqlx::query_scalar(once).fetch_all(db.read()).await.unwrap();
    assert!(twice.is_empty(), "round {round}: billed twice: {twice:?}");
    let seen = reached(db).await;
    assert_eq!(seen.payments as usize % A_DAY, 0, "round {round}: half a statement");
    let open: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM invoices WHERE open_minor > 0")
        .fetch_one(db.read())
        .await
        .unwrap();
    assert_eq!(open, seen.invoices - seen.payments, "round {round}: each payment settles one invoice");
}

/// When the next process is killed: at any moment of a span that follows how quick this machine is now, so that some
/// come far and some do not.
struct Aim {
    random: Random,
    longest: Duration,
    /// Rounds of this month so far.
    rounds: u32,
}

impl Aim {
    fn next(&self) -> Duration {
        let [high, low] = self.random.bytes::<2>();
        self.longest.mul_f64(f64::from(u16::from_be_bytes([high, low])) / f64::from(u16::MAX))
    }

    fn learn(&mut self, done: bool) {
        self.rounds = if done { 0 } else { self.rounds + 1 };
        self.longest = match self.rounds {
            0 => self.longest.mul_f64(0.7).max(AT_FIRST / 4),
            1..=3 => self.longest,
            _ => self.longest.mul_f64(1.5),
        };
    }
}

/// Starts the process and kills it after so long; true if it did everything before.
fn killed(url: &str, (start, after): (u32, Duration)) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "billing::tests::killed::closes_and_takes_in"])
        .env(DATABASE, url)
        .env(START, start.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = heard(&mut child);
    while !lines.recv().expect("it did not begin").contains("begins") {}
    let until = Instant::now() + after;
    let mut done = false;
    while let Ok(line) = lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
        done |= line.contains("has done it all");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    done
}

fn heard(child: &mut Child) -> std::sync::mpsc::Receiver<String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}

/// A copy of a database that nobody has open.
fn copy(from: &Path, to: PathBuf) -> String {
    std::fs::copy(from, &to).unwrap();
    format!("sqlite:{}", to.display())
}

/// What the rounds came to, for whoever reads the output.
#[derive(Debug, Default)]
struct Tally {
    in_close: u32,
    in_import: u32,
    months: u32,
}

impl Tally {
    fn add(&mut self, seen: Reached, done: bool) {
        let all = CUSTOMERS as i64;
        match done {
            true => self.months += 1,
            false if seen.invoices < all => self.in_close += 1,
            false => self.in_import += 1,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b8_b10_kills_during_close_and_import_leave_whole_books() {
    let rounds = told(ROUNDS_ASKED).map_or(ROUNDS, |text| text.parse().expect("a number of rounds"));
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("template.sqlite");
    filled(&format!("sqlite:{}", template.display())).await;
    let mut tally = Tally::default();
    let mut aim = Aim { random: Random::seeded(8), longest: AT_FIRST, rounds: 0 };
    let mut url = copy(&template, folder.path().join("0.sqlite"));
    for round in 0..rounds {
        let (of, when) = (url.clone(), (round, aim.next()));
        let done = tokio::task::spawn_blocking(move || killed(&of, when)).await.unwrap();
        let db = Db::open(&url, &MIGRATIONS).await.unwrap();
        whole(&db, round).await;
        let seen = reached(&db).await;
        tally.add(seen, done);
        aim.learn(done);
        db.close().await;
        if done {
            assert_eq!((seen.invoices, seen.payments), (CUSTOMERS as i64, CUSTOMERS as i64), "round {round}");
            url = copy(&template, folder.path().join(format!("{}.sqlite", round + 1)));
        }
    }
    println!(
        "{rounds} rounds: killed {} times before the month was closed, {} times while statements were taken in; \
         {} months were brought to their end, each with its {CUSTOMERS} numbers, paid; no finding",
        tally.in_close, tally.in_import, tally.months
    );
    assert!(tally.in_close > 0 && tally.in_import > 0, "the kills missed what they are about: {tally:?}");
}
