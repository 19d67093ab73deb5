use crate::backup::watch::{Noticed, look};
use crate::backup::{ask, store};
use crate::events::Actor;
use crate::monitoring;
use crate::servers::ending::tests::double::bakery;
use crate::servers::holds::{self, Reason};
use crate::servers::plan::Desired;
use crate::testing::{go_to, on_each_engine};

#[tokio::test]
async fn k1_a_nights_backup_is_begun_once_and_a_missing_one_is_told_once() {
    on_each_engine(|app| async move {
        let (app, bakery, _double) = bakery(app, 151).await;
        let mut noticed = Noticed::default();
        look(&app, &mut noticed).await.unwrap();
        let of_day = async |day: &str| store::of_day(&app.db, day.parse().unwrap()).await.unwrap();
        assert_eq!(of_day("2026-10-01").await, [], "it was ordered after that night");
        go_to(&app, "2026-10-02T06:20:00+02:00");
        for _ in 0..3 {
            look(&app, &mut noticed).await.unwrap();
        }
        let begun = of_day("2026-10-02").await;
        assert_eq!(begun.len(), 1, "the platform was away in the night, so it is made now, once");
        assert_eq!((begun[0].reason.as_str(), begun[0].state.as_str()), ("night", "waiting"));
        let incidents = monitoring::of_server(&app.db, &bakery.id, (10, 0)).await.unwrap();
        assert_eq!(incidents.len(), 1);
        assert_eq!(incidents[0].kind, "backup-missed");
        let asked = ask(&app, &bakery, &Actor::platform()).await.unwrap_err();
        assert_eq!(asked.code, "backup-under-way");
    })
    .await;
}

#[tokio::test]
async fn k1_a_nights_backup_that_failed_is_tried_again_until_the_next_night() {
    on_each_engine(|app| async move {
        let (app, _bakery, _double) = bakery(app, 157).await;
        let mut noticed = Noticed::default();
        go_to(&app, "2026-10-02T05:30:00+02:00");
        look(&app, &mut noticed).await.unwrap();
        let state =
            async || store::of_day(&app.db, "2026-10-02".parse().unwrap()).await.unwrap().remove(0).state;
        let id = store::of_day(&app.db, "2026-10-02".parse().unwrap()).await.unwrap().remove(0).id;
        let mut tx = app.db.begin().await.unwrap();
        assert!(store::set_running(&mut tx, &id, app.now_ms()).await.unwrap());
        store::set_failed(&mut tx, &id, ("the store does not answer", app.now_ms())).await.unwrap();
        tx.commit().await.unwrap();
        for (at, expect) in [("05:49", "failed"), ("05:50", "waiting"), ("06:30", "waiting")] {
            go_to(&app, &format!("2026-10-02T{at}:00+02:00"));
            look(&app, &mut noticed).await.unwrap();
            assert_eq!(state().await, expect, "{at}");
        }
    })
    .await;
}

#[tokio::test]
async fn k1_a_server_whose_data_is_put_back_stays_stopped_until_it_is_released() {
    on_each_engine(|app| async move {
        let (app, bakery, _double) = bakery(app, 152).await;
        let mut tx = app.db.begin().await.unwrap();
        for expect in [true, false] {
            let by = Actor::platform();
            assert_eq!(holds::hold(&app, &mut tx, &bakery, (Reason::Restore, &by)).await.unwrap(), expect);
        }
        tx.commit().await.unwrap();
        let held = holds::of(&app.db, &bakery.id).await.unwrap();
        assert_eq!(holds::wanted(&bakery, held.as_ref()), Desired::Stopped);
        crate::servers::reconcile(&app, &bakery.id).await.unwrap();
        let seen = crate::servers::find(&app.db, &bakery.id).await.unwrap().unwrap();
        assert_eq!((seen.phase.as_str(), seen.desired.as_str()), ("stopped", "running"));
        let mut tx = app.db.begin().await.unwrap();
        assert!(!holds::release(&mut tx, &bakery.id, Reason::Maintenance).await.unwrap());
        assert!(holds::release(&mut tx, &bakery.id, Reason::Restore).await.unwrap());
        tx.commit().await.unwrap();
        crate::servers::reconcile(&app, &bakery.id).await.unwrap();
        let seen = crate::servers::find(&app.db, &bakery.id).await.unwrap().unwrap();
        assert_eq!(seen.phase, "running");
    })
    .await;
}
