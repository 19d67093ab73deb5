//! A vendor's channel on the network of the test: signed manifests and their packages, over plain HTTP.

use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::release::{Manifest, Package};
use hostler_licence::signed::{SigningKey, key_id, public_text, sign};
use hostler_wire::channel::{Channel, package_path, path};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

pub const PORTAL: &str = "http://10.83.0.1:8090";

/// Answers by path.
type Answers = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

pub struct Vendor {
    root: SigningKey,
    every_day: SigningKey,
    answers: Answers,
    releases: Vec<String>,
}

impl Vendor {
    /// Writes `vendor.json` into a folder; nobody answers yet.
    pub fn new(folder: &Path) -> (Vendor, PathBuf) {
        let (root, every_day) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let key = public_text(&root.verifying_key());
        let file = folder.join("vendor.json");
        fs::write(&file, format!(r#"{{"name":"Hostler","portal":"{PORTAL}","root_key":"{key}"}}"#)).unwrap();
        (Vendor { root, every_day, answers: Answers::default(), releases: Vec::new() }, file)
    }

    /// Answers from now on; the address must be there.
    pub fn open(&self) {
        let listener = TcpListener::bind(PORTAL.trim_start_matches("http://")).unwrap();
        let answers = self.answers.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whoever breaks off is served no more.
                let _ = serve(stream, &answers);
            }
        });
    }

    /// Offers a package as this version, beside those before.
    pub fn offer(&mut self, version: &str, package: &Path) {
        let bytes = fs::read(package).unwrap();
        let sum = super::shell(&format!("sha256sum {}", package.display()));
        let manifest = Manifest {
            key_id: key_id(&self.every_day.verifying_key()),
            issued_at_ms: 0,
            product: "connect".into(),
            version: version.into(),
            released: "2026-01-15".parse().unwrap(),
            security: false,
            certificates: vec![],
            package: Package {
                file: "hostler-connect.deb".into(),
                bytes: bytes.len() as i64,
                sha256: sum.split_whitespace().next().unwrap().to_string(),
            },
            notes: BTreeMap::new(),
        };
        self.releases.insert(0, sign(&manifest, &self.every_day));
        let channel =
            Channel { product: "connect".into(), keyring: self.keyring(), releases: self.releases.clone() };
        let mut answers = self.answers.lock().unwrap();
        answers.insert(path("connect"), serde_json::to_vec(&channel).unwrap());
        answers.insert(package_path("connect", version), bytes);
    }

    fn keyring(&self) -> String {
        let every_day = RingKey {
            public: public_text(&self.every_day.verifying_key()),
            kinds: vec!["release".into()],
            retired_at_ms: None,
            revoked_at_ms: None,
        };
        let key_id = key_id(&self.root.verifying_key());
        sign(&Keyring { key_id, issued_at_ms: 0, number: 1, keys: vec![every_day] }, &self.root)
    }
}

fn serve(mut stream: TcpStream, answers: &Answers) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while !lines.next().transpose()?.unwrap_or_default().is_empty() {}
    let path = first.split(' ').nth(1).unwrap_or_default();
    let found = answers.lock().unwrap().get(path).cloned();
    let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
    let body = found.unwrap_or_default();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}
