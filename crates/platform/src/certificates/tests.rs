//! What is written down while an authority does not answer. A real one (Pebble) is asked in the journeys.

use super::due::{Walk, of_other_authorities, queue_due};
use super::{Certificate, ask, host_names, routes, store};
use crate::app::App;
use crate::drivers::acme::Acme;
use crate::events::Actor;
use crate::monitoring;
use crate::portal;
use crate::servers::ending::tests::double::{Double, bakery};
use crate::servers::{self, Server};
use crate::testing::{Browser, customer, go_to, on_each_engine, person, server, work};
use axum::Router;
use std::sync::Arc;
use tempfile::{TempDir, tempdir};

/// Anna's bakery on a platform with a folder of its own, and an authority at whose address nobody listens.
async fn asking_nobody(app: Arc<App>, net: u8) -> (Arc<App>, Server, (Double, TempDir)) {
    let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
    let folder = tempdir().unwrap();
    app.settings.data = folder.path().into();
    app.acme = Some(Acme { directory: "https://127.0.0.1:1/dir".into(), contact: None, root: None });
    let (app, server, double) = bakery(Arc::new(app), net).await;
    (app, server, (double, folder))
}

async fn due(app: &App) -> usize {
    queue_due(app, &mut Walk::default()).await.unwrap()
}

async fn own(app: &App, server: &Server) -> Certificate {
    let host = servers::host_name(app, server);
    let found = store::find(&app.db, (&server.id, &host)).await.unwrap();
    found.expect("it is written down before the first try")
}

async fn tried(app: &Arc<App>, server: &Server) -> Certificate {
    due(app).await;
    work(app).await;
    own(app, server).await
}

#[tokio::test]
async fn h3_an_authority_that_does_not_answer_is_asked_again_later_and_people_are_told() {
    on_each_engine(|app| async move {
        let (app, server, _double) = asking_nobody(app, 151).await;
        let begin = app.now_ms();
        let first = tried(&app, &server).await;
        assert_eq!((first.failures, first.try_at_ms - begin), (1, 5 * 60_000));
        assert!(first.last_error.contains("certificate authority"), "{}", first.last_error);
        assert_eq!(first.host, servers::host_name(&app, &server));
        assert_eq!(tried(&app, &server).await, first, "before its time nobody is asked");
        let incidents = || monitoring::running_of_server(&app.db, &server.id);
        assert!(incidents().await.unwrap().is_empty());

        let anna =
            crate::accounts::person_by_email(&app.db, "anna@bakkerij-anna.test").await.unwrap().unwrap();
        let routes = Router::new().fallback_service(portal::router(app.clone()));
        let page = Browser::of(&app, routes, &anna).await.get(&format!("/servers/{}", server.id)).await;
        assert!(page.text().contains("The last try did not come through"), "{}", page.main());

        for (failures, minutes) in [(2, 6), (3, 20)] {
            let later = jiff::Timestamp::from_millisecond(begin + minutes * 60_000).unwrap();
            go_to(&app, &later.to_string());
            assert_eq!(tried(&app, &server).await.failures, failures);
        }
        let incidents = incidents().await.unwrap();
        assert_eq!(incidents.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["certificate-failed"]);
    })
    .await;
}

#[tokio::test]
async fn only_what_an_authority_asked_for_is_answered() {
    on_each_engine(|app| async move {
        let mut tx = app.db.begin().await.unwrap();
        store::keep_answer(&mut tx, ("token", "token.thumbprint"), app.now_ms()).await.unwrap();
        tx.commit().await.unwrap();
        let visitor = Browser::visitor(&app, routes::router());
        let answer = visitor.get("/.well-known/acme-challenge/token").await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "token.thumbprint"));
        for unknown in ["another", &"x".repeat(201)] {
            let answer = visitor.get(&format!("/.well-known/acme-challenge/{unknown}")).await;
            assert_eq!(answer.status.as_u16(), 404);
        }
    })
    .await;
}

#[tokio::test]
async fn without_an_authority_nothing_is_asked_for() {
    on_each_engine(|app| async move {
        let (app, server, _double) = bakery(app, 152).await;
        let certificate = tried(&app, &server).await;
        assert_eq!((certificate.failures, certificate.sealed.as_str()), (0, ""));
    })
    .await;
}

