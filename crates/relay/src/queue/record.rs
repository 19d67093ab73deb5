//! What lies in a segment: records, one behind the other.
//!
//! ```text
//! tag (8 bytes) | length of the payload (u32 LE) | CRC32C of all but tag and itself (u32 LE) | kind (u8) | payload
//! ```
//!
//! The tag is drawn at random for each segment, so that a reader who lost his place finds the next record, and nobody
//! can hide something like a record in a mail.

use super::message::{Envelope, Mark};

/// Bytes before the payload.
pub const HEAD: usize = 17;
/// No record is longer; a length beyond it is damage.
pub const MOST_PAYLOAD: usize = 256 * 1024 * 1024;
const MESSAGE: u8 = 1;
const MARKS: u8 = 2;

pub type Tag = [u8; 8];

/// A record as it was read.
#[derive(Debug, PartialEq)]
pub enum Record<'a> {
    Message(Box<Envelope>, &'a [u8]),
    Marks(Vec<Mark>),
}

/// Appends a message's record; what it says when it is read is the envelope and `body`. Gives the envelope as it is told.
pub fn write_message(log: &mut Vec<u8>, tag: Tag, envelope: &Envelope, body: &[u8]) -> Vec<u8> {
    let told = serde_json::to_vec(envelope).expect("an envelope is plain data");
    let length = (told.len() as u32).to_le_bytes();
    write(log, (tag, MESSAGE), &[&length, &told, body]);
    told
}

pub fn write_marks(log: &mut Vec<u8>, tag: Tag, marks: &[Mark]) -> Vec<u8> {
    let told = serde_json::to_vec(marks).expect("marks are plain data");
    write(log, (tag, MARKS), &[&told]);
    told
}

pub fn write(log: &mut Vec<u8>, (tag, kind): (Tag, u8), parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let length = (length as u32).to_le_bytes();
    log.extend_from_slice(&tag);
    log.extend_from_slice(&length);
    log.extend_from_slice(&sum(length, kind, parts).to_le_bytes());
    log.push(kind);
    parts.iter().for_each(|part| log.extend_from_slice(part));
}

fn sum(length: [u8; 4], kind: u8, parts: &[&[u8]]) -> u32 {
    let head = crc32c::crc32c_append(crc32c::crc32c(&length), &[kind]);
    parts.iter().fold(head, |sum, part| crc32c::crc32c_append(sum, part))
}

/// The length of a payload, from a record's head.
pub fn payload_length(head: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(head.get(8..12)?.try_into().ok()?) as usize;
    (length <= MOST_PAYLOAD).then_some(length)
}

/// Bytes of a message's record before its envelope.
pub const FRONT: usize = HEAD + 4;

/// The length of the envelope, from the first bytes of a message's record; none if they are damaged.
pub fn envelope_length(front: &[u8], tag: Tag) -> Option<usize> {
    let payload = payload_length(front).filter(|_| front.starts_with(&tag) && front[16] == MESSAGE)?;
    let length = u32::from_le_bytes(front.get(HEAD..FRONT)?.try_into().ok()?) as usize;
    (length + 4 <= payload).then_some(length)
}

/// The record that begins where `bytes` does, and its whole length; none if it is damaged or cut off.
pub fn read(bytes: &[u8], tag: Tag) -> Option<(Record<'_>, usize)> {
    let (kind, payload, length) = frame(bytes, tag)?;
    Some((understand(kind, payload)?, length))
}

/// Kind and payload of the record that begins where `bytes` does, and its whole length, if its sum is right.
pub fn frame(bytes: &[u8], tag: Tag) -> Option<(u8, &[u8], usize)> {
    if !bytes.starts_with(&tag) {
        return None;
    }
    let length = payload_length(bytes)?;
    let payload = bytes.get(HEAD..HEAD + length)?;
    let told = u32::from_le_bytes(bytes[12..16].try_into().ok()?);
    if sum((length as u32).to_le_bytes(), bytes[16], &[payload]) != told {
        return None;
    }
    Some((bytes[16], payload, HEAD + length))
}

fn understand(kind: u8, payload: &[u8]) -> Option<Record<'_>> {
    match kind {
        MESSAGE => {
            let length = u32::from_le_bytes(payload.get(..4)?.try_into().ok()?) as usize;
            let envelope = serde_json::from_slice(payload.get(4..4 + length)?).ok()?;
            Some(Record::Message(Box::new(envelope), &payload[4 + length..]))
        }
        MARKS => serde_json::from_slice(payload).ok().map(Record::Marks),
        _ => None,
    }
}

/// What a scan came upon.
#[derive(Debug, Default, PartialEq)]
pub struct Scanned {
    /// Where the last good record ends.
    pub end: usize,
    /// Bytes between good records that are none.
    pub damaged: usize,
}

/// Reads all good records of a segment, with their places; passes over what is damaged.
pub fn scan(bytes: &[u8], tag: Tag, mut each: impl FnMut(u32, Record<'_>, usize)) -> Scanned {
    let mut found = Scanned::default();
    let mut at = 0;
    while at < bytes.len() {
        if let Some((record, length)) = read(&bytes[at..], tag) {
            found.damaged += at - found.end;
            each(at as u32, record, length);
            at += length;
            found.end = at;
            continue;
        }
        match memchr::memmem::find(&bytes[at + 1..], &tag) {
            Some(next) => at += 1 + next,
            None => break,
        }
    }
    found
}
