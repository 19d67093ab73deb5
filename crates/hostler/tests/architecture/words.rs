//! Refusals have sentences, sentences have refusals, and addresses are made of the glossary's words.

use crate::source::{Source, hold, root, rust};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const LANGUAGES: [&str; 2] = ["en", "nl"];

/// Codes by the place where code refuses with them: the strings of each `fn code` of an `impl Refuse`, and the second
/// argument of `Fault::new`.
fn refused_in(source: &Source) -> Vec<(usize, String)> {
    let mut spans = Vec::new();
    for (at, _) in source.code.match_indices("Refuse for ") {
        let end = source.code[at..].find("\n}").map_or(source.code.len(), |end| at + end);
        let code = source.code[at..end].find("fn code(").map(|from| at + from);
        spans.extend(
            code.map(|from| (from, source.code[from..end].find("\n    }").map_or(end, |to| from + to))),
        );
    }
    for (at, _) in source.code.match_indices("Fault::new(") {
        let end = source.code[at..].find(')').map_or(source.code.len(), |end| at + end);
        spans.push((at, end));
    }
    let inside = |at: usize| spans.iter().any(|(from, to)| (*from..*to).contains(&at));
    let strings = source.strings().into_iter().filter(|(at, text)| inside(*at) && is_code(text));
    strings.map(|(at, text)| (at, text.to_string())).collect()
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The codes that have a sentence, from the words of one crate.
fn worded(program: &str, language: &str) -> BTreeSet<String> {
    let folder = root().join("crates").join(program).join("words").join(language);
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the words can be read") {
        let text = fs::read_to_string(entry.expect("an entry can be read").path()).expect("words are text");
        let codes = text.lines().filter_map(|line| line.strip_prefix("refusal-")?.split([' ', '=']).next());
        found.extend(codes.map(str::to_string));
    }
    found
}

#[test]
fn every_refusal_has_its_sentence() {
    let sources = rust();
    let mut broken = Vec::new();
    for program in ["platform", "appliance"] {
        for language in LANGUAGES {
            let known: BTreeSet<String> =
                [program, "kit"].iter().flat_map(|program| worded(program, language)).collect();
            for source in sources.iter().filter(|source| [program, "kit"].contains(&source.program())) {
                if source.is_for_tests() {
                    continue;
                }
                for (at, code) in refused_in(source).into_iter().filter(|(_, code)| !known.contains(code)) {
                    broken.push(format!(
                        "{}: refusal-{code} is not in crates/{program}/words/{language}",
                        source.place(at)
                    ));
                }
            }
        }
    }
    hold(
        "A refusal has no sentence. Write what happened, what was kept and what to do, in both languages.",
        broken,
    );
}

#[test]
fn every_sentence_has_its_refusal() {
    let mut said: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in rust().iter().filter(|source| !source.is_for_tests()) {
        let program = said.entry(source.program().to_string()).or_default();
        program.extend(source.strings().into_iter().map(|(_, text)| text.to_string()));
    }
    let mut broken = Vec::new();
    for program in ["platform", "appliance", "kit"] {
        for code in LANGUAGES.iter().flat_map(|language| worded(program, language)) {
            let of = |users: &[&str]| {
                users.iter().any(|user| said.get(*user).is_some_and(|said| said.contains(&code)))
            };
            let used = if program == "kit" {
                of(&["kit", "platform", "appliance"])
            } else {
                of(&[program, "licence", "kit"])
            };
            if !used {
                broken.push(format!("crates/{program}/words: refusal-{code}"));
            }
        }
    }
    hold("A sentence that no refusal uses. Remove it.", broken);
}

#[test]
fn addresses_are_made_of_the_glossarys_words() {
    let glossary = fs::read_to_string(root().join("docs/glossary.md")).expect("docs/glossary.md is there");
    let mut broken = Vec::new();
    for source in rust().iter().filter(|source| source.path.contains("/src/") && !source.is_for_tests()) {
        for (at, text) in source.strings() {
            if !source.code[..at].ends_with(".route(\"") {
                continue;
            }
            let mut parts =
                text.split('/').filter(|part| !["", "api", "v1", "staff", "internal", "demo"].contains(part));
            let Some(first) = parts.next().filter(|first| !first.starts_with('{')) else { continue };
            if !glossary.contains(&format!("/{first}`")) && !glossary.contains(&format!("/{first}/")) {
                broken.push(format!("{}: {text}", source.place(at)));
            }
        }
    }
    hold(
        "An address begins with a word that the glossary does not have. Use its word, or add this one to docs/glossary.md.",
        broken,
    );
}
