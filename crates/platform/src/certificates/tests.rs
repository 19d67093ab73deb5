//! What is written down while an authority does not answer. A real one (Pebble) is asked in the journeys.

use super::{Certificate, queue_due, routes, store};
use crate::app::App;
use crate::drivers::acme::Acme;
use crate::monitoring;
use crate::portal;
use crate::servers::ending::tests::double::bakery;
use crate::servers::{self, Server};
use crate::testing::{Browser, go_to, on_each_engine, work};
use axum::Router;
use std::sync::Arc;

/// Of an authority at whose address nobody listens.
fn asking_nobody(app: Arc<App>) -> Arc<App> {
    let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
    app.acme = Some(Acme { directory: "https://127.0.0.1:1/dir".into(), contact: None, root: None });
    Arc::new(app)
}

async fn tried(app: &Arc<App>, server: &Server) -> Certificate {
    queue_due(app).await.unwrap();
    work(app).await;
    store::of(&app.db, &server.id).await.unwrap().expect("it is written down at the first try")
}

#[tokio::test]
async fn h3_an_authority_that_does_not_answer_is_asked_again_later_and_people_are_told() {
    on_each_engine(|app| async move {
        let (app, server, _double) = bakery(asking_nobody(app), 151).await;
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
        queue_due(&app).await.unwrap();
        work(&app).await;
        let certificate = store::of(&app.db, &server.id).await.unwrap().unwrap();
        assert_eq!((certificate.failures, certificate.sealed.as_str()), (0, ""));
    })
    .await;
}
