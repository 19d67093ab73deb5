//! Servers beside: their places on the host are given away again, and what runs there is what shall run.

use super::made::Bakery;
use crate::backup::model::{BesidePlace, Restore};
use crate::backup::{BackupRefused, Wish, restore, store};
use crate::drivers::host::Actual;
use crate::events::Actor;
use crate::servers::builds::{self, Parts};
use crate::servers::{self, suspension};
use crate::testing::on_each_engine;
use hostler_kit::http::Refuse;
use std::fs;
use std::path::PathBuf;

fn wish() -> Wish {
    Wish { what: "beside".into(), ..Wish::default() }
}

/// As a job leaves it that has started one.
async fn started(bakery: &Bakery) -> Restore {
    let backup = bakery.backed_up().await;
    let by = Actor::platform();
    let asked = restore::ask(&bakery.app, (&bakery.server, &backup), wish(), &by).await.unwrap();
    let mut tx = bakery.app.db.begin().await.unwrap();
    let sealed = bakery.app.vault.seal("secret", asked.id.as_str(), &bakery.app.random);
    if store::take_place(&mut tx, &asked.id, &sealed).await.unwrap().is_none() {
        let slot = servers::next_slot(&mut tx).await.unwrap();
        let place = BesidePlace { slot, restore_id: Some(asked.id.clone()), sealed };
        store::insert_place(&mut tx, &place).await.unwrap();
    }
    assert!(store::set_restore_running(&mut tx, &asked.id).await.unwrap());
    let times = (bakery.app.now_ms(), Some(bakery.app.now_ms() + 7 * 86_400_000));
    assert!(store::set_restore_ready(&mut tx, &asked.id, times).await.unwrap());
    tx.commit().await.unwrap();
    fs::create_dir_all(folder(bakery, &asked).join("data")).unwrap();
    restore::of(&bakery.app, &bakery.server, &asked.id).await.unwrap()
}

fn folder(bakery: &Bakery, restore: &Restore) -> PathBuf {
    bakery.app.settings.data.join("beside").join(restore.id.as_str())
}

async fn runs(bakery: &Bakery, restore: &Restore) -> bool {
    seen(bakery, restore).await.is_some_and(|seen| seen.running.is_some())
}

async fn seen(bakery: &Bakery, restore: &Restore) -> Option<Actual> {
    let (app, server) = (&bakery.app, &bakery.server);
    let mut tx = app.db.begin().await.unwrap();
    let place = store::beside_place(&mut tx, &restore.id).await.unwrap()?;
    tx.commit().await.unwrap();
    let at = (restore.id.as_str(), place.slot, folder(bakery, restore));
    let spec = servers::scratch_spec(app, server, at).unwrap();
    Some(app.host.observe(&spec).await.unwrap())
}

#[tokio::test]
async fn k1_a_server_beside_that_is_not_on_this_machine_is_removed() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 189).await;
        let beside = started(&bakery).await;
        fs::remove_dir_all(folder(&bakery, &beside)).unwrap();
        restore::look(&bakery.app).await.unwrap();
        assert_eq!(store::places_taken(&bakery.app.db).await.unwrap(), []);
        let seen = restore::of(&bakery.app, &bakery.server, &beside.id).await.unwrap();
        assert_eq!(seen.state, "removed");
    })
    .await;
}

#[tokio::test]
async fn k1_a_server_beside_is_started_with_what_its_server_was_updated_to() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 188).await;
        let app = &bakery.app;
        let beside = started(&bakery).await;
        let parts = Parts { image: "of-tomorrow".into(), program: "of-tomorrow".into() };
        for build in [bakery.server.wanted_build(), parts] {
            let mut tx = app.db.begin().await.unwrap();
            builds::set(app, &mut tx, (&bakery.server, &build)).await.unwrap();
            tx.commit().await.unwrap();
            restore::look(app).await.unwrap();
            let seen = seen(&bakery, &beside).await.unwrap();
            assert_eq!((seen.running.is_some(), seen.build), (true, Some(build.label())));
        }
    })
    .await;
}

#[tokio::test]
async fn k1_a_server_beside_runs_for_its_time_and_its_place_is_given_away_again() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 185).await;
        let (app, server) = (&bakery.app, &bakery.server);
        let first = started(&bakery).await;
        restore::look(app).await.unwrap();
        assert!(runs(&bakery, &first).await, "it is started, as after a start of the machine");
        let reached = restore::beside(app, server, &first).await.unwrap().unwrap();
        assert_eq!((reached.password.as_str(), reached.imap_port, reached.pop3_port), ("secret", 993, 995));
        assert_ne!(reached.address, servers::address(app, server.slot));

        let second = started(&bakery).await;
        let slots = store::places_taken(&app.db).await.unwrap();
        assert_eq!(slots.len(), 2, "the one before goes first");
        restore::look(app).await.unwrap();
        assert_eq!(restore::of(app, server, &first.id).await.unwrap().state, "removed");
        assert_eq!((runs(&bakery, &first).await, runs(&bakery, &second).await), (false, true));
        assert_eq!(restore::beside(app, server, &first).await.unwrap(), None);

        restore::remove(app, (server, &second), &Actor::platform()).await.unwrap();
        let again = restore::remove(app, (server, &second), &Actor::platform()).await.unwrap_err();
        assert_eq!(again.code, BackupRefused::NoFile.code());
        restore::look(app).await.unwrap();
        assert_eq!(store::places_taken(&app.db).await.unwrap(), []);
        let third = started(&bakery).await;
        let taken: Vec<i64> =
            store::places_taken(&app.db).await.unwrap().iter().map(|one| one.slot).collect();
        assert_eq!(taken, [slots[0].slot], "no place is lost");
        assert_eq!(store::kept(&app.db, &server.id, "beside").await.unwrap(), [third.id]);
    })
    .await;
}

#[tokio::test]
async fn k1_a_server_beside_stands_still_while_its_server_is_suspended() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 186).await;
        let (app, server) = (&bakery.app, &bakery.server);
        let beside = started(&bakery).await;
        restore::look(app).await.unwrap();
        let by = Actor::platform();
        let mut tx = app.db.begin().await.unwrap();
        suspension::suspend(app, &mut tx, (server, "unpaid"), &by).await.unwrap();
        tx.commit().await.unwrap();
        restore::look(app).await.unwrap();
        assert!(!runs(&bakery, &beside).await, "nobody reads there what they may not read here");
        let backup = crate::backup::of(app, server, &beside.backup_id).await.unwrap();
        let refused = restore::ask(app, (server, &backup), wish(), &by).await.unwrap_err();
        assert_eq!(refused.code, "server-suspended");
        let mut tx = app.db.begin().await.unwrap();
        assert!(suspension::lift(app, &mut tx, (server, "paid"), &by).await.unwrap());
        tx.commit().await.unwrap();
        restore::look(app).await.unwrap();
        assert!(runs(&bakery, &beside).await);
    })
    .await;
}
