//! restic of Debian judges: it checks and restores what we wrote, and we restore what it wrote.

use crate::cast::{DAY_MS, NIGHT_MS, Stage, furnish, seen, write};
use hostler_backup::{Key, Place, Repository};
use std::fs;
use std::path::Path;
use std::process::Command;

pub const PASSWORD: &str = "croissants for twelve";

/// restic with a repository, without a cache of its own.
pub struct Restic {
    repository: String,
}

impl Restic {
    pub fn folder(path: &Path) -> Restic {
        Restic { repository: path.display().to_string() }
    }

    /// Over S3, by a way that needs no keys.
    pub fn s3(endpoint: &str, path: &str) -> Restic {
        Restic { repository: format!("s3:{endpoint}/{path}") }
    }

    /// What it prints; if it ends with an error, the test does, too.
    pub fn run(&self, words: &[&str]) -> String {
        let mut command = Command::new("restic");
        command.args(["--no-cache", "--repo", &self.repository]).args(words).env("RESTIC_PASSWORD", PASSWORD);
        command.env("AWS_ACCESS_KEY_ID", "nobody").env("AWS_SECRET_ACCESS_KEY", "asks");
        let done = command.output().expect("restic is installed: apt-get install restic");
        let told =
            format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success(), "restic {words:?}: {told}");
        told
    }

    /// Reads all data and finds nothing wrong.
    pub fn check(&self) {
        let told = self.run(&["check", "--no-lock", "--read-data"]);
        assert!(told.contains("no errors were found"), "{told}");
    }
}

/// A new repository with a key and a password that restic made: its own are quicker to make while nothing is optimised.
pub fn shared(path: &Path) -> (Restic, Key) {
    let restic = Restic::folder(path);
    restic.run(&["init", "--repository-version", "2"]);
    let key = Key::from_text(&restic.run(&["cat", "masterkey"])).unwrap();
    (restic, key)
}

#[test]
fn restic_checks_and_restores_what_we_wrote() {
    let stage = Stage::new();
    furnish(&stage.server());
    let first = stage.back_up(NIGHT_MS);
    write(&stage.server(), "etc/new.toml", "new = true\n");
    let second = stage.back_up(NIGHT_MS + DAY_MS);
    stage.repository.add_password(PASSWORD).unwrap();
    let restic = Restic::folder(&stage.temp.path().join("repository"));
    restic.check();
    for backup in [&first, &second] {
        let into = stage.temp.path().join(&backup.id);
        restic.run(&["restore", &backup.id, "--target", &into.display().to_string()]);
        assert_eq!(seen(&into), seen(&stage.restored(backup, "")));
    }
    stage.repository.forget(&[first.id]).unwrap();
    stage.repository.prune_at_once().unwrap();
    restic.check();
    let listed = restic.run(&["snapshots", "--json"]);
    assert!(listed.contains(&second.id) && listed.contains("\"hostname\":\"bakkerij\""), "{listed}");
}

#[test]
fn we_restore_what_restic_wrote() {
    let stage = Stage::new();
    furnish(&stage.server());
    let path = stage.temp.path().join("restics");
    let (restic, key) = shared(&path);
    restic.run(&["backup", &stage.server().display().to_string()]);
    let repository = Repository::open(&Place::Folder(path), &key).unwrap();
    let backup = repository.backups().unwrap().remove(0);
    let into = stage.temp.path().join("restored");
    repository.restore(&backup.id, &stage.server(), &into, &()).unwrap();
    assert_eq!(seen(&into), seen(&stage.server()));
    fs::remove_dir_all(into).unwrap();
}
