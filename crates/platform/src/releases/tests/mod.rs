//! Publishing, the channel, downloads and withdrawal, on both engines.

use crate::accounts::{Person, Role};
use crate::app::App;
use crate::releases::{pages, routes};
use crate::signing;
use crate::testing::{Browser, customer, on_each_engine, person};
use axum::Router;
use axum::http::StatusCode;
use hostler_licence::keyring::Keyring;
use hostler_licence::release::Manifest;
use hostler_licence::signed::{Unverified, public_key};
use hostler_wire::channel::Channel;
use sha2::{Digest, Sha256};
use std::sync::Arc;

const PACKAGE: &[u8] = b"!<arch>\nnot really a package, and nobody here opens it";

/// The platform with a data folder, its staff and a customer's owner.
async fn with_folder(app: Arc<App>) -> (tempfile::TempDir, Arc<App>, Person, Person) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = Arc::into_inner(app).expect("nobody else holds it");
    app.settings.data = folder.path().into();
    let app = Arc::new(app);
    let staff = person(&app, None, "Sam", Role::Staff).await;
    let (_, anna) = customer(&app, "anna").await;
    (folder, app, staff, anna)
}

async fn browser(app: &Arc<App>, person: &Person) -> Browser {
    Browser::of(app, own(), person).await
}

fn own() -> Router<Arc<App>> {
    routes::router().merge(pages::router())
}

#[tokio::test]
async fn l3_what_is_published_is_offered_signed_and_unchanged() {
    on_each_engine(async |app| {
        let (_folder, app, staff, anna) = with_folder(app).await;
        let sam = browser(&app, &staff).await;
        for (version, query) in [
            ("10.0.9", "file=connect_10.0.9.deb"),
            (
                "10.0.10",
                "file=connect_10.0.10.deb&security=yes&certificates=fstek:4242&notes_en=A+hole+is+mended.",
            ),
        ] {
            let seen =
                sam.put_bytes(&format!("/api/v1/staff/releases/connect/{version}?{query}"), PACKAGE).await;
            assert_eq!(seen.status, StatusCode::CREATED, "{}", seen.text());
        }
        let visitor = Browser::visitor(&app, own());
        let channel: Channel =
            serde_json::from_slice(&visitor.get("/api/v1/releases/connect").await.bytes).unwrap();
        let root = public_key(&signing::root_public(&app).await.unwrap()).unwrap();
        let ring = Unverified::<Keyring>::read(&channel.keyring).unwrap().verify(&root).unwrap();
        let manifests: Vec<Manifest> =
            channel.releases.iter().map(|text| ring.open(text).expect("signed by the ring")).collect();
        let versions: Vec<&str> = manifests.iter().map(|one| one.version.as_str()).collect();
        assert_eq!(versions, ["10.0.10", "10.0.9"], "newest first, by number");
        let newest = &manifests[0];
        assert_eq!(
            (newest.security, newest.certificates.len(), newest.released.to_string()),
            (true, 1, "2026-10-01".into())
        );
        let package = visitor.get("/api/v1/releases/connect/10.0.10/package").await;
        assert_eq!(package.bytes, PACKAGE);
        let sha256: String = Sha256::digest(PACKAGE).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(newest.package.sha256, sha256);
        let page = browser(&app, &anna).await.get("/downloads").await;
        assert!(page.text().contains("10.0.10") && page.text().contains("fstek (4242)"), "{}", page.text());
    })
    .await;
}

#[tokio::test]
async fn l3_a_version_is_published_once_and_withdrawn_with_a_reason() {
    on_each_engine(async |app| {
        let (folder, app, staff, _) = with_folder(app).await;
        let sam = browser(&app, &staff).await;
        let at = "/api/v1/staff/releases/connect/10.1";
        let publish = async |body: &[u8], query: &str| sam.put_bytes(&format!("{at}?{query}"), body).await;
        assert_eq!(publish(PACKAGE, "file=connect.deb").await.status, StatusCode::CREATED);
        for (body, query, expect) in [
            (&b"another"[..], "file=connect.deb", "release-known"),
            (b"", "file=connect.deb", "release-empty"),
            (PACKAGE, "file=..%2Fconnect.deb", "release-file-name"),
            (PACKAGE, "file=a.deb&released=2026-10-02", "release-ahead"),
        ] {
            assert_eq!(publish(body, query).await.json()["code"], expect);
        }
        let seen = sam.put_bytes("/api/v1/staff/releases/bread/1.0?file=a.deb", PACKAGE).await;
        assert_eq!(seen.json()["code"], "release-product");
        let incoming = std::fs::read_dir(folder.path().join("releases/incoming")).unwrap().count();
        assert_eq!(incoming, 0, "what was refused leaves nothing");
        let visitor = Browser::visitor(&app, own());
        assert_eq!(
            visitor.get("/api/v1/releases/connect/10.1/package").await.bytes,
            PACKAGE,
            "the first one stays"
        );

        let withdrawal = format!("{at}/withdrawal");
        let empty = serde_json::json!({ "reason": " " });
        assert_eq!(sam.api("POST", &withdrawal, &empty).await.json()["code"], "release-reason");
        let seen = sam.api("POST", &withdrawal, &serde_json::json!({ "reason": "IMAP stops" })).await;
        assert_eq!(seen.json()["withdrawn_why"], "IMAP stops");
        let channel: Channel =
            serde_json::from_slice(&visitor.get("/api/v1/releases/connect").await.bytes).unwrap();
        assert!(channel.releases.is_empty());
        assert_eq!(visitor.get("/api/v1/releases/connect/10.1/package").await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            publish(PACKAGE, "file=connect.deb").await.json()["code"],
            "release-known",
            "nor is it given again"
        );
    })
    .await;
}
