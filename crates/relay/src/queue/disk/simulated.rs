//! A disk in memory whose power can be cut: of what was not synced, any part may be there afterwards and any not.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

/// What a disk writes as one.
const SECTOR: usize = 512;

#[derive(Debug, Clone, Default)]
pub struct Simulated {
    state: Arc<Mutex<State>>,
}

/// What fails from now on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Broken {
    Write,
    Sync,
    /// Everything, after so many more writes and syncs: the power went.
    After(u64),
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, File>,
    /// Names that survive.
    known: BTreeSet<String>,
    /// Removed, but the folder was not synced: they may come back.
    ghosts: BTreeMap<String, File>,
    broken: Option<Broken>,
    full: Option<u64>,
    syncs: u64,
}

#[derive(Debug, Clone, Default)]
struct File {
    /// What a reader sees.
    seen: Vec<u8>,
    /// How much of it is on disk for sure.
    safe: usize,
}

impl Simulated {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while holding it")
    }

    /// From now on writes or syncs fail.
    pub fn break_down(&self, broken: Broken) {
        self.state().broken = Some(broken);
    }

    /// Only so many bytes are free; none: as many as one likes.
    pub fn set_free_bytes(&self, free: Option<u64>) {
        self.state().full = free;
    }

    /// How often something was synced.
    pub fn syncs(&self) -> u64 {
        self.state().syncs
    }

    /// The power goes. `keep` says of each sector that was not synced whether it came through: the disk writes in the
    /// order that it likes.
    pub fn cut_power(&self, mut keep: impl FnMut() -> Kept) -> Simulated {
        let state = self.state();
        let mut after = State::default();
        for (name, file) in &state.files {
            if !state.known.contains(name) && keep() == Kept::Lost {
                continue;
            }
            let mut seen = file.seen[..file.safe].to_vec();
            let mut at = file.safe;
            while at < file.seen.len() {
                let end = ((at / SECTOR + 1) * SECTOR).min(file.seen.len());
                if keep() == Kept::Written {
                    seen.resize(end, 0);
                    seen[at..end].copy_from_slice(&file.seen[at..end]);
                }
                at = end;
            }
            after.known.insert(name.clone());
            after.files.insert(name.clone(), File { safe: seen.len(), seen });
        }
        for (name, file) in &state.ghosts {
            if keep() == Kept::Lost {
                after.known.insert(name.clone());
                after.files.insert(name.clone(), file.clone());
            }
        }
        Simulated { state: Arc::new(Mutex::new(after)) }
    }

    /// Changes a file as a failing disk does.
    pub fn spoil(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut state = self.state();
        let file = state.files.entry(name.to_string()).or_default();
        change(&mut file.seen);
        file.safe = file.seen.len();
    }

    /// A copy that goes its own way from here on.
    pub fn copy(&self) -> Simulated {
        self.cut_power(|| Kept::Written)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.state().files.keys().cloned().collect()
    }

    pub(super) fn create(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.whole(Broken::Write)?;
        if state.files.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        state.files.insert(name.into(), File::default());
        Ok(())
    }

    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        self.state()
            .files
            .get(name)
            .map(|file| file.seen.clone())
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        let whole = state.whole(Broken::Write);
        // A write that fails has written some of it.
        let written = if whole.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        state.file(name)?.seen.extend_from_slice(written);
        whole
    }

    pub(super) fn sync(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.whole(Broken::Sync)?;
        state.syncs += 1;
        let file = state.file(name)?;
        file.safe = file.seen.len();
        Ok(())
    }

    pub(super) fn sync_folder(&self) -> io::Result<()> {
        let mut state = self.state();
        state.whole(Broken::Sync)?;
        state.known = state.files.keys().cloned().collect();
        state.ghosts.clear();
        Ok(())
    }

    pub(super) fn cut(&self, name: &str, length: u64) -> io::Result<()> {
        let mut state = self.state();
        let file = state.file(name)?;
        file.seen.truncate(length as usize);
        file.safe = file.seen.len();
        Ok(())
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.whole(Broken::Write)?;
        let file = state.files.remove(name).ok_or(io::ErrorKind::NotFound)?;
        if state.known.contains(name) {
            state.ghosts.insert(name.into(), file);
        }
        Ok(())
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        let file = state.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        state.ghosts.insert(from.into(), file.clone());
        state.files.insert(to.into(), file);
        Ok(())
    }

    pub(super) fn free_bytes(&self) -> u64 {
        self.state().full.unwrap_or(u64::MAX)
    }
}

/// What became of a sector when the power went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kept {
    Written,
    Lost,
}

impl State {
    fn whole(&mut self, part: Broken) -> io::Result<()> {
        if let Some(Broken::After(left @ 1..)) = &mut self.broken {
            *left -= 1;
            return Ok(());
        }
        if self.broken == Some(part) || self.broken == Some(Broken::After(0)) {
            Err(io::Error::other("the disk is broken"))
        } else {
            Ok(())
        }
    }

    fn file(&mut self, name: &str) -> io::Result<&mut File> {
        self.files.get_mut(name).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
