//! A repository in a folder: made, opened, backed up to, looked into, restored from, forgotten, pruned, checked.

use super::cast::{DAY_MS, NIGHT_MS, Stage, furnish, noise, seen, write};
use hostler_backup::{Depth, Done, Fault, Key, Kind, Place, Repository};
use std::fs;
use std::path::Path;
use std::sync::Mutex;

#[test]
fn what_was_backed_up_comes_back_as_it_was() {
    let stage = Stage::new();
    furnish(&stage.server());
    let backup = stage.back_up(NIGHT_MS);
    assert_eq!((backup.at_ms, backup.host.as_str(), backup.unread), (NIGHT_MS, "bakkerij", 0));
    assert_eq!(backup.labels, ["nightly"]);
    let restored = stage.restored(&backup, "");
    let mut expect = seen(&stage.server());
    expect.retain(|path, _| !path.ends_with("half") && !path.ends_with("dovecot-uidlist.lock"));
    assert_eq!(seen(&restored), expect);
    assert_eq!(stage.repository.backups().unwrap(), [backup]);
}

#[test]
fn a_part_is_restored_and_a_file_is_read() {
    let stage = Stage::new();
    furnish(&stage.server());
    let backup = stage.back_up(NIGHT_MS);
    let cur = stage.restored(&backup, "mail/anna/cur");
    assert_eq!(fs::read_dir(&cur).unwrap().count(), 5);
    let one = stage.restored(&backup, "etc/server.toml");
    assert_eq!(fs::read_to_string(one.join("server.toml")).unwrap(), "name = \"bakkerij\"\n");
    let mut content = Vec::new();
    stage.repository.read(&backup.id, Path::new("data/Größe \"x\".bin"), &mut content).unwrap();
    assert_eq!(content, noise(1, 700_000));
}

#[test]
fn folders_are_listed() {
    let stage = Stage::new();
    furnish(&stage.server());
    let backup = stage.back_up(NIGHT_MS);
    let list = |path: &str| stage.repository.list(&backup.id, Path::new(path));
    let names =
        |path: &str| list(path).unwrap().into_iter().map(|node| (node.name, node.kind)).collect::<Vec<_>>();
    let named = |name: &str, kind| (name.to_owned(), kind);
    assert_eq!(names(""), ["data", "etc", "mail"].map(|name| named(name, Kind::Folder)));
    let etc = [
        named("again.toml", Kind::File),
        named("empty", Kind::File),
        named("link", Kind::Link),
        named("outside", Kind::Link),
        named("pipe", Kind::Other),
        named("server.toml", Kind::File),
    ];
    assert_eq!(names("etc"), etc);
    assert_eq!(list("/etc").unwrap()[5].modified_at_ms, 1_600_000_000_123);
    assert_eq!(list("etc/nothing"), Err(Fault::NotThere("etc/nothing".to_owned())));
    assert_eq!(list("etc/empty"), Err(Fault::NotThere("etc/empty".to_owned())));
    let read = stage.repository.read(&backup.id, Path::new("etc"), &mut Vec::new());
    assert_eq!(read, Err(Fault::NotThere("etc".to_owned())));
}

#[test]
fn the_next_night_adds_what_changed_only() {
    let stage = Stage::new();
    furnish(&stage.server());
    let first = stage.back_up(NIGHT_MS);
    write(&stage.server(), "etc/new.toml", "new = true\n");
    let second = stage.back_up(NIGHT_MS + DAY_MS);
    assert!(first.added_bytes > 700_000, "{first:?}");
    assert!(second.added_bytes < 20_000, "{second:?}");
    assert_eq!(second.files, first.files + 1);
    assert_eq!(fs::read_dir(stage.restored(&first, "etc")).unwrap().count(), 6);
    assert_eq!(fs::read_dir(stage.restored(&second, "etc")).unwrap().count(), 7);
}

#[test]
fn what_is_forgotten_gives_its_space_back_and_the_rest_stays() {
    let stage = Stage::new();
    furnish(&stage.server());
    let first = stage.back_up(NIGHT_MS);
    fs::remove_file(stage.server().join("data/Größe \"x\".bin")).unwrap();
    let second = stage.back_up(NIGHT_MS + DAY_MS);
    let before = seen(&stage.restored(&second, ""));
    stage.repository.forget(std::slice::from_ref(&first.id)).unwrap();
    stage.repository.forget(std::slice::from_ref(&first.id)).unwrap();
    assert_eq!(stage.repository.backups().unwrap(), std::slice::from_ref(&second));
    assert_eq!(stage.repository.list(&first.id, Path::new("")), Err(Fault::NoBackup(first.id.clone())));
    let packs = || bytes_below(&stage.temp.path().join("repository/data"));
    stage.repository.prune().unwrap();
    assert!(packs() > 700_000, "the first step only marks");
    stage.repository.prune_at_once().unwrap();
    assert!(packs() < 500_000, "{}", packs());
    stage.repository.check(Depth::Data).unwrap();
    assert_eq!(seen(&stage.restored(&second, "")), before);
    assert_eq!(stage.repository.forget(&["x".to_owned()]), Err(Fault::NoBackup("x".to_owned())));
}

