//! Reading the log back at the start: each segment by its summary, or itself where it has none that counts.

use super::disk::Disk;
use super::index::{Index, Place};
use super::record::{self, Record, Tag};
use super::segments::{self, Damaged, Known, Segments};
use super::summary::{self, Line};
use std::io;
use std::sync::mpsc;

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
    remove_orphans(&disk, &names);
    let known = names.into_iter().filter_map(|name| {
        let (number, tag) = segments::of_name(&name)?;
        Some(File { number, tag, name })
    });
    let mut files: Vec<File> = known.collect();
    files.sort_by_key(|file| file.number);
    let newest = files.last().map(|file| file.number);
    let mut opening =
        Opening { index: Index::default(), segments: Segments::new(disk.clone()), found: Found::default() };
    std::thread::scope(|scope| {
        // The next segment comes from the disk while this one is looked through.
        let (ahead, arrived) = mpsc::sync_channel(0);
        scope.spawn(move || {
            files.into_iter().try_for_each(|file| ahead.send((load(&disk, &file, newest), file)))
        });
        for (loaded, file) in arrived {
            let last = if Some(file.number) == newest { Last::Newest } else { Last::Older };
            let taken = loaded.and_then(|loaded| match loaded {
                Loaded::Segment(bytes) => opening.take_in(&file, &bytes, last),
                Loaded::Summary(lines, length) => {
                    opening.take_in_summary(&file, lines, length);
                    Ok(())
                }
            });
            taken.map_err(|error| Unreadable::Segment(file.name, error))?;
        }
        Ok(())
    })?;
    opening.found.parcels = opening.index.len();
    Ok((opening.index, opening.segments, opening.found))
}

struct File {
    number: u32,
    tag: Tag,
    name: String,
}

/// What was read of a segment.
enum Loaded {
    Segment(Vec<u8>),
    /// With the segment's length.
    Summary(Vec<Line>, u64),
}

/// The newest segment was being written and has no summary.
fn load(disk: &Disk, file: &File, newest: Option<u32>) -> io::Result<Loaded> {
    if Some(file.number) != newest
        && let Some((lines, length)) = summed_up(disk, file)
    {
        return Ok(Loaded::Summary(lines, length));
    }
    disk.read(&file.name).map(Loaded::Segment)
}

fn summed_up(disk: &Disk, file: &File) -> Option<(Vec<Line>, u64)> {
    let bytes = disk.read(&summary::name(&file.name)).ok()?;
    let length = disk.length(&file.name).ok()?;
    summary::is_whole(&bytes, file.tag, length)
        .then(|| summary::lines(&bytes, file.tag))?
        .map(|lines| (lines, length))
}

/// Summaries whose segment went.
fn remove_orphans(disk: &Disk, names: &[String]) {
    let segment = |name: &String| Some(format!("{}.segment", name.strip_suffix(".summary")?));
    let orphans = names.iter().filter(|name| segment(name).is_some_and(|segment| !names.contains(&segment)));
    for orphan in orphans {
        let _ = disk.remove(orphan);
    }
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
    fn take_in_summary(&mut self, file: &File, lines: Vec<Line>, length: u64) {
        for line in lines {
            match line {
                Line::Message { envelope, offset, size } => {
                    let place = Place { segment: file.number, offset, size: size as usize };
                    self.index.add(&envelope, place);
                }
                Line::Marks(marks) => marks.iter().for_each(|mark| self.index.apply(mark)),
            }
        }
        self.found.segments += 1;
        self.segments.add(file.number, Known::new(file.name.clone(), file.tag, length));
    }

    fn take_in(&mut self, file: &File, bytes: &[u8], last: Last) -> io::Result<()> {
        let index = &mut self.index;
        let scanned =
            record::scan(bytes, file.tag, |offset, record, _| take(index, record, (file.number, offset)));
        let tail = bytes.len() - scanned.end;
        let mut known = Known::new(file.name.clone(), file.tag, scanned.end as u64);
        self.found.segments += 1;
        self.found.damaged_bytes += scanned.damaged as u64;
        match last {
            // Also what was read just now may not be on disk yet; cutting syncs it.
            Last::Newest => {
                self.segments.disk.cut(&file.name, scanned.end as u64)?;
                self.found.cut_bytes += tail as u64;
            }
            Last::Older => self.found.damaged_bytes += tail as u64,
        }
        if scanned.damaged > 0 || (tail > 0 && last == Last::Older) {
            known.damaged = Some(Damaged);
        }
        self.segments.add(file.number, known);
        Ok(())
    }
}

fn take(index: &mut Index, record: Record<'_>, (segment, offset): (u32, u32)) {
    match record {
        Record::Message(envelope, body) => index.add(&envelope, Place { segment, offset, size: body.len() }),
        Record::Marks(marks) => marks.iter().for_each(|mark| index.apply(mark)),
    }
}
