//! The Connect image, really built (about a minute the first time, instant with a filled cache).

use hostler_platform::drivers::image::Recipe;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

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
