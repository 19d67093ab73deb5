//! The files of the log: `NUMBER-TAG.segment`, both in hexadecimal digits.

use super::disk::{Disk, Segment};
use super::message::Envelope;
use super::record::{self, FRONT, HEAD, Tag};
use super::summary;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Mutex, MutexGuard};

/// So many are open for reading at once, and no more.
const MOST_OPEN: usize = 64;

#[derive(Debug)]
pub struct Segments {
    pub disk: Disk,
    each: Mutex<BTreeMap<u32, Known>>,
    /// Those that are open for reading, the one that was needed last behind all others.
    open: Mutex<VecDeque<(u32, Segment)>>,
}

#[derive(Debug, Clone)]
pub struct Known {
    pub name: String,
    pub tag: Tag,
    pub bytes: u64,
    /// Something in it could not be read: it is set aside and not removed.
    pub damaged: Option<Damaged>,
}

#[derive(Debug, Clone, Copy)]
pub struct Damaged;

impl Known {
    pub fn new(name: String, tag: Tag, bytes: u64) -> Known {
        Known { name, tag, bytes, damaged: None }
    }
}

pub fn name(number: u32, tag: Tag) -> String {
    format!("{number:08x}-{:016x}.segment", u64::from_be_bytes(tag))
}

/// Number and tag of a file that is a segment.
pub fn of_name(name: &str) -> Option<(u32, Tag)> {
    let (number, tag) = name.strip_suffix(".segment")?.split_once('-')?;
    Some((u32::from_str_radix(number, 16).ok()?, u64::from_str_radix(tag, 16).ok()?.to_be_bytes()))
}

impl Segments {
    pub fn new(disk: Disk) -> Segments {
        Segments { disk, each: Mutex::default(), open: Mutex::default() }
    }

    fn each(&self) -> MutexGuard<'_, BTreeMap<u32, Known>> {
        self.each.lock().expect("nobody panics while holding it")
    }

    pub fn add(&self, number: u32, known: Known) {
        self.each().insert(number, known);
    }

    pub fn grow(&self, number: u32, bytes: u64) {
        if let Some(known) = self.each().get_mut(&number) {
            known.bytes += bytes;
        }
    }

    pub fn bytes(&self) -> u64 {
        self.each().values().map(|known| known.bytes).sum()
    }

    pub fn count(&self) -> usize {
        self.each().len()
    }

    pub fn oldest(&self) -> Option<u32> {
        self.each().keys().next().copied()
    }

    pub fn newest(&self) -> Option<u32> {
        self.each().keys().next_back().copied()
    }

    pub fn tag(&self, number: u32) -> io::Result<Tag> {
        self.each().get(&number).map(|known| known.tag).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// A new file, there for good when this comes back.
    pub fn create(&self, number: u32, tag: Tag) -> io::Result<Segment> {
        let name = name(number, tag);
        let file = self.disk.create(&name)?;
        self.disk.sync_folder()?;
        self.add(number, Known::new(name, tag, 0));
        Ok(file)
    }

    /// The bytes of one record.
    pub fn record(&self, number: u32, offset: u32) -> io::Result<Vec<u8>> {
        let file = self.reader(number)?;
        let head = file.read_at(u64::from(offset), HEAD)?;
        let length = record::payload_length(&head).ok_or(io::ErrorKind::InvalidData)?;
        file.read_at(u64::from(offset), HEAD + length)
    }

    /// The envelope of a message's record, without its text.
    pub fn envelope(&self, number: u32, offset: u32) -> io::Result<Envelope> {
        let file = self.reader(number)?;
        let front = file.read_at(u64::from(offset), FRONT)?;
        let length = record::envelope_length(&front, self.tag(number)?).ok_or(io::ErrorKind::InvalidData)?;
        let told = file.read_at(u64::from(offset) + FRONT as u64, length)?;
        serde_json::from_slice(&told).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    fn reader(&self, number: u32) -> io::Result<Segment> {
        let name = self.each().get(&number).map(|known| known.name.clone()).ok_or(io::ErrorKind::NotFound)?;
        let mut open = self.opened();
        let place = open.iter().position(|(known, _)| *known == number);
        let reader = match place.and_then(|place| open.remove(place)) {
            Some((_, reader)) => reader,
            None => self.disk.open(&name)?,
        };
        open.push_back((number, reader.clone()));
        if open.len() > MOST_OPEN {
            open.pop_front();
        }
        Ok(reader)
    }

    fn opened(&self) -> MutexGuard<'_, VecDeque<(u32, Segment)>> {
        self.open.lock().expect("nobody panics while holding it")
    }

    /// Removes a segment in which nothing lives, durably: before a newer one may go, whose marks speak of this one.
    pub fn remove(&self, number: u32) -> io::Result<()> {
        let Some(known) = self.each().remove(&number) else { return Ok(()) };
        self.opened().retain(|(open, _)| *open != number);
        // There is none where the segment was not written to its end.
        let _ = self.disk.remove(&summary::name(&known.name));
        match known.damaged {
            Some(Damaged) => self.disk.rename(&known.name, &format!("{}.damaged", known.name))?,
            None => self.disk.remove(&known.name)?,
        }
        self.disk.sync_folder()
    }
}
