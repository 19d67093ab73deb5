use super::{Ends, died_since, is_too_often};
use crate::app::App;
use crate::drivers::host::{Fake, Host};
use crate::events::{Actor, Whose};
use crate::servers::plan::Desired;
use crate::servers::tests::appliance::appliance;
use crate::servers::{Phase, Server, find, history_lines, reconcile, restarts, set_desired, spec, watch};
use crate::testing::{customer, on_each_engine, server};
use crate::up;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

#[test]
fn two_starts_again_within_an_hour_and_no_more() {
    for (deaths, restarts, most, left_alone) in [
        (0, 0, 2, false),
        (1, 0, 2, false),
        (2, 0, 2, false),
        (3, 0, 2, true),
        (1, 1, 2, false),
        (2, 1, 2, true),
        (1, 2, 2, true),
        (0, 3, 2, false),
        (1, 0, 0, true),
    ] {
        assert_eq!(
            is_too_often(Ends { deaths, restarts }, most),
            left_alone,
            "{deaths} {restarts} of {most}"
        );
    }
}

async fn bakery(app: Arc<App>, net: u8) -> (Arc<App>, Fake, Server) {
    let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
    app.settings.network = (Ipv4Addr::new(127, net, 0, 0), 16);
    let Host::Fake(fake) = app.host.clone() else { panic!("tests have a host in memory") };
    let (_, anna) = customer(&app, "anna").await;
    let bakery = server(&app, &anna, "bakkerij").await;
    (Arc::new(app), fake, bakery)
}

async fn now(app: &App, server: &Server) -> Server {
    find(&app.db, &server.id).await.unwrap().unwrap()
}

async fn work(app: &Arc<App>) {
    let queue = up::queue(app);
    while queue.work_one(app.clone()).await.unwrap() {}
}

async fn lines(app: &App, server: &Server, what: &str) -> usize {
    let lines = history_lines(&app.db, &server.id, (100, 0)).await.unwrap();
    lines.iter().filter(|line| line.what == what).count()
}

async fn runs(app: &App, server: &Server) -> bool {
    app.host.observe(&spec(app, server).unwrap()).await.unwrap().running.is_some()
}

/// The platform looks at its servers, and does what follows.
async fn looked_at(app: &Arc<App>) {
    let looking = tokio::time::timeout(Duration::from_millis(300), watch(app)).await;
    assert!(looking.is_err(), "it watches for ever");
    work(app).await;
}

fn later(app: &App, minutes: i64) {
    app.clock.advance_to(app.clock.now() + jiff::SignedDuration::from_mins(minutes)).unwrap();
}

#[tokio::test]
async fn k2_an_end_right_after_the_start_is_written_down_once_and_it_is_started_again() {
    on_each_engine(|app| async move {
        let (app, fake, bakery) = bakery(app, 111).await;
        let _appliance = appliance(&app, &bakery).await;
        work(&app).await;
        // Nobody has looked at it yet.
        fake.kill(&spec(&app, &bakery).unwrap().machine);
        reconcile(&app, &bakery.id).await.unwrap();
        assert!(runs(&app, &bakery).await);
        assert_eq!((lines(&app, &bakery, "died").await, lines(&app, &bakery, "starting").await), (1, 2));
        looked_at(&app).await;
        assert_eq!(lines(&app, &bakery, "died").await, 1);
        assert_eq!(died_since(&app.db, &bakery.id, 0).await.unwrap().len(), 1);
        let told = crate::events::of_subject(&app.db, &Whose::Everybody, bakery.id.as_str()).await.unwrap();
        assert_eq!(told.iter().filter(|event| event.kind == "server.died").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn k2_a_server_that_ends_at_every_start_is_left_alone_until_the_hour_is_over_or_somebody_starts_it() {
    on_each_engine(|app| async move {
        let (app, fake, bakery) = bakery(app, 112).await;
        let _appliance = appliance(&app, &bakery).await;
        work(&app).await;
        let machine = spec(&app, &bakery).unwrap().machine;
        for _ in 0..2 {
            fake.kill(&machine);
            looked_at(&app).await;
            assert!(runs(&app, &bakery).await);
            later(&app, 1);
        }
        fake.kill(&machine);
        for _ in 0..2 {
            looked_at(&app).await;
            assert!(!runs(&app, &bakery).await, "two starts an hour are enough");
        }
        let alone = now(&app, &bakery).await;
        assert!(alone.left_alone_at_ms.is_some() && alone.last_error.contains("3 times"), "{alone:?}");
        assert_eq!(alone.phase(), Phase::Starting);
        assert_eq!((lines(&app, &bakery, "died").await, lines(&app, &bakery, "left-alone").await), (3, 1));

        // An hour after the first end one more start is due.
        later(&app, 58);
        looked_at(&app).await;
        let back = now(&app, &bakery).await;
        assert!(runs(&app, &bakery).await);
        assert_eq!(
            (back.phase(), back.left_alone_at_ms, back.last_error.as_str()),
            (Phase::Running, None, "")
        );

        fake.kill(&machine);
        looked_at(&app).await;
        assert!(!runs(&app, &bakery).await, "three within the hour");
        set_desired(&app, &bakery.id, Desired::Running, &Actor::platform()).await.unwrap();
        work(&app).await;
        assert!(runs(&app, &bakery).await, "somebody started it");
        fake.kill(&machine);
        looked_at(&app).await;
        assert!(runs(&app, &bakery).await, "what was before counts no longer");
    })
    .await;
}

#[tokio::test]
async fn k2_what_was_stopped_did_not_end_by_itself_and_restarts_count_as_well() {
    on_each_engine(|app| async move {
        let (app, fake, bakery) = bakery(app, 113).await;
        let _appliance = appliance(&app, &bakery).await;
        work(&app).await;
        for desired in [Desired::Stopped, Desired::Running] {
            set_desired(&app, &bakery.id, desired, &Actor::platform()).await.unwrap();
            work(&app).await;
            looked_at(&app).await;
        }
        // The platform ends with its machine, and is there again.
        crate::servers::stop_all(&app).await;
        looked_at(&app).await;
        assert_eq!((runs(&app, &bakery).await, lines(&app, &bakery, "died").await), (true, 0));
        for _ in 0..2 {
            later(&app, 1);
            let mut tx = app.db.begin().await.unwrap();
            assert!(restarts::ask(&app, &mut tx, (&bakery, "imaps"), &Actor::platform()).await.unwrap());
            tx.commit().await.unwrap();
            work(&app).await;
        }
        fake.kill(&spec(&app, &bakery).unwrap().machine);
        looked_at(&app).await;
        assert_eq!((runs(&app, &bakery).await, lines(&app, &bakery, "died").await), (false, 1));
    })
    .await;
}