#[tokio::test]
async fn somebody_may_ask_for_one_now_but_not_again_and_again() {
    on_each_engine(|app| async move {
        let (app, server, _double) = asking_nobody(app, 153).await;
        let asked = |host: Option<&'static str>| {
            let (app, server) = (app.clone(), server.clone());
            async move { ask(&app, &Actor::platform(), (&server, host)).await.map_err(|fault| fault.code) }
        };
        tried(&app, &server).await;
        assert_eq!(asked(None).await, Err("certificate-too-soon"));
        assert_eq!(asked(Some("mail.bakkerij.example")).await, Err("certificate-no-such-name"));
        go_to(&app, "2026-10-01T08:04:00+02:00");
        assert_eq!(due(&app).await, 0, "it is tried again after five minutes");
        go_to(&app, "2026-10-01T08:11:00+02:00");
        tried(&app, &server).await;
        go_to(&app, "2026-10-01T08:22:00+02:00");
        assert_eq!(asked(None).await, Ok(vec![servers::host_name(&app, &server)]));
        work(&app).await;
        assert_eq!(own(&app, &server).await.failures, 3, "the job ran at once");
    })
    .await;
}

#[tokio::test]
async fn a_name_whose_dns_is_gone_is_not_asked_for_and_does_not_stop_the_others() {
    on_each_engine(|app| async move {
        let (app, server, _double) = asking_nobody(app, 154).await;
        let mut tx = app.db.begin().await.unwrap();
        for host in ["gone.bakkerij.example", &servers::host_name(&app, &server)] {
            store::begin(&mut tx, (&server.id, host), app.now_ms()).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert!(!host_names::is_held(&app.db, (&server.id, "gone.bakkerij.example")).await.unwrap());
        assert_eq!(due(&app).await, 2);
        work(&app).await;
        assert_eq!(own(&app, &server).await.failures, 1, "its own name was tried");
        let other = store::find(&app.db, (&server.id, "gone.bakkerij.example")).await.unwrap().unwrap();
        assert_eq!(other.failures, 0, "what the server does not hold is only taken away from it");
        assert!(other.try_at_ms > app.now_ms(), "later, since this server answers no such question");
    })
    .await;
}

#[tokio::test]
async fn only_what_is_due_is_asked_for_however_many_servers_there_are() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let mut walk = Walk::default();
        for number in 0..30 {
            server(&app, &anna, &format!("bakkerij-{number}")).await;
        }
        assert_eq!(queue_due(&app, &mut walk).await.unwrap(), 30);
        let mut tx = app.db.begin().await.unwrap();
        for (server, host) in store::due(&app.db, app.now_ms(), 1_000).await.unwrap().iter().skip(2) {
            store::look_at(&mut tx, (server, host), app.now_ms() + 3_600_000).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(queue_due(&app, &mut walk).await.unwrap(), 2);
        go_to(&app, "2026-10-01T08:01:00+02:00");
        let late = server(&app, &anna, "bakkerij-late").await;
        assert_eq!(queue_due(&app, &mut walk).await.unwrap(), 3, "one that came later is found");
        assert_eq!(own(&app, &late).await.failures, 0);
    })
    .await;
}

/// As a server has it that got one from this directory.
async fn has_one_of(app: &App, server: &Server, directory: &str) -> Certificate {
    let (now_ms, life) = (app.now_ms(), 90 * 86_400_000);
    let pair = super::Pair { chain: "chain".into(), key: "key".into() };
    let text = serde_json::to_string(&pair).unwrap();
    let has = Certificate {
        sealed: app.vault.seal(&text, server.id.as_str(), &app.random),
        from_ms: Some(now_ms),
        until_ms: Some(now_ms + life),
        issued_at_ms: Some(now_ms),
        installed_at_ms: Some(now_ms),
        try_at_ms: now_ms + life / 2,
        directory: directory.into(),
        ..own(app, server).await
    };
    let mut tx = app.db.begin().await.unwrap();
    store::write(&mut tx, &has).await.unwrap();
    tx.commit().await.unwrap();
    has
}