#[test]
fn room_is_made_at_once_in_a_store_that_is_full() {
    let stage = Stage::new();
    write(&stage.server(), "mail/old", noise(1, 400_000));
    let first = stage.back_up(NIGHT_MS);
    fs::remove_file(stage.server().join("mail/old")).unwrap();
    write(&stage.server(), "mail/new", noise(2, 300_000));
    let second = stage.back_up(NIGHT_MS + DAY_MS);
    let before = seen(&stage.server());
    stage.repository.forget(std::slice::from_ref(&first.id)).unwrap();
    let packs = || bytes_below(&stage.temp.path().join("repository/data"));
    assert!(packs() > 700_000, "{}", packs());
    stage.repository.make_room().unwrap();
    assert!(packs() < 350_000, "{}", packs());
    stage.repository.check(Depth::Data).unwrap();
    assert_eq!(seen(&stage.restored(&second, "")), before);
}

fn bytes_below(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { bytes_below(&path) } else { path.metadata().unwrap().len() }).sum()
}

#[test]
fn the_key_is_a_text_and_opens_nothing_else() {
    let stage = Stage::new();
    let key = Key::from_text(&stage.key.to_text()).unwrap();
    Repository::open(&stage.place(), &key).unwrap();
    assert_eq!(format!("{key:?}"), "Key(…)");
    let words = stage.place().words();
    assert_eq!(Repository::open(&stage.place(), &Key::new()).unwrap_err(), Fault::WrongKey(words.clone()));
    assert_eq!(Repository::create(&stage.place(), &key).unwrap_err(), Fault::Exists(words));
    let nowhere = Place::Folder(stage.temp.path().join("nowhere"));
    assert_eq!(Repository::open(&nowhere, &key).unwrap_err(), Fault::Missing(nowhere.words()));
    for text in ["", "{}", "secret", "{\"mac\":{\"k\":\"AAAA\",\"r\":\"AAAA\"},\"encrypt\":\"AAAA\"}"] {
        assert!(Key::from_text(text).is_err(), "{text}");
    }
}

#[test]
fn damage_is_found_and_nothing_damaged_is_restored() {
    let stage = Stage::new();
    furnish(&stage.server());
    let backup = stage.back_up(NIGHT_MS);
    stage.repository.check(Depth::Data).unwrap();
    let pack = largest(&stage.temp.path().join("repository/data"));
    let mut content = fs::read(&pack).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    fs::write(&pack, content).unwrap();
    stage.repository.check(Depth::Structure).unwrap();
    assert!(matches!(stage.repository.check(Depth::Data), Err(Fault::Damaged(_))));
    let into = stage.temp.path().join("restored");
    let restored = stage.repository.restore(&backup.id, Path::new(""), &into, &());
    assert!(matches!(restored, Err(Fault::Damaged(_))), "{restored:?}");
    fs::remove_file(&pack).unwrap();
    assert!(matches!(stage.repository.check(Depth::Structure), Err(Fault::Damaged(_))));
}

fn largest(folder: &Path) -> std::path::PathBuf {
    let files = fs::read_dir(folder).unwrap().flat_map(|entry| fs::read_dir(entry.unwrap().path()).unwrap());
    files.map(|entry| entry.unwrap().path()).max_by_key(|path| path.metadata().unwrap().len()).unwrap()
}

#[test]
fn whoever_waits_is_told() {
    let stage = Stage::new();
    furnish(&stage.server());
    let told = Mutex::new(Vec::new());
    let note = |done: Done| told.lock().unwrap().push(done);
    let backup = stage.repository.back_up(&stage.source(NIGHT_MS), &note).unwrap();
    let last = *told.lock().unwrap().last().unwrap();
    assert!(last.bytes >= 700_000 && last.files >= backup.files, "{last:?}");
    let into = stage.temp.path().join("restored");
    let restored = stage.repository.restore(&backup.id, Path::new(""), &into, &note).unwrap();
    let last = *told.lock().unwrap().last().unwrap();
    assert_eq!((last.files, last.bytes), (restored.files, restored.bytes));
    assert_eq!(restored.files, 12);
}
