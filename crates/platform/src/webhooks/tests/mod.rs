//! Webhooks against a receiver on this machine's loopback.

mod receiver;

use super::{Reach, Webhook, Wish, sign};
use crate::accounts::{Person, Role};
use crate::app::App;
use crate::events::{self, Actor, Happened, Whose};
use crate::portal;
use crate::testing::{Browser, customer, go_to, on_each_engine, person, work};
use axum::Router;
use hostler_kit::jobs::waiting;
use receiver::Receiver;
use serde_json::json;
use std::sync::Arc;

fn portal(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

/// The provider's webhook to this receiver: those may lead to this machine.
async fn staff_webhook(app: &App, receiver: &Receiver, kinds: &str) -> (Webhook, String) {
    let wish = Wish { url: Some(receiver.url()), kinds: Some(kinds.into()), ..Default::default() };
    super::create(app, &Whose::Everybody, wish, &Actor::platform()).await.unwrap()
}

async fn happen(app: &App, kind: &'static str) {
    let mut tx = app.db.begin().await.unwrap();
    let data = json!({ "host": "bakkerij.example" });
    let happened = Happened { kind, customer: None, subject: "srv_1", data };
    events::record(app, &mut tx, &Actor::platform(), happened).await.unwrap();
    tx.commit().await.unwrap();
}

async fn states(app: &App, webhook: &Webhook) -> Vec<(String, i64)> {
    let paging = crate::web::Paging { limit: 10, offset: 0 };
    let found = super::store::deliveries(&app.db, &webhook.id, &paging).await.unwrap();
    found.into_iter().map(|delivery| (delivery.state, delivery.attempts)).collect()
}

#[tokio::test]
async fn w2_an_event_arrives_signed() {
    on_each_engine(|app| async move {
        let receiver = Receiver::answering(&[204]).await;
        let (webhook, secret) = staff_webhook(&app, &receiver, "server.*").await;
        happen(&app, "server.running").await;
        happen(&app, "order.placed").await;
        work(&app).await;
        let got = receiver.got();
        assert_eq!(got.len(), 1, "only what was asked for");
        let body: serde_json::Value = serde_json::from_str(&got[0].body).unwrap();
        assert_eq!(
            (&body["type"], &body["timestamp"]),
            (&json!("server.running"), &json!("2026-10-01T06:00:00Z"))
        );
        assert_eq!(
            (&body["data"]["id"], &body["data"]["data"]["host"]),
            (&json!(got[0].id), &json!("bakkerij.example"))
        );
        let expect = sign::signature(&secret, &got[0].id, app.now_ms() / 1_000, &got[0].body).unwrap();
        assert_eq!((got[0].timestamp.parse(), &got[0].signature), (Ok(app.now_ms() / 1_000), &expect));
        assert_eq!(states(&app, &webhook).await, [("delivered".to_string(), 1)]);
        let new = super::rotate(&app, &webhook, &Actor::platform()).await.unwrap();
        happen(&app, "server.gone").await;
        go_to(&app, "2026-10-01T09:00:00+02:00");
        work(&app).await;
        let both = receiver.got().remove(1);
        let expect = [&new, &secret]
            .map(|secret| sign::signature(secret, &both.id, app.now_ms() / 1_000, &both.body).unwrap());
        assert_eq!(both.signature, expect.join(" "), "both sign while one is replaced");
        go_to(&app, "2026-10-02T08:00:00+02:00");
        happen(&app, "server.gone").await;
        work(&app).await;
        assert!(!receiver.got()[2].signature.contains(' '), "a day later only the new one");
    })
    .await;
}

#[tokio::test]
async fn w2_a_failure_is_tried_again_with_pauses_and_replayed_by_hand() {
    on_each_engine(|app| async move {
        let receiver = Receiver::answering(&[500, 302, 200]).await;
        let (webhook, _) = staff_webhook(&app, &receiver, "").await;
        work(&app).await;
        assert_eq!(
            states(&app, &webhook).await,
            [("waiting".to_string(), 1)],
            "its own making was its first event"
        );
        work(&app).await;
        assert_eq!(receiver.got().len(), 1, "not before its time");
        go_to(&app, "2026-10-01T08:00:05+02:00");
        work(&app).await;
        assert_eq!(states(&app, &webhook).await, [("waiting".to_string(), 2)], "no redirection is followed");
        go_to(&app, "2026-10-01T08:05:05+02:00");
        work(&app).await;
        assert_eq!(states(&app, &webhook).await, [("delivered".to_string(), 3)]);
        let ids: Vec<String> = receiver.got().into_iter().map(|got| got.id).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "one message, one id");
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let browser = Browser::of(&app, portal(&app), &sofie).await;
        let path = format!("/api/v1/webhooks/{}/deliveries", webhook.id);
        let id = browser.get(&path).await.json()["deliveries"][0]["id"].as_str().unwrap().to_string();
        let log = browser.get(&format!("{path}/{id}")).await.json();
        let statuses: Vec<_> =
            log["log"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
        assert_eq!(statuses, [200, 302, 500]);
        assert!(log["log"][0]["request"].as_str().unwrap().contains("webhook-signature: v1,"));
        assert_eq!(
            browser.api("POST", &format!("{path}/{id}/replay"), &json!({})).await.status.as_u16(),
            200
        );
        work(&app).await;
        assert_eq!(receiver.got().len(), 4);
        let page = browser.get(&format!("/webhooks/{}/deliveries/{id}", webhook.id)).await;
        assert!(page.text().contains("What was sent") && page.status.as_u16() == 200);
    })
    .await;
}

#[tokio::test]
async fn after_three_days_it_has_failed_and_can_be_sent_again() {
    on_each_engine(|app| async move {
        let receiver = Receiver::answering(&[500; 10]).await;
        let (webhook, _) = staff_webhook(&app, &receiver, "").await;
        for hour in 1..=80 {
            let at = crate::testing::at(crate::testing::BEGIN) + hour * 3_600_000;
            app.clock.advance_to(hostler_kit::time::instant(at)).unwrap();
            work(&app).await;
        }
        assert_eq!(states(&app, &webhook).await, [("failed".to_string(), 10)]);
        assert_eq!(super::replay_failed_since(&app, &webhook, 0).await.unwrap(), 1);
        work(&app).await;
        assert_eq!(states(&app, &webhook).await, [("delivered".to_string(), 11)]);
        assert_eq!(waiting(&app.db, app.now_ms()).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn w2_who_answers_410_hears_no_more() {
    on_each_engine(|app| async move {
        let receiver = Receiver::answering(&[410]).await;
        let (webhook, _) = staff_webhook(&app, &receiver, "").await;
        work(&app).await;
        let off = super::of(&app, &Whose::Everybody, &webhook.id).await.unwrap();
        assert_eq!(
            (off.state.as_str(), states(&app, &webhook).await),
            ("off", vec![("failed".to_string(), 1)])
        );
        happen(&app, "server.gone").await;
        work(&app).await;
        assert_eq!(receiver.got().len(), 1);
        let refused = super::ping(&app, &off, &Actor::platform()).await.unwrap_err();
        assert_eq!(refused.code, "webhook-off");
    })
    .await;
}

#[tokio::test]
async fn w2_customers_webhooks_lead_to_no_private_address() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = Browser::of(&app, portal(&app), &anna).await;
        for (url, code) in [
            ("https://127.0.0.1/", "webhook-url-private"),
            ("https://[::1]/", "webhook-url-private"),
            ("https://169.254.169.254/latest", "webhook-url-private"),
            ("http://hooks.bakkerij.test/", "webhook-url-not-https"),
            ("hooks", "webhook-url-malformed"),
        ] {
            let refused = browser.api("POST", "/api/v1/webhooks", &json!({ "url": url })).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (422, &json!(code)), "{url}");
        }
        // A name that leads inside is found out when it is looked up.
        let error = super::reach::client(Reach::Public)
            .unwrap()
            .get("https://localhost:9/")
            .send()
            .await
            .unwrap_err();
        assert!(format!("{error:?}").contains("no public address"), "{error:?}");
    })
    .await;
}

async fn made(browser: &Browser) -> String {
    let fields =
        [("url", "https://hooks.bakkerij.test/in"), ("kinds", "invoice.*"), ("description", "Boekhouding")];
    let page = browser.post("/webhooks", &fields).await;
    assert!(page.text().contains("whsec_"), "shown once");
    browser.get("/api/v1/webhooks").await.json()[0]["id"].as_str().unwrap().to_string()
}

#[tokio::test]
async fn people_keep_their_webhooks_on_pages() {
    on_each_engine(|app| async move {
        let (_, anna): (_, Person) = customer(&app, "anna").await;
        let browser = Browser::of(&app, portal(&app), &anna).await;
        let path = format!("/webhooks/{}", made(&browser).await);
        let list = browser.get("/webhooks").await;
        assert!(!list.text().contains("whsec_"));
        insta::assert_snapshot!("webhooks", list.said());
        insta::assert_snapshot!("webhook", browser.get(&path).await.said());
        let wrong = browser.post(&path, &[("url", "https://10.0.0.1/"), ("state", "on")]).await;
        assert_eq!((wrong.status.as_u16(), wrong.refused_fields()), (422, vec!["url".to_string()]));
        let fields = [("url", "https://hooks.bakkerij.test/in"), ("kinds", ""), ("state", "off")];
        assert_eq!(browser.post(&path, &fields).await.status.as_u16(), 303);
        assert_eq!(browser.get("/api/v1/webhooks").await.json()[0]["state"], "off");
        let deleted = browser.post(&format!("{path}/delete"), &[("confirm", "hooks.bakkerij.test")]).await;
        assert_eq!((deleted.status.as_u16(), deleted.location()), (303, "/webhooks"));
        assert_eq!(browser.get(&path).await.status.as_u16(), 404);
    })
    .await;
}

/// A number that a statement counts.
async fn counted(app: &App, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.db.read()).await.unwrap()
}

