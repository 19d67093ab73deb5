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
    assert_eq!(said(&hostler(temp.path(), "check", &["--read-data"])), "1 backups, nothing is wrong\n");
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

/// Bytes that do not compress.
fn noise(mut state: u64, bytes: usize) -> Vec<u8> {
    let mut made = Vec::with_capacity(bytes + 8);
    while made.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        made.extend_from_slice(&state.to_le_bytes());
    }
    made.truncate(bytes);
    made
}

/// A mailbox of 10,000 messages, and a file that is larger than the memory that a restore may take.
fn a_lot(folder: &Path) {
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(folder.join("mail/anna").join(part)).unwrap();
    }
    for number in 0..10_000 {
        let path = folder.join(format!("mail/anna/cur/{}.M{number}P1.mail:2,S", 1_790_000_000 + number));
        fs::write(path, noise(number + 1, 3_000)).unwrap();
    }
    fs::write(folder.join("archive"), noise(7, 4 << 20).repeat(75)).unwrap();
}

/// The most memory that the process had, in kilobytes, as long as it can be asked.
fn most_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn k1_a_restore_takes_little_memory_however_much_comes_back() {
    let temp = tempfile::tempdir().unwrap();
    let path = |name: &str| temp.path().join(name);
    a_lot(&path("server"));
    let key = Key::new();
    fs::write(path("key"), key.to_text()).unwrap();
    let repository = Repository::create(&Place::Folder(path("repository")), &key).unwrap();
    let source = Source {
        folder: path("server"),
        host: "bakery".to_owned(),
        at_ms: 1_795_312_800_000,
        exclude: Vec::new(),
        labels: Vec::new(),
    };
    repository.back_up(&source, &()).unwrap();
    fs::remove_dir_all(path("server")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
    command.current_dir(temp.path()).args([
        "repository",
        "restore",
        "--place",
        "repository",
        "--key",
        "key",
        "back",
    ]);
    let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most_memory(child.id()).unwrap_or(0).max(most);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(child.wait().unwrap().success());
    assert_eq!(fs::read_dir(path("back/mail/anna/cur")).unwrap().count(), 10_000);
    assert_eq!(fs::metadata(path("back/archive")).unwrap().len(), 300 << 20);
    assert!((1..256 << 10).contains(&most), "{most} KB");
}
