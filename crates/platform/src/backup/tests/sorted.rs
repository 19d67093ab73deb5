//! What lies in a repository and what the platform knows of it: in use, elsewhere, damaged, left over, lost.

use super::made::Bakery;
use crate::app::App;
use crate::backup::{Backup, Depot, Wish, adopt, ask, keep, of_server, restore, store, vault};
use crate::events::Actor;
use crate::monitoring;
use crate::servers::{self, Server};
use crate::testing::{go_to, on_each_engine};
use hostler_backup::Source;
use std::path::{Path, PathBuf};

/// The snapshots in the repository, oldest first.
async fn found(app: &App, server: &Server) -> Vec<String> {
    let repository = vault::open(app, &server.id).await.unwrap();
    let found = vault::blocking(move || repository.backups()).await.unwrap();
    found.into_iter().map(|one| one.id).collect()
}

async fn kinds(bakery: &Bakery) -> Vec<String> {
    let running = monitoring::running_of_server(&bakery.app.db, &bakery.server.id).await.unwrap();
    running.into_iter().map(|incident| incident.kind).collect()
}

async fn row(app: &App, backup: &Backup) -> Backup {
    store::find(&app.db, &backup.id).await.unwrap().unwrap()
}

/// Reads the data folder into the repository as a backup of these labels, and writes nothing of it down.
async fn left_over(bakery: &Bakery, labels: Vec<String>) -> String {
    let repository = vault::open(&bakery.app, &bakery.server.id).await.unwrap();
    let source = Source {
        folder: servers::spec(&bakery.app, &bakery.server).unwrap().folder.join("data"),
        host: bakery.server.id.to_string(),
        at_ms: bakery.app.now_ms(),
        exclude: vec![PathBuf::from("appliance.sqlite")],
        labels,
    };
    vault::blocking(move || repository.back_up(&source, &())).await.unwrap().id
}

#[tokio::test]
async fn k1_what_is_being_restored_is_kept_until_it_is() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 171).await;
        let (app, first) = (&bakery.app, bakery.backed_up().await);
        go_to(app, "2026-11-20T12:00:00+01:00");
        let wish = Wish { what: "file".into(), ..Wish::default() };
        let wanted = restore::ask(app, (&bakery.server, &first), wish, &Actor::platform()).await.unwrap();
        // The backup is made first, as the one right before a restore is.
        let second = ask(app, &bakery.server, &Actor::platform()).await.unwrap();
        crate::backup::make(app, &second.id).await.unwrap();
        assert_eq!(row(app, &first).await.state, "ready", "it is about to be read");
        bakery.work().await;
        let done = restore::of(app, &bakery.server, &wanted.id).await.unwrap();
        assert_eq!((done.state.as_str(), done.error.as_str()), ("ready", ""));
        keep::tidy(app, &bakery.server).await.unwrap();
        assert_eq!(row(app, &first).await.state, "forgotten");
        assert_eq!(found(app, &bakery.server).await, [row(app, &second).await.snapshot]);
    })
    .await;
}

#[tokio::test]
async fn k1_a_repository_that_was_there_is_never_made_anew() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 172).await;
        let first = bakery.backed_up().await;
        let (room, empty) = (bakery.app.settings.backups.clone(), tempfile::tempdir().unwrap());
        let bakery = bakery.kept_in(empty.path());
        go_to(&bakery.app, "2026-11-20T12:00:00+01:00");
        let wanted = ask(&bakery.app, &bakery.server, &Actor::platform()).await.unwrap();
        let fault = crate::backup::make(&bakery.app, &wanted.id).await.unwrap_err();
        assert_eq!(fault.code, "repository-not-there");
        assert!(fault.detail.contains(&empty.path().display().to_string()), "{}", fault.detail);
        assert_eq!(kinds(&bakery).await, ["backup-failed"]);
        assert!(std::fs::read_dir(empty.path()).unwrap().next().is_none(), "nothing was made there");
        assert_eq!(row(&bakery.app, &first).await.state, "ready", "it lies elsewhere");
        let Depot::Folder(room) = room else { panic!("{room:?}") };
        let bakery = bakery.kept_in(&room);
        crate::backup::make(&bakery.app, &wanted.id).await.unwrap();
        assert_eq!(kinds(&bakery).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn k1_a_damaged_repository_is_an_incident_until_it_is_read_and_whole() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 173).await;
        let app = &bakery.app;
        bakery.backed_up().await;
        let place = app.settings.backups.place(bakery.server.id.as_str());
        let hostler_backup::Place::Folder(folder) = place else { panic!("it is a folder") };
        let pack = first_file(&folder.join("data")).unwrap();
        let whole = std::fs::read(&pack).unwrap();
        let mut damaged = whole.clone();
        damaged[10] ^= 0xff;
        let put = |bytes: &[u8]| {
            std::fs::remove_file(&pack).unwrap();
            std::fs::write(&pack, bytes).unwrap();
        };
        put(&damaged);
        go_to(app, "2026-10-09T12:00:00+02:00");
        keep::tidy(app, &bakery.server).await.unwrap();
        assert_eq!(kinds(&bakery).await, ["repository-damaged"]);
        let kept = store::repository(&app.db, &bakery.server.id).await.unwrap().unwrap();
        assert!(!kept.check_error.is_empty());
        put(&whole);
        keep::tidy(app, &bakery.server).await.unwrap();
        assert_eq!(kinds(&bakery).await, ["repository-damaged"], "it was read a moment ago");
        go_to(app, "2026-10-10T12:00:00+02:00");
        keep::tidy(app, &bakery.server).await.unwrap();
        assert_eq!(kinds(&bakery).await, [""; 0]);
    })
    .await;
}