#[tokio::test]
async fn w2_deliveries_go_after_thirty_days_and_events_stay() {
    on_each_engine(|app| async move {
        let receiver = Receiver::answering(&[204, 204, 500]).await;
        let (webhook, _) = staff_webhook(&app, &receiver, "server.*").await;
        happen(&app, "server.running").await;
        work(&app).await;
        go_to(&app, "2026-10-02T08:00:00+02:00");
        happen(&app, "server.stopped").await;
        work(&app).await;
        happen(&app, "server.gone").await;
        work(&app).await;
        assert_eq!(states(&app, &webhook).await.len(), 3);
        let events = counted(&app, "SELECT COUNT(*) FROM events").await;
        go_to(&app, "2026-10-31T07:59:59+01:00");
        super::sweep(&app).await.unwrap();
        assert_eq!(states(&app, &webhook).await.len(), 2, "the first is 30 days old, the others are not");
        go_to(&app, "2026-12-31T08:00:00+01:00");
        super::sweep(&app).await.unwrap();
        assert_eq!(states(&app, &webhook).await, [("waiting".to_string(), 1)], "it is still on its way");
        assert_eq!(counted(&app, "SELECT COUNT(*) FROM delivery_attempts").await, 1);
        assert_eq!(counted(&app, "SELECT COUNT(*) FROM events").await, events, "the audit trail is whole");
    })
    .await;
}
