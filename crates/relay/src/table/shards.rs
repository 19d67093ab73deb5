//! A map in pieces: a copy of it shares all of them, and a change copies one. So a table of 100,000 servers is changed for
//! one of them without touching the others.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

const PIECES: usize = 1024;

#[derive(Debug, Clone)]
pub struct Shards<V> {
    pieces: Vec<Arc<HashMap<String, V>>>,
}

impl<V> Default for Shards<V> {
    fn default() -> Shards<V> {
        Shards { pieces: vec![Arc::default(); PIECES] }
    }
}

impl<V: Clone> Shards<V> {
    pub fn get(&self, key: &str) -> Option<&V> {
        self.pieces[place(key)].get(key)
    }

    /// What was there before.
    pub fn insert(&mut self, key: String, value: V) -> Option<V> {
        Arc::make_mut(&mut self.pieces[place(&key)]).insert(key, value)
    }

    pub fn remove(&mut self, key: &str) -> Option<V> {
        self.get(key)?;
        Arc::make_mut(&mut self.pieces[place(key)]).remove(key)
    }

    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.pieces.iter().flat_map(|piece| piece.values())
    }

    /// How many pieces another one does not share.
    #[cfg(test)]
    pub fn unlike(&self, other: &Shards<V>) -> usize {
        self.pieces.iter().zip(&other.pieces).filter(|(one, other)| !Arc::ptr_eq(one, other)).count()
    }
}

fn place(key: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish() as usize % PIECES
}
