//! How long things may be, and what they may not be called.

use crate::source::{Source, hold, rust};

const MOST_FILE_LINES: usize = 400;
const MOST_FUNCTION_LINES: usize = 60;
/// Names that say nothing: a thing is called by what it is for.
const EMPTY_NAMES: [&str; 5] = ["manager", "service", "helper", "util", "common"];

#[test]
fn files_are_short() {
    let long = |source: &Source| {
        let lines = source.text.lines().count();
        (lines > MOST_FILE_LINES).then(|| format!("{}: {lines} lines", source.path))
    };
    hold(
        "A file is longer than 400 lines. Split it by what its parts are for, not by their kind.",
        rust().iter().filter_map(long).collect(),
    );
}

#[test]
fn functions_are_short() {
    let mut broken = Vec::new();
    for source in rust() {
        for (name, at, lines) in functions(&source) {
            if lines > MOST_FUNCTION_LINES {
                broken.push(format!("{}: {name}, {lines} lines", source.place(at)));
            }
        }
    }
    hold("A function has more than 60 lines of code. Give its steps names of their own.", broken);
}

/// Name, place and lines of code (blank ones and comments not counted) of each function with a body.
fn functions(source: &Source) -> Vec<(String, usize, usize)> {
    let code = &source.code;
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let name: String = code[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let own_word = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let Some(open) = code[at..].find(['{', ';']).map(|found| at + found) else { continue };
        if name.is_empty() || !own_word || code.as_bytes()[open] == b';' {
            continue;
        }
        let body = &code[open + 1..end_of_block(code, open)];
        found.push((name, at, body.lines().filter(|line| !line.trim().is_empty()).count()));
    }
    found
}

fn end_of_block(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

#[test]
fn names_say_what_a_thing_is_for() {
    let mut broken = Vec::new();
    for source in rust() {
        broken.extend(empty_name(&source.path).map(|name| format!("{}: {name} in the path", source.path)));
        for keyword in ["struct ", "enum ", "trait ", "type ", "mod "] {
            for (at, _) in source.code.match_indices(keyword) {
                let name: String = source.code[at + keyword.len()..]
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                broken.extend(empty_name(&name).map(|_| format!("{}: {keyword}{name}", source.place(at))));
            }
        }
    }
    hold("A name says nothing (manager, service, helper, util, common). Call it by what it is for.", broken);
}

/// The empty name in a name, if there is one: a whole word of it, one or many.
fn empty_name(name: &str) -> Option<&'static str> {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            words.push(' ');
        }
        words.push(if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    }
    EMPTY_NAMES
        .into_iter()
        .find(|empty| words.split(' ').any(|word| word == *empty || word.strip_suffix('s') == Some(*empty)))
}

#[test]
fn empty_names_are_seen() {
    assert_eq!(empty_name("JobManager"), Some("manager"));
    assert_eq!(empty_name("crates/kit/src/utils.rs"), Some("util"));
    assert_eq!(empty_name("Utility"), None);
}
