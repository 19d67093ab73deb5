//! The Connect image, really built (about a minute the first time, instant with a filled cache).

use hostler_platform::drivers::image::{Recipe, Step};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

#[test]
fn the_connect_image_holds_engines_users_and_mount_points() {
    let cache =
        std::env::var_os("HOSTLER_CACHE").map_or_else(|| PathBuf::from("/var/cache/hostler"), PathBuf::from);
    let recipe = Recipe::connect();
    let root = recipe.build(&cache, |step| println!("{step}")).unwrap_or_else(|failure| panic!("{failure}"));
    for file in ["usr/sbin/postfix", "usr/sbin/dovecot", "usr/lib/postfix/postfix-sqlite.so", "usr/sbin/ip"] {
        assert!(root.join(file).exists(), "{file}");
    }
    let users = std::fs::read_to_string(root.join("etc/passwd")).unwrap();
    assert!(users.contains("vmail:x:5000:5000:"), "{users}");
    assert!(root.join("srv/hostler").is_dir());
    let program = std::fs::metadata(root.join("usr/local/bin/hostler")).unwrap();
    assert_eq!((program.len(), program.permissions().mode() & 0o777), (0, 0o755));
    assert!(
        !root.join("etc/ssl/private/ssl-cert-snakeoil.key").exists(),
        "a key shared by customers is no key"
    );
    assert!(!root.join("etc/resolv.conf").exists() && !root.join("etc/hostname").exists());
}

#[test]
fn an_aborted_build_ends_whole_and_the_next_one_starts_afresh() {
    let cache = tempfile::tempdir().unwrap();
    let mut builder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_builder_that_will_be_killed", "--ignored"])
        .env("HOSTLER_CACHE", cache.path())
        .spawn()
        .unwrap();
    let recipe = Recipe::connect();
    let unfinished = cache.path().join("images").join(format!(".unfinished-{}", recipe.name()));
    wait_for(|| unfinished.join("root/var/lib/dpkg").exists());
    builder.kill().unwrap();
    builder.wait().unwrap();
    let at_work = || {
        let listed = Command::new("ps").args(["-eo", "args"]).output().unwrap().stdout;
        String::from_utf8_lossy(&listed)
            .lines()
            .filter(|line| line.contains(cache.path().to_str().unwrap()))
            .count()
    };
    wait_for(|| at_work() == 0);
    assert!(!recipe.is_built(cache.path()));

    recipe.prune(cache.path(), &[]).unwrap();
    let left: Vec<_> =
        fs::read_dir(cache.path().join("images")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, [".lock-connect"]);
}

#[test]
#[ignore = "the builder that the test above kills"]
fn a_builder_that_will_be_killed() {
    let cache = PathBuf::from(std::env::var_os("HOSTLER_CACHE").expect("only the test above starts this"));
    Recipe::connect().build(&cache, |_| ()).unwrap();
}

#[test]
fn a_second_builder_waits_for_the_first() {
    let cache = tempfile::tempdir().unwrap();
    let recipe = Recipe::connect();
    fs::create_dir_all(cache.path().join("images")).unwrap();
    let first = fs::File::create(cache.path().join("images/.lock-connect")).unwrap();
    first.lock().unwrap();
    let root = recipe.path(cache.path());
    let mut seen = Vec::new();
    let built = recipe.build(cache.path(), |progress| {
        seen.push(progress.step);
        fs::create_dir_all(&root).unwrap();
        first.unlock().unwrap();
    });
    assert_eq!((built.unwrap(), seen), (root.clone(), vec![Step::Waiting]));
}

fn wait_for(mut happened: impl FnMut() -> bool) {
    for _ in 0..6_000 {
        if happened() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("waited 60 s");
}
