use crate::app::App;
use crate::metering::journal::{AHEAD_MS, take};
use crate::metering::{Event, Reading, accounts_at_peak, month_of, routes, store, usage};
use crate::servers::{self, Server};
use crate::testing::{Journal, at, customer, go_to, on_each_engine, server};
use axum::body::Body;
use axum::http::Request;
use hostler_kit::db::testing::on_each_engine as databases;
use hostler_kit::http::{Fault, Problem};
use hostler_kit::time::Month;
use hostler_wire::journal::{Acknowledgement, Delivery, Entry, What};
use http_body_util::BodyExt;
use proptest::prelude::*;
use std::collections::hash_map::RandomState;
use std::sync::Arc;
use tower::ServiceExt;

async fn bakery(app: &App) -> Server {
    let (_, anna) = customer(app, "anna").await;
    server(app, &anna, "bakkerij").await
}

fn first_days(server: &Server) -> Journal {
    let mut journal = Journal::of(server);
    journal.create("2026-10-01T09:00:00+02:00", 1..=3);
    journal.delete("2026-10-02T09:00:00+02:00", 2..=2);
    journal.store("2026-10-02T23:00:00+02:00", 5_000_000);
    journal
}

async fn deliver(app: &App, server: &Server, entries: &[Entry]) -> Result<i64, Fault> {
    let delivery = Delivery { entries: entries.to_vec() };
    take(app, server, &delivery).await.map(|answer| answer.acknowledged)
}

async fn refused(app: &App, server: &Server, entries: &[Entry]) -> String {
    let fault = deliver(app, server, entries).await.expect_err("the delivery is refused");
    let args: Vec<String> = fault.args.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} {} {}", fault.kind.status().as_u16(), fault.code, args.join(" "))
}

