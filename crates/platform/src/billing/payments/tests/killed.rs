//! A process that takes statements in is killed at any moment; what it leaves is whole.

use super::*;
use crate::app::MIGRATIONS;
use hostler_kit::db::Db;
use hostler_kit::random::Random;
use std::process::{Command, Stdio};
use std::time::Duration;

const ROUNDS: i64 = 50;
/// Names the database to the process that is killed.
const DATABASE: &str = "HOSTLER_TEST_KILLED";

/// The statement of one round: enough bookings that killing falls into the middle of them.
fn day(round: i64) -> Day {
    let mut day = Day::new("2026-01-01", round + 1, round * 40 * 100);
    day.date = day.date.saturating_add(jiff::Span::new().days(round));
    for at in 0..40 {
        let bank_reference = format!("R{round}-{at}");
        day.lines.push(Line { bank_reference, ..Line::of(100, "Piet", "spaarpot") });
    }
    day
}

/// Not a test of its own: it takes in one statement after the other until it is killed.
#[tokio::test]
#[ignore = "it is started by the test below, which kills it"]
#[allow(clippy::disallowed_methods, reason = "how the test below names the database")]
async fn takes_statements_in() {
    let Ok(url) = std::env::var(DATABASE) else { return };
    let mut app = testing::app(Db::open(&url, &MIGRATIONS).await.unwrap());
    // Each process has ids of its own.
    Arc::get_mut(&mut app).unwrap().random = Random::System;
    let from =
        super::super::found::standing(&app).await.unwrap().account.map_or(0, |account| account.bookings / 40);
    println!("begins");
    for round in from..10_000 {
        taken(&app, &day(round)).await.unwrap();
    }
}

#[tokio::test]
async fn b10_fifty_kills_during_import_leave_whole_statements() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("killed.sqlite").display());
    let db = Db::open(&url, &MIGRATIONS).await.unwrap();
    let random = Random::seeded(5);
    let (mut last, mut inside) = (0, 0);
    for round in 0..ROUNDS {
        kill_one(&url, &random);
        let app = testing::app(db.clone());
        check_books(&app).await;
        let account = super::super::found::standing(&app).await.unwrap().account;
        let bookings = account.as_ref().map_or(0, |account| account.bookings);
        assert_eq!(bookings % 40, 0, "round {round}: half a statement");
        let counted: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM payments").fetch_one(db.read()).await.unwrap();
        assert_eq!(counted, bookings, "round {round}");
        inside += i64::from(bookings > last);
        last = bookings;
    }
    assert!(inside > ROUNDS / 4, "killing came before anything was done: {inside}");
    db.close().await;
}

/// Starts the process, lets it work for a moment and kills it.
fn kill_one(url: &str, random: &Random) {
    let this = std::env::current_exe().unwrap();
    let mut child = Command::new(this)
        .args([
            "--ignored",
            "--exact",
            "--nocapture",
            "billing::payments::tests::killed::takes_statements_in",
        ])
        .env(DATABASE, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("begins") {
        line.clear();
        assert!(std::io::BufRead::read_line(&mut out, &mut line).unwrap() > 0, "it did not begin");
    }
    let [high, low] = random.bytes::<2>();
    std::thread::sleep(Duration::from_micros(u64::from(u16::from_be_bytes([high, low])) * 10));
    child.kill().unwrap();
    child.wait().unwrap();
}
