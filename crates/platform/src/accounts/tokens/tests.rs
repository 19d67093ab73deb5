//! Tokens on real routes: within their scopes, and not after their end.

use super::{Wanted, all, create, revoke};
use crate::accounts::{self, Person, Session};
use crate::app::App;
use crate::portal;
use crate::testing::{Browser, customer, go_to, on_each_engine};
use axum::Router;
use std::sync::Arc;

async fn session(app: &App, person: &Person) -> Session {
    let mut tx = app.db.begin().await.unwrap();
    let token = accounts::start_session(app, &mut tx, person).await.unwrap();
    tx.commit().await.unwrap();
    accounts::session(app, &token).await.unwrap().unwrap()
}

fn wanted(scopes: &[&str]) -> Wanted {
    Wanted { name: "Kassa".into(), scopes: scopes.iter().map(ToString::to_string).collect(), days: 30 }
}

fn portal(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

fn program(app: &Arc<App>, token: &str) -> Browser {
    Browser::visitor(app, portal(app)).sending("authorization", format!("Bearer {token}"))
}

#[tokio::test]
async fn l14_a_token_does_what_its_scopes_say() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let anna = session(&app, &anna).await;
        let (_, secret) = create(&app, &anna, wanted(&["orders:read", "events:read"])).await.unwrap();
        let kassa = program(&app, &secret);
        assert_eq!(kassa.get("/api/v1/orders").await.status.as_u16(), 200);
        assert_eq!(kassa.get("/api/v1/sessions/current").await.json()["name"], "Anna");
        let refused = kassa.get("/api/v1/servers").await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (403, &"scope-missing".into()));
        assert_eq!(refused.json()["args"]["scope"], "servers:read");
        for (method, path) in
            [("GET", "/api/v1/tokens"), ("POST", "/api/v1/tokens"), ("DELETE", "/api/v1/sessions/current")]
        {
            let refused = kassa.api(method, path, &serde_json::json!({})).await;
            assert_eq!(
                (refused.status.as_u16(), &refused.json()["code"]),
                (403, &"not-for-tokens".into()),
                "{path}"
            );
        }
        assert_eq!(kassa.get("/servers").await.status.as_u16(), 303, "no page takes a token");
    })
    .await;
}

#[tokio::test]
async fn a_token_ends_when_it_is_revoked_or_expires() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let anna = session(&app, &anna).await;
        let (token, revoked) = create(&app, &anna, wanted(&["orders:read"])).await.unwrap();
        let (_, expiring) = create(&app, &anna, wanted(&["orders:read"])).await.unwrap();
        let refused = |secret: String| {
            let program = program(&app, &secret);
            async move {
                let seen = program.get("/api/v1/orders").await;
                (seen.status.as_u16() == 401).then(|| seen.json()["code"].as_str().unwrap().to_string())
            }
        };
        assert_eq!((refused(revoked.clone()).await, refused(expiring.clone()).await), (None, None));
        let used = all(&app, &anna.person.id).await.unwrap();
        assert!(used.iter().all(|token| token.last_used_at_ms == Some(app.now_ms())), "{used:?}");
        revoke(&app, &anna, &token.id).await.unwrap();
        let not_good = Some("token-invalid".to_string());
        assert_eq!((refused(revoked).await, refused(expiring.clone()).await), (not_good.clone(), None));
        go_to(&app, "2026-10-31T08:00:00+01:00");
        assert_eq!(refused(expiring).await, not_good);
        assert_eq!(refused(format!("hst_{}", "0".repeat(64))).await, not_good);
    })
    .await;
}

#[tokio::test]
async fn a_token_is_shown_once_and_stored_nowhere() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = Browser::of(&app, portal(&app), &anna).await;
        let fields = [("name", "Nachttaak"), ("days", "30"), ("may_orders", "write"), ("may_servers", "")];
        let made = browser.post("/account/tokens", &fields).await;
        let text = made.text();
        let secret = text
            .split("<code>")
            .filter_map(|part| part.split('<').next())
            .find(|part| part.starts_with("hst_"));
        let secret = secret.expect("the page shows it").to_string();
        assert_eq!(program(&app, &secret).get("/api/v1/orders").await.status.as_u16(), 200);
        let page = browser.get("/account/tokens").await;
        assert!(!page.text().contains("hst_") && page.text().contains("orders:write"));
        insta::assert_snapshot!("tokens", page.said());
        let log = browser.get("/events").await.said();
        assert!(log.contains("Token made") && !log.contains("hst_"), "{log}");
        let refused = browser.post("/account/tokens", &[("name", ""), ("days", "30")]).await;
        assert_eq!((refused.status.as_u16(), refused.refused_fields()), (422, vec!["name".to_string()]));
    })
    .await;
}
