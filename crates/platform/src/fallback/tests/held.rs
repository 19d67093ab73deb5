use super::{bakery, domain, in_a_folder, relay, sends, tells};
use crate::accounts::Role;
use crate::app::App;
use crate::fallback::{Act, held, messages, on_domain, pages, routes, staff, warn};
use crate::monitoring;
use crate::servers::Server;
use crate::testing::{Browser, go_to, person};
use crate::{events, mail};
use axum::Router;
use std::sync::Arc;

/// A server that cannot be reached, and for which nobody's mail is on its way.
async fn closed_bakery(app: &App) -> Server {
    let server = bakery(app, "anna").await;
    tells(app, &server, vec![domain("bakery.test", &["anna", "bram"]), domain("shop.test", &["info"])]).await;
    server
}

fn all() -> Router<Arc<App>> {
    Router::new().merge(pages::router()).merge(routes::router()).merge(staff::router())
}

async fn kinds(app: &App, server: &Server) -> Vec<String> {
    let whose = events::Whose::Customer(server.customer_id.to_string());
    let found = events::of_subject(&app.db, &whose, server.id.as_str()).await.unwrap();
    let mut kinds: Vec<String> =
        found.into_iter().map(|event| event.kind).filter(|kind| kind.starts_with("fallback.")).collect();
    kinds.sort();
    kinds
}

