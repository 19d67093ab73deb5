//! A repository in an S3 store: s3s-fs, which checks signatures and keeps objects as files.

use crate::cast::{DAY_MS, NIGHT_MS, furnish, seen, source, write};
use crate::restic::{PASSWORD, Restic};
use hostler_backup::{Depth, Fault, Key, Place, Repository};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

const ACCESS: &str = "bakkerij";
const SECRET: &str = "twelve-croissants";

/// A store on loopback, ended with the test.
struct Store {
    child: Child,
    port: u16,
    temp: TempDir,
}

impl Store {
    fn start() -> Store {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir_all(temp.path().join("objects/backups")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("s3s-fs");
        command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--access-key", ACCESS, "--secret-key", SECRET]).arg(temp.path().join("objects"));
        let started = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = started.expect("s3s-fs is installed: cargo install s3s-fs@0.14.1 --features binary");
        let store = Store { child, port, temp };
        let answers = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        assert!((0..100).any(|_| answers() || {
            thread::sleep(Duration::from_millis(50));
            false
        }));
        store
    }

    fn place(&self, bucket: &str, secret: &str) -> Place {
        Place::S3 {
            endpoint: format!("http://127.0.0.1:{}", self.port),
            region: "us-east-1".to_owned(),
            bucket: bucket.to_owned(),
            prefix: "servers/bakkerij".to_owned(),
            access_key: ACCESS.to_owned(),
            secret_key: secret.to_owned(),
        }
    }

    /// restic on the files in which the store keeps its objects.
    fn restic(&self) -> Restic {
        Restic::folder(&self.temp.path().join("objects/backups/servers/bakkerij"))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_repository_lives_in_a_bucket() {
    let store = Store::start();
    let server = store.temp.path().join("server");
    furnish(&server);
    fs::remove_dir_all(server.join("mail/anna/tmp")).unwrap();
    let (place, key) = (store.place("backups", SECRET), Key::new());
    let repository = Repository::create(&place, &key).unwrap();
    let first = repository.back_up(&source(&server, NIGHT_MS), &()).unwrap();
    write(&server, "etc/new.toml", "new = true\n");
    let repository = Repository::open(&place, &key).unwrap();
    let second = repository.back_up(&source(&server, NIGHT_MS + DAY_MS), &()).unwrap();
    assert!(second.added_bytes < 20_000, "{second:?}");
    let into = store.temp.path().join("into");
    repository.restore(&second.id, Path::new(""), &into, &()).unwrap();
    assert_eq!(seen(&into), seen(&server));
    repository.add_password(PASSWORD).unwrap();
    store.restic().check();
    repository.forget(&[first.id.clone(), first.id]).unwrap();
    repository.prune_at_once().unwrap();
    repository.check(Depth::Data).unwrap();
    store.restic().check();
    assert_eq!(repository.backups().unwrap(), [second]);
}

#[test]
fn a_store_that_refuses_is_told() {
    let store = Store::start();
    let fault = |place: &Place| Repository::open(place, &Key::new()).unwrap_err();
    let told = fault(&store.place("backups", "wrong"));
    assert!(matches!(&told, Fault::Refused { words, .. } if words.contains("Signature")), "{told:?}");
    let told = fault(&store.place("nothing", SECRET));
    assert!(matches!(&told, Fault::Refused { words, .. } if words.contains("NoSuchBucket")), "{told:?}");
    let place = store.place("backups", SECRET);
    assert_eq!(fault(&place), Fault::Missing(place.words()));
}
