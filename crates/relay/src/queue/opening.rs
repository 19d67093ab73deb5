//! Reading the log back at the start.

use super::disk::Disk;
use super::index::{Index, Place};
use super::record::{self, Record, Tag};
use super::segments::{self, Damaged, Known, Segments};
use std::io;

/// What the log held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub segments: usize,
    pub parcels: usize,
    /// Bytes at the end that a crash left unfinished; they were never promised to anybody, and cut off.
    pub cut_bytes: u64,
    /// Bytes elsewhere that are no records: a disk lost or changed them. What lies around them was read.
    pub damaged_bytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("the queue's folder cannot be used: {0}")]
    Folder(#[source] io::Error),
    #[error("the segment {0} cannot be read: {1}")]
    Segment(String, #[source] io::Error),
    #[error("no thread can be started: {0}")]
    NoThread(#[source] io::Error),
}

pub fn open(disk: Disk) -> Result<(Index, Segments, Found), Unreadable> {
    let names = disk.names().map_err(Unreadable::Folder)?;
    let mut segments: Vec<_> = names
        .into_iter()
        .filter_map(|name| segments::of_name(&name).map(|(number, tag)| (number, tag, name)))
        .collect();
    segments.sort();
    let newest = segments.last().map(|(number, ..)| *number);
    let mut opening =
        Opening { index: Index::default(), segments: Segments::new(disk), found: Found::default() };
    for (number, tag, name) in segments {
        let last = if Some(number) == newest { Last::Newest } else { Last::Older };
        opening.read(&name, (number, tag), last).map_err(|error| Unreadable::Segment(name, error))?;
    }
    opening.found.parcels = opening.index.len();
    Ok((opening.index, opening.segments, opening.found))
}

struct Opening {
    index: Index,
    segments: Segments,
    found: Found,
}

/// Whether a segment is the one that was being written.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Newest,
    Older,
}

impl Opening {
    fn read(&mut self, name: &str, (number, tag): (u32, Tag), last: Last) -> io::Result<()> {
        let bytes = self.segments.disk.read(name)?;
        let index = &mut self.index;
        let scanned = record::scan(&bytes, tag, |offset, record, _| take(index, record, (number, offset)));
        let tail = bytes.len() - scanned.end;
        let mut known = Known::new(name.into(), tag, scanned.end as u64);
        self.found.segments += 1;
        self.found.damaged_bytes += scanned.damaged as u64;
        match last {
            // Also what was read just now may not be on disk yet; cutting syncs it.
            Last::Newest => {
                self.segments.disk.cut(name, scanned.end as u64)?;
                self.found.cut_bytes += tail as u64;
            }
            Last::Older => self.found.damaged_bytes += tail as u64,
        }
        if scanned.damaged > 0 || (tail > 0 && last == Last::Older) {
            known.damaged = Some(Damaged);
        }
        self.segments.add(number, known);
        Ok(())
    }
}

fn take(index: &mut Index, record: Record<'_>, (segment, offset): (u32, u32)) {
    match record {
        Record::Message(envelope, body) => index.add(&envelope, Place { segment, offset, size: body.len() }),
        Record::Marks(marks) => marks.iter().for_each(|mark| index.apply(mark)),
    }
}
