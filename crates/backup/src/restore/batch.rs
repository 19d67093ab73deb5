//! A batch of files whose pieces are read pack by pack.

use super::target::Target;
use crate::piece::Piece;
use crate::progress::Tally;
use crate::{Fault, Repository};
use rustic_core::repofile::Metadata;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many stretches of packs are read side by side.
const READERS: usize = 4;
/// How long a stretch may be; a longer piece is a stretch of its own.
const MOST_STRETCH_BYTES: u32 = 4 << 20;
/// What lies between two pieces is read, too, if it is no more than this.
const MOST_GAP_BYTES: u32 = 64 << 10;

/// A file to be restored.
#[derive(Debug)]
pub(crate) struct File {
    pub path: PathBuf,
    pub meta: Metadata,
    /// How many of its pieces are not there yet.
    left: AtomicUsize,
}

impl File {
    pub fn new(path: PathBuf, meta: Metadata) -> File {
        File { path, meta, left: AtomicUsize::new(0) }
    }
}

/// Where a piece belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    piece: Piece,
    file: usize,
    at: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Batch {
    files: Vec<File>,
    places: Vec<Place>,
}

impl Batch {
    pub fn pieces(&self) -> usize {
        self.places.len()
    }

    pub fn add(&mut self, mut file: File, pieces: &[Piece]) {
        let mut at = 0;
        for piece in pieces {
            self.places.push(Place { piece: *piece, file: self.files.len(), at });
            at += u64::from(content_length(piece));
        }
        file.left = AtomicUsize::new(pieces.len());
        self.files.push(file);
    }

    /// Restores all of it.
    pub fn run(mut self, repository: &Repository, target: &Target, tally: &Tally) -> Result<(), Fault> {
        self.places.sort_unstable();
        let work = Work {
            batch: &self,
            stretches: stretches(&self.places),
            next: AtomicUsize::new(0),
            repository,
            target,
            tally,
        };
        work.begin()?;
        let (over, fault) = (AtomicBool::new(false), Mutex::new(None));
        thread::scope(|scope| {
            for _ in 0..READERS {
                scope.spawn(|| {
                    if let Err(error) = work.read_all(&over) {
                        over.store(true, Ordering::Relaxed);
                        fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    }
                });
            }
        });
        fault.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

fn content_length(piece: &Piece) -> u32 {
    // Nonce and check.
    piece.raw_length.unwrap_or(piece.length.saturating_sub(32))
}

/// Places that are read together: of one pack, close to each other.
fn stretches(places: &[Place]) -> Vec<&[Place]> {
    let end = |place: &Place| place.piece.offset + place.piece.length;
    let mut found = Vec::new();
    let mut from = 0;
    for (at, place) in places.iter().enumerate() {
        let (first, before) = (&places[from].piece, &places[at.saturating_sub(1)]);
        let together = first.pack == place.piece.pack
            && place.piece.offset.saturating_sub(end(before)) <= MOST_GAP_BYTES
            && end(place) - first.offset <= MOST_STRETCH_BYTES;
        if at > from && !together {
            found.push(&places[from..at]);
            from = at;
        }
    }
    if from < places.len() {
        found.push(&places[from..]);
    }
    found
}

struct Work<'a> {
    batch: &'a Batch,
    stretches: Vec<&'a [Place]>,
    next: AtomicUsize,
    repository: &'a Repository,
    target: &'a Target,
    tally: &'a Tally,
}

impl Work<'_> {
    /// Files without content, and those that several threads will write to.
    fn begin(&self) -> Result<(), Fault> {
        for file in &self.batch.files {
            match file.left.load(Ordering::Relaxed) {
                0 => self.end(file, &self.target.make_file(&file.path)?)?,
                1 => {}
                _ => drop(self.target.make_file(&file.path)?),
            }
        }
        Ok(())
    }

    fn read_all(&self, over: &AtomicBool) -> Result<(), Fault> {
        while !over.load(Ordering::Relaxed) {
            let Some(stretch) = self.stretches.get(self.next.fetch_add(1, Ordering::Relaxed)) else { break };
            self.read(stretch)?;
        }
        Ok(())
    }

    fn read(&self, stretch: &[Place]) -> Result<(), Fault> {
        let (first, last) = (&stretch[0].piece, &stretch[stretch.len() - 1].piece);
        let length = last.offset + last.length - first.offset;
        let read = self.repository.storage.read_pack(&first.pack, first.offset, length);
        let read = read.map_err(|trouble| self.repository.store_fault(trouble))?;
        for same in stretch.chunk_by(|a, b| a.piece == b.piece) {
            let piece = &same[0].piece;
            let from = (piece.offset - first.offset) as usize;
            let content = self.repository.unsealed(piece, &read[from..from + piece.length as usize])?;
            same.iter().try_for_each(|place| self.write(place, &content))?;
        }
        Ok(())
    }

    fn write(&self, place: &Place, content: &[u8]) -> Result<(), Fault> {
        let file = &self.batch.files[place.file];
        let alone =
            place.at == 0 && content.len() as u64 == file.meta.size && file.left.load(Ordering::Relaxed) == 1;
        let opened =
            if alone { self.target.make_file(&file.path)? } else { self.target.open_file(&file.path)? };
        self.target.write(&file.path, &opened, (place.at, content))?;
        self.tally.bytes.fetch_add(content.len() as u64, Ordering::Relaxed);
        match file.left.fetch_sub(1, Ordering::AcqRel) {
            1 => self.end(file, &opened),
            _ => Ok(()),
        }
    }

    fn end(&self, file: &File, opened: &std::fs::File) -> Result<(), Fault> {
        self.target.settle_file(&file.path, opened, &file.meta)?;
        self.tally.files.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
