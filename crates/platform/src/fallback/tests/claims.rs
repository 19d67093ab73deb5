use super::dns::dns;
use super::{bakery, domain, in_a_folder_with, tells, whole};
use crate::app::App;
use crate::fallback::{claims_of, disputes, keeper, routes, take};
use crate::monitoring::Standing;
use crate::servers::{self, Server};
use crate::testing::{go_to, on_each_engine};
use axum::body::Body;
use axum::http::Request;
use hostler_relay::table::{State, Table, Verdict};
use hostler_wire::recipients::{Answer, HandOver, PATH, Snapshot, digest};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

async fn names(app: &App, server: &Server) -> Vec<String> {
    claims_of(&app.db, &server.id).await.unwrap().into_iter().map(|claim| claim.name).collect()
}

#[tokio::test]
async fn k3_a_list_is_sent_whole_once_and_confirmed_from_then_on() {
    on_each_engine(|app| async move {
        let bakery = bakery(&app, "anna").await;
        let list = vec![domain("bakery.test", &["anna", "bram"])];
        let only_hash = Snapshot { hash: digest(&list), domains: None, hand_over: Some(HandOver::Certified) };
        assert_eq!(take(&app, &bakery, only_hash.clone()).await.unwrap(), Answer::SendWhole);
        tells(&app, &bakery, list).await;
        assert_eq!(take(&app, &bakery, only_hash).await.unwrap(), Answer::Taken);
        let other = Snapshot { hash: digest(&[]), domains: None, hand_over: Some(HandOver::Certified) };
        assert_eq!(take(&app, &bakery, other).await.unwrap(), Answer::SendWhole);
        let table = Table::new(&keeper::primaries(&app).await.unwrap()).unwrap();
        let known = |address: &str| matches!(table.verdict(address), Verdict::Known(..));
        assert!(known("Anna@Bakery.test") && known("bram+taart@bakery.test") && !known("cees@bakery.test"));
    })
    .await;
}

