//! What a segment that is written to its end holds, without the bodies of its mails: `NUMBER-TAG.summary` beside it.
//! A start reads it instead of the segment, so it need not read all mail that waits.
//!
//! It is made of the same records as a segment: a headline for each message, the marks as they are, and at the end the
//! segment's length. Only a whole one counts, beside a segment of that very length; otherwise the segment is read.

use super::message::{Envelope, Mark};
use super::record::{self, Tag};

const HEADLINE: u8 = 3;
const MARKS: u8 = 4;
const END: u8 = 5;
/// A longer one saves nothing: the segment holds hardly anything but envelopes.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The name of a segment's summary.
pub fn name(segment: &str) -> String {
    format!("{}.summary", segment.strip_suffix(".segment").unwrap_or(segment))
}

/// One that grows with its segment.
#[derive(Debug, Default)]
pub struct Summary {
    bytes: Vec<u8>,
}

/// A line of it.
pub enum Line {
    /// Where the message's record begins, and the bytes of its body.
    Message {
        envelope: Box<Envelope>,
        offset: u32,
        size: u32,
    },
    Marks(Vec<Mark>),
}

impl Summary {
    /// `told` is the envelope as it stands in the record.
    pub fn add_message(&mut self, tag: Tag, told: &[u8], (offset, size): (u32, u32)) {
        let (offset, size) = (offset.to_le_bytes(), size.to_le_bytes());
        record::write(&mut self.bytes, (tag, HEADLINE), &[&offset, &size, told]);
    }

    pub fn add_marks(&mut self, tag: Tag, told: &[u8]) {
        record::write(&mut self.bytes, (tag, MARKS), &[told]);
    }

    pub fn append(&mut self, more: Summary) {
        // One that is too long stays too long.
        if self.bytes.len() <= MOST_BYTES {
            self.bytes.extend(more.bytes);
        }
    }

    /// With its end; none if it is too long to be worth it.
    pub fn finish(mut self, tag: Tag, length: u64) -> Option<Vec<u8>> {
        record::write(&mut self.bytes, (tag, END), &[&length.to_le_bytes()]);
        (self.bytes.len() <= MOST_BYTES).then_some(self.bytes)
    }
}

/// Whether this is the whole summary of a segment of this length.
pub fn is_whole(bytes: &[u8], tag: Tag, length: u64) -> bool {
    let mut at = 0;
    while let Some((kind, payload, whole)) = record::frame(&bytes[at..], tag) {
        at += whole;
        if kind == END {
            return at == bytes.len() && payload == length.to_le_bytes();
        }
    }
    false
}

/// The lines of a whole one, in their order; none if one of them cannot be understood.
pub fn lines(bytes: &[u8], tag: Tag) -> Option<Vec<Line>> {
    let (mut lines, mut at) = (Vec::new(), 0);
    loop {
        let (kind, payload, whole) = record::frame(&bytes[at..], tag)?;
        at += whole;
        match kind {
            HEADLINE => {
                let number =
                    |from: usize| Some(u32::from_le_bytes(payload.get(from..from + 4)?.try_into().ok()?));
                let envelope = Box::new(serde_json::from_slice(payload.get(8..)?).ok()?);
                lines.push(Line::Message { envelope, offset: number(0)?, size: number(4)? });
            }
            MARKS => lines.push(Line::Marks(serde_json::from_slice(payload).ok()?)),
            END => return Some(lines),
            _ => return None,
        }
    }
}
