//! Whose a domain is where two servers name it.

use super::dns::{Entry, a, dns};
use super::mx::mx;
use super::{bakery, domain, in_a_folder_with, kept, sends, tells};
use crate::accounts::{Role, people_of};
use crate::app::App;
use crate::fallback::disputes::{self, Side, winner};
use crate::fallback::leads::who_is_at;
use crate::fallback::{claims_of, keeper, pages, routes, staff};
use crate::monitoring;
use crate::servers::Server;
use crate::testing::{Browser, go_to, person};
use axum::Router;
use std::net::{IpAddr, Ipv4Addr};

const ANNA: &str = "bakkerij-anna.hostler.test";
const BRAM: &str = "bakkerij-bram.hostler.test";

async fn names(app: &App, server: &Server) -> Vec<String> {
    claims_of(&app.db, &server.id).await.unwrap().into_iter().map(|claim| claim.name).collect()
}

async fn sides(app: &App, server: &Server) -> Vec<Side> {
    disputes::of_server(app, &server.id).await.unwrap().into_iter().map(|(_, side)| side).collect()
}

#[test]
fn k3_of_those_who_name_a_domain_its_records_choose() {
    let hosts = [ANNA.to_string(), BRAM.to_string()];
    for (records, expect) in [
        (&[][..], None),
        (&[(10, "mx.elsewhere.test")], None),
        (&[(10, BRAM)], Some(1)),
        (&[(20, BRAM), (10, "mx.elsewhere.test")], Some(1)),
        (&[(10, BRAM), (20, ANNA)], Some(1)),
        (&[(10, BRAM), (10, ANNA)], Some(0)),
    ] {
        let records: Vec<(u16, String)> = records.iter().map(|(n, host)| (*n, host.to_string())).collect();
        assert_eq!(winner(&records, &hosts), expect, "{records:?}");
    }
}

#[test]
fn k3_addresses_say_which_server_is_meant_if_they_are_its_alone() {
    let at = |numbers: &[u8]| -> Vec<IpAddr> {
        numbers.iter().map(|number| IpAddr::V4(Ipv4Addr::new(192, 0, 2, *number))).collect()
    };
    let own = [at(&[1, 2]), at(&[3]), at(&[3, 4])];
    for (addresses, expect) in [
        (at(&[]), None),
        (at(&[1]), Some(0)),
        (at(&[1, 2]), Some(0)),
        (at(&[1, 9]), None),
        (at(&[3]), None),
        (at(&[4]), Some(2)),
        (at(&[9]), None),
    ] {
        assert_eq!(who_is_at(&addresses, &own), expect, "{addresses:?}");
    }
}

/// Bram names Anna's domain before she does.
async fn disputed(app: &App) -> (Server, Server) {
    let (anna, bram) = (bakery(app, "anna").await, bakery(app, "bram").await);
    tells(app, &bram, vec![domain("bakery.test", &["evil"]), domain("bram.test", &["bram"])]).await;
    tells(app, &anna, vec![domain("bakery.test", &["anna"])]).await;
    assert_eq!(names(app, &bram).await, ["bakery.test", "bram.test"]);
    (anna, bram)
}

fn leads_to(host: &'static str) -> Vec<Entry> {
    vec![("bakery.test", mx(10, host)), ("bakery.test", mx(20, "mx2.hostler.test."))]
}

