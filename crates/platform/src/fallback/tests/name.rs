//! The fallback's name, seen as a sender sees it: DNS, and the certificate of a relay that runs.

use super::dns::{Entry, a, dns};
use super::{in_a_folder, kept};
use crate::accounts::Role;
use crate::app::App;
use crate::fallback::name::{self, Dane, MailName};
use crate::fallback::staff;
use crate::monitoring;
use crate::testing::{Browser, person};
use hostler_relay::run::Relay;
use hostler_relay::settings::Tls;
use mail_auth::hickory_resolver::proto::rr::RData;
use mail_auth::hickory_resolver::proto::rr::rdata::TLSA;
use mail_auth::hickory_resolver::proto::rr::rdata::tlsa::{CertUsage, Matching, Selector};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

const HOST: &str = "mx2.hostler.test";
const RECORD: &str = "_25._tcp.mx2.hostler.test";

fn tlsa(data: Vec<u8>) -> RData {
    RData::TLSA(TLSA::new(CertUsage::DaneEe, Selector::Spki, Matching::Sha256, data))
}

/// What is found where DNS knows these records.
async fn found(app: &mut App, at: SocketAddr, world: Vec<Entry>) -> MailName {
    let (address, task) = dns(world).await;
    app.settings.inbox_dns = Some(address);
    name::look_again(app).await.unwrap();
    name::look(app, (at, name::Given::ByPlatform)).await.unwrap();
    task.abort();
    name::of(app).await.unwrap().unwrap()
}

async fn troubles(app: &App) -> Vec<String> {
    let running = monitoring::running(&app.db).await.unwrap();
    running.into_iter().filter(|one| one.kind == "fallback-name").map(|one| one.detail).collect()
}

fn bytes(record: &str) -> Vec<u8> {
    let hex = record.strip_prefix("3 1 1 ").unwrap();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[tokio::test]
async fn k3_a_tlsa_record_that_does_not_fit_is_an_incident_until_it_does() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let mut app = Arc::into_inner(app).unwrap();
        let relay = kept(&app).await.relay;
        let at = relay.addresses[0];
        let seen = found(&mut app, at, vec![(HOST, a(Ipv4Addr::new(192, 0, 2, 7)))]).await;
        assert_eq!((seen.verdict(), seen.addresses.as_str()), (Some(Dane::None), "192.0.2.7"));
        assert!(seen.certificate_trouble.contains("nobody who is trusted signed"), "{seen:?}");
        let publish = seen.publish().unwrap();
        assert!(publish.starts_with("_25._tcp.mx2.hostler.test. TLSA 3 1 1 "), "{publish}");
        assert!(troubles(&app).await.is_empty(), "nobody is strict");

        let wrong = found(&mut app, at, vec![(RECORD, tlsa(vec![7; 32]))]).await;
        assert_eq!(wrong.verdict(), Some(Dane::Wrong));
        let told = troubles(&app).await;
        assert!(told.len() == 1 && told[0].contains(&publish), "{told:?}");

        let right = found(&mut app, at, vec![(RECORD, tlsa(bytes(&seen.tlsa)))]).await;
        assert_eq!((right.verdict(), right.found), (Some(Dane::Good), seen.tlsa.clone()));
        assert!(troubles(&app).await.is_empty(), "it is over");
        relay.stop().await.unwrap();

        // Its certificate stays over a restart, and with it the record.
        let relay = kept(&app).await.relay;
        let at = relay.addresses[0];
        let again = found(&mut app, at, vec![]).await;
        assert_eq!(again.tlsa, seen.tlsa);
        relay.stop().await.unwrap();
        let away = found(&mut app, at, vec![]).await;
        assert_eq!((away.tlsa.as_str(), away.publish()), ("", None));
    })
    .await;
}

#[tokio::test]
async fn k3_a_renewed_certificate_is_shown_without_a_restart() {
    in_a_folder(|app, folder| async move {
        let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
        let tls = Tls { certificate: folder.path().join("mx2.pem"), key: folder.path().join("mx2.key") };
        let issue = || app.authority.issue(HOST, Ipv4Addr::LOCALHOST).unwrap();
        let (first, second) = (issue(), issue());
        write("mx2.pem", &first.certificate);
        write("mx2.key", &first.key);
        let relay = kept(&app).await.relay;
        let mut files = crate::fallback::files::Files::of(&tls);
        assert!(!files.follow(&relay), "nothing is new");
        let before = shown(&app, &relay).await;
        write("mx2.pem", &second.certificate);
        assert!(!files.follow(&relay), "its key is not there yet");
        assert_eq!(shown(&app, &relay).await, before);
        write("mx2.key", &second.key);
        assert!(files.follow(&relay));
        assert_ne!(shown(&app, &relay).await, before);
        relay.stop().await.unwrap();
    })
    .await;
}

/// The record of the certificate that is shown now.
async fn shown(app: &App, relay: &Relay) -> String {
    name::look_again(app).await.unwrap();
    name::look(app, (relay.addresses[0], name::Given::ByFile)).await.unwrap();
    name::of(app).await.unwrap().unwrap().tlsa
}

#[tokio::test]
async fn staff_see_the_record_to_publish() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let sofie = Browser::of(&app, staff::router(), &sofie).await;
        let page = sofie.get("/staff/fallback/name").await.said();
        assert!(page.contains("was not looked at yet"), "{page}");
        let relay = kept(&app).await.relay;
        let own = shown(&app, &relay).await;
        relay.stop().await.unwrap();
        let page = sofie.get("/staff/fallback/name").await.said();
        assert!(page.contains(&format!("{RECORD}. TLSA {own}")), "{page}");
        assert_eq!(sofie.post("/staff/fallback/name/look-up", &[]).await.status, 303);
        let api = sofie.get("/api/v1/staff/fallback/name").await.json();
        assert_eq!((api["looked_at_ms"].is_null(), api["host"].as_str()), (true, Some(HOST)));
    })
    .await;
}
