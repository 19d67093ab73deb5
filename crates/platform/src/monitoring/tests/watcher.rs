//! The watch over a server that is not really there: its answers are made up here, what follows from them is not.

use super::super::store::{incidents, targets};
use super::super::watch::testing::{Case, bad, good};
use super::super::{Standing, running, standing};
use crate::app::{App, MIGRATIONS};
use crate::testing::platform;
use std::future::Future;
use std::net::Ipv4Addr;
use std::sync::Arc;

/// A platform whose servers would be at addresses of this machine, where nobody listens.
pub async fn on_each_engine<F: Future<Output = ()>>(test: impl Fn(Arc<App>) -> F) {
    hostler_kit::db::testing::on_each_engine(&MIGRATIONS, |db| {
        let mut app = platform(db);
        app.settings.network = (Ipv4Addr::new(127, 84, 0, 0), 16);
        test(Arc::new(app))
    })
    .await;
}

#[tokio::test]
async fn a_first_bad_answer_is_doubted_and_the_second_mended_one_is_forgotten() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        case.all(0, &good()).await;
        assert_eq!(standing(&app.db, case.id(0)).await.unwrap(), Standing::Up);
        case.hear(0, "smtp", &bad()).await;
        case.hear(0, "smtp", &bad()).await;
        case.hear(0, "smtp", &good()).await;
        assert_eq!(standing(&app.db, case.id(0)).await.unwrap(), Standing::Up);
        assert!(running(&app.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_down_is_one_incident_and_the_engine_then_the_server_then_people() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        case.all(0, &good()).await;
        for _ in 0..3 {
            case.hear(0, "smtp", &bad()).await;
            case.hear(0, "submission", &bad()).await;
        }
        assert_eq!(standing(&app.db, case.id(0)).await.unwrap(), Standing::Down);
        assert_eq!(running(&app.db).await.unwrap().len(), 1);
        for (after_s, expect) in [
            (0, vec!["restarting-engine"]),
            (29, vec!["restarting-engine"]),
            (31, vec!["restarting-engine", "restarting-server"]),
            (60, vec!["restarting-engine", "restarting-server"]),
            (125, vec!["restarting-engine", "restarting-server", "escalated"]),
            (60, vec!["restarting-engine", "restarting-server", "escalated"]),
            (1_800, vec!["restarting-engine", "restarting-server", "escalated", "asked-again"]),
        ] {
            case.pass(after_s).await;
            let done = incidents::actions(&app.db, case.id(0), 0).await.unwrap();
            let done: Vec<String> = done.into_iter().map(|(what, _)| what).collect();
            assert_eq!(done, expect, "{after_s} s later");
        }
        case.hear(0, "smtp", &good()).await;
        case.hear(0, "smtp", &good()).await;
        assert_eq!(standing(&app.db, case.id(0)).await.unwrap(), Standing::Up);
        assert_eq!(running(&app.db).await.unwrap().len(), 1, "submission is still down");
        case.hear(0, "submission", &good()).await;
        case.hear(0, "submission", &good()).await;
        assert!(running(&app.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn all_servers_at_once_are_one_trouble_of_the_node() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij", "bloemen", "smederij"]).await;
        for server in 0..3 {
            case.all(server, &good()).await;
        }
        for _ in 0..4 {
            case.tick().await;
            for server in 0..3 {
                case.hear(server, "smtp", &bad()).await;
            }
        }
        let kinds: Vec<String> = running(&app.db).await.unwrap().into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds, ["node-down"]);
        case.pass(120).await;
        for server in 0..3 {
            assert!(incidents::actions(&app.db, case.id(server), 0).await.unwrap().is_empty());
            case.hear(server, "smtp", &good()).await;
            case.hear(server, "smtp", &good()).await;
        }
        assert!(running(&app.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_server_that_shall_be_stopped_takes_no_mail_and_is_no_trouble() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        case.all(0, &good()).await;
        for _ in 0..3 {
            case.hear(0, "smtp", &bad()).await;
        }
        assert_eq!(running(&app.db).await.unwrap().len(), 1);
        case.stop(0).await;
        assert!(running(&app.db).await.unwrap().is_empty());
        assert_eq!(standing(&app.db, case.id(0)).await.unwrap(), Standing::Down);
        case.pass(600).await;
        assert!(incidents::actions(&app.db, case.id(0), 0).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn answers_are_kept_by_the_hour_and_the_state_outlives_the_platform() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        case.all(0, &good()).await;
        for _ in 0..3 {
            case.hear(0, "imaps", &bad()).await;
        }
        case.write().await;
        let hours = targets::hours(&app.db, case.id(0), 0).await.unwrap();
        let imaps = hours.iter().find(|hour| hour.protocol == "imaps").unwrap();
        assert_eq!((imaps.probes, imaps.failures, imaps.most_ms), (4, 3, 12));
        let slots = targets::slots(&app.db, case.id(0), 0).await.unwrap();
        let imaps = slots.iter().find(|slot| slot.protocol == "imaps").unwrap();
        assert_eq!((imaps.probes, imaps.failures, imaps.most_ms), (4, 3, 12));
        for _ in 0..3 {
            case.tick().await;
            case.hear(0, "imaps", &bad()).await;
        }
        case.write().await;
        let months = targets::months(&app.db, case.id(0), 10).await.unwrap();
        let imaps = months.iter().find(|month| month.protocol == "imaps").unwrap();
        assert_eq!((imaps.watched_ms, imaps.down_ms), (3_000, 3_000));
        let mut case = case.again().await;
        assert_eq!(targets::of_server(&app.db, case.id(0)).await.unwrap().len(), 7);
        case.hear(0, "imaps", &good()).await;
        case.hear(0, "imaps", &good()).await;
        assert!(running(&app.db).await.unwrap().is_empty(), "it is over though it began before");
    })
    .await;
}
