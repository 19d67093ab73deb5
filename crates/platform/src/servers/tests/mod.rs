//! The reconciler over a host in memory, and a small server on a loopback address that answers for the appliance.

pub mod appliance;

use super::plan::Desired;
use super::{Phase, Server, reconcile, restarts, set_desired, spec, store, watch};
use crate::app::App;
use crate::drivers::host::{Fake, Host};
use crate::events::Actor;
use crate::testing::{customer, go_to, on_each_engine, server};
use crate::up;
use appliance::appliance;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

/// The platform with its servers' addresses in `127.<net>.0.0/16`, and Anna's bakery in it, ordered.
async fn bakery(app: Arc<App>, net: u8) -> (Arc<App>, Fake, Server) {
    let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
    app.settings.network = (Ipv4Addr::new(127, net, 0, 0), 16);
    let Host::Fake(fake) = app.host.clone() else { panic!("tests have a host in memory") };
    let (_, anna) = customer(&app, "anna").await;
    let bakery = server(&app, &anna, "bakkerij").await;
    (Arc::new(app), fake, bakery)
}

async fn now(app: &App, server: &Server) -> Server {
    store::find(&app.db, &server.id).await.unwrap().unwrap()
}

/// The history's words, sorted: with a clock that stands still their order in time cannot be told.
async fn history(app: &App, server: &Server) -> Vec<String> {
    let lines = store::history_lines(&app.db, &server.id, (100, 0)).await.unwrap();
    let mut words: Vec<String> = lines.into_iter().map(|line| line.what).collect();
    words.sort();
    words
}

async fn work(app: &Arc<App>) {
    let queue = up::queue(app);
    while queue.work_one(app.clone()).await.unwrap() {}
}

async fn pid(app: &App, server: &Server) -> Option<u32> {
    let seen = app.host.observe(&spec(app, server).unwrap()).await.unwrap();
    seen.running.map(|running| running.pid)
}

