//! The log on real routes.

use crate::accounts::Role;
use crate::app::App;
use crate::events::{self, Actor, Happened, Whose};
use crate::portal;
use crate::testing::{Browser, customer, on_each_engine, person};
use axum::Router;
use std::sync::Arc;

fn portal(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

async fn happen(app: &App, customer: &str, kind: &'static str, subject: &str) {
    let mut tx = app.db.begin().await.unwrap();
    let data = serde_json::json!({ "host": "bakkerij.example" });
    let happened = Happened { kind, customer: Some(customer), subject, data };
    events::record(app, &mut tx, &Actor::platform(), happened).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn l14_programs_follow_the_log_page_by_page() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let (florist, _) = customer(&app, "bram").await;
        for number in 0..5 {
            happen(&app, bakery.id.as_str(), "server.running", &format!("srv_{number}")).await;
            happen(&app, florist.id.as_str(), "server.stopped", "srv_9").await;
        }
        let browser = Browser::of(&app, portal(&app), &anna).await;
        let (mut next, mut seen) = (Some("/api/v1/events?limit=2".to_string()), Vec::new());
        while let Some(path) = next {
            let answer = browser.get(&path).await.json();
            let events = answer["events"].as_array().unwrap();
            assert!(events.len() <= 2);
            seen.extend(events.iter().map(|event| event["subject"].as_str().unwrap().to_string()));
            next = answer["next"]
                .as_str()
                .map(|url| url.strip_prefix("http://127.0.0.1:8080").unwrap().to_string());
        }
        seen.sort();
        assert_eq!(seen, ["srv_0", "srv_1", "srv_2", "srv_3", "srv_4"], "each once, and nobody else's");
        let one = browser.get("/api/v1/events?kind=server.running&subject=srv_3").await.json();
        assert_eq!((one["events"].as_array().unwrap().len(), &one["next"]), (1, &serde_json::Value::Null));
        let wrong = browser.get("/api/v1/events?cursor=evt_1").await;
        assert_eq!((wrong.status.as_u16(), &wrong.json()["code"]), (422, &"cursor-malformed".into()));
    })
    .await;
}

#[tokio::test]
async fn customers_see_their_own_trail_and_staff_all() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let (florist, _) = customer(&app, "bram").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        happen(&app, bakery.id.as_str(), "server.running", "srv_1").await;
        happen(&app, florist.id.as_str(), "server.stopped", "srv_9").await;
        let page = Browser::of(&app, portal(&app), &anna).await.get("/events").await;
        insta::assert_snapshot!("events", page.said());
        let staff = Browser::of(&app, portal(&app), &sofie).await;
        let said = staff.get("/staff/events").await.said();
        assert!(said.contains("srv_1") && said.contains("srv_9"), "{said}");
        let found = staff.get("/staff/events?q=stopped").await.said();
        assert!(!found.contains("srv_1") && found.contains("srv_9"), "{found}");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_committed_did_not_happen() {
    on_each_engine(|app| async move {
        let mut tx = app.db.begin().await.unwrap();
        events::listen(&mut tx, &Whose::Everybody).await.unwrap();
        let happened =
            Happened { kind: "server.gone", customer: None, subject: "srv_1", data: serde_json::json!({}) };
        let id = events::record(&app, &mut tx, &Actor::platform(), happened).await.unwrap();
        drop(tx);
        assert_eq!(events::find(&app.db, &id).await.unwrap(), None);
        assert_eq!(hostler_kit::jobs::waiting(&app.db, app.now_ms()).await.unwrap(), 0);
    })
    .await;
}

/// The log only grows: no statement of this domain changes or removes a line.
#[test]
fn no_statement_changes_the_log() {
    let store = include_str!("../store.rs");
    assert!(store.contains("INSERT INTO events"));
    for word in ["UPDATE events", "DELETE FROM events"] {
        assert!(!store.contains(word), "{word}");
    }
}