#[tokio::test]
async fn what_follows_is_taken_once() {
    on_each_engine(|app| async move {
        let server = bakery(&app).await;
        go_to(&app, "2026-10-03T08:00:00+02:00");
        let entries = first_days(&server).entries;
        assert_eq!(deliver(&app, &server, &[]).await.unwrap(), 0);
        assert_eq!(deliver(&app, &server, &entries[..2]).await.unwrap(), 2);
        assert_eq!(deliver(&app, &server, &entries[..2]).await.unwrap(), 2, "a repeat");
        assert_eq!(deliver(&app, &server, &entries).await.unwrap(), 5, "a repeat with more behind it");
        assert_eq!(deliver(&app, &server, &entries[1..3]).await.unwrap(), 5);
        let month = usage::of_month(&app, &server, "2026-10".parse().unwrap()).await.unwrap();
        assert_eq!((month.meter.users, month.meter.peak, month.meter.carried_over), (2, 3, 0));
        assert_eq!(month.bytes(), Some(5_000_000));
        let accounts = usage::at_peak(&app, &server, &month.meter).await.unwrap();
        assert_eq!(accounts, ["u01@bakkerij.test", "u02@bakkerij.test", "u03@bakkerij.test"]);
        let days = usage::by_day(&app, &server, &month.meter).await.unwrap();
        let days: Vec<_> = days.iter().map(|day| (day.day.day(), day.highest, day.last)).collect();
        assert_eq!(days, [(1, 3, 3), (2, 3, 2), (3, 2, 2)]);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_follow_is_refused_whole() {
    on_each_engine(|app| async move {
        let server = bakery(&app).await;
        go_to(&app, "2026-10-03T08:00:00+02:00");
        let entries = first_days(&server).entries;
        deliver(&app, &server, &entries[..2]).await.unwrap();
        assert_eq!(refused(&app, &server, &entries[3..]).await, "409 journal-gap expected=3");
        let hole = [entries[2].clone(), entries[4].clone()];
        assert_eq!(refused(&app, &server, &hole).await, "409 journal-gap expected=3");
        let other = Entry::after(
            Some(&entries[0]),
            server.id.as_str(),
            entries[1].at_ms + 1,
            entries[1].what.clone(),
        );
        assert_eq!(refused(&app, &server, std::slice::from_ref(&other)).await, "409 journal-fork number=2");
        let third = Entry::after(Some(&other), server.id.as_str(), entries[2].at_ms, entries[2].what.clone());
        assert_eq!(refused(&app, &server, &[third]).await, "409 journal-fork number=3");
        let forged = Entry { what: What::Storage { bytes: 0 }, ..entries[2].clone() };
        assert_eq!(refused(&app, &server, &[forged]).await, "422 journal-broken number=3");
        let foreign = Entry::after(None, "srv_00000000000000000000000000000000", 1, entries[0].what.clone());
        assert_eq!(refused(&app, &server, &[foreign]).await, "403 journal-foreign number=1");
        let backwards = [entries[2].clone(), entries[1].clone()];
        assert_eq!(refused(&app, &server, &backwards).await, "422 journal-broken number=2");
        let many = vec![entries[2].clone(); 1001];
        assert_eq!(refused(&app, &server, &many).await, "413 journal-too-many most=1000");
        let journal = store::journal(&app.db, &server.id).await.unwrap().unwrap();
        assert_eq!(journal.last_number, 2, "nothing of all that was stored");
    })
    .await;
}

#[tokio::test]
async fn a_clock_may_run_ahead_by_five_minutes() {
    on_each_engine(|app| async move {
        let server = bakery(&app).await;
        let what = What::Storage { bytes: 1 };
        let late = Entry::after(None, server.id.as_str(), app.now_ms() + AHEAD_MS + 1, what.clone());
        assert_eq!(refused(&app, &server, &[late]).await, "422 journal-future number=1");
        let fine = Entry::after(None, server.id.as_str(), app.now_ms() + AHEAD_MS, what);
        assert_eq!(deliver(&app, &server, &[fine]).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_deliveries_at_once_count_once() {
    on_each_engine(|app| async move {
        let server = bakery(&app).await;
        go_to(&app, "2026-10-03T08:00:00+02:00");
        let entries = first_days(&server).entries;
        let both = (0..4).map(|_| {
            let (app, server, entries) = (app.clone(), server.clone(), entries.clone());
            tokio::spawn(async move { deliver(&app, &server, &entries).await })
        });
        for taken in futures_util::future::join_all(both).await {
            assert_eq!(taken.unwrap().unwrap(), 5);
        }
        let month = usage::of_month(&app, &server, "2026-10".parse().unwrap()).await.unwrap();
        assert_eq!((month.meter.users, month.meter.peak), (2, 3));
    })
    .await;
}

async fn post(app: &Arc<App>, credential: &str, body: String) -> (u16, serde_json::Value) {
    let request =
        Request::post("/internal/v1/journal").header("authorization", format!("Bearer {credential}"));
    let router = routes::internal().with_state(app.clone());
    let answer = router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn servers_deliver_with_their_own_credential() {
    on_each_engine(|app| async move {
        let server = bakery(&app).await;
        go_to(&app, "2026-10-03T08:00:00+02:00");
        let credential = servers::secrets(&app, &server).unwrap().credential;
        let entries = first_days(&server).entries;
        let body =
            |entries: &[Entry]| serde_json::to_string(&Delivery { entries: entries.to_vec() }).unwrap();
        let (status, answer) = post(&app, &credential, body(&entries[..1])).await;
        let answer: Acknowledgement = serde_json::from_value(answer).unwrap();
        assert_eq!((status, answer.acknowledged), (200, 1));
        let (status, problem) = post(&app, &credential, body(&entries[3..])).await;
        let problem: Problem = serde_json::from_value(problem).unwrap();
        assert_eq!(
            (status, problem.code.as_str(), problem.args["expected"].as_str()),
            (409, "journal-gap", "2")
        );
        assert!(problem.detail.contains("number 2"), "{}", problem.detail);
        assert_eq!(post(&app, "nobody's", body(&entries)).await.0, 401);
        assert_eq!(post(&app, &credential, "no journal".into()).await.0, 422);
    })
    .await;
}

#[derive(Debug, Clone)]
struct Happening {
    hours: i64,
    account: u8,
    is_created: Option<bool>,
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let one = (0i64..400, 0u8..6, proptest::option::of(any::<bool>()))
        .prop_map(|(hours, account, is_created)| Happening { hours, account, is_created });
    proptest::collection::vec(one, 1..40)
}

fn written(server: &Server, happenings: &[Happening]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut at_ms = at("2026-10-01T09:00:00+02:00");
    for happening in happenings {
        at_ms += happening.hours * 3_600_000 / 4;
        let account = format!("acc_{}", happening.account);
        let what = match happening.is_created {
            Some(true) => What::Created { address: format!("{account}@bakkerij.test"), account },
            Some(false) => What::Deleted { account },
            None => What::Disabled { account },
        };
        entries.push(Entry::after(entries.last(), server.id.as_str(), at_ms, what));
    }
    entries
}

fn readings(entries: &[Entry]) -> Vec<Reading<String>> {
    let read = |entry: &Entry| {
        let (event, account) = match &entry.what {
            What::Created { account, .. } => (Event::Created, account),
            What::Deleted { account } => (Event::Deleted, account),
            What::Disabled { account } => (Event::Disabled, account),
            What::Enabled { account } => (Event::Enabled, account),
            What::Storage { .. } => return None,
        };
        Some(Reading { number: entry.number, at_ms: entry.at_ms, event, account: account.clone() })
    };
    entries.iter().filter_map(read).collect()
}

/// The months that are kept up to date are those of a replay of the same readings, however they were delivered.
async fn check_months(app: &App, server: &Server, happenings: &[Happening], cut: usize) {
    let entries = written(server, happenings);
    for part in entries.chunks(cut) {
        deliver(app, server, part).await.unwrap();
    }
    let mut month: Month = "2026-10".parse().unwrap();
    for _ in 0..8 {
        let kept = usage::of_month(app, server, month).await.unwrap().meter;
        let (replayed, _) = month_of::<_, RandomState>(month, app.zone(), readings(&entries));
        let facts = |meter: &crate::metering::MonthMeter| {
            (meter.carried_over, meter.users, meter.peak, meter.peak_at_ms)
        };
        assert_eq!(facts(&kept), facts(&replayed), "{month}");
        let of = |meter| accounts_at_peak::<_, RandomState>(&meter, readings(&entries));
        assert_eq!(of(kept), of(replayed), "{month}");
        month = month.next();
    }
}

#[test]
fn months_kept_up_to_date_are_those_of_a_replay() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    proptest!(ProptestConfig::with_cases(12), |(happenings in happenings(), cut in 1usize..12)| {
        runtime.block_on(databases(&crate::app::MIGRATIONS, |db| async {
            let app = crate::testing::app(db);
            let server = bakery(&app).await;
            go_to(&app, "2028-01-01T00:00:00+01:00");
            check_months(&app, &server, &happenings, cut).await;
        }));
    });
}
