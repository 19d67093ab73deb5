//! Mailboxes that are put back message by message, files that take each other's place, and disks without room.

use super::made::{Bakery, NAME};
use crate::backup::model::{Backup, Restore};
use crate::backup::{Wish, drill, restore, store};
use crate::events::Actor;
use crate::monitoring;
use crate::testing::on_each_engine;
use axum::http::StatusCode;
use hostler_kit::http::Fault;

const CUR: &str = "mail/bakery.test/anna/Maildir/cur";

async fn asked(bakery: &Bakery, backup: &Backup, what: &str) -> Result<Restore, Fault> {
    let wish = Wish { what: what.into(), address: "anna@bakery.test".into(), ..Wish::default() };
    let wanted = restore::ask(&bakery.app, (&bakery.server, backup), wish, &Actor::platform()).await?;
    bakery.work().await;
    restore::of(&bakery.app, &bakery.server, &wanted.id).await
}

fn names(bakery: &Bakery) -> Vec<String> {
    let put = bakery.double.says.lock().unwrap().put_back.clone();
    put.into_iter().map(|(to, _)| to.name).collect()
}

#[tokio::test]
async fn k1_messages_that_cannot_be_put_back_are_left_out_and_counted() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 171).await;
        bakery.put(CUR, "odd name", "x");
        bakery.put(CUR, "1790900001.M1P1.slow", "x");
        let made = bakery.backed_up().await;
        bakery.double.says.lock().unwrap().refuses = vec![
            ("odd name", StatusCode::UNPROCESSABLE_ENTITY, usize::MAX),
            ("slow", StatusCode::INTERNAL_SERVER_ERROR, 2),
        ];
        let done = asked(&bakery, &made, "mailbox").await.unwrap();
        assert_eq!((done.state.as_str(), done.error.as_str()), ("ready", ""));
        assert_eq!((done.left(), done.done, done.total), (1, 3, 4));
        let mut put = names(&bakery);
        put.sort();
        assert_eq!(put, [NAME, "1790900001.M1P1.slow", "1790900100.M2P1.anna"]);
    })
    .await;
}

#[tokio::test]
async fn k1_a_restore_that_ends_half_way_says_what_was_put_back() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 172).await;
        let made = bakery.backed_up().await;
        bakery.double.says.lock().unwrap().refuses = vec![("M2P1", StatusCode::CONFLICT, 1)];
        let done = asked(&bakery, &made, "mailbox").await.unwrap();
        assert_eq!((done.state.as_str(), done.done, done.total), ("failed", 1, 2));
        assert!(done.error.contains("no such mailbox"), "{}", done.error);
        let again = asked(&bakery, &made, "mailbox").await.unwrap();
        assert_eq!((again.state.as_str(), again.left()), ("ready", 0));
    })
    .await;
}

#[tokio::test]
async fn k1_of_files_with_a_whole_server_the_last_is_kept() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 173).await;
        let made = bakery.backed_up().await;
        let first = asked(&bakery, &made, "file").await.unwrap();
        assert!(restore::path(&bakery.app, &first.id).exists());
        let second = asked(&bakery, &made, "file").await.unwrap();
        let first = restore::of(&bakery.app, &bakery.server, &first.id).await.unwrap();
        assert_eq!((first.state.as_str(), second.state.as_str()), ("removed", "ready"));
        assert!(!restore::path(&bakery.app, &first.id).exists());
        assert!(restore::path(&bakery.app, &second.id).exists());
    })
    .await;
}

/// More than any disk has.
async fn grown(bakery: &Bakery, backup: &Backup) -> Backup {
    let mut tx = bakery.app.db.begin().await.unwrap();
    sqlx::query("UPDATE backups SET bytes = $2 WHERE id = $1")
        .bind(&backup.id)
        .bind(1_i64 << 60)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store::find(&bakery.app.db, &backup.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn k1_what_the_disk_cannot_take_is_not_fetched() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 174).await;
        let made = bakery.backed_up().await;
        let kept = asked(&bakery, &made, "file").await.unwrap();
        let by = Actor::platform();
        let wish = Wish { what: "server".into(), ..Wish::default() };
        let begun = restore::ask(&bakery.app, (&bakery.server, &made), wish, &by).await.unwrap();
        let large = grown(&bakery, &made).await;
        bakery.work().await;
        let ended = restore::of(&bakery.app, &bakery.server, &begun.id).await.unwrap();
        assert_eq!(ended.state, "failed");
        assert!(ended.error.contains("no room"), "{}", ended.error);
        for what in ["server", "file"] {
            assert_eq!(asked(&bakery, &large, what).await.unwrap_err().code, "restore-no-room", "{what}");
        }
        assert!(restore::path(&bakery.app, &kept.id).exists(), "the file of before is kept");
        let part = asked(&bakery, &large, "mailbox").await.unwrap();
        assert_eq!((part.state.as_str(), part.error.as_str()), ("ready", ""), "a part is small");
    })
    .await;
}

#[tokio::test]
async fn k1_a_drill_that_the_disk_cannot_take_says_so() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 175).await;
        let made = bakery.backed_up().await;
        let large = grown(&bakery, &made).await;
        let by = Actor::platform();
        let asked = drill::ask(&bakery.app, (&bakery.server, &large), &by).await.unwrap();
        drill::run(&bakery.app, &asked.id).await.unwrap();
        let drill = store::last_drill(&bakery.app.db, &bakery.server.id).await.unwrap().unwrap();
        assert_eq!(drill.state, "failed");
        assert!(drill.error.contains("no room"), "{}", drill.error);
        let troubles = monitoring::running_of_server(&bakery.app.db, &bakery.server.id).await.unwrap();
        assert_eq!(troubles.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["drill-failed"]);
    })
    .await;
}
