//! The watch over a server that is not really there: its answers are made up here, what follows from them is not.

use super::super::store::{incidents, targets};
use super::super::watch::testing::{Case, bad, good};
use super::super::{Standing, running, standing};
use crate::accounts::Role;
use crate::app::{App, MIGRATIONS};
use crate::testing::{person, platform};
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

#[tokio::test]
async fn k2_where_the_disk_is_full_nothing_is_started_again_and_people_are_asked_at_once() {
    on_each_engine(|app| async move {
        person(&app, None, "Sofie", Role::Staff).await;
        let mut case = Case::of(&app, &["bakkerij", "bloemen"]).await;
        for server in 0..2 {
            case.all(server, &good()).await;
        }
        for _ in 0..3 {
            case.hear(0, "imaps", &bad()).await;
        }
        assert_eq!(standing(&app.db, case.id(0)).await.unwrap(), Standing::Up);
        case.blame(Some("the disk of all servers is full: it has 600 MB")).await;
        let done = incidents::actions(&app.db, case.id(0), 0).await.unwrap();
        let done: Vec<&str> = done.iter().map(|(what, _)| what.as_str()).collect();
        assert_eq!(done, ["escalated"]);
        // Mail goes to the fallback though SMTP answers; a server that is well is left alone.
        assert_eq!(standing(&app.db, case.id(0)).await.unwrap(), Standing::Down);
        assert_eq!(standing(&app.db, case.id(1)).await.unwrap(), Standing::Up);
        let lasting = running(&app.db).await.unwrap();
        let lines = incidents::lines(&app.db, &lasting[0].id).await.unwrap();
        assert!(lines.iter().any(|line| line.what == "seen" && line.detail.contains("is full")), "{lines:?}");
        let asked = crate::mail::list(&app.db, "", 100, 0).await.unwrap();
        assert!(asked.iter().any(|mail| mail.body.contains("is full")), "{asked:?}");

        case.blame(None).await;
        assert_eq!(standing(&app.db, case.id(0)).await.unwrap(), Standing::Up);
        case.hear(0, "imaps", &good()).await;
        case.hear(0, "imaps", &good()).await;
        assert!(running(&app.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn k2_each_end_by_itself_is_a_line_and_who_is_left_alone_is_somebodys_business() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        case.all(0, &good()).await;
        for died in 1..=3 {
            case.tick().await;
            case.ended(0).await;
            case.pass(60).await;
            let done = incidents::actions(&app.db, case.id(0), 0).await.unwrap();
            assert_eq!(done.len(), usize::from(died == 3), "{died}: {done:?}");
        }
        let lasting = running(&app.db).await.unwrap();
        assert_eq!((lasting.len(), lasting[0].kind.as_str()), (1, "server-died"));
        let lines = incidents::lines(&app.db, &lasting[0].id).await.unwrap();
        let words: Vec<&str> = lines.iter().map(|line| line.what.as_str()).collect();
        assert_eq!(words, ["began", "seen", "seen", "escalated"]);
        assert!(lines[2].detail.contains("too often"), "{lines:?}");
        case.pass(1_800).await;
        assert_eq!(incidents::actions(&app.db, case.id(0), 0).await.unwrap().len(), 2, "asked again");
    })
    .await;
}