#[tokio::test]
async fn an_ordered_server_is_brought_to_running_and_its_owner_is_told_once() {
    on_each_engine(|app| async move {
        let (app, _, bakery) = bakery(app, 101).await;
        let _appliance = appliance(&app, &bakery).await;
        work(&app).await;
        let server = now(&app, &bakery).await;
        assert_eq!((server.phase(), server.last_error.as_str()), (Phase::Running, ""));
        assert_eq!(server.running_at_ms, Some(app.now_ms()));
        let steps = history(&app, &bakery).await;
        assert_eq!(steps, ["awaiting", "ordered", "prepared", "running", "starting"]);
        assert_eq!(crate::mail::count(&app.db, "anna").await.unwrap(), 1);

        reconcile(&app, &bakery.id).await.unwrap();
        assert_eq!(history(&app, &bakery).await, steps, "what is there is left alone");
        assert_eq!(crate::mail::count(&app.db, "anna").await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_step_that_fails_is_written_down_and_tried_again() {
    on_each_engine(|app| async move {
        let (app, fake, bakery) = bakery(app, 102).await;
        let _appliance = appliance(&app, &bakery).await;
        let spec = spec(&app, &bakery).unwrap();
        app.host.prepare(&spec).await.unwrap();
        fake.break_starts(&spec.machine);
        work(&app).await;
        let broken = now(&app, &bakery).await;
        assert_eq!(broken.phase(), Phase::Starting);
        assert!(broken.last_error.contains("did not start"), "{}", broken.last_error);
        assert_eq!(history(&app, &bakery).await, ["failed", "ordered", "prepared", "starting"]);
        assert_eq!(crate::mail::count(&app.db, "").await.unwrap(), 0);

        // What was in the way is gone; the job's next attempt is a second later.
        app.host.remove(&spec).await.unwrap();
        work(&app).await;
        assert_eq!(now(&app, &bakery).await.phase(), Phase::Starting, "not yet");
        go_to(&app, "2026-10-01T08:00:01+02:00");
        work(&app).await;
        let mended = now(&app, &bakery).await;
        assert_eq!((mended.phase(), mended.last_error.as_str()), (Phase::Running, ""));
    })
    .await;
}

#[tokio::test]
async fn broken_off_in_the_middle_it_goes_on_where_it_was() {
    on_each_engine(|app| async move {
        let (app, _, bakery) = bakery(app, 103).await;
        // Nothing answers yet, so it waits for the engines; then it is broken off.
        let waiting = tokio::time::timeout(Duration::from_millis(500), reconcile(&app, &bakery.id)).await;
        assert!(waiting.is_err(), "it was waiting");
        assert_eq!(now(&app, &bakery).await.phase(), Phase::Starting);
        let first = pid(&app, &bakery).await.expect("it was started");
        let _appliance = appliance(&app, &bakery).await;
        reconcile(&app, &bakery.id).await.unwrap();
        assert_eq!(now(&app, &bakery).await.phase(), Phase::Running);
        assert_eq!(pid(&app, &bakery).await, Some(first), "it was not started again");
        assert_eq!(crate::mail::count(&app.db, "").await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_workers_at_once_bring_about_one_server() {
    on_each_engine(|app| async move {
        let (app, _, bakery) = bakery(app, 104).await;
        let _appliance = appliance(&app, &bakery).await;
        let (one, other) = tokio::join!(reconcile(&app, &bakery.id), reconcile(&app, &bakery.id));
        one.and(other).unwrap();
        assert_eq!(now(&app, &bakery).await.phase(), Phase::Running);
        assert_eq!(crate::mail::count(&app.db, "").await.unwrap(), 1, "the owner is told once");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_died_is_found_and_started_again() {
    on_each_engine(|app| async move {
        let (app, fake, bakery) = bakery(app, 105).await;
        let _appliance = appliance(&app, &bakery).await;
        work(&app).await;
        let looks = || tokio::time::timeout(Duration::from_millis(500), watch(&app));
        assert!(looks().await.is_err(), "it watches for ever");
        assert_eq!(hostler_kit::jobs::waiting(&app.db, app.now_ms()).await.unwrap(), 0, "all is well");

        fake.kill(&spec(&app, &bakery).unwrap().machine);
        assert_eq!(pid(&app, &bakery).await, None);
        assert!(looks().await.is_err());
        assert_eq!(hostler_kit::jobs::waiting(&app.db, app.now_ms()).await.unwrap(), 1);
        work(&app).await;
        assert!(pid(&app, &bakery).await.is_some());
        assert_eq!(now(&app, &bakery).await.phase(), Phase::Running);
        assert_eq!(crate::mail::count(&app.db, "").await.unwrap(), 1, "of its first run only");
    })
    .await;
}

#[tokio::test]
async fn what_a_server_shall_be_decides() {
    on_each_engine(|app| async move {
        let (app, _, bakery) = bakery(app, 106).await;
        let _appliance = appliance(&app, &bakery).await;
        work(&app).await;
        for (desired, phase) in [(Desired::Stopped, Phase::Stopped), (Desired::Running, Phase::Running)] {
            set_desired(&app, &bakery.id, desired, &Actor::platform()).await.unwrap();
            work(&app).await;
            assert_eq!(now(&app, &bakery).await.phase(), phase);
            assert_eq!(pid(&app, &bakery).await.is_some(), phase == Phase::Running);
        }
        set_desired(&app, &bakery.id, Desired::Gone, &Actor::platform()).await.unwrap();
        work(&app).await;
        let gone = now(&app, &bakery).await;
        assert_eq!((gone.phase(), gone.gone_at_ms), (Phase::Gone, Some(app.now_ms())));
        let seen = app.host.observe(&spec(&app, &bakery).unwrap()).await.unwrap();
        assert!(seen.is_gone(), "{seen:?}");
        let refused = set_desired(&app, &bakery.id, Desired::Running, &Actor::platform()).await.unwrap_err();
        assert_eq!(refused.code, "server-gone");
        reconcile(&app, &bakery.id).await.unwrap();
        assert_eq!(pid(&app, &bakery).await, None, "it does not come back");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_to_be_started_again_is_stopped_once_and_started() {
    on_each_engine(|app| async move {
        let (app, _, bakery) = bakery(app, 107).await;
        let _appliance = appliance(&app, &bakery).await;
        work(&app).await;
        let ask = async || {
            let mut tx = app.db.begin().await.unwrap();
            let by = Actor::platform();
            let asked = restarts::ask(&app, &mut tx, (&bakery, "imaps"), &by).await.unwrap();
            tx.commit().await.unwrap();
            asked
        };
        assert!(ask().await);
        assert!(!ask().await, "it is about to be");
        assert!(restarts::waits(&app.db, &bakery.id).await.unwrap());
        work(&app).await;
        assert!(!restarts::waits(&app.db, &bakery.id).await.unwrap());
        let stops = async || history(&app, &bakery).await.iter().filter(|what| *what == "stopping").count();
        assert_eq!((now(&app, &bakery).await.phase(), stops().await), (Phase::Running, 1));
        reconcile(&app, &bakery.id).await.unwrap();
        assert_eq!(stops().await, 1, "once is enough");

        // One that does not run when it is wished is only started.
        assert!(ask().await);
        app.host.stop(&spec(&app, &bakery).unwrap()).await.unwrap();
        work(&app).await;
        assert!(pid(&app, &bakery).await.is_some());
        reconcile(&app, &bakery.id).await.unwrap();
        assert_eq!(stops().await, 1);
        assert!(ask().await, "the wish came true");
    })
    .await;
}
