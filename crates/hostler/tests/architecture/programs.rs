//! Which crate may stand on which, and what only some of them may do.

use crate::source::{Source, all, hold, root, rust};
use std::fs;

/// Each crate, and the crates of ours that it may stand on.
const STANDS_ON: [(&str, &[&str]); 7] = [
    ("licence", &[]),
    ("wire", &["licence"]),
    ("kit", &[]),
    ("relay", &["kit"]),
    ("platform", &["kit", "licence", "wire", "relay"]),
    ("appliance", &["kit", "licence", "wire"]),
    ("hostler", &["kit", "licence", "wire", "platform", "appliance", "relay"]),
];

/// Files that may hold `unsafe`, each with a SAFETY comment.
const UNSAFE: [&str; 1] = ["crates/platform/src/drivers/host/local/idmap.rs"];

#[test]
fn crates_stand_on_those_beneath_them_only() {
    let mut broken = Vec::new();
    for entry in fs::read_dir(root().join("crates")).expect("crates/ can be read") {
        let name = entry.expect("an entry can be read").file_name().into_string().expect("a plain name");
        let manifest = fs::read_to_string(root().join("crates").join(&name).join("Cargo.toml"));
        let Some((_, allowed)) = STANDS_ON.iter().find(|(known, _)| *known == name) else {
            broken.push(format!("crates/{name}: unknown here; say in STANDS_ON what it may stand on"));
            continue;
        };
        for line in manifest.expect("a crate has a manifest").lines() {
            let Some(needed) = line.strip_prefix("hostler-") else { continue };
            let needed = needed.split(['.', ' ', '=']).next().unwrap_or_default();
            if !allowed.contains(&needed) {
                broken.push(format!("crates/{name}/Cargo.toml: hostler-{needed}"));
            }
        }
    }
    hold("A crate stands on one that it may not know. Move what both need into the lower one.", broken);
}

#[test]
fn time_comes_from_the_clock() {
    let asks = ["Timestamp::now", "Zoned::now", "SystemTime::now", "Instant::now"];
    let allowed = |source: &Source| source.is_for_tests() || source.path == "crates/kit/src/time.rs";
    hold(
        "The machine is asked for the time. Take `now_ms` as a parameter, or `app.clock` (kit::time::Clock).",
        uses(&asks, allowed),
    );
}

#[test]
fn the_environment_is_read_by_the_binary_only() {
    let asks = ["env::var", "env::vars", "env::var_os"];
    let allowed = |source: &Source| source.is_for_tests() || source.path.starts_with("crates/hostler/src/");
    hold(
        "The environment is read below the binary. Make it an argument of crates/hostler.",
        uses(&asks, allowed),
    );
}

#[test]
fn unsafe_code_is_where_it_is_listed() {
    let allowed = |source: &Source| UNSAFE.contains(&source.path.as_str());
    hold(
        "`unsafe` outside of the listed files. Find a safe crate for it (rustix, nix), or list the file in UNSAFE.",
        uses(&["unsafe "], allowed),
    );
    for path in UNSAFE {
        let text = fs::read_to_string(root().join(path)).unwrap_or_default();
        let (blocks, reasons) = (text.matches("unsafe {").count(), text.matches("// SAFETY:").count());
        assert!(blocks > 0 && blocks == reasons, "{path}: {blocks} unsafe blocks, {reasons} SAFETY comments");
    }
}

/// Where code uses one of the words.
fn uses(words: &[&str], allowed: impl Fn(&Source) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for source in rust().iter().filter(|source| !allowed(source)) {
        for word in words {
            let places = source.code.match_indices(word).map(|(at, _)| at);
            let whole =
                places.filter(|at| !source.code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            found.extend(whole.map(|at| format!("{}: {}", source.place(at), word.trim())));
        }
    }
    found
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let mut broken = Vec::new();
    for source in all() {
        for folder in ["work", "home", "Users"].map(|name| format!("/{name}/")) {
            let alone = |at: usize| {
                !source.text[..at].ends_with(|c: char| c.is_alphanumeric() || "_.-/*}".contains(c))
            };
            for (at, _) in source.text.match_indices(&folder).filter(|(at, _)| alone(*at)) {
                broken.push(format!("{}: {folder}", source.place(at)));
            }
        }
    }
    hold(
        "A file names a folder of one machine. Name it from the project's root, or take it as an argument.",
        broken,
    );
}

#[test]
fn locked_packages_name_no_place_of_their_own() {
    const INDEX: &str = "registry+https://github.com/rust-lang/crates.io-index\"";
    let mut broken = Vec::new();
    for source in all() {
        // A package of npm's is found by its name and hash, wherever this machine's npm looks.
        let (key, known) = match source.path.rsplit('/').next() {
            Some("Cargo.lock") => ("source = \"", Some(INDEX)),
            Some("package-lock.json") => ("\"resolved\": \"", None),
            _ => continue,
        };
        for (number, line) in source.text.lines().enumerate() {
            if let Some(from) = line.trim().strip_prefix(key)
                && known.is_none_or(|known| !from.starts_with(known))
            {
                broken.push(format!("{}:{}: {from}", source.path, number + 1));
            }
        }
    }
    hold("A lock file names another place than the public registry. Make it again against that one.", broken);
}
