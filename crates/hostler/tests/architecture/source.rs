//! The project's files as the rules look at them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of the project.
pub struct Source {
    /// From the project's root, such as `crates/kit/src/lib.rs`.
    pub path: String,
    pub text: String,
    /// A Rust file's text with comments and the insides of strings blanked, so that only code is left. As long as
    /// `text`, line for line and byte for byte.
    pub code: String,
}

/// The project's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project's root is there")
}

/// Every text file of the project; what is built, fetched or photographed is left out.
pub fn all() -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be read") {
            let path = entry.expect("a folder's entry can be read").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let left_out = ["target", "node_modules", "screenshots", ".git", ".hostler", ".cache"];
            if path.is_symlink() || left_out.contains(&name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let path = path.strip_prefix(&root).expect("below the root").display().to_string();
                let code = if path.ends_with(".rs") { code(&text) } else { String::new() };
                found.push(Source { path, text, code });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Every Rust file.
pub fn rust() -> Vec<Source> {
    let found: Vec<Source> = all().into_iter().filter(|source| source.path.ends_with(".rs")).collect();
    assert!(found.len() > 100, "the sources are where they are looked for");
    found
}

impl Source {
    /// Whether it is compiled for tests (or a gallery) only.
    pub fn is_for_tests(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        parts.iter().any(|part| ["tests", "tests.rs", "testing", "testing.rs", "examples"].contains(part))
    }

    /// The crate it belongs to: `kit` of `crates/kit/src/lib.rs`.
    pub fn program(&self) -> &str {
        self.path.split('/').nth(1).unwrap_or_default()
    }

    /// The part of its crate that it belongs to: `orders` of `crates/platform/src/orders/store.rs`, `doctor` of
    /// `crates/platform/src/doctor.rs`.
    pub fn domain(&self) -> &str {
        self.path.split('/').nth(3).unwrap_or_default().trim_end_matches(".rs")
    }

    /// The line, from 1, that a byte lies in.
    pub fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// Where something is said of this file, as a compiler would.
    pub fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path, self.line(at))
    }

    /// The insides of its string literals, and where they begin.
    pub fn strings(&self) -> Vec<(usize, &str)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(open) = self.code[from..].find('"').map(|at| from + at) {
            let Some(close) = self.code[open + 1..].find('"').map(|at| open + 1 + at) else { break };
            found.push((open + 1, &self.text[open + 1..close]));
            from = close + 1;
        }
        found
    }
}

/// Stops at the first rule that is broken anywhere; `rule` says what to do about it.
pub fn hold(rule: &str, broken: Vec<String>) {
    let broken: BTreeSet<String> = broken.into_iter().collect();
    let list: Vec<String> = broken.into_iter().collect();
    assert!(list.is_empty(), "{rule}\n  {}\n", list.join("\n  "));
}

/// Blanks comments and the insides of strings and character literals.
fn code(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = end_of_piece(text.as_bytes(), at);
        let (from, to) = match bytes[at] {
            _ if end == at + 1 => (at, at),
            b'"' | b'\'' => (at + 1, end - 1),
            b'r' => (at + 1 + hashes(text.as_bytes(), at + 1) + 1, end - 1 - hashes(text.as_bytes(), at + 1)),
            _ => (at, end),
        };
        let kept = |byte: u8| if byte == b'\n' { b'\n' } else { b' ' };
        bytes[from..to].iter_mut().for_each(|byte| *byte = kept(*byte));
        at = end;
    }
    String::from_utf8(bytes).expect("whole characters were blanked")
}

fn hashes(text: &[u8], at: usize) -> usize {
    text[at..].iter().take_while(|byte| **byte == b'#').count()
}

/// Where the comment or literal that begins at `at` ends; for anything else, the next byte.
fn end_of_piece(text: &[u8], at: usize) -> usize {
    let rest = &text[at..];
    let word_before = at > 0 && (text[at - 1].is_ascii_alphanumeric() || text[at - 1] == b'_');
    match rest {
        [b'/', b'/', ..] => at + find(rest, b"\n").unwrap_or(rest.len()),
        [b'/', b'*', ..] => at + find(rest, b"*/").map_or(rest.len(), |found| found + 2),
        [b'"', ..] => at + end_of_string(rest),
        [b'r', b'"' | b'#', ..] if !word_before || text[at - 1] == b'b' => end_of_raw(text, at),
        [b'\'', ..] => at + end_of_character(rest),
        _ => at + 1,
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

fn end_of_string(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

fn end_of_raw(text: &[u8], at: usize) -> usize {
    let hashes = hashes(text, at + 1);
    let open = at + 1 + hashes;
    if text.get(open) != Some(&b'"') {
        return at + 1;
    }
    let close = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
    find(&text[open + 1..], &close).map_or(text.len(), |found| open + 1 + found + close.len())
}

/// A character literal; a lifetime is one byte long.
fn end_of_character(text: &[u8]) -> usize {
    let close = match text {
        [_, b'\\', _, rest @ ..] => rest.iter().position(|byte| *byte == b'\'').map(|found| found + 4),
        [_, first, ..] if *first != b'\'' => {
            let wide = std::str::from_utf8(&text[1..text.len().min(5)])
                .map_or_else(|error| error.valid_up_to(), str::len)
                .min(4);
            (2..=wide + 1).find(|end| text.get(*end) == Some(&b'\'')).map(|end| end + 1)
        }
        _ => None,
    };
    // `'a, 'b` are two lifetimes, not the literal `'a, '`.
    close.filter(|end| *end <= 3 || text[1] == b'\\' || !text[1].is_ascii()).unwrap_or(1)
}

#[test]
fn comments_and_strings_are_no_code() {
    for (text, expect) in [
        ("a // b\nc", "a     \nc"),
        ("a /* b */ c", "a         c"),
        (r#"f("b\"c")"#, r#"f("    ")"#),
        ("r#\"a\"b\"#;", "r#\"   \"#;"),
        ("x::<'a>('b', '\\n', 'é')", "x::<'a>(' ', '  ', '  ')"),
        ("for<'a, 'b> r", "for<'a, 'b> r"),
    ] {
        assert_eq!(code(text), expect);
    }
}