fn first_file(folder: &Path) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.into_iter().find_map(|path| if path.is_dir() { first_file(&path) } else { Some(path) })
}

#[tokio::test]
async fn k1_what_nobody_needs_goes_and_what_nobody_knows_is_found() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 174).await;
        let (app, server) = (&bakery.app, &bakery.server);
        let first = bakery.backed_up().await;
        // Of an attempt whose place another one took; and made by somebody with restic.
        left_over(&bakery, adopt::labels(&first)).await;
        let theirs = left_over(&bakery, vec!["by-hand".into()]).await;
        // Made after the database was copied that the platform came back from.
        let unknown = Backup::wanted(app, server, ("night", ""), "2026-10-01".parse().unwrap());
        let lost = left_over(&bakery, adopt::labels(&unknown)).await;
        // Killed right before it was written down.
        let killed = ask(app, server, &Actor::platform()).await.unwrap();
        let whole = left_over(&bakery, adopt::labels(&killed)).await;
        bakery.work().await;
        let (killed, unknown) = (row(app, &killed).await, row(app, &unknown).await);
        assert_eq!((killed.state.as_str(), killed.snapshot.as_str()), ("ready", whole.as_str()));
        assert_eq!((unknown.state.as_str(), unknown.reason.as_str()), ("ready", "night"));
        assert_eq!(unknown.snapshot, lost);
        let mut expect = vec![first.snapshot.clone(), theirs, lost, whole];
        let mut seen = found(app, server).await;
        expect.sort();
        seen.sort();
        assert_eq!(seen, expect);
        assert_eq!(of_server(app, &server.id).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn k1_a_full_store_gets_room_by_what_is_over() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 175).await;
        let (app, first) = (&bakery.app, bakery.backed_up().await);
        go_to(app, "2026-10-02T12:00:00+02:00");
        let second = bakery.backed_up().await;
        go_to(app, "2026-11-20T12:00:00+01:00");
        keep::make_room(app, &bakery.server).await.unwrap();
        assert_eq!(row(app, &first).await.state, "forgotten");
        assert_eq!(
            found(app, &bakery.server).await,
            [second.snapshot],
            "the newest is kept, however old it is"
        );
    })
    .await;
}

#[tokio::test]
async fn k1_one_ended_server_that_cannot_be_removed_holds_up_no_other() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 176).await;
        bakery.backed_up().await;
        let app = &bakery.app;
        let place = app.settings.backups.place(bakery.server.id.as_str());
        let hostler_backup::Place::Folder(folder) = place else { panic!("it is a folder") };
        let aside = folder.with_extension("aside");
        std::fs::rename(&folder, &aside).unwrap();
        std::fs::write(&folder, "no folder").unwrap();
        ended(&bakery).await;
        go_to(app, "2026-11-20T12:00:00+01:00");
        keep::remove_ended(app).await.unwrap();
        assert_eq!(kinds(&bakery).await, ["backup-not-removed"]);
        std::fs::remove_file(&folder).unwrap();
        keep::remove_ended(app).await.unwrap();
        assert_eq!(kinds(&bakery).await, [""; 0]);
        assert_eq!(store::repositories(&app.db).await.unwrap(), []);
    })
    .await;
}

/// The bakery ended long ago.
async fn ended(bakery: &Bakery) {
    let mut tx = bakery.app.db.begin().await.unwrap();
    let statement = "UPDATE servers SET desired = 'gone', phase = 'gone', gone_at_ms = $2 WHERE id = $1";
    sqlx::query(statement).bind(&bakery.server.id).bind(bakery.app.now_ms()).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn k1_a_backup_of_a_server_that_ended_meanwhile_alarms_nobody() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 177).await;
        let wanted = ask(&bakery.app, &bakery.server, &Actor::platform()).await.unwrap();
        ended(&bakery).await;
        crate::backup::make(&bakery.app, &wanted.id).await.unwrap();
        assert_eq!(row(&bakery.app, &wanted).await.state, "failed");
        assert_eq!(kinds(&bakery).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn k1_a_server_that_runs_copies_its_database_whatever_its_phase() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 178).await;
        let app = &bakery.app;
        let wanted = ask(app, &bakery.server, &Actor::platform()).await.unwrap();
        let mut tx = app.db.begin().await.unwrap();
        let statement = "UPDATE servers SET phase = 'starting' WHERE id = $1";
        sqlx::query(statement).bind(&bakery.server.id).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        let manifest = bakery.double.says.lock().unwrap().manifest.take();
        crate::backup::make(app, &wanted.id).await.unwrap_err();
        assert_eq!(row(app, &wanted).await.state, "failed", "its database is written to");
        bakery.double.says.lock().unwrap().manifest = manifest;
        crate::backup::make(app, &wanted.id).await.unwrap();
        let made = row(app, &wanted).await;
        assert_eq!((made.state.as_str(), made.messages), ("ready", 2));
        app.host.stop(&servers::spec(app, &bakery.server).unwrap()).await.unwrap();
        let cold = Backup::wanted(app, &bakery.server, ("asked", ""), "2026-10-01".parse().unwrap());
        let mut tx = app.db.begin().await.unwrap();
        assert!(store::insert(&mut tx, &cold).await.unwrap());
        tx.commit().await.unwrap();
        crate::backup::make(app, &cold.id).await.unwrap();
        assert!(row(app, &cold).await.held().is_none(), "it was at rest");
    })
    .await;
}
