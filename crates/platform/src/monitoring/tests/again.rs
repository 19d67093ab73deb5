//! What lasts is told again, until somebody takes it on.

use super::super::store::incidents;
use super::super::watch::testing::{Case, bad, good};
use super::super::{Trouble, acknowledge, raise, running};
use super::watcher::on_each_engine;
use crate::accounts::Role;
use crate::app::App;
use crate::events::Actor;
use crate::servers::{self, Server};
use crate::testing::{person, platform};
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

async fn see(app: &App, server: Option<&Server>, kind: &'static str) {
    let mut tx = app.db.begin().await.unwrap();
    raise(app, &mut tx, Trouble { server, kind, detail: "as seen".into() }).await.unwrap();
    tx.commit().await.unwrap();
}

async fn mails(app: &App) -> usize {
    crate::mail::list(&app.db, "", 100, 0).await.unwrap().len()
}

#[tokio::test]
async fn k2_what_needs_somebody_now_is_told_every_half_hour_and_the_rest_daily() {
    on_each_engine(|app| async move {
        person(&app, None, "Sofie", Role::Staff).await;
        let mut case = Case::of(&app, &["bakkerij", "bloemen"]).await;
        let server = servers::find(&app.db, case.id(0)).await.unwrap().unwrap();
        see(&app, None, "disk-filling").await;
        see(&app, Some(&server), "certificate-ending").await;
        assert_eq!(mails(&app).await, 2);
        for (seconds, expect) in [
            (30 * MINUTE - 31, 2),
            (31, 3),
            (60, 3),
            (30 * MINUTE, 4),
            // A day after its begin: both.
            (DAY, 6),
            (DAY - 60, 7),
            (60, 8),
        ] {
            case.pass(seconds).await;
            assert_eq!(mails(&app).await, expect, "{seconds} s later");
        }
        let lasting = running(&app.db).await.unwrap();
        let disk = lasting.iter().find(|one| one.kind == "disk-filling").unwrap();
        assert_eq!(disk.escalated_at_ms, None);
        acknowledge(&app, &Actor::new("per_sofie", "Sofie"), &disk.id).await.unwrap();
        case.pass(60 * MINUTE).await;
        assert_eq!(mails(&app).await, 8, "somebody has it");
    })
    .await;
}

#[tokio::test]
async fn k2_once_somebody_has_it_nothing_is_started_again_by_itself() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        case.all(0, &good()).await;
        for _ in 0..3 {
            case.hear(0, "imaps", &bad()).await;
        }
        let lasting = running(&app.db).await.unwrap();
        acknowledge(&app, &Actor::new("per_sofie", "Sofie"), &lasting[0].id).await.unwrap();
        case.pass(600).await;
        assert!(incidents::actions(&app.db, case.id(0), 0).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_stopped_or_gone_leaves_nothing_open_and_one_that_is_started_begins_anew() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij", "bloemen"]).await;
        let server = servers::find(&app.db, case.id(0)).await.unwrap().unwrap();
        case.all(0, &good()).await;
        for _ in 0..3 {
            case.hear(0, "smtp", &bad()).await;
        }
        for kind in ["queue-old", "resources-short", "certificate-ending"] {
            see(&app, Some(&server), kind).await;
        }
        case.stop(0).await;
        assert!(running(&app.db).await.unwrap().is_empty());
        case.write().await;
        let mut case = case.again().await;
        case.start(0).await;
        assert!(running(&app.db).await.unwrap().is_empty(), "nobody has asked it anything yet");
        let other = servers::find(&app.db, case.id(1)).await.unwrap().unwrap();
        see(&app, Some(&other), "queue-old").await;
        servers::testing::goes(&app, &other.id).await;
        let _case = case.again().await;
        assert!(running(&app.db).await.unwrap().is_empty(), "it went while nobody watched");
    })
    .await;
}

#[tokio::test]
async fn where_there_is_no_mailbox_no_mail_is_sent_there_and_back() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        assert_eq!(case.asks(), ["smtp", "submission", "submissions", "imaps", "pop3s", "https"]);
    })
    .await;
}

/// Takes one request, and answers so; the answer is its first line.
async fn asked(elsewhere: &TcpListener, status: &str) -> String {
    let (stream, _) = elsewhere.accept().await.unwrap();
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.get_mut().write_all(answer.as_bytes()).await.unwrap();
    line.trim_end().to_string()
}

#[tokio::test]
async fn k2_somebody_elsewhere_hears_every_minute_that_the_watch_runs() {
    hostler_kit::db::testing::on_each_engine(&crate::app::MIGRATIONS, |db| async {
        let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut app = platform(db);
        app.catalogue.monitoring.heartbeat = format!("http://{}/ping/7", elsewhere.local_addr().unwrap());
        let mut case = Case::of(&Arc::new(app), &[]).await;
        for status in ["200 OK", "503 Later", "200 OK"] {
            let (line, ()) = tokio::join!(asked(&elsewhere, status), case.beat());
            assert_eq!(line, "GET /ping/7 HTTP/1.1");
            case.pass(59).await;
            // Nobody would answer this one.
            case.beat().await;
            case.tick().await;
        }
    })
    .await;
}
