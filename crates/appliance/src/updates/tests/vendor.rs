//! A vendor with keys of its own, whose channel says what a test wants it to say.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use hostler_kit::random::hex;
use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::release::{Certificate, Manifest, Package};
use hostler_licence::signed::{SigningKey, key_id, public_text, sign};
use hostler_wire::channel::Channel;
use jiff::civil::{Date, date};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

pub const DEB: &[u8] = b"a package, as far as bytes go";

/// What is offered, and the bytes of each package.
#[derive(Default)]
struct Offered {
    channel: Option<Channel>,
    packages: BTreeMap<String, Vec<u8>>,
}

pub struct Vendor {
    root: SigningKey,
    every_day: SigningKey,
    offered: Arc<Mutex<Offered>>,
    pub portal: String,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Vendor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Vendor {
    pub async fn open() -> Vendor {
        let offered = Arc::<Mutex<Offered>>::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let portal = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/api/v1/releases/{product}", get(channel))
            .route("/api/v1/releases/{product}/{version}/package", get(package))
            .with_state(offered.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let vendor = Vendor {
            root: SigningKey::from_bytes(&[1; 32]),
            every_day: SigningKey::from_bytes(&[2; 32]),
            offered,
            portal,
            task,
        };
        vendor.offer(&[]);
        vendor
    }

    /// Nobody answers at its address any more.
    pub async fn close(&self) {
        self.task.abort();
        while !self.task.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    pub fn root_key(&self) -> String {
        public_text(&self.root.verifying_key())
    }

    /// A keyring of this number with the key of every day.
    pub fn keyring(&self, number: i64) -> String {
        let every_day = RingKey {
            public: public_text(&self.every_day.verifying_key()),
            kinds: vec!["release".into()],
            retired_at_ms: None,
            revoked_at_ms: None,
        };
        let key_id = key_id(&self.root.verifying_key());
        sign(&Keyring { key_id, issued_at_ms: 0, number, keys: vec![every_day] }, &self.root)
    }

    /// The text of a signed manifest.
    pub fn manifest(&self, version: &str, released: Date) -> String {
        self.signed(Vendor::plain(version, released))
    }

    pub fn plain(version: &str, released: Date) -> Manifest {
        Manifest {
            key_id: String::new(),
            issued_at_ms: 0,
            product: "connect".into(),
            version: version.into(),
            released,
            security: false,
            certificates: vec![],
            package: Package {
                file: "hostler-connect.deb".into(),
                bytes: DEB.len() as i64,
                sha256: hex(&Sha256::digest(DEB)),
            },
            notes: [("en".to_string(), "Sorting is quicker.".to_string())].into(),
        }
    }

    pub fn certified(version: &str, released: Date) -> Manifest {
        let certificates = vec![Certificate { scheme: "fstek".into(), number: "4242".into() }];
        Manifest { certificates, ..Vendor::plain(version, released) }
    }

    pub fn signed(&self, manifest: Manifest) -> String {
        let key_id = key_id(&self.every_day.verifying_key());
        sign(&Manifest { key_id, ..manifest }, &self.every_day)
    }

    /// Offers these, with the good package each.
    pub fn offer(&self, releases: &[String]) {
        self.say(Channel {
            product: "connect".into(),
            keyring: self.keyring(1),
            releases: releases.to_vec(),
        });
    }

    pub fn say(&self, channel: Channel) {
        self.offered.lock().unwrap().channel = Some(channel);
    }

    /// The package of a version is this.
    pub fn pack(&self, version: &str, bytes: &[u8]) {
        self.offered.lock().unwrap().packages.insert(version.to_string(), bytes.to_vec());
    }

    /// 10.0.1 of before and 10.0.2 of after 28 February 2027, when the bakery's maintenance ends.
    pub fn offer_two(&self) {
        self.offer(&[
            self.manifest("10.0.2", date(2027, 3, 1)),
            self.manifest("10.0.1", date(2026, 10, 1)),
            self.manifest("10.0.0", date(2026, 3, 1)),
        ]);
        for version in ["10.0.1", "10.0.2"] {
            self.pack(version, DEB);
        }
    }
}

type Ours = State<Arc<Mutex<Offered>>>;

async fn channel(State(offered): Ours) -> Result<String, StatusCode> {
    let channel = offered.lock().unwrap().channel.clone();
    Ok(serde_json::to_string(&channel.ok_or(StatusCode::NOT_FOUND)?).unwrap())
}

async fn package(
    State(offered): Ours,
    Path((_, version)): Path<(String, String)>,
) -> Result<Vec<u8>, StatusCode> {
    offered.lock().unwrap().packages.get(&version).cloned().ok_or(StatusCode::NOT_FOUND)
}
