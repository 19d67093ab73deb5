//! What waits between preview and confirmation, and the passwords that were made up until they are fetched.

use super::parse::Line;
use super::verbs::Made;
use hostler_kit::random::Random;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// How long it waits.
const KEPT_MS: i64 = 30 * 60_000;
/// Most of each that wait at a time; the oldest makes room.
const MOST: usize = 8;

/// Previews and results, by a token that only the person who made them has.
#[derive(Default)]
pub struct Imports {
    previews: Mutex<Shelf<Vec<Line>>>,
    results: Mutex<Shelf<Vec<Made>>>,
}

type Shelf<T> = BTreeMap<String, (i64, T)>;

impl Imports {
    pub(super) fn keep(&self, lines: Vec<Line>, now_ms: i64, random: &Random) -> String {
        put(&self.previews, lines, now_ms, random)
    }

    /// Takes the lines of a preview; they are gone afterwards.
    pub(super) fn take(&self, token: &str, now_ms: i64) -> Option<Vec<Line>> {
        get(&self.previews, token, now_ms)
    }

    pub(super) fn keep_result(&self, made: Vec<Made>, now_ms: i64, random: &Random) -> String {
        put(&self.results, made, now_ms, random)
    }

    /// Takes the made-up passwords of an import, once.
    pub(super) fn take_result(&self, token: &str, now_ms: i64) -> Option<Vec<Made>> {
        get(&self.results, token, now_ms)
    }
}

fn put<T>(shelf: &Mutex<Shelf<T>>, value: T, now_ms: i64, random: &Random) -> String {
    let token = random.secret();
    let mut shelf = shelf.lock().expect("never poisoned");
    shelf.retain(|_, (at_ms, _)| *at_ms + KEPT_MS > now_ms);
    while shelf.len() >= MOST {
        let oldest = shelf.iter().min_by_key(|(_, (at_ms, _))| *at_ms).map(|(token, _)| token.clone());
        shelf.remove(&oldest.expect("it is not empty"));
    }
    shelf.insert(token.clone(), (now_ms, value));
    token
}

fn get<T>(shelf: &Mutex<Shelf<T>>, token: &str, now_ms: i64) -> Option<T> {
    let (at_ms, value) = shelf.lock().expect("never poisoned").remove(token)?;
    (at_ms + KEPT_MS > now_ms).then_some(value)
}
