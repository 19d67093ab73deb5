//! A whole server put in its place over a host in memory: what is on it, what it takes meanwhile, and what a kill leaves.

use super::made::{Bakery, NAME};
use crate::app::App;
use crate::backup::model::{Backup, Restore};
use crate::backup::watch::{Noticed, look};
use crate::backup::{Wish, ask, browse, make, of_server, restore, store};
use crate::events::Actor;
use crate::monitoring;
use crate::servers::holds::{self, Reason};
use crate::servers::{self, Server};
use crate::testing::{go_to, on_each_engine};
use std::fs;
use std::path::Path;

const INBOX: &str = "mail/bakery.test/anna/Maildir/cur";
const LATER: &str = "1790900500.M3P1.anna,S=20:2,";

fn wish(what: &str) -> Wish {
    Wish { what: what.into(), ..Wish::default() }
}

async fn asked(bakery: &Bakery, backup: &Backup) -> Restore {
    let by = Actor::platform();
    restore::ask(&bakery.app, (&bakery.server, backup), wish("server"), &by).await.unwrap()
}

async fn now(bakery: &Bakery, restore: &Restore) -> (String, String) {
    let now = restore::of(&bakery.app, &bakery.server, &restore.id).await.unwrap();
    (now.state, now.error)
}

/// As a worker that was killed leaves it, at a step.
async fn broken_off(bakery: &Bakery, restore: &Restore, error: Option<&str>) {
    let mut tx = bakery.app.db.begin().await.unwrap();
    assert!(store::set_restore_running(&mut tx, &restore.id).await.unwrap());
    match error {
        Some(error) => store::set_returning(&mut tx, &restore.id, error).await.unwrap(),
        None => store::set_step(&mut tx, &restore.id, ("starting", 0, 0)).await.unwrap(),
    }
    tx.commit().await.unwrap();
}

/// As `swap` leaves the folders: what was there is put aside, and the server has the backup's data and a message more.
fn exchanged(bakery: &Bakery) {
    let folder = folder(bakery);
    fs::rename(folder.join("data"), folder.join("aside")).unwrap();
    bakery.put("", "appliance.sqlite", "of the backup");
    bakery.put(INBOX, LATER, "came to the restored server");
}

fn folder(bakery: &Bakery) -> std::path::PathBuf {
    servers::spec(&bakery.app, &bakery.server).unwrap().folder
}

async fn stopped(app: &App, server: &Server) {
    let mut tx = app.db.begin().await.unwrap();
    holds::hold(app, &mut tx, server, (Reason::Restore, &Actor::platform())).await.unwrap();
    tx.commit().await.unwrap();
    servers::reconcile(app, &server.id).await.unwrap();
}

async fn is_as_before(bakery: &Bakery) -> bool {
    let seen = servers::find(&bakery.app.db, &bakery.server.id).await.unwrap().unwrap();
    let held = holds::of(&bakery.app.db, &bakery.server.id).await.unwrap();
    seen.phase == "running" && held.is_none() && !folder(bakery).join("aside").exists()
}

async fn troubles(bakery: &Bakery) -> Vec<String> {
    let running = monitoring::running_of_server(&bakery.app.db, &bakery.server.id).await.unwrap();
    running.into_iter().map(|incident| incident.kind).collect()
}

/// A backup that was begun before a restore, by a worker that was killed.
async fn left_behind(bakery: &Bakery) -> Backup {
    let day = "2026-10-01".parse().unwrap();
    let left = Backup::wanted(&bakery.app, &bakery.server, ("restore", ""), day);
    let mut tx = bakery.app.db.begin().await.unwrap();
    assert!(store::insert(&mut tx, &left).await.unwrap());
    assert!(store::set_running(&mut tx, &left.id, bakery.app.now_ms()).await.unwrap());
    tx.commit().await.unwrap();
    left
}

#[tokio::test]
async fn k1_what_came_until_the_server_stopped_is_in_the_backup_of_right_before() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 165).await;
        let made = bakery.backed_up().await;
        bakery.put(INBOX, LATER, "Subject: Taart\r\n\r\n");
        // It can copy nothing any more, which may be why it is restored.
        bakery.double.says.lock().unwrap().manifest = None;
        let left = left_behind(&bakery).await;
        let asked_for = asked(&bakery, &made).await;
        bakery.work().await;
        assert_eq!(now(&bakery, &asked_for).await, ("ready".into(), String::new()));
        let cur = folder(&bakery).join("data").join(INBOX);
        assert!(cur.join(NAME).exists() && !cur.join(LATER).exists());
        assert!(is_as_before(&bakery).await);
        let saved = of_server(&bakery.app, &bakery.server.id).await.unwrap();
        let saved: Vec<&Backup> = saved.iter().filter(|backup| backup.reason == "restore").collect();
        assert_eq!(
            saved.iter().map(|one| &one.id).collect::<Vec<_>>(),
            [&left.id],
            "it goes on with that one"
        );
        assert!(saved[0].is_ready(), "{saved:?}");
        let at = ("anna@bakery.test", "INBOX", LATER);
        assert!(browse::find(&bakery.app, saved[0], at).await.is_ok(), "and so one can go back");
        // The server has taken the copy's place.
        bakery.put("", "appliance.sqlite", "of the backup");
        let back = asked(&bakery, saved[0]).await;
        bakery.work().await;
        assert_eq!(now(&bakery, &back).await, ("ready".into(), String::new()));
        assert!(cur.join(LATER).exists());
        assert_eq!(fs::read_to_string(folder(&bakery).join("data/appliance.sqlite")).unwrap(), "live");
    })
    .await;
}

