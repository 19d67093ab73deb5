//! Backups of a mail store in which people read, sort and receive mail.

use crate::cast::{NIGHT_MS, Stage, write};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

const MESSAGES: usize = 400;
const FOLDERS: [&str; 4] = ["mail/anna", "mail/anna/.Archive", "mail/anna/.Orders", "mail/bram"];

/// Mailboxes with messages, half of them unread.
fn fill(server: &Path) {
    for folder in FOLDERS {
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(server.join(folder).join(part)).unwrap();
        }
    }
    for number in 0..MESSAGES {
        let folder = FOLDERS[number % FOLDERS.len()];
        let part = if number % 8 < 4 { "new/" } else { "cur/" };
        let flags = if number % 8 < 4 { "" } else { ":2," };
        write(server, &format!("{folder}/{part}{number:04}.M1.mail{flags}"), format!("before {number}\n"));
    }
}

/// As Dovecot does it: flags rename a message, reading it first moves it to `cur`, another folder gets a second name
/// for the same file before the first is taken away.
fn work(server: &Path, over: &AtomicBool, from: usize) -> usize {
    let mut done = from;
    while !over.load(Ordering::Relaxed) {
        for number in 0..MESSAGES {
            if over.load(Ordering::Relaxed) {
                break;
            }
            match find(server, number) {
                Some(path) if done % 3 == 2 => move_on(server, &path, done),
                Some(path) => rename(&path, done),
                None => panic!("message {number} is lost by the test itself"),
            }
            done += 1;
            write(
                server,
                &format!("{}/new/late{done:06}.M1.mail", FOLDERS[done % 4]),
                format!("after {done}\n"),
            );
            thread::sleep(std::time::Duration::from_micros(300));
        }
    }
    done
}

fn find(server: &Path, number: usize) -> Option<PathBuf> {
    let start = format!("{number:04}.");
    let parts = FOLDERS.iter().flat_map(|folder| ["cur", "new"].map(|part| server.join(folder).join(part)));
    let entries = parts.flat_map(|part| fs::read_dir(part).unwrap());
    entries
        .map(|entry| entry.unwrap())
        .find(|entry| entry.file_name().to_str().unwrap().starts_with(&start))
        .map(|entry| entry.path())
}

fn base(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap().split(":2").next().unwrap()
}

fn rename(path: &Path, done: usize) {
    let flags = ["", "S", "RS", "FS"][done % 4];
    let mailbox = path.parent().unwrap().parent().unwrap();
    fs::rename(path, mailbox.join("cur").join(format!("{}:2,{flags}", base(path)))).unwrap();
}

fn move_on(server: &Path, path: &Path, done: usize) {
    let number = base(path).split('.').next().unwrap();
    let to = server.join(FOLDERS[done % 4]).join("cur").join(format!("{number}.C{done}.mail:2,S"));
    fs::hard_link(path, to).unwrap();
    fs::remove_file(path).unwrap();
}

/// How often each message of before is in a folder.
fn counted(folder: &Path, found: &mut BTreeMap<String, usize>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            counted(&path, found);
        } else {
            let content = fs::read_to_string(&path).unwrap();
            if content.starts_with("before") {
                *found.entry(content).or_default() += 1;
            }
        }
    }
}

#[test]
fn every_message_of_before_is_in_the_backup_once() {
    let stage = Stage::new();
    fill(&stage.server());
    for night in 0..3 {
        // No name is used twice.
        let from = usize::try_from(night).unwrap() * 1_000_000;
        let over = AtomicBool::new(false);
        let (backup, done) = thread::scope(|scope| {
            let worker = scope.spawn(|| work(&stage.server(), &over, from));
            let backup = stage.repository.back_up(&stage.source(NIGHT_MS + night), &());
            over.store(true, Ordering::Relaxed);
            (backup.unwrap(), worker.join().unwrap())
        });
        assert!(done - from > 20, "people worked meanwhile: {done}");
        assert_eq!(backup.unread, 0);
        let mut found = BTreeMap::new();
        counted(&stage.restored(&backup, ""), &mut found);
        let wrong: Vec<_> = found.iter().filter(|(_, times)| **times != 1).collect();
        assert_eq!((found.len(), wrong), (MESSAGES, Vec::new()), "night {night}, {done} changes");
    }
    assert_eq!(stage.repository.backups().unwrap().len(), 3);
}
