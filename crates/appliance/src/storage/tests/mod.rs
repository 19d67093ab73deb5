use super::measure;
use std::fs;
use std::path::Path;

fn put(at: &Path, name: &str, bytes: usize) {
    fs::create_dir_all(at).unwrap();
    fs::write(at.join(name), vec![b'x'; bytes]).unwrap();
}

#[test]
fn messages_count_by_their_names_or_their_length() {
    let folder = tempfile::tempdir().unwrap();
    let anna = folder.path().join("bakery.test/anna/Maildir");
    put(&anna.join("cur"), "1.M1P1.anna,S=2048,W=2100:2,S", 1);
    put(&anna.join("new"), "2.M1P1.anna", 300);
    put(&anna.join(".Sent.2026/cur"), "3.M1P1.anna,S=50:2,", 1);
    put(&anna.join("tmp"), "4.half-written", 9_000);
    put(&anna, "dovecot.index", 9_000);
    put(&anna.join("cur"), "5.M1P1.anna,S=many", 7);
    put(&folder.path().join("bakery.test/bram/Maildir/cur"), "6.x,S=1000:2,", 1);
    put(&folder.path().join("bakery.test/bram"), "sieve", 500);
    let storage = measure(folder.path()).unwrap();
    assert_eq!(storage.mailboxes["anna@bakery.test"], 2_405);
    assert_eq!(storage.mailboxes["bram@bakery.test"], 1_000);
    assert_eq!(storage.bytes, 3_405);
}

#[test]
fn nothing_there_is_nothing_stored() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(measure(&folder.path().join("missing")).unwrap().bytes, 0);
    fs::create_dir_all(folder.path().join("bakery.test/anna")).unwrap();
    assert_eq!(measure(folder.path()).unwrap().mailboxes["anna@bakery.test"], 0);
}

#[test]
fn links_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("bakery.test/anna/Maildir/cur"), "1.x,S=10:2,", 1);
    std::os::unix::fs::symlink("anna", folder.path().join("bakery.test/bram")).unwrap();
    std::os::unix::fs::symlink("..", folder.path().join("bakery.test/anna/Maildir/.Loop")).unwrap();
    assert_eq!(measure(folder.path()).unwrap().bytes, 10);
}

#[test]
fn messages_may_vanish_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("bakery.test/anna/Maildir/new");
    fs::create_dir_all(&new).unwrap();
    let (go, gone) = (new.clone(), std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let stop = gone.clone();
    let busy = std::thread::spawn(move || {
        let mut number = 0;
        while !stop.load(std::sync::atomic::Ordering::Relaxed) {
            number += 1;
            let path = go.join(format!("{number}.no-size"));
            fs::write(&path, "hello").unwrap();
            fs::remove_file(path).unwrap();
        }
    });
    for _ in 0..500 {
        let bytes = measure(folder.path()).unwrap().bytes;
        assert!(bytes % 5 == 0 && bytes <= 50, "{bytes}");
    }
    gone.store(true, std::sync::atomic::Ordering::Relaxed);
    busy.join().unwrap();
}
