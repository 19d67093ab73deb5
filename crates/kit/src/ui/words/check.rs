//! What tests ask of the words: every key in every language, with the same
//! values in it, and no page that uses a key that nobody wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::Lang;

/// Every difference between the languages of the given files: a key that one of
/// them lacks, or a value that one of them does not use. Empty when all is well.
pub fn differences(files: &[(Lang, &str)]) -> Vec<String> {
    let en = keys_of(files, Lang::En);
    let nl = keys_of(files, Lang::Nl);
    let mut found = Vec::new();
    for key in en.keys().chain(nl.keys()).collect::<BTreeSet<_>>() {
        match (en.get(key), nl.get(key)) {
            (Some(_), None) => found.push(format!("{key}: no Dutch")),
            (None, Some(_)) => found.push(format!("{key}: no English")),
            (Some(en), Some(nl)) if en != nl => found.push(format!("{key}: values {en:?} and {nl:?}")),
            _ => {}
        }
    }
    found
}

/// The keys that a template or a Rust source uses (`t("…")`, `tr("…"`, `with("…"`)
/// and that the English files lack. Keys put together at run time are not seen.
pub fn unknown_keys(source: &str, files: &[(Lang, &str)]) -> Vec<String> {
    let known = keys_of(files, Lang::En);
    used_keys(source).into_iter().filter(|key| !known.contains_key(key)).collect()
}

/// The keys that came out as `⟨key⟩` in a rendered page, for tests of pages.
pub fn missing_in(page: &str) -> Vec<String> {
    page.split('⟨').skip(1).filter_map(|rest| Some(rest.split_once('⟩')?.0.to_owned())).collect()
}

fn used_keys(source: &str) -> BTreeSet<String> {
    let calls = ["t(\"", "tr(\"", "with(\""];
    calls.iter().flat_map(|call| keys_after(source, call)).collect()
}

fn keys_after<'a>(source: &'a str, call: &'a str) -> impl Iterator<Item = String> + 'a {
    source.match_indices(call).filter_map(move |(at, _)| {
        let before = source[..at].chars().next_back();
        let own_word = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let key = source[at + call.len()..].split('"').next()?;
        (own_word && is_key(key)).then(|| key.to_owned())
    })
}

fn is_key(text: &str) -> bool {
    text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn keys_of(files: &[(Lang, &str)], lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, text) in files.iter().filter(|(of, _)| *of == lang) {
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once('=').filter(|_| starts_message(line)) {
                key = name.trim().to_owned();
                keys.entry(key.clone()).or_default();
            }
            if let Some(values) = keys.get_mut(&key) {
                values.extend(values_in(line));
            }
        }
    }
    keys
}

fn starts_message(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')
}

fn values_in(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('$').skip(1).map(|rest| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    })
}
