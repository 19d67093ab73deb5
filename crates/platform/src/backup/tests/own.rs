//! The platform's own backup: made, brought back with nothing but the exported keys, and told when it cannot be made.

use super::made::Bakery;
use crate::app::App;
use crate::backup::own::{self, jobs::BackUpPlatform};
use crate::backup::watch::{Noticed, look};
use crate::backup::{Depot, keys};
use crate::events::Actor;
use crate::monitoring;
use crate::testing::{go_to, on_each_engine};
use hostler_backup::{Key, Place, Repository};
use hostler_kit::jobs::{Job, Queue};
use std::fs;
use std::path::Path;
use std::sync::Arc;

const PASSPHRASE: &str = "twelve croissants and a loaf";

async fn work(app: &Arc<App>) {
    let queue = Queue::new(app.db.clone(), app.clock.clone(), app.wake.clone()).register::<BackUpPlatform>();
    while queue.work_one(app.clone()).await.unwrap() {}
}

fn put(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// What somebody does who has lost the machine: the newest backup of a place, by a key that was exported.
fn brought_back(exported: &Path, into: &Path) {
    let found = keys::open(exported, PASSPHRASE).unwrap();
    let of_platform =
        found.iter().find(|key| key.server == own::NAME).expect("the platform's key is among them");
    let place = Place::Folder(of_platform.place.clone().into());
    let repository = Repository::open(&place, &Key::from_text(&of_platform.key).unwrap()).unwrap();
    let newest = repository.backups().unwrap().pop().unwrap();
    repository.restore(&newest.id, Path::new(""), into, &()).unwrap();
}

#[tokio::test]
async fn k1_a_lost_platform_comes_back_with_the_exported_keys_alone() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 158).await;
        let (app, data) = (&bakery.app, bakery.app.settings.data.clone());
        put(&data.join("key"), "the key file");
        put(&data.join("releases/connect.deb"), "what staff published");
        put(&data.join("servers/other/data/mail"), "of a server");
        assert_eq!(own::ask(app, &Actor::platform()).await.unwrap().state, "running");
        assert_eq!(own::ask(app, &Actor::platform()).await.unwrap_err().code, "backup-under-way");
        work(app).await;
        let made = own::newest_ready(&app.db).await.unwrap().expect("it was made");
        assert!(made.bytes > 0 && made.added_bytes > 0, "{made:?}");

        let away = tempfile::tempdir().unwrap();
        let exported = away.path().join("keys.json");
        assert_eq!(keys::export(app, (&exported, PASSPHRASE)).await.unwrap(), 1);
        let into = away.path().join("new");
        brought_back(&exported, &into);
        assert_eq!(fs::read_to_string(into.join("key")).unwrap(), "the key file");
        assert_eq!(fs::read_to_string(into.join("releases/connect.deb")).unwrap(), "what staff published");
        assert!(!into.join("servers").exists() && !into.join("backups").exists());
        let copy = into.join("database").join(app.db.copy_name());
        app.db.check_copy(&copy).unwrap();
        let length = fs::metadata(&copy).unwrap().len();
        fs::OpenOptions::new().write(true).open(&copy).unwrap().set_len(length / 2).unwrap();
        app.db.check_copy(&copy).unwrap_err();
        assert!(
            !data.join("database").exists() && !data.join("drills/platform").exists(),
            "nothing lies about"
        );
    })
    .await;
}

#[tokio::test]
async fn k1_the_platforms_backup_is_made_each_night_and_its_failure_is_told() {
    on_each_engine(|app| async move {
        let Bakery { app, .. } = Bakery::new(app, 159).await;
        let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it");
        let blocked = tempfile::NamedTempFile::new().unwrap();
        let room = app.settings.backups.clone();
        app.settings.backups = Depot::Folder(blocked.path().into());
        let app = Arc::new(app);
        let mut noticed = Noticed::default();
        own::started(&app).await.unwrap();
        look(&app, &mut noticed).await.unwrap();
        assert_eq!(own::newest(&app.db, 10).await.unwrap(), [], "it was first started after that night");
        go_to(&app, "2026-10-02T05:59:00+02:00");
        look(&app, &mut noticed).await.unwrap();
        work(&app).await;
        let failed = own::newest(&app.db, 10).await.unwrap();
        assert_eq!(
            (failed.len(), failed[0].state.as_str(), failed[0].reason.as_str()),
            (1, "failed", "night")
        );
        assert!(!failed[0].error.is_empty());
        let told = async |app: &App| {
            let running = monitoring::running(&app.db).await.unwrap();
            running.iter().filter(|one| one.kind == "backup-failed" && one.server_id.is_none()).count()
        };
        assert_eq!(told(&app).await, 1);

        for minute in 0..BackUpPlatform::ATTEMPTS {
            go_to(&app, &format!("2026-10-02T06:{:02}:30+02:00", 2 * minute));
            work(&app).await;
        }
        assert_eq!(
            (own::newest(&app.db, 10).await.unwrap()[0].state.as_str(), told(&app).await),
            ("failed", 1)
        );

        let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it");
        app.settings.backups = room;
        let app = Arc::new(app);
        for (at, expect) in [("06:20", "failed"), ("06:35", "ready")] {
            go_to(&app, &format!("2026-10-02T{at}:00+02:00"));
            look(&app, &mut noticed).await.unwrap();
            work(&app).await;
            assert_eq!(own::newest(&app.db, 10).await.unwrap()[0].state, expect, "{at}");
        }
        assert_eq!(told(&app).await, 0);
        look(&app, &mut noticed).await.unwrap();
        assert_eq!(own::newest(&app.db, 10).await.unwrap().len(), 1, "once a night");
    })
    .await;
}
