mod channel;
mod installation;
mod rules;
mod vendor;
mod ways;

use crate::accounts::Actor;
use crate::app::App;
use crate::testing::licensed;
use crate::updates::{Held, Installed, Updates};
use hostler_kit::db::Db;
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_licence::file::Licence;
use hostler_wire::Bootstrap;
use hostler_wire::bootstrap::{Holding, Licensed, Vendor as Named};
use std::sync::Arc;
use vendor::Vendor;

/// The bakery's own machine with 10.0.0 and a vendor of its own.
pub struct Bakery {
    pub app: Arc<App>,
    pub vendor: Vendor,
    _folder: tempfile::TempDir,
}

pub fn bakery_own() -> Actor {
    Actor { person: "acc_anna".into(), name: "Anna de Vries".into() }
}

pub fn installed() -> Installed {
    Installed { product: "connect".into(), version: "10.0.0".into() }
}

/// The bakery's licence: maintenance until 28 February 2027, bought for these schemes.
pub fn licence(schemes: &[&str]) -> Held {
    let licence: Licence = serde_json::from_value(serde_json::json!({
        "key_id": "k", "issued_at_ms": 0, "serial": 1, "licence": "lic_bakery", "number": "L-000042",
        "vendor": "Hostler", "holder": "Bakkerij de Vries", "product": "connect", "edition": "standard",
        "price_class": "standard", "machines": [], "users": 5, "add_ons": [],
        "bought": "2026-03-01", "parts_of_base": [],
        "maintenance": { "first_day": "2026-03-01", "last_day": "2027-02-28", "zone": "Europe/Amsterdam" },
        "schemes": schemes,
        "rule": { "product": "connect", "holding": "licence", "version": 1, "counts": "mailbox",
            "source": { "requirement": "P1", "sentence": "Each mailbox counts." },
            "disabled": "counts", "administrator": "counts" },
    }))
    .unwrap();
    Held::Licensed(Box::new(licence))
}

impl Bakery {
    pub async fn new(held: Held) -> Bakery {
        Bakery::with(held, &["sh", "-c", "exit 1"]).await
    }

    /// The same where this starts the installing program.
    pub async fn with(held: Held, installer: &[&str]) -> Bakery {
        let (vendor, folder) = (Vendor::open().await, tempfile::tempdir().unwrap());
        let named =
            Named { name: "Hostler".into(), portal: vendor.portal.clone(), root_key: vendor.root_key() };
        let bootstrap = Bootstrap { holding: Holding::Licence(Licensed { vendor: named }), ..licensed() };
        let url = format!("sqlite:{}/t.sqlite", folder.path().display());
        let db = Db::open(&url, &crate::app::MIGRATOR).await.unwrap();
        let app =
            App::new(bootstrap, db, Clock::fixed(crate::testing::NOON.parse().unwrap()), Random::seeded(7));
        let app = app.unwrap().in_folders(crate::server::Folders::at(folder.path()));
        let words = installer.iter().map(|word| word.to_string()).collect();
        let app = app.updated_by(Updates::of(Some(installed()), words)).shared();
        *app.updates.held.lock().unwrap() = Some(held);
        Bakery { app, vendor, _folder: folder }
    }

    /// What the history says, newest first.
    pub async fn history(&self) -> Vec<String> {
        let page = crate::accounts::Page { limit: 20, offset: 0 };
        let (events, _) = crate::history::list(&self.app.db, page).await.unwrap();
        events
            .iter()
            .map(|one| format!("{} {} {} {}", one.name, one.action, one.subject, one.detail))
            .collect()
    }

    /// The names in the folder of versions, without locks.
    pub fn shelf(&self) -> Vec<String> {
        let names =
            std::fs::read_dir(self.app.folders.root().join("versions")).into_iter().flatten().flatten();
        let names = names.map(|entry| entry.file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| !name.ends_with(".lock")).collect();
        names.sort();
        names
    }
}
