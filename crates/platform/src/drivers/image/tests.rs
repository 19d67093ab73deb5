use super::progress::Reader;
use super::*;
use tempfile::tempdir;

#[test]
fn connects_recipe_has_the_engines_and_a_name_of_its_own() {
    let recipe = Recipe::connect();
    assert!(recipe.name().starts_with("connect-") && recipe.name().len() == "connect-".len() + 12);
    for package in ["postfix-sqlite", "dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd", "iproute2"] {
        assert!(recipe.contents.packages.iter().any(|p| p == package), "{package}");
    }
    assert_eq!(recipe.contents.users[0].uid, 5000);
}

#[test]
fn another_recipe_is_another_image_and_a_misspelt_one_is_refused() {
    let text = include_str!("../../../../../images/connect/image.toml");
    let changed = Recipe::parse(&text.replace("iproute2", "iproute2\", \"curl")).unwrap();
    assert_ne!(changed.name(), Recipe::connect().name());
    let refused = Recipe::parse(&text.replace("packages =", "pakages =")).unwrap_err();
    assert!(refused.to_string().contains("pakages"), "{refused}");
}

#[test]
fn pruning_keeps_the_current_image_and_those_in_use() {
    let cache = tempdir().unwrap();
    let recipe = Recipe::connect();
    let image = |name: &str| {
        let root = cache.path().join("images").join(name).join("root");
        std::fs::create_dir_all(&root).unwrap();
        root
    };
    let current = image(recipe.name());
    let (used, old) = (image("connect-0123456789ab"), image("connect-ba9876543210"));
    let (other, strange) = (image("operator-0123456789ab"), image("connect-notes"));
    assert_eq!(recipe.prune(cache.path(), std::slice::from_ref(&used)).unwrap(), std::slice::from_ref(&old));
    assert!(!old.exists() && [current, used, other, strange].iter().all(|root| root.exists()));
}

#[test]
fn progress_counts_packages_and_never_goes_back() {
    let mut reader = Reader::default();
    let output = "I: running apt-get update...\nGet:1 http://mirror.test bookworm InRelease\n\
        0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.\nGet:1 a\nGet:2 b\n\
        Unpacking a\nUnpacking b\nSetting up a\nSetting up b\nI: installing remaining packages inside the chroot...\n\
        0 upgraded, 3 newly installed, 0 to remove and 0 not upgraded.\nGet:1 c\nI: cleaning package lists\n";
    let seen: Vec<Progress> = output.lines().filter_map(|line| reader.read(line)).collect();
    let texts: Vec<String> = seen.iter().map(Progress::to_string).collect();
    assert_eq!(texts[0], "reading package lists (1 %)");
    assert_eq!(texts[1], "downloading packages 1/2 (9 %)");
    assert_eq!(texts[7], "downloading packages 1/3 (54 %)");
    assert_eq!(texts[8], "finishing (97 %)");
    assert!(seen.is_sorted_by_key(|progress| progress.percent));
}

#[test]
fn an_image_that_is_there_is_not_built_again() {
    let cache = tempdir().unwrap();
    let recipe = Recipe::connect();
    std::fs::create_dir_all(recipe.path(cache.path())).unwrap();
    let path = recipe.build(cache.path(), |step| panic!("{step}")).unwrap();
    assert_eq!(path, recipe.path(cache.path()));
}

#[test]
fn a_failed_build_says_why_and_leaves_nothing_behind() {
    let cache = tempdir().unwrap();
    let text =
        include_str!("../../../../../images/connect/image.toml").replace("bookworm", "bookworm-of-nowhere");
    let refused = Recipe::parse(&text).unwrap().build(cache.path(), |_| ()).unwrap_err();
    assert!(refused.to_string().contains("no mirror of Debian bookworm-of-nowhere"), "{refused}");
    let names: Vec<_> =
        std::fs::read_dir(cache.path().join("images")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, [".lock-connect"]);
}