#[tokio::test]
async fn what_another_authority_signed_is_replaced() {
    on_each_engine(|app| async move {
        let (app, server, _double) = asking_nobody(app, 121).await;
        due(&app).await;
        work(&app).await;
        for (directory, expect) in [("", 0), ("https://127.0.0.1:1/dir", 0), ("https://trial.example/dir", 1)]
        {
            let has = has_one_of(&app, &server, directory).await;
            of_other_authorities(&app).await.unwrap();
            assert_eq!(due(&app).await, expect, "{directory}");
            work(&app).await;
            let tried = own(&app, &server).await;
            assert_eq!(tried.failures - has.failures, expect as i64, "{directory}");
            assert_eq!(
                (&tried.sealed, tried.installed_at_ms),
                (&has.sealed, has.installed_at_ms),
                "it is kept"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn one_certificate_is_got_by_one_job_at_a_time() {
    on_each_engine(|app| async move {
        let (app, server, _double) = asking_nobody(app, 122).await;
        assert_eq!(due(&app).await, 1);
        let before = own(&app, &server).await;
        let name = super::get::lock(&server.id, &before.host);
        let held = crate::alone::at_once(&app, &name).await.unwrap().expect("nobody has it yet");
        work(&app).await;
        assert_eq!(own(&app, &server).await, before, "somebody else is getting it");
        drop(held);
        let mut tx = app.db.begin().await.unwrap();
        let until_ms = app.now_ms() + 60_000;
        assert!(store::take(&mut tx, &before, until_ms).await.unwrap());
        assert!(!store::take(&mut tx, &before, until_ms).await.unwrap(), "somebody was quicker");
        tx.commit().await.unwrap();
        assert_eq!(due(&app).await, 0, "no second job is added while one runs");
    })
    .await;
}

#[tokio::test]
async fn staff_see_what_fails_first() {
    on_each_engine(|app| async move {
        let (app, server, _double) = asking_nobody(app, 155).await;
        let sofie = person(&app, None, "Sofie", crate::accounts::Role::Staff).await;
        tried(&app, &server).await;
        let (_, bram) = customer(&app, "bram").await;
        crate::testing::server(&app, &bram, "winkel").await;
        due(&app).await;
        let routes = Router::new().fallback_service(portal::router(app.clone()));
        let browser = Browser::of(&app, routes, &sofie).await;
        let list = browser.get("/api/v1/staff/certificates").await.json();
        let seen = |at: usize| (list[at]["name"].as_str().unwrap(), list[at]["state"].as_str().unwrap());
        assert_eq!(seen(0), ("bakkerij.hostler.test", "failing"));
        assert_eq!(seen(1), ("winkel.hostler.test", "coming"));
        let page = browser.get("/staff/certificates?q=bakkerij").await.text();
        assert!(page.contains("Could not be got") && !page.contains("winkel.hostler.test"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn h3_after_a_restore_a_server_is_handed_its_certificates_again() {
    on_each_engine(|app| async move {
        let (app, server, _double) = asking_nobody(app, 156).await;
        due(&app).await;
        let (now_ms, life) = (app.now_ms(), 90 * 86_400_000);
        let has = has_one_of(&app, &server, "").await;
        let mut tx = app.db.begin().await.unwrap();
        store::begin(&mut tx, (&server.id, "mail.bakkerij.example"), now_ms + life).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = app.db.begin().await.unwrap();
        super::hand_over_again(&app, &mut tx, &server).await.unwrap();
        tx.commit().await.unwrap();
        let again = own(&app, &server).await;
        assert_eq!((again.installed_at_ms, again.try_at_ms, &again.sealed), (None, now_ms, &has.sealed));
        let never = store::find(&app.db, (&server.id, "mail.bakkerij.example")).await.unwrap().unwrap();
        assert_eq!(never.try_at_ms, now_ms + life, "there is nothing to hand over");
        work(&app).await;
        let tried = own(&app, &server).await;
        assert!(
            tried.tried_at_ms.is_some() || tried.try_at_ms > now_ms,
            "it is handed over by itself: {tried:?}"
        );
    })
    .await;
}
