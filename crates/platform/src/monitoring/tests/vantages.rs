//! Other places to watch from: what they are told, what they tell, and what follows.

use super::super::store::{incidents, vantages as store};
use super::super::vantages::model::Vantage;
use super::super::vantages::{add, opened, remove, report, targets};
use super::super::watch::testing::{Case, bad, good};
use super::super::{pages, routes, running};
use super::watcher::on_each_engine;
use crate::accounts::Role;
use crate::app::App;
use crate::events::Actor;
use crate::servers::{self, Server};
use crate::testing::{Browser, customer, person};
use axum::Router;
use hostler_kit::id::Id;
use hostler_wire::vantage::{ANSWERS, Answers, Look, Seen, TARGETS};
use std::net::Ipv4Addr;
use std::sync::Arc;

async fn tells(app: &App, vantage: &Vantage, server: &str, state: Look) -> Vec<String> {
    let trouble = if state == Look::Down { "connect: nobody listens" } else { "" };
    let seen =
        Seen { server: server.into(), protocol: "imaps".into(), state, total_ms: 9, trouble: trouble.into() };
    let answers = Answers { version: "1".into(), answers: vec![seen] };
    report(app, (vantage, "192.0.2.7"), &answers).await.unwrap().ask
}

async fn kinds(app: &App) -> Vec<String> {
    running(&app.db).await.unwrap().into_iter().map(|incident| incident.kind).collect()
}

#[tokio::test]
async fn what_another_place_reaches_is_not_started_again() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        let id = case.id(0).to_string();
        case.all(0, &good()).await;
        let (frankfurt, _) = add(&app, &Actor::platform(), "Frankfurt").await.unwrap();
        assert!(tells(&app, &frankfurt, &id, Look::Good).await.is_empty(), "nothing is doubted");
        case.pass(1).await;
        for _ in 0..3 {
            case.hear(0, "imaps", &bad()).await;
            case.tick().await;
        }
        assert!(kinds(&app).await.is_empty(), "Frankfurt is asked first");
        assert_eq!(
            tells(&app, &frankfurt, &id, Look::Good).await,
            std::slice::from_ref(&id),
            "it is to ask at once"
        );
        case.pass(1).await;
        assert_eq!(kinds(&app).await, ["partly-reachable"]);
        for _ in 0..3 {
            tells(&app, &frankfurt, &id, Look::Good).await;
            case.pass(60).await;
        }
        assert!(incidents::actions(&app.db, case.id(0), 0).await.unwrap().is_empty());
        tells(&app, &frankfurt, &id, Look::Down).await;
        case.pass(1).await;
        assert_eq!(kinds(&app).await, ["service-down"], "now it is down from everywhere");
        let done = incidents::actions(&app.db, case.id(0), 0).await.unwrap();
        assert_eq!(done.first().map(|(what, _)| what.as_str()), Some("restarting-engine"));
        case.hear(0, "imaps", &good()).await;
        case.hear(0, "imaps", &good()).await;
        assert!(!kinds(&app).await.contains(&"service-down".to_string()));
    })
    .await;
}