#[tokio::test]
async fn k3_a_disputed_domain_is_the_servers_to_which_its_mx_records_lead() {
    let (address, _dns) = dns(leads_to("bakkerij-anna.hostler.test.")).await;
    in_a_folder_with(Some(address), |app, folder| async move {
        let _folder = folder;
        let (anna, bram) = disputed(&app).await;
        let mut kept = kept(&app).await;
        kept.follower.follow(&app, &kept.relay).await;
        assert!(sends(&kept.relay, "evil@bakery.test").await.starts_with("250"), "nobody looked yet");
        disputes::settle(&app).await.unwrap();
        assert_eq!(
            (names(&app, &anna).await, names(&app, &bram).await),
            (vec!["bakery.test".to_string()], vec!["bram.test".to_string()])
        );
        kept.follower.follow(&app, &kept.relay).await;
        assert!(sends(&kept.relay, "evil@bakery.test").await.starts_with("550"));
        assert!(sends(&kept.relay, "anna@bakery.test").await.starts_with("250"));
        assert_eq!(
            (sides(&app, &anna).await, sides(&app, &bram).await),
            (vec![Side::Ours], vec![Side::Anothers])
        );
        let told = monitoring::running(&app.db).await.unwrap().remove(0);
        assert_eq!((told.kind.as_str(), told.server_id), ("domain-disputed", None));
        assert!(told.detail.contains(&format!("{ANNA} and {BRAM}")), "{}", told.detail);

        // Bram says it again and again; even when Anna leaves it out for a while he does not get it.
        tells(&app, &anna, vec![]).await;
        for time in ["2026-10-01T09:00:00+02:00", "2026-10-02T08:00:00+02:00"] {
            tells(&app, &bram, vec![domain("bakery.test", &["evil"])]).await;
            go_to(&app, time);
            disputes::settle(&app).await.unwrap();
        }
        assert!(names(&app, &bram).await.is_empty());
        tells(&app, &bram, vec![]).await;
        disputes::settle(&app).await.unwrap();
        assert!(monitoring::running(&app.db).await.unwrap().is_empty(), "it is over");
        kept.relay.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn k3_a_disputed_domain_that_leads_to_neither_is_nobodys() {
    let (address, _dns) = dns(leads_to("mx.elsewhere.test.")).await;
    in_a_folder_with(Some(address), |app, folder| async move {
        let _folder = folder;
        let (anna, bram) = disputed(&app).await;
        disputes::settle(&app).await.unwrap();
        tells(&app, &bram, vec![domain("bakery.test", &["evil"])]).await;
        tells(&app, &anna, vec![domain("bakery.test", &["anna"])]).await;
        assert!(names(&app, &bram).await.is_empty() && names(&app, &anna).await.is_empty());
        assert_eq!(
            (sides(&app, &anna).await, sides(&app, &bram).await),
            (vec![Side::Nobodys], vec![Side::Nobodys])
        );
        assert!(keeper::primaries(&app).await.unwrap().iter().all(|primary| primary.domains.is_empty()));
        // One of them gives way.
        tells(&app, &bram, vec![]).await;
        tells(&app, &anna, vec![domain("bakery.test", &["anna"])]).await;
        assert_eq!(names(&app, &anna).await, ["bakery.test"]);
    })
    .await;
}

#[tokio::test]
async fn k3_a_servers_other_name_counts_as_its_own() {
    let mut world = leads_to("mail.bakery.test.");
    world.extend([
        ("mail.bakery.test", a(Ipv4Addr::new(192, 0, 2, 1))),
        (ANNA, a(Ipv4Addr::new(192, 0, 2, 1))),
        (BRAM, a(Ipv4Addr::new(192, 0, 2, 2))),
    ]);
    let (address, _dns) = dns(world).await;
    in_a_folder_with(Some(address), |app, folder| async move {
        let _folder = folder;
        let (anna, _) = disputed(&app).await;
        disputes::settle(&app).await.unwrap();
        assert_eq!(names(&app, &anna).await, ["bakery.test"]);
    })
    .await;
}

#[tokio::test]
async fn k3_a_dispute_is_shown_to_both_without_naming_the_other() {
    let (address, _dns) = dns(leads_to("bakkerij-anna.hostler.test.")).await;
    in_a_folder_with(Some(address), |app, folder| async move {
        let _folder = folder;
        let (anna, bram) = disputed(&app).await;
        disputes::settle(&app).await.unwrap();
        let relay = super::relay(&app).await;
        let all = || Router::new().merge(pages::router()).merge(routes::router()).merge(staff::router());
        for (server, side, words, other) in [
            (&anna, "ours", "Another server of this provider names bakery.test, too", BRAM),
            (
                &bram,
                "anothers",
                "It becomes yours as soon as its MX records lead to bakkerij-bram.hostler.test",
                ANNA,
            ),
        ] {
            let owner = people_of(&app.db, &server.customer_id).await.unwrap().remove(0);
            let owner = Browser::of(&app, all(), &owner).await;
            let page = owner.get(&format!("/servers/{}/fallback", server.id)).await.said();
            assert!(page.contains(words) && !page.contains(other), "{page}");
            let api = owner.get(&format!("/api/v1/servers/{}/fallback", server.id)).await.json();
            assert_eq!(api["disputes"], serde_json::json!([{ "domain": "bakery.test", "side": side }]));
        }
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let sofie = Browser::of(&app, all(), &sofie).await;
        let page = sofie.get("/staff/fallback").await.said();
        assert!(page.contains(ANNA) && page.contains(BRAM), "{page}");
        let api = sofie.get("/api/v1/staff/fallback").await.json();
        let expect = serde_json::json!([{ "domain": "bakery.test", "holder": ANNA, "others": [BRAM] }]);
        assert_eq!(api["disputes"], expect);
        relay.stop().await.unwrap();
    })
    .await;
}
