//! Policies as strict senders find them: by DNS and a real HTTPS server.

use super::dns::{a, dns, txt};
use super::{bakery, domain, tells};
use crate::accounts::people_of;
use crate::authority::Authority;
use crate::fallback::policy::{Looked, Reports, Sts, Way, look};
use crate::fallback::{claims_of, look_up_now, pages, routes};
use crate::testing::{Browser, platform};
use crate::webhooks::Reach;
use axum::Router;
use hostler_kit::db::testing::on_each_engine as databases;
use hostler_relay::settings::Tls;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const HOSTS: (&str, &str) = ("bakkerij.hostler.test", "mx2.hostler.test");

/// A server that says this to whoever asks it for the policy of bakery.test, signed by this authority.
async fn says(authority: &Authority, head: &str, body: &str) -> u16 {
    rustls::crypto::ring::default_provider().install_default().ok();
    let folder = tempfile::tempdir().unwrap();
    let leaf = authority.issue("mta-sts.bakery.test", Ipv4Addr::LOCALHOST).unwrap();
    let tls = Tls { certificate: folder.path().join("certificate"), key: folder.path().join("key") };
    std::fs::write(&tls.certificate, &leaf.certificate).unwrap();
    std::fs::write(&tls.key, &leaf.key).unwrap();
    let acceptor = TlsAcceptor::from(tls.acceptor().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n{body}");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut asked = [0; 2_048];
            let n = stream.read(&mut asked).await.unwrap();
            assert!(asked[..n].starts_with(b"GET /.well-known/mta-sts.txt HTTP/1.1\r\n"));
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

/// The way to a server at this port of this machine, whose authority is trusted.
async fn way(authority: &Authority, port: u16) -> Way {
    let (dns, _) = dns(vec![
        ("_mta-sts.bakery.test", txt("v=STSv1; id=1")),
        ("mta-sts.bakery.test", a(Ipv4Addr::LOCALHOST)),
        ("_smtp._tls.bakery.test", txt("v=TLSRPTv1; rua=mailto:anna@bakery.test")),
    ])
    .await;
    let root = Some(authority.certificate().as_bytes().to_vec());
    Way { dns: Some(dns), reach: Reach::Anywhere, port, root }
}

async fn found(head: &str, body: &str) -> Looked {
    let authority = Authority::in_memory().unwrap();
    let port = says(&authority, head, body).await;
    look(&way(&authority, port).await, "bakery.test", (HOSTS, "")).await
}

#[tokio::test]
async fn k3_a_policy_is_read_as_strict_senders_read_it() {
    let lines = "version: STSv1\nmode: enforce\nmx: bakkerij.hostler.test\nmax_age: 86400\n";
    let looked = found("200 OK", lines).await;
    assert_eq!((looked.sts, looked.policy.as_str()), (Sts::Lacks, lines));
    assert_eq!(looked.reports, Reports::Good, "{}", looked.record);
    let both = format!("{lines}mx: mx2.hostler.test\n");
    assert_eq!(found("200 OK", &both).await.sts, Sts::Good);
    let elsewhere = found("301 Moved\r\nLocation: https://bakery.test/policy", &both).await;
    assert_eq!((elsewhere.sts, elsewhere.policy.as_str()), (Sts::Away, "the server answered 301"));
    let page = found("200 OK", "<html>").await;
    assert_eq!((page.sts, page.policy.as_str()), (Sts::Malformed, "a line is no `name: value`"));
    let endless = found("200 OK", &"x".repeat(70_000)).await;
    assert_eq!((endless.sts, endless.policy.as_str()), (Sts::Away, "it is longer than 64 kB"));
}

#[tokio::test]
async fn k3_a_policy_leads_to_public_addresses_and_good_certificates_alone() {
    let (authority, other) = (Authority::in_memory().unwrap(), Authority::in_memory().unwrap());
    let port = says(&authority, "200 OK", "version: STSv1\nmode: none\nmax_age: 1\n").await;
    let own = way(&authority, port).await;
    assert_eq!(look(&own, "bakery.test", (HOSTS, "")).await.sts, Sts::Good);
    let public = Way { reach: Reach::Public, ..own.clone() };
    let looked = look(&public, "bakery.test", (HOSTS, "")).await;
    assert_eq!((looked.sts, looked.policy.as_str()), (Sts::Away, "it leads to no public address"));
    let strangers = Way { root: Some(other.certificate().as_bytes().to_vec()), ..own };
    let looked = look(&strangers, "bakery.test", (HOSTS, "")).await;
    assert!(looked.sts == Sts::Away && looked.policy.contains("certificate"), "{looked:?}");
}

#[tokio::test]
async fn k3_a_customer_reads_what_is_wrong_and_what_to_publish() {
    databases(&crate::app::MIGRATIONS, |db| async move {
        let (address, task) = dns(vec![
            ("_mta-sts.bakery.test", txt("v=STSv1; id=1")),
            ("_mta-sts.shop.test", txt("v=STSv1")),
            ("_mta-sts.shop.test", txt("v=STSv1; id=2")),
        ])
        .await;
        let mut app = platform(db);
        app.settings.inbox_dns = Some(address);
        let server = bakery(&app, "anna").await;
        let names = ["bakery.test", "shop.test", "plain.test"];
        tells(&app, &server, names.iter().map(|name| domain(name, &["anna"])).collect()).await;
        look_up_now(&app, &server).await.unwrap();
        let found: Vec<_> =
            claims_of(&app.db, &server.id).await.unwrap().iter().map(|one| one.sts()).collect();
        // Of the two records of shop.test, one is somebody else's.
        assert_eq!(found, [Some(Sts::Away), Some(Sts::None), Some(Sts::Away)]);
        task.abort();

        // What was found once is told until it is looked up again.
        let policy = "version: STSv1\nmode: enforce\nmx: bakkerij-anna.hostler.test\nmax_age: 86400";
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query(
            "UPDATE fallback_domains SET sts_verdict = 'lacks', sts_found = $1 WHERE name = 'bakery.test'",
        )
        .bind(policy)
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let (app, customer) = (Arc::new(app), server.customer_id.clone());
        let all = Router::new().merge(pages::router()).merge(routes::router());
        let anna = people_of(&app.db, &customer).await.unwrap().remove(0);
        let anna = Browser::of(&app, all, &anna).await;
        let page = anna.get(&format!("/servers/{}/fallback", server.id)).await.said();
        for sentence in [
            "add mx: mx2.hostler.test to it, then give the record _mta-sts.bakery.test a new id",
            "https://mta-sts.shop.test/.well-known/mta-sts.txt could not be fetched",
            "rua=mailto:postmaster@plain.test",
            "mx: bakkerij-anna.hostler.test",
        ] {
            assert!(page.contains(sentence), "{sentence}: {page}");
        }
        let api = anna.get(&format!("/api/v1/servers/{}/fallback", server.id)).await.json();
        assert_eq!(api["policy_lines"][1], "mx: mx2.hostler.test");
        assert_eq!(api["domains"][0]["mta_sts"], "lacks");
        assert_eq!(api["domains"][0]["policy_lacks"], serde_json::json!(["mx2.hostler.test"]));
    })
    .await;
}