#[tokio::test]
async fn a_domain_is_the_first_servers_until_it_is_given_up() {
    let (address, _dns) = dns(vec![]).await;
    in_a_folder_with(Some(address), |app, folder| async move {
        let _folder = folder;
        let (anna, bram) = (bakery(&app, "anna").await, bakery(&app, "bram").await);
        tells(&app, &anna, vec![domain("bakery.test", &["anna"])]).await;
        let wanted = vec![domain("bakery.test", &["evil"]), domain("bram.test", &["bram"])];
        tells(&app, &bram, wanted.clone()).await;
        assert_eq!(names(&app, &bram).await, ["bram.test"]);
        let primaries = keeper::primaries(&app).await.unwrap();
        assert!(Table::new(&primaries).is_ok(), "no domain stands there twice");
        // It is asked for the list again and again, in case the domain becomes free.
        let hash = Snapshot { hash: digest(&wanted), domains: None, hand_over: Some(HandOver::Certified) };
        assert_eq!(take(&app, &bram, hash).await.unwrap(), Answer::SendWhole);
        tells(&app, &anna, vec![]).await;
        tells(&app, &bram, wanted.clone()).await;
        assert_eq!(names(&app, &bram).await, ["bram.test"], "it is kept for Anna");
        assert!(names(&app, &anna).await.is_empty());
        tells(&app, &anna, vec![domain("bakery.test", &["anna"])]).await;
        assert_eq!(names(&app, &anna).await, ["bakery.test"], "she gets it back at once");
        tells(&app, &anna, vec![]).await;
        go_to(&app, "2026-10-05T08:00:00+02:00");
        disputes::settle(&app).await.unwrap();
        tells(&app, &bram, wanted).await;
        assert_eq!(
            names(&app, &bram).await,
            ["bakery.test", "bram.test"],
            "after three days it is anybody's"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_no_list_changes_nothing() {
    on_each_engine(|app| async move {
        let bakery = bakery(&app, "anna").await;
        tells(&app, &bakery, vec![domain("bakery.test", &["anna"])]).await;
        let host = "bakkerij-anna.hostler.test";
        let long = "a".repeat(65);
        for wrong in [
            vec![domain("bakery.test", &["an na"])],
            vec![domain("bakery.test", &["Anna"])],
            vec![domain("bakery.test", &["anna@shop"])],
            vec![domain("bakery.test", &[""])],
            vec![domain("bakery.test", &[&long])],
            vec![domain("bakery.test", &[]), domain("bakery.test", &[])],
        ] {
            let fault = take(&app, &bakery, whole(wrong.clone())).await.unwrap_err();
            assert_eq!(fault.code, "recipients-malformed", "{wrong:?}");
        }
        for name in
            ["Bakery.test", "test", "-bakery.test", "ab--cd.test", "xn--a.test", "xn--.test", "bücher.test"]
        {
            let fault = take(&app, &bakery, whole(vec![domain(name, &["anna"])])).await.unwrap_err();
            assert_eq!(fault.code, "recipients-no-domain", "{name}");
            assert_eq!(fault.args["domain"], name);
        }
        let many = (0..1_001).map(|n| domain(&format!("d{n}.test"), &[])).collect();
        assert_eq!(take(&app, &bakery, whole(many)).await.unwrap_err().code, "recipients-too-long");
        assert_eq!(names(&app, &bakery).await, ["bakery.test"]);
        // Below the provider's domain a server has its own name alone.
        let greedy = ["hostler.test", "bram.hostler.test", host, "xhostler.test"];
        tells(&app, &bakery, greedy.iter().map(|name| domain(name, &["root"])).collect()).await;
        assert_eq!(names(&app, &bakery).await, [host, "xhostler.test"]);
    })
    .await;
}

#[tokio::test]
async fn k3_the_relay_is_told_how_each_server_stands_and_forgets_who_is_gone() {
    on_each_engine(|app| async move {
        let bakery = bakery(&app, "anna").await;
        tells(&app, &bakery, vec![domain("bakery.test", &["anna"])]).await;
        let primary = keeper::primaries(&app).await.unwrap().remove(0);
        assert_eq!((primary.name.as_str(), primary.state), (bakery.id.as_str(), State::Unwatched));
        assert_eq!(primary.next_hop, "10.83.0.2:2525".parse().unwrap());
        for (standing, state) in [(Standing::Down, State::Down), (Standing::Up, State::Up)] {
            stands(&app, &bakery, standing).await;
            assert_eq!(keeper::primaries(&app).await.unwrap()[0].state, state);
        }
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query("UPDATE servers SET desired = 'gone', phase = 'gone', gone_at_ms = 1")
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(keeper::primaries(&app).await.unwrap().is_empty());
        assert!(names(&app, &bakery).await.is_empty(), "its domains are free again");
    })
    .await;
}

async fn stands(app: &App, server: &Server, standing: Standing) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO standings (server_id, standing, since_ms) VALUES ($1, $2, 0)
         ON CONFLICT (server_id) DO UPDATE SET standing = excluded.standing",
    )
    .bind(&server.id)
    .bind(standing.as_str())
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn put(app: &Arc<App>, token: &str, body: String) -> (u16, String) {
    let request = Request::put(PATH).header("authorization", format!("Bearer {token}"));
    let router = routes::internal().with_state(app.clone());
    let answer = router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn a_server_speaks_for_itself_alone() {
    on_each_engine(|app| async move {
        let bakery = bakery(&app, "anna").await;
        let list = serde_json::to_string(&whole(vec![domain("bakery.test", &["anna"])])).unwrap();
        let own = servers::secrets(&app, &bakery).unwrap().credential;
        let (status, text) = put(&app, "another", list.clone()).await;
        assert!(status == 401 && text.contains("recipients-credential"), "{status} {text}");
        let (status, text) = put(&app, &own, "{".into()).await;
        assert!(status == 422 && text.contains("recipients-malformed"), "{status} {text}");
        assert_eq!(put(&app, &own, list).await, (200, r#"{"answer":"taken"}"#.into()));
    })
    .await;
}
