//! `hostler repository`: a server's mail comes back with nothing but the repository and its key (K1).

use hostler_backup::{Key, Place, Repository, Source};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A night's backup of a bakery's server, and the key in a file.
fn night() -> TempDir {
    let temp = tempfile::tempdir().unwrap();
    let path = |name: &str| temp.path().join(name);
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(path("server/mail/anna").join(part)).unwrap();
    }
    fs::write(path("server/mail/anna/cur/1.mail:2,S"), "Subject: twelve croissants\r\n").unwrap();
    let key = Key::new();
    fs::write(path("key"), key.to_text()).unwrap();
    let repository = Repository::create(&Place::Folder(path("repository")), &key).unwrap();
    let (folder, host) = (path("server"), "bakery".to_owned());
    let at_ms = 1_795_312_800_000;
    repository
        .back_up(&Source { folder, host, at_ms, exclude: Vec::new(), labels: Vec::new() }, &())
        .unwrap();
    temp
}

fn hostler(temp: &Path, verb: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
    command.current_dir(temp).args(["repository", verb, "--place", "repository", "--key", "key"]);
    command.args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn k1_a_mailbox_comes_back_without_a_platform() {
    let temp = night();
    let listed = said(&hostler(temp.path(), "list", &[]));
    assert!(listed.contains("2026-11-22T02:00:00Z  bakery  1 files  28 bytes"), "{listed}");
    let id = listed.split_whitespace().next().unwrap();
    let folder = said(&hostler(temp.path(), "list", &["--backup", id, "--path", "mail/anna/cur"]));
    assert!(folder.starts_with("file") && folder.trim_end().ends_with("1.mail:2,S"), "{folder}");
    said(&hostler(temp.path(), "restore", &["--path", "mail/anna", "back"]));
    let mail = fs::read_to_string(temp.path().join("back/cur/1.mail:2,S")).unwrap();
    assert_eq!(mail, "Subject: twelve croissants\r\n");
    said(&hostler(temp.path(), "restore", &["all"]));
    assert_eq!(fs::read_to_string(temp.path().join("all/mail/anna/cur/1.mail:2,S")).unwrap(), mail);
    assert_eq!(said(&hostler(temp.path(), "check", &["--read-data"])), "1 backups, nothing is wrong\n");
}

#[test]
fn an_empty_one_is_made_where_one_was_lost_and_nowhere_else() {
    let temp = night();
    let output = hostler(temp.path(), "create", &[]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("there is already a repository"), "{words}");
    fs::rename(temp.path().join("repository"), temp.path().join("lost")).unwrap();
    said(&hostler(temp.path(), "create", &[]));
    assert_eq!(said(&hostler(temp.path(), "list", &[])), "");
}

#[test]
fn a_wrong_key_is_told() {
    let temp = night();
    fs::write(temp.path().join("key"), Key::new().to_text()).unwrap();
    let output = hostler(temp.path(), "list", &[]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(words, "hostler repository: the key does not open the repository at repository\n");
    fs::write(temp.path().join("key"), "no key").unwrap();
    assert_eq!(hostler(temp.path(), "list", &[]).status.code(), Some(2));
}
