//! The bakery's own machine with its licence, and the vendor that signs it.

use crate::entrance::tests::stage::Own;
use crate::licensing::{FILE, Licensing, Place, Stand, look, standing};
use crate::testing::{NOON, Server, licensed};
use hostler_kit::db::Db;
use hostler_kit::time::Clock;
use hostler_licence::counting::{AddOn, CountingRule};
use hostler_licence::file::{Licence, Maintenance, Revocations, Revoked};
use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::registration::Owner;
use hostler_licence::signed::{SigningKey, key_id, public_text, sign};
use hostler_wire::Bootstrap;
use hostler_wire::bootstrap::{Holding, Licensed, Vendor};
use jiff::ToSpan;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

pub const DAY_MS: i64 = 86_400_000;
/// Two keys whose checks are right: of a licence, and of five users more.
pub const BASE: [u8; 42] = [11; 42];
pub const USERS: [u8; 42] = [12; 42];

pub fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub fn root_key() -> SigningKey {
    key(1)
}

/// The key of every day.
pub fn signer() -> SigningKey {
    key(2)
}

pub fn ring(number: i64) -> Keyring {
    let kinds = ["licence", "revocations"].map(str::to_string).to_vec();
    let public = public_text(&signer().verifying_key());
    let own = RingKey { public, kinds, retired_at_ms: None, revoked_at_ms: None };
    Keyring { key_id: key_id(&root_key().verifying_key()), issued_at_ms: 1, number, keys: vec![own] }
}

pub fn keyring(number: i64) -> String {
    sign(&ring(number), &root_key())
}

pub fn revocations(number: i64, revoked: &[(&str, i64)]) -> String {
    let revoked = revoked.iter().map(|(licence, up_to_serial)| Revoked {
        licence: licence.to_string(),
        up_to_serial: *up_to_serial,
        reason: "returned".into(),
    });
    let key_id = key_id(&signer().verifying_key());
    let issued_at_ms = NOON.parse::<jiff::Timestamp>().unwrap().as_millisecond();
    sign(&Revocations { key_id, issued_at_ms, number, revoked: revoked.collect() }, &signer())
}

pub fn owner() -> Owner {
    Owner {
        company: "Bakkerij de Vries".into(),
        name: "Anna de Vries".into(),
        email: "anna@bakery.test".into(),
        country: "NL".into(),
        language: "nl".into(),
    }
}

pub fn typed(random: &[u8; 42]) -> String {
    hostler_licence::key::Key::from_random(random).to_string()
}

/// The machine, its vendor, and time.
pub struct Bakery {
    pub own: Own,
    pub settings: TempDir,
    machine: TempDir,
}

impl Bakery {
    /// Its first start, with the vendor's platform there.
    pub async fn at(db: Db, portal: &str) -> Bakery {
        let (settings, machine) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (path, text) in [
            ("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"),
            ("etc/machine-id", "oven\n"),
            ("proc/cpuinfo", "processor : 0\nprocessor : 1\n"),
            ("proc/meminfo", "MemTotal: 8039228 kB\n"),
        ] {
            let path = machine.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let clock = Clock::fixed(NOON.parse().unwrap());
        let place = Place::beside(&settings.path().join("connect.json"));
        let licensing = Licensing::at(place).of_machine(machine.path());
        let server = Server::with_licensing(db, bootstrap(portal), clock.clone(), licensing).await;
        let bakery = Bakery { own: Own { server, clock }, settings, machine };
        bakery.look().await;
        bakery
    }

    /// With nobody at the vendor's address.
    pub async fn alone(db: Db) -> Bakery {
        Bakery::at(db, "http://127.0.0.1:9").await
    }

    /// The same with a licence for 15 users.
    pub async fn licensed(db: Db) -> Bakery {
        let bakery = Bakery::alone(db).await;
        bakery.install(&bakery.licence(1)).await.unwrap();
        bakery
    }

    pub fn app(&self) -> &crate::app::App {
        &self.own.server.app
    }

    pub fn file(&self) -> PathBuf {
        self.settings.path().join(FILE)
    }

    pub async fn look(&self) -> Arc<Stand> {
        look(self.app(), 0).await.unwrap().unwrap()
    }

    pub fn stand(&self) -> Arc<Stand> {
        standing(self.app()).unwrap()
    }

    /// So many days later.
    pub async fn after_days(&self, days: i64) -> Arc<Stand> {
        let to = self.own.clock.now().checked_add((24 * days).hours()).unwrap();
        self.own.clock.advance_to(to).unwrap();
        self.look().await
    }

    /// New hardware around the same disk.
    pub async fn rebuilt(&self) -> Arc<Stand> {
        fs::write(self.machine.path().join("etc/machine-id"), "another oven\n").unwrap();
        self.look().await
    }

    pub fn licence(&self, serial: i64) -> Licence {
        let users = 15;
        let rule = CountingRule { version: 7, ..self.app().rule.clone() };
        Licence {
            key_id: key_id(&signer().verifying_key()),
            issued_at_ms: self.own.clock.now_ms(),
            serial,
            licence: "lic_bakery".into(),
            number: "L-000042".into(),
            vendor: "Hostler".into(),
            holder: "Bakkerij de Vries".into(),
            product: "connect".into(),
            edition: "standard".into(),
            price_class: "standard".into(),
            machines: vec![self.stand().machine.clone(), "k0123456789abcdef".into()],
            users,
            add_ons: vec![AddOn { id: "antivirus".into(), users }],
            bought: jiff::civil::date(2026, 11, 3),
            parts_of_base: vec!["activesync".into()],
            maintenance: Maintenance {
                first_day: jiff::civil::date(2026, 11, 3),
                last_day: jiff::civil::date(2027, 11, 2),
                zone: "Europe/Amsterdam".into(),
            },
            schemes: vec!["fstek".into()],
            rule,
        }
    }

    /// With the keyring, as the vendor's web site gives it.
    pub async fn install(&self, licence: &Licence) -> Result<Arc<Stand>, String> {
        self.install_text(&format!("{}\n{}\n", keyring(1), sign(licence, &signer()))).await
    }

    /// What became of it: the standing, or the refusal's code.
    pub async fn install_text(&self, text: &str) -> Result<Arc<Stand>, String> {
        let installed = crate::licensing::install(self.app(), &Server::anna(), text).await;
        installed.map_err(|error| hostler_kit::http::Refuse::code(&error).to_string())
    }
}

fn bootstrap(portal: &str) -> Bootstrap {
    let vendor = Vendor {
        name: "Hostler".into(),
        portal: portal.into(),
        root_key: public_text(&root_key().verifying_key()),
    };
    Bootstrap { holding: Holding::Licence(Licensed { vendor }), ..licensed() }
}