#[tokio::test]
async fn k3_what_waits_is_seen_held_released_and_discarded() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let server = closed_bakery(&app).await;
        let relay = relay(&app).await;
        assert!(sends(&relay, "nobody@bakery.test").await.starts_with("550"));
        for recipient in ["anna@bakery.test", "bram@bakery.test", "info@shop.test"] {
            assert!(sends(&relay, recipient).await.starts_with("250"), "{recipient}");
        }
        let seen = held(&app, &server).await.unwrap();
        assert_eq!((seen.messages, seen.held), (3, 0), "{seen:?}");
        let anna = crate::accounts::people_of(&app.db, &server.customer_id).await.unwrap().remove(0);
        let anna = Browser::of(&app, all(), &anna).await;
        let page = anna.get(&format!("/servers/{}/fallback", server.id)).await.said();
        assert!(page.contains("3 messages wait") && page.contains("10 bakkerij-anna.hostler.test"), "{page}");
        let list = anna.get(&format!("/api/v1/servers/{}/fallback/messages", server.id)).await.json();
        assert_eq!(list.as_array().unwrap().len(), 3);

        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let sofie = Browser::of(&app, all(), &sofie).await;
        let said = sofie.get("/staff/fallback").await.said();
        assert!(said.contains("bakery.test") && said.contains("bakkerij-anna.hostler.test"), "{said}");
        assert_eq!(sofie.post("/staff/fallback/bakery.test/hold", &[]).await.status, 303);
        assert_eq!(held(&app, &server).await.unwrap().held, 2);
        let id = list[0]["id"].as_str().unwrap();
        let path = format!("/staff/fallback/bakery.test/messages/{id}");
        assert!(sofie.get(&path).await.said().contains("somebody holds it"));
        assert_eq!(sofie.post(&path, &[("confirm", "shop.test")]).await.status, 422);
        assert_eq!(held(&app, &server).await.unwrap().messages, 3, "the domain was not typed");
        assert_eq!(sofie.post(&path, &[("confirm", "bakery.test")]).await.status, 303);
        assert_eq!(held(&app, &server).await.unwrap().messages, 2);
        assert_eq!(sofie.get(&path).await.status, 404);
        let wish = serde_json::json!({ "act": "release" });
        let done = sofie.api("POST", "/api/v1/staff/fallback/bakery.test", &wish).await;
        assert_eq!((done.status.as_u16(), done.json()["messages"].as_u64()), (200, Some(1)));
        // A message is found under its own domain alone.
        let foreign = format!("/api/v1/staff/fallback/bakery.test/{}", list[2]["id"].as_str().unwrap());
        assert_eq!(sofie.api("DELETE", &foreign, &()).await.status, 404);
        assert_eq!(kinds(&app, &server).await, ["fallback.discarded", "fallback.held", "fallback.released"]);
        relay.stop().await.unwrap();
        assert_eq!(sofie.get("/staff/fallback").await.status, 503);
        let page = anna.get(&format!("/servers/{}/fallback", server.id)).await.said();
        assert!(page.contains("cannot be asked at the moment"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn k3_mail_without_a_server_is_told_of() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let server = closed_bakery(&app).await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let sofie = Browser::of(&app, all(), &sofie).await;
        let relay = relay(&app).await;
        assert!(sends(&relay, "info@shop.test").await.starts_with("250"));
        let kinds = async || {
            warn::look(&app, &relay).await.unwrap();
            let running = monitoring::running(&app.db).await.unwrap().into_iter();
            running
                .map(|one| (one.kind, one.server_id.is_none(), one.detail.contains("shop.test")))
                .collect::<Vec<_>>()
        };
        assert!(kinds().await.is_empty(), "it is somebody's");
        assert!(!sofie.get("/staff/fallback/shop.test").await.said().contains("nobody but you decides"));
        tells(&app, &server, vec![domain("bakery.test", &["anna"])]).await;
        assert_eq!(kinds().await, [("mail-ownerless".to_string(), true, true)]);
        assert!(sofie.get("/staff/fallback").await.said().contains("No server any more"));
        assert!(sofie.get("/staff/fallback/shop.test").await.said().contains("nobody but you decides"));
        let mailed = mail::count(&app.db, "").await.unwrap();
        go_to(&app, "2026-10-26T08:00:00+01:00");
        assert_eq!(kinds().await.len(), 2);
        assert_eq!(mail::count(&app.db, "").await.unwrap(), mailed + 1, "Sofie, again");
        let (waits, _) = messages(&app, vec!["shop.test".into()], (0, 9)).await.unwrap();
        let platform = events::Actor::platform();
        crate::fallback::discard(&app, &platform, ("shop.test", &waits[0].id)).await.unwrap();
        assert!(kinds().await.is_empty(), "it is over");
        relay.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn k3_owners_and_staff_are_told_long_before_anything_is_too_old() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let server = closed_bakery(&app).await;
        person(&app, None, "Sofie", Role::Staff).await;
        let relay = relay(&app).await;
        assert!(sends(&relay, "anna@bakery.test").await.starts_with("250"));
        let mailed = async || mail::count(&app.db, "").await.unwrap();
        let running = async || monitoring::running(&app.db).await.unwrap().len();
        go_to(&app, "2026-10-04T07:59:00+02:00");
        warn::look(&app, &relay).await.unwrap();
        assert_eq!((mailed().await, running().await), (0, 0));
        go_to(&app, "2026-10-04T08:00:01+02:00");
        for _ in 0..2 {
            warn::look(&app, &relay).await.unwrap();
            assert_eq!((mailed().await, running().await), (2, 1), "Anna and Sofie, once");
        }
        go_to(&app, "2026-10-26T08:00:00+01:00");
        for _ in 0..2 {
            warn::look(&app, &relay).await.unwrap();
            assert_eq!((mailed().await, running().await), (4, 1));
        }
        let (waits, _) = messages(&app, vec!["bakery.test".into()], (0, 9)).await.unwrap();
        let platform = events::Actor::platform();
        crate::fallback::discard(&app, &platform, ("bakery.test", &waits[0].id)).await.unwrap();
        warn::look(&app, &relay).await.unwrap();
        assert_eq!((mailed().await, running().await), (6, 0), "it is over");
        assert!(on_domain(&app, &platform, ("bakery.test", Act::Hold)).await.is_err(), "nothing waits there");
        assert_eq!(held(&app, &server).await.unwrap().messages, 0);
        relay.stop().await.unwrap();
    })
    .await;
}
