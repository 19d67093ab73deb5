//! A repository in an S3 store.

use crate::cast::{DAY_MS, NIGHT_MS, furnish, seen, source, write};
use crate::restic::{PASSWORD, Restic};
use crate::store::{ACCESS, BUCKET, SECRET, Store};
use hostler_backup::{Depth, Fault, Key, Place, Repository};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const PREFIX: &str = "servers/bakkerij";

fn opened() -> (TempDir, Store) {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::start(&temp.path().join("objects"));
    (temp, store)
}

fn place(store: &Store, bucket: &str, keys: (&str, &str)) -> Place {
    Place::S3 {
        endpoint: store.endpoint(),
        region: "us-east-1".to_owned(),
        bucket: bucket.to_owned(),
        prefix: PREFIX.to_owned(),
        access_key: keys.0.to_owned(),
        secret_key: keys.1.to_owned(),
    }
}

#[test]
fn a_repository_lives_in_a_bucket() {
    let (temp, mut store) = opened();
    let server = temp.path().join("server");
    furnish(&server);
    fs::remove_dir_all(server.join("mail/anna/tmp")).unwrap();
    let (place, key) = (place(&store, BUCKET, (ACCESS, SECRET)), Key::new());
    let repository = Repository::create(&place, &key).unwrap();
    let first = repository.back_up(&source(&server, NIGHT_MS), &()).unwrap();
    write(&server, "etc/new.toml", "new = true\n");
    let repository = Repository::open(&place, &key).unwrap();
    let second = repository.back_up(&source(&server, NIGHT_MS + DAY_MS), &()).unwrap();
    assert!(second.added_bytes < 20_000, "{second:?}");
    let into = temp.path().join("into");
    repository.restore(&second.id, Path::new(""), &into, &()).unwrap();
    assert_eq!(seen(&into), seen(&server));
    repository.add_password(PASSWORD).unwrap();
    // restic on the files in which the store keeps its objects.
    let files = Restic::folder(&temp.path().join("objects").join(BUCKET).join(PREFIX));
    files.check();
    repository.forget(&[first.id.clone(), first.id]).unwrap();
    repository.prune_at_once().unwrap();
    repository.check(Depth::Data).unwrap();
    files.check();
    assert_eq!(repository.backups().unwrap(), std::slice::from_ref(&second));
    restic_reads_it_over_s3(&mut store, &second.id, &server);
}

fn restic_reads_it_over_s3(store: &mut Store, id: &str, server: &Path) {
    store.end();
    store.start_open();
    let packs = format!("list-type=2&prefix={PREFIX}/data/");
    assert!(store.listed(&packs) > 0);
    assert_eq!(
        store.listed(&format!("delimiter=&{packs}")),
        0,
        "it no longer needs a way of its own for restic"
    );
    let restic = Restic::s3(&store.way_for_restic(), &format!("{BUCKET}/{PREFIX}"));
    restic.check();
    let into = tempfile::tempdir().unwrap();
    restic.run(&["--no-lock", "restore", id, "--target", &into.path().display().to_string()]);
    assert_eq!(seen(into.path()), seen(server));
}

#[test]
fn a_store_that_refuses_says_what_to_do() {
    let (_temp, mut store) = opened();
    let told = |place: &Place| match Repository::open(place, &Key::new()).unwrap_err() {
        Fault::Refused { words, .. } => words,
        other => panic!("{other:?}"),
    };
    let right = place(&store, BUCKET, (ACCESS, SECRET));
    let words = told(&place(&store, BUCKET, (ACCESS, "wrong")));
    assert!(words.starts_with("the secret key is not that of the access key"), "{words}");
    let words = told(&place(&store, BUCKET, ("somebody", SECRET)));
    assert!(words.starts_with("the store does not know the access key"), "{words}");
    let words = told(&place(&store, "nothing", (ACCESS, SECRET)));
    assert!(words.starts_with("there is no such bucket"), "{words}");
    assert_eq!(Repository::open(&right, &Key::new()).unwrap_err(), Fault::Missing(right.words()));
    store.end();
    store.start_with_clock("+1h");
    let words = told(&right);
    assert!(words.starts_with("the clocks of this machine and of the store differ"), "{words}");
}

#[test]
fn nothing_is_lost_when_the_store_goes_away() {
    let (temp, mut store) = opened();
    let server = temp.path().join("server");
    furnish(&server);
    let (place, key) = (place(&store, BUCKET, (ACCESS, SECRET)), Key::new());
    let repository = Repository::create(&place, &key).unwrap();
    let first = repository.back_up(&source(&server, NIGHT_MS), &()).unwrap();
    write(&server, "etc/new.toml", "new = true\n");
    store.end();
    let fault = repository.back_up(&source(&server, NIGHT_MS + DAY_MS), &()).unwrap_err();
    assert!(matches!(fault, Fault::Unreachable { .. }), "{fault:?}");
    store.start_again();
    let repository = Repository::open(&place, &key).unwrap();
    assert_eq!(repository.backups().unwrap(), [first]);
    repository.back_up(&source(&server, NIGHT_MS + DAY_MS), &()).unwrap();
    repository.check(Depth::Data).unwrap();
}
