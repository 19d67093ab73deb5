//! What the documents name is there: files, sections, commands, roles.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project's root is there")
}

/// Every Markdown file of the project and its text.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be read") {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
            if path.is_dir() && !["target", "node_modules"].contains(&name.as_str()) && !name.starts_with('.')
            {
                folders.push(path);
            } else if name.ends_with(".md") {
                let text = fs::read_to_string(&path).expect("a document is text");
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 15, "the documents are where they are looked for");
    found
}

/// The text outside of code blocks.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// Where the links of a document lead.
fn links(text: &str) -> Vec<String> {
    let text = prose(text);
    let targets = text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split(')').next());
    targets.map(str::to_string).collect()
}

/// The addresses of a document's sections, as most viewers make them.
fn sections(text: &str) -> BTreeSet<String> {
    let heads =
        text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: &char| c.is_alphanumeric() || *c == '-' || *c == ' ' || *c == '_';
    heads.map(|head| head.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for (path, text) in documents() {
        for link in links(&text).iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
            let (file, section) =
                link.split_once('#').map_or((link.as_str(), None), |(file, s)| (file, Some(s)));
            let target = if file.is_empty() { path.clone() } else { path.with_file_name("").join(file) };
            if !target.exists() {
                broken.push(format!("{}: {link}", path.display()));
            } else if let Some(section) = section {
                let there = fs::read_to_string(&target).unwrap_or_default();
                if !sections(&there).contains(section) {
                    broken.push(format!("{}: {link} (no such section)", path.display()));
                }
            }
        }
    }
    assert!(
        broken.is_empty(),
        "A link leads nowhere. Correct it, or write what it names.\n  {}",
        broken.join("\n  ")
    );
}

#[test]
fn every_file_named_in_code_is_there() {
    let root = root();
    let mut broken = Vec::new();
    for (path, text) in documents() {
        for name in prose(&text).split('`').skip(1).step_by(2) {
            let is_path = name.starts_with("crates/")
                || name.starts_with("scripts/")
                || name.starts_with("migrations/");
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "/_.-".contains(c));
            if is_path && plain && !root.join(name).exists() {
                broken.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "A document names a file that is not there.\n  {}", broken.join("\n  "));
}

/// The program's roles, from its own help.
fn roles() -> BTreeSet<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_hostler")).arg("--help").output().expect("the program runs");
    let help = String::from_utf8(help.stdout).expect("help is text");
    let commands = help.split("Commands:").nth(1).expect("the help lists commands");
    let lines = commands.lines().skip(1).take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_string)
        .filter(|name| name != "help")
        .collect()
}

/// What stands behind `start` in a document's code: the word that follows it, if one does.
fn words_after(text: &str, start: &str) -> BTreeSet<String> {
    let word = |rest: &str| {
        let word: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        Some(word).filter(|word| !word.is_empty() && !word.starts_with('-'))
    };
    text.match_indices(start).filter_map(|(at, _)| word(&text[at + start.len()..])).collect()
}

#[test]
fn every_role_is_named_and_every_named_role_exists() {
    let roles = roles();
    assert!(roles.len() > 4, "{roles:?}");
    for (path, text) in documents() {
        let named =
            [words_after(&text, "./run "), words_after(&text, "`hostler "), words_after(&text, "\nhostler ")];
        for name in named.iter().flatten() {
            assert!(roles.contains(name), "{}: no role `{name}`; the program has {roles:?}", path.display());
        }
    }
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md is there");
    for role in roles {
        assert!(
            readme.contains(&format!("| `hostler {role}` |")),
            "README.md does not name the role `{role}`"
        );
    }
}

#[test]
fn the_commands_of_the_readme_can_be_run() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md is there");
    let commands = words_after(&readme, "\n./");
    assert!(commands.contains("run") && commands.contains("test"), "{commands:?}");
    for command in commands {
        let about =
            fs::metadata(root().join(&command)).unwrap_or_else(|_| panic!("./{command} is not there"));
        assert!(about.permissions().mode() & 0o111 != 0, "./{command} cannot be run: chmod +x {command}");
    }
}

#[test]
fn decisions_are_numbered_and_listed() {
    let folder = root().join("docs/adr");
    let list = fs::read_to_string(folder.join("README.md")).expect("docs/adr/README.md is there");
    let names = fs::read_dir(&folder)
        .expect("docs/adr can be read")
        .map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().expect("a plain name")).collect();
    names.retain(|name| name != "README.md");
    names.sort();
    for (index, name) in names.iter().enumerate() {
        assert!(name.starts_with(&format!("{:04}-", index + 1)), "docs/adr/{name} is out of number");
        assert!(list.contains(&format!("({name})")), "docs/adr/README.md does not list {name}");
        let text = fs::read_to_string(folder.join(name)).expect("a decision is text");
        assert!(
            text.starts_with(&format!("# {}. ", index + 1)),
            "docs/adr/{name} begins with another number"
        );
        assert!(text.lines().count() <= 60, "docs/adr/{name} is longer than a page");
    }
}
