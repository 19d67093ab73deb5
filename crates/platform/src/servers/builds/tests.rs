use super::{Parts, clear_up, release, set, store, take_stock};
use crate::app::App;
use crate::drivers::image::Recipe;
use crate::drivers::{image, program};
use crate::servers::{self, Server};
use crate::testing::{customer, on_each_engine, server};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::tempdir;

/// The platform with a program and an image in a folder.
fn installed(app: Arc<App>, folder: &Path) -> App {
    let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
    app.settings.data = folder.join("data");
    app.settings.cache = folder.join("cache");
    app.settings.binary = folder.join("hostler");
    fs::create_dir_all(Recipe::connect().path(&app.settings.cache)).unwrap();
    fs::write(&app.settings.binary, "the first").unwrap();
    app
}

/// On each database.
async fn on_installed(scene: impl AsyncFn(App)) {
    let scene = &scene;
    on_each_engine(|app| async move {
        let folder = tempdir().unwrap();
        scene(installed(app, folder.path())).await;
    })
    .await;
}

/// Another program than the first stands in the first one's place.
fn upgrade(app: &App) {
    fs::remove_file(&app.settings.binary).unwrap();
    fs::write(&app.settings.binary, "the second").unwrap();
}

async fn bakery(app: &App, name: &str) -> Server {
    let (_, anna) = customer(app, "anna").await;
    server(app, &anna, name).await
}

async fn now(app: &App, server: &Server) -> Server {
    servers::find(&app.db, &server.id).await.unwrap().unwrap()
}

#[test]
fn a_label_is_read_back() {
    let parts = Parts { image: "connect-0123456789ab".into(), program: "9f86d081884c7d65".into() };
    assert_eq!(Parts::of_label(&parts.label()), Some(parts));
    assert_eq!(Parts::default().label(), "");
    assert_eq!(Parts::of_label(""), None);
}

#[tokio::test]
async fn an_upgrade_of_the_platform_changes_no_server() {
    on_installed(async |app| {
        take_stock(&app).await.unwrap();
        let bakery = bakery(&app, "bakkerij").await;
        let first = bakery.wanted_build();
        assert_eq!(first.image, Recipe::connect().name());
        assert_eq!(fs::read_to_string(first.program(&app).unwrap()).unwrap(), "the first");

        upgrade(&app);
        take_stock(&app).await.unwrap();
        take_stock(&app).await.unwrap();
        assert_eq!(store::all(&app.db).await.unwrap().len(), 2);
        assert_eq!(now(&app, &bakery).await.wanted_build(), first);
        assert!(first.program(&app).unwrap().is_file(), "its program is still there");
        let released = store::released(&app.db, "connect").await.unwrap().unwrap();
        assert_eq!(released.parts(), first, "new servers too get what is proven");
    })
    .await;
}

#[tokio::test]
async fn without_servers_the_newest_build_is_what_new_ones_get() {
    on_installed(async |app| {
        take_stock(&app).await.unwrap();
        let first = store::released(&app.db, "connect").await.unwrap().unwrap();
        let fresh = format!("{}-00112233aabb", Recipe::connect().name());
        fs::create_dir_all(image::root(&app.settings.cache, &fresh)).unwrap();
        super::look_for_images(&app).await.unwrap();
        let newest = store::released(&app.db, "connect").await.unwrap().unwrap();
        assert_eq!((newest.image, newest.program), (fresh, first.program));
    })
    .await;
}

#[tokio::test]
async fn a_server_of_before_builds_gets_one() {
    on_installed(async |app| {
        let bakery = bakery(&app, "bakkerij").await;
        assert_eq!(bakery.wanted_build(), Parts::default());
        take_stock(&app).await.unwrap();
        let server = now(&app, &bakery).await;
        assert_eq!(server.image, Recipe::connect().name());
        assert_eq!(server.build(), Parts::default(), "what it runs nobody knows");
    })
    .await;
}

#[tokio::test]
async fn what_no_server_needs_goes() {
    on_installed(async |app| {
        take_stock(&app).await.unwrap();
        let bakery = bakery(&app, "bakkerij").await;
        let first = bakery.wanted_build();
        upgrade(&app);
        take_stock(&app).await.unwrap();
        let second = store::newest(&app.db, "connect").await.unwrap().unwrap();
        clear_up(&app, &[]).await.unwrap();
        assert!(first.program(&app).unwrap().is_file(), "the bakery shall run it");

        let mut tx = app.db.begin().await.unwrap();
        assert!(set(&app, &mut tx, (&bakery, &second.parts())).await.unwrap());
        assert!(!set(&app, &mut tx, (&bakery, &second.parts())).await.unwrap(), "it shall already");
        release(&app, &mut tx, &second).await.unwrap();
        tx.commit().await.unwrap();
        clear_up(&app, &[]).await.unwrap();
        assert!(!program::path(&app.settings.data, &first.program).exists());
        assert!(second.parts().program(&app).unwrap().is_file());
        assert!(second.parts().root(&app).is_dir(), "the image is the same");
        let gone: Vec<bool> =
            store::all(&app.db).await.unwrap().iter().map(|build| build.removed_at_ms.is_some()).collect();
        assert_eq!(gone.iter().filter(|gone| **gone).count(), 1);
    })
    .await;
}
