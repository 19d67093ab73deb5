//! Requests that are sent again: answered as before, and done once.

use crate::accounts::tokens;
use crate::app::App;
use crate::testing::{Browser, Seen, customer, go_to, on_each_engine};
use crate::{web, webhooks};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use hostler_kit::http::{Fault, Kind};
use serde_json::{Value, json};
use std::sync::Arc;

fn routes() -> Router<Arc<App>> {
    Router::new().merge(tokens::routes::router()).merge(webhooks::routes::router())
}

fn token(name: &str) -> Value {
    json!({ "name": name, "scopes": ["orders:read"] })
}

fn is(seen: &Seen) -> (u16, Option<String>, bool) {
    let code = seen.json().get("code").and_then(Value::as_str).map(str::to_string);
    (seen.status.as_u16(), code, seen.headers.contains_key("idempotency-replayed"))
}

#[tokio::test]
async fn l14_sent_again_it_is_answered_as_before_and_done_once() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = Browser::of(&app, routes(), &anna).await.sending("idempotency-key", "\"een\"");
        let first = browser.api("POST", "/api/v1/tokens", &token("Kassa")).await;
        let again = browser.api("POST", "/api/v1/tokens", &token("Kassa")).await;
        assert_eq!((is(&first), is(&again)), ((201, None, false), (201, None, true)));
        assert_eq!(
            (first.json(), &first.headers["content-type"]),
            (again.json(), &again.headers["content-type"])
        );
        assert_eq!(browser.get("/api/v1/tokens").await.json().as_array().unwrap().len(), 1);
        let other = browser.api("POST", "/api/v1/tokens", &token("Nachttaak")).await;
        assert_eq!(is(&other), (422, Some("idempotency-key-reused".into()), false));
        let other = browser.api("POST", "/api/v1/webhooks", &token("Kassa")).await;
        assert_eq!(is(&other), (422, Some("idempotency-key-reused".into()), false), "another route");
        let (_, bram) = customer(&app, "bram").await;
        let bram = Browser::of(&app, routes(), &bram).await.sending("idempotency-key", "een");
        assert_eq!(
            is(&bram.api("POST", "/api/v1/tokens", &token("Kassa")).await),
            (201, None, false),
            "his own key"
        );
        let kept: Vec<String> =
            sqlx::query_scalar("SELECT body FROM idempotency_keys").fetch_all(app.db.read()).await.unwrap();
        assert!(kept.len() == 2 && kept.iter().all(|body| !body.contains("hst_")), "sealed");
        go_to(&app, "2026-10-02T08:00:01+02:00");
        assert_eq!(
            is(&browser.api("GET", "/api/v1/tokens", &json!({})).await).0,
            401,
            "the session has ended"
        );
        web::idempotency::sweep(&app).await.unwrap();
        let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM idempotency_keys")
            .fetch_one(app.db.read())
            .await
            .unwrap();
        assert_eq!(left, 0);
    })
    .await;
}

#[tokio::test]
async fn two_at_once_are_one() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = Browser::of(&app, routes(), &anna).await.sending("idempotency-key", "tegelijk");
        let body = token("Kassa");
        let ask = || browser.api("POST", "/api/v1/tokens", &body);
        let seen = tokio::join!(ask(), ask(), ask(), ask());
        for seen in [seen.0, seen.1, seen.2, seen.3] {
            let (status, code, _) = is(&seen);
            assert!(status == 201 || code.as_deref() == Some("idempotency-key-running"), "{status} {code:?}");
        }
        assert_eq!(browser.get("/api/v1/tokens").await.json().as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_kept_too_and_a_bad_key_is_told() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = Browser::of(&app, routes(), &anna).await.sending("idempotency-key", "twee");
        for replayed in [false, true] {
            let seen = browser.api("POST", "/api/v1/tokens", &token("")).await;
            assert_eq!(is(&seen), (422, Some("token-name-missing".into()), replayed));
            assert_eq!(seen.headers["content-type"], "application/problem+json");
        }
        for key in ["", "\"\"", &"x".repeat(256), "caf\u{e9}"] {
            let browser = Browser::of(&app, routes(), &anna).await.sending("idempotency-key", key);
            let seen = browser.api("POST", "/api/v1/tokens", &token("Kassa")).await;
            assert_eq!(is(&seen), (422, Some("idempotency-key-malformed".into()), false), "{key:?}");
        }
    })
    .await;
}

/// Changes something and then breaks, or breaks at once.
async fn breaks(State(app): State<Arc<App>>, body: String) -> Result<StatusCode, Fault> {
    if body.contains("changes") {
        crate::app::remember(&app.db, "tried", &body).await?;
    }
    Err(Fault::new(Kind::Unavailable, "busy"))
}

#[tokio::test]
async fn a_key_is_let_go_where_nothing_was_changed() {
    on_each_engine(|app| async move {
        let breaking = Router::new().route("/api/v1/servers", post(breaks));
        for (body, again) in [("nothing", false), ("changes", true)] {
            let browser = Browser::visitor(&app, breaking.clone()).sending("idempotency-key", body);
            for replayed in [false, again] {
                let seen = browser.api("POST", "/api/v1/servers", &body).await;
                assert_eq!(is(&seen), (503, Some("busy".into()), replayed), "{body}");
            }
        }
    })
    .await;
}

/// Leaves the key's row as a crash would: begun, perhaps changed, never answered.
async fn crash(app: &App, changed_at_ms: Option<i64>) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("UPDATE idempotency_keys SET answered_at_ms = NULL, status = NULL, headers = NULL, body = NULL, changed_at_ms = $1")
        .bind(changed_at_ms)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn after_a_crash_a_key_is_not_blocked_and_nothing_is_done_twice() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = Browser::of(&app, routes(), &anna).await.sending("idempotency-key", "drie");
        let create = || async { is(&browser.api("POST", "/api/v1/tokens", &token("Kassa")).await) };
        assert_eq!(create().await, (201, None, false));
        let changed: Option<i64> = sqlx::query_scalar("SELECT changed_at_ms FROM idempotency_keys")
            .fetch_one(app.db.read())
            .await
            .unwrap();
        assert_eq!(changed, Some(app.now_ms()), "the verb's own transaction says so");
        crash(&app, changed).await;
        assert_eq!(create().await, (409, Some("idempotency-key-running".into()), false));
        go_to(&app, "2026-10-01T08:02:00+02:00");
        assert_eq!(create().await, (409, Some("idempotency-answer-lost".into()), false));
        crash(&app, None).await;
        assert_eq!(create().await, (201, None, false), "nothing was changed, so it runs");
    })
    .await;
}