#[tokio::test]
async fn k1_without_a_backup_of_right_before_nothing_is_put_in_its_place() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 166).await;
        let made = bakery.backed_up().await;
        let data = folder(&bakery).join("data");
        fs::remove_dir_all(&data).unwrap();
        fs::write(&data, "a folder that cannot be read").unwrap();
        let asked_for = asked(&bakery, &made).await;
        bakery.work().await;
        let (state, error) = now(&bakery, &asked_for).await;
        assert_eq!(state, "failed");
        assert!(error.contains("could not be backed up first"), "{error}");
        assert_eq!(fs::read_to_string(&data).unwrap(), "a folder that cannot be read");
        assert!(is_as_before(&bakery).await && !folder(&bakery).join("fetched").exists());
        assert_eq!(troubles(&bakery).await, ["backup-failed"]);
    })
    .await;
}

#[tokio::test]
async fn k1_a_restore_that_was_killed_after_the_start_keeps_the_mail_that_came_since() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 167).await;
        let made = bakery.backed_up().await;
        let asked_for = asked(&bakery, &made).await;
        broken_off(&bakery, &asked_for, None).await;
        exchanged(&bakery);
        bakery.work().await;
        assert_eq!(now(&bakery, &asked_for).await, ("ready".into(), String::new()));
        assert!(folder(&bakery).join("data").join(INBOX).join(LATER).exists());
        assert!(is_as_before(&bakery).await);
    })
    .await;
}

#[tokio::test]
async fn k1_a_way_back_that_fails_is_an_incident_and_tried_until_it_succeeds() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 168).await;
        let made = bakery.backed_up().await;
        let asked_for = asked(&bakery, &made).await;
        broken_off(&bakery, &asked_for, Some("it did not come up")).await;
        exchanged(&bakery);
        stopped(&bakery.app, &bakery.server).await;
        bakery.put("postfix", "in-the-way", "");
        bakery.work().await;
        assert_eq!(now(&bakery, &asked_for).await, ("running".into(), "it did not come up".into()));
        assert_eq!(troubles(&bakery).await, ["restore-failed"]);
        let again =
            restore::ask(&bakery.app, (&bakery.server, &made), wish("server"), &Actor::platform()).await;
        assert_eq!(again.unwrap_err().code, "restore-under-way");
        fs::remove_dir_all(folder(&bakery).join("data/postfix")).unwrap();
        go_to(&bakery.app, "2026-10-01T23:00:00+02:00");
        bakery.work().await;
        assert_eq!(now(&bakery, &asked_for).await, ("failed".into(), "it did not come up".into()));
        assert_eq!(troubles(&bakery).await, Vec::<String>::new());
        assert!(is_as_before(&bakery).await);
        assert!(folder(&bakery).join("data").join(INBOX).join(NAME).exists());
        assert_eq!(kept_mail(&folder(&bakery)), 1, "what the restored server took is kept");
    })
    .await;
}

/// How many folders with mail that came to a restored server are kept.
fn kept_mail(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let kept = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("replaced-"));
    kept.filter(|entry| entry.path().join(INBOX).join(LATER).exists()).count()
}

#[tokio::test]
async fn k1_a_backup_that_nobody_makes_any_more_stands_in_nobodys_way() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 169).await;
        let made = bakery.backed_up().await;
        let left = left_behind(&bakery).await;
        let asked_for = asked(&bakery, &made).await;
        let state = async || store::find(&bakery.app.db, &left.id).await.unwrap().unwrap().state;
        look(&bakery.app, &mut Noticed::default()).await.unwrap();
        assert_eq!(state().await, "running", "the restore makes it");
        let mut tx = bakery.app.db.begin().await.unwrap();
        store::set_restore_failed(&mut tx, &asked_for.id, ("it ended", 0)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            ask(&bakery.app, &bakery.server, &Actor::platform()).await.unwrap_err().code,
            "backup-under-way"
        );
        look(&bakery.app, &mut Noticed::default()).await.unwrap();
        assert_eq!(state().await, "failed");
        bakery.backed_up().await;
    })
    .await;
}

#[tokio::test]
async fn k1_a_server_without_data_is_not_backed_up_as_empty() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 170).await;
        let made = bakery.backed_up().await;
        let data = folder(&bakery).join("data");
        fs::remove_dir_all(&data).unwrap();
        bakery.put("", "bootstrap.json", "{}");
        fs::rename(bakery.app.settings.data.join("backups"), bakery.app.settings.data.join("away")).unwrap();
        let asked_for = asked(&bakery, &made).await;
        bakery.work().await;
        assert_eq!(now(&bakery, &asked_for).await.0, "failed");
        assert!(!data.exists(), "nothing is left prepared");
        fs::rename(bakery.app.settings.data.join("away"), bakery.app.settings.data.join("backups")).unwrap();
        stopped(&bakery.app, &bakery.server).await;
        bakery.put("log", "old", "");
        let night = left_behind(&bakery).await;
        let refused = make(&bakery.app, &night.id).await.unwrap_err();
        assert!(refused.detail.contains("its database is not there"), "{}", refused.detail);
        assert_eq!(store::find(&bakery.app.db, &night.id).await.unwrap().unwrap().state, "failed");
        let again = asked(&bakery, &made).await;
        bakery.work().await;
        assert_eq!(
            now(&bakery, &again).await,
            ("ready".into(), String::new()),
            "nothing was there to be saved"
        );
        assert!(data.join(INBOX).join(NAME).exists());
    })
    .await;
}
