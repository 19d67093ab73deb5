//! Drills and the platform's own backup when whoever makes them is gone.

use super::made::Bakery;
use crate::app::App;
use crate::backup::own::{self, jobs::BackUpPlatform};
use crate::backup::rules::Night;
use crate::backup::watch::{Noticed, look};
use crate::backup::{drill, store};
use crate::events::Actor;
use crate::monitoring;
use crate::servers::Server;
use crate::testing::{go_to, on_each_engine};
use hostler_kit::id::Id;
use hostler_kit::jobs::Job;
use hostler_kit::time::day;

async fn kinds(app: &App, server: Option<&Server>) -> Vec<String> {
    let running = monitoring::running(&app.db).await.unwrap();
    let of = running.into_iter().filter(|one| one.server_id.as_ref() == server.map(|server| &server.id));
    of.map(|one| one.kind).collect()
}

/// As after all its attempts.
async fn without_job(app: &App, subject: &str) {
    let mut tx = app.db.begin().await.unwrap();
    let statement = "UPDATE jobs SET state = 'dead' WHERE subject = $1";
    assert_eq!(sqlx::query(statement).bind(subject).execute(&mut *tx).await.unwrap().rows_affected(), 1);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn k1_a_drill_that_nobody_carries_out_any_more_holds_up_no_other() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 181).await;
        let (app, backup) = (&bakery.app, bakery.backed_up().await);
        let first = drill::ask(app, (&bakery.server, &backup), &Actor::platform()).await.unwrap();
        go_to(app, "2026-10-01T23:00:00+02:00");
        let mut noticed = Noticed::default();
        look(app, &mut noticed).await.unwrap();
        assert_eq!(store::find_drill(&app.db, &first.id).await.unwrap().unwrap().state, "waiting");
        without_job(app, first.id.as_str()).await;
        go_to(app, "2026-10-01T23:30:00+02:00");
        look(app, &mut noticed).await.unwrap();
        let seen = store::find_drill(&app.db, &first.id).await.unwrap().unwrap();
        assert_eq!((seen.state.as_str(), seen.error.as_str()), ("failed", "it was broken off"));
        assert_eq!(kinds(app, Some(&bakery.server)).await, ["drill-failed"]);
        drill::ask(app, (&bakery.server, &backup), &Actor::platform()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn k1_drills_that_are_due_follow_each_other_between_the_nights() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 187).await;
        let (app, id) = (&bakery.app, &bakery.server.id);
        bakery.backed_up().await;
        let night = |app: &App| Night::of(day(app.now_ms(), app.zone()), app.zone());
        go_to(app, "2026-10-02T03:00:00+02:00");
        assert!(drill::due(app, &night(app)).await.unwrap().is_empty(), "nights are for backups");
        go_to(app, "2026-10-02T07:00:00+02:00");
        let mut due = drill::due(app, &night(app)).await.unwrap();
        assert_eq!(due.iter().collect::<Vec<_>>(), [id]);
        // Of one that is gone meanwhile nothing is tried out.
        due.push_front(Id::new(app.now_ms(), &app.random));
        due.push_back(id.clone());
        for left in [1, 1] {
            drill::next(app, &mut due, &night(app)).await.unwrap();
            assert_eq!(due.len(), left, "one at a time");
        }
        assert_eq!(store::drills_under_way(&app.db).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn k1_a_drill_ends_as_failed_whatever_is_in_its_way() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 182).await;
        let (app, backup) = (&bakery.app, bakery.backed_up().await);
        let wanted = drill::ask(app, (&bakery.server, &backup), &Actor::platform()).await.unwrap();
        let mut tx = app.db.begin().await.unwrap();
        let statement = "UPDATE servers SET sealed = 'of another key' WHERE id = $1";
        sqlx::query(statement).bind(&bakery.server.id).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        drill::run(app, &wanted.id).await.unwrap();
        let seen = store::find_drill(&app.db, &wanted.id).await.unwrap().unwrap();
        assert_eq!((seen.state.as_str(), seen.error.is_empty()), ("failed", false));
        assert_eq!(kinds(app, Some(&bakery.server)).await, ["drill-failed"]);
    })
    .await;
}

#[tokio::test]
async fn k1_a_server_without_a_drill_that_passed_is_told_after_two_weeks() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 183).await;
        let app = &bakery.app;
        for (at, expect) in [("2026-10-14T11:00:00+02:00", 0), ("2026-10-16T23:00:00+02:00", 1)] {
            go_to(app, at);
            if expect == 0 {
                bakery.backed_up().await;
            }
            look(app, &mut Noticed::default()).await.unwrap();
            let kinds = kinds(app, Some(&bakery.server)).await;
            let overdue = kinds.iter().filter(|kind| *kind == "drill-overdue").count();
            assert_eq!(overdue, expect, "{at}: {kinds:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn k1_the_platforms_backup_is_missed_and_one_that_nobody_makes_has_failed() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 184).await;
        let app = &bakery.app;
        own::started(app).await.unwrap();
        let mut noticed = Noticed::default();
        go_to(app, "2026-10-02T05:44:00+02:00");
        look(app, &mut noticed).await.unwrap();
        assert_eq!(own::newest(&app.db, 1).await.unwrap(), [], "the servers come first");
        go_to(app, "2026-10-02T05:46:00+02:00");
        look(app, &mut noticed).await.unwrap();
        let night = own::newest(&app.db, 1).await.unwrap().remove(0);
        assert_eq!((night.reason.as_str(), night.state.as_str()), ("night", "running"));
        go_to(app, "2026-10-02T06:15:00+02:00");
        look(app, &mut noticed).await.unwrap();
        assert_eq!(kinds(app, None).await, ["backup-missed"]);
        without_job(app, night.id.as_str()).await;
        look(app, &mut noticed).await.unwrap();
        assert_eq!(own::newest(&app.db, 1).await.unwrap()[0].state, "failed");
        go_to(app, "2026-10-02T06:40:00+02:00");
        look(app, &mut noticed).await.unwrap();
        BackUpPlatform { backup: night.id.clone() }.run(app).await.unwrap();
        assert_eq!(own::newest(&app.db, 1).await.unwrap()[0].state, "ready");
        assert_eq!(kinds(app, None).await, [""; 0]);
    })
    .await;
}