#[tokio::test]
async fn what_only_another_place_misses_is_told_and_who_is_silent_counts_no_more() {
    on_each_engine(|app| async move {
        let mut case = Case::of(&app, &["bakkerij"]).await;
        let id = case.id(0).to_string();
        case.all(0, &good()).await;
        let (frankfurt, _) = add(&app, &Actor::platform(), "Frankfurt").await.unwrap();
        tells(&app, &frankfurt, &id, Look::Down).await;
        case.pass(1).await;
        assert!(kinds(&app).await.is_empty(), "the platform may be about to see it, too");
        case.pass(31).await;
        assert_eq!(kinds(&app).await, ["partly-reachable"]);
        case.pass(100).await;
        assert_eq!(kinds(&app).await, ["vantage-silent"]);
        for _ in 0..3 {
            case.hear(0, "imaps", &bad()).await;
        }
        assert!(kinds(&app).await.contains(&"service-down".to_string()), "the platform counts alone");
        remove(&app, &Actor::platform(), &frankfurt.id).await.unwrap();
        case.pass(1).await;
        assert_eq!(kinds(&app).await, ["service-down"]);
        assert!(store::of_server(&app.db, case.id(0)).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_token_opens_what_is_to_be_asked_and_nothing_else() {
    on_each_engine(|app| async move {
        let case = Case::of(&app, &["bakkerij", "bloemen"]).await;
        let (frankfurt, token) = add(&app, &Actor::platform(), " Frankfurt ").await.unwrap();
        assert_eq!((frankfurt.name.as_str(), &token[..4]), ("Frankfurt", "hvt_"));
        assert_eq!(opened(&app, &token).await.unwrap().id, frankfurt.id);
        let all = Router::new().merge(routes::router()).merge(pages::router());
        let there = Browser::visitor(&app, all.clone()).sending("authorization", format!("Bearer {token}"));
        let told = there.get(TARGETS).await;
        let text = told.text();
        assert_eq!(told.status, 200, "{text}");
        let servers = targets(&app).await.unwrap().servers;
        assert_eq!(servers.len(), 2);
        assert!(servers.iter().all(|own| own.probe.is_some() && text.contains(&own.host)));
        for secret in ["credential", "sign_in_key", "sealed", "PRIVATE KEY"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        for closed in ["/api/v1/staff/monitoring", "/api/v1/staff/vantages"] {
            assert_ne!(there.get(closed).await.status, 200, "{closed}");
        }
        let answers = serde_json::json!({ "answers": [
            { "server": case.id(0).to_string(), "protocol": "smtp", "state": "good", "total_ms": 4 },
            { "server": "srv_of_nobody", "protocol": "smtp", "state": "down", "total_ms": 4 },
            { "server": case.id(1).to_string(), "protocol": "bread", "state": "down", "total_ms": 4 },
        ] });
        assert_eq!(there.api("POST", ANSWERS, &answers).await.status, 200);
        let kept = store::of_server(&app.db, case.id(0)).await.unwrap();
        assert_eq!((kept.len(), kept[0].place.as_str()), (1, "Frankfurt"));
        assert!(store::bad(&app.db).await.unwrap().is_empty(), "what is nobody's is left out");
        remove(&app, &Actor::platform(), &frankfurt.id).await.unwrap();
        let again = Browser::visitor(&app, all).sending("authorization", format!("Bearer {token}"));
        assert_eq!(again.get(TARGETS).await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn staff_add_a_place_see_its_token_once_and_take_it_away() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let staff = Browser::of(&app, pages::router(), &sofie).await;
        assert!(staff.get("/staff/vantages").await.said().contains("from here alone"));
        let added = staff.post("/staff/vantages", &[("name", "Frankfurt")]).await.text();
        assert!(added.contains("hvt_"), "{added}");
        let list = staff.get("/staff/vantages").await;
        assert!(!list.text().contains("hvt_") && list.said().contains("Never reported"), "{}", list.text());
        for name in ["", "Frankfurt"] {
            let refused = staff.post("/staff/vantages", &[("name", name)]).await.refused_fields();
            assert_eq!(refused, ["name"], "{name}");
        }
        let id = store::all(&app.db).await.unwrap()[0].id.clone();
        let gone = staff.post(&format!("/staff/vantages/{id}/remove"), &[]).await;
        assert_eq!(gone.location(), "/staff/vantages");
        assert!(store::all(&app.db).await.unwrap().is_empty());
        let owner = Browser::of(&app, pages::router(), &anna).await;
        assert_eq!(owner.get("/staff/vantages").await.status, 403);
    })
    .await;
}

/// A certificate that was got for a server, with one above it.
async fn got(app: &App, server: &Id<Server>) {
    let server = servers::find(&app.db, server).await.unwrap().unwrap();
    let certificate = |name: &str| app.authority.issue(name, Ipv4Addr::LOCALHOST).unwrap().certificate;
    let chain = [certificate(&servers::host_name(app, &server)), app.authority.certificate().into()].concat();
    let pair = serde_json::json!({ "chain": chain, "key": "" }).to_string();
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO certificates (server_id, host, sealed, issuer, installed_at_ms, failures, last_error, try_at_ms)
         VALUES ($1, $2, $3, '', 1, 0, '', 0)
         ON CONFLICT (server_id, host) DO UPDATE SET sealed = excluded.sealed, installed_at_ms = 1",
    )
    .bind(&server.id)
    .bind(servers::host_name(app, &server))
    .bind(app.vault.seal(&pair, server.id.as_str(), &app.random))
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_signed_a_certificate_is_told_once_for_all_servers_that_have_one() {
    on_each_engine(|app| async move {
        let case = Case::of(&app, &["bakkerij", "bloemen", "kaas"]).await;
        let before = targets(&app).await.unwrap();
        assert!(before.signers.is_empty() && before.servers.iter().all(|own| own.signer.is_none()));
        for number in [0, 1] {
            got(&app, case.id(number)).await;
        }
        let told = targets(&app).await.unwrap();
        assert_eq!(told.signers, [app.authority.certificate()]);
        let of = |id: &Id<Server>| told.servers.iter().find(|own| own.server == id.as_str()).unwrap().signer;
        assert_eq!([0, 1, 2].map(|number| of(case.id(number))), [Some(0), Some(0), None]);
        assert_ne!(told.revision, before.revision, "vantages fetch it anew");
    })
    .await;
}
