//! Exports over a server that answers from memory.

use super::{ask, of_server, path};
use crate::app::App;
use crate::events::Actor;
use crate::portal;
use crate::servers::Server;
use crate::servers::ending::give;
use crate::servers::ending::tests::double::{Double, bakery};
use crate::servers::ending::tests::work;
use crate::testing::{Browser, customer, go_to, on_each_engine, person};
use axum::Router;
use std::sync::Arc;

/// The bakery, with a data folder of its own.
async fn kept(app: Arc<App>, net: u8) -> (Arc<App>, Server, Double, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
    app.settings.data = folder.path().into();
    let (app, bakery, double) = bakery(Arc::new(app), net).await;
    (app, bakery, double, folder)
}

#[tokio::test]
async fn h6_an_export_is_made_kept_for_its_owner_alone_and_removed_in_time() {
    on_each_engine(|app| async move {
        let (app, bakery, double, _folder) = kept(app, 145).await;
        double.says.lock().unwrap().export = vec![7; 100_000];
        give(&app, &bakery, &Actor::platform()).await.unwrap();
        let export = ask(&app, &bakery, &Actor::platform()).await.unwrap();
        let again = ask(&app, &bakery, &Actor::platform()).await.unwrap_err();
        assert_eq!(again.code, "export-under-way");
        work(&app).await;
        let export = of_server(&app.db, &bakery.id)
            .await
            .unwrap()
            .into_iter()
            .find(|one| one.id == export.id)
            .unwrap();
        assert_eq!((export.state.as_str(), export.bytes), ("ready", 100_000));
        assert_eq!(
            export.expires_at_ms,
            Some(crate::testing::at("2027-01-01T00:00:00+01:00")),
            "a month after the end"
        );
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(path(&app, &export.id)).unwrap());
        assert_eq!(mode & 0o777, 0o600);

        let routes = || Router::new().fallback_service(portal::router(app.clone()));
        let file = format!("/servers/{}/exports/{}", bakery.id, export.id);
        let anna =
            crate::accounts::person_by_email(&app.db, "anna@bakkerij-anna.test").await.unwrap().unwrap();
        let got = Browser::of(&app, routes(), &anna).await.get(&file).await;
        assert_eq!((got.status.as_u16(), got.bytes.len()), (200, 100_000));
        let ours = crate::accounts::customer(&app.db, &bakery.customer_id).await.unwrap().unwrap();
        let henk = person(&app, Some(&ours), "Henk", crate::accounts::Role::Administrator).await;
        let (_, bram) = customer(&app, "bram").await;
        for (who, expect) in [(&henk, 403), (&bram, 404)] {
            assert_eq!(
                Browser::of(&app, routes(), who).await.get(&file).await.status,
                expect,
                "{}",
                who.name
            );
        }

        go_to(&app, "2026-12-31T23:59:59+01:00");
        work(&app).await;
        assert!(path(&app, &export.id).exists(), "its server is deleted, it is not");
        go_to(&app, "2027-01-01T00:00:00+01:00");
        work(&app).await;
        assert!(!path(&app, &export.id).exists());
        assert_eq!(of_server(&app.db, &bakery.id).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn an_export_that_breaks_off_is_no_export() {
    on_each_engine(|app| async move {
        let (app, bakery, double, _folder) = kept(app, 146).await;
        double.says.lock().unwrap().export = vec![7; 100_000];
        double.says.lock().unwrap().broken = Some(());
        let export = ask(&app, &bakery, &Actor::platform()).await.unwrap();
        work(&app).await;
        let failed = of_server(&app.db, &bakery.id).await.unwrap().remove(0);
        assert_eq!(failed.state, "failed");
        assert!(!failed.error.is_empty(), "and it says why");
        assert!(!path(&app, &export.id).exists() && !path(&app, &export.id).with_extension("part").exists());
        double.says.lock().unwrap().broken = None;
        ask(&app, &bakery, &Actor::platform()).await.unwrap();
        work(&app).await;
        let all = of_server(&app.db, &bakery.id).await.unwrap();
        assert_eq!(all.iter().filter(|one| one.state == "ready").count(), 1, "{all:?}");
    })
    .await;
}
