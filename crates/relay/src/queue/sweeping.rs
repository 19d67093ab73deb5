//! Clearing up: the oldest segment goes when nothing lives in it. Where little lives among much that is dead, the
//! living is copied to the end first. Segments go in their order, because marks speak of records before them.

use super::message::QueueId;
use super::record::{self, Record};
use super::writer::{Batch, Writer};
use std::io;

/// Fewer segments than these are not worth a copy.
const FEW_SEGMENTS: usize = 3;
/// How many records are copied between two batches of mail.
const COPIED_AT_ONCE: usize = 64;
/// Or bytes.
const COPIED_BYTES_AT_ONCE: usize = 4 * 1024 * 1024;

/// The oldest segment on its way out.
pub struct Sweep {
    segment: u32,
    /// What still lives there, last first.
    left: Vec<QueueId>,
}

impl Writer {
    pub(super) fn has_to_sweep(&self) -> bool {
        self.sweep.is_some() && !self.is_stopped()
    }

    /// Does a little of it.
    pub(super) fn sweep_some(&mut self) {
        if self.is_stopped() {
            return;
        }
        if let Err(error) = self.sweep_a_step() {
            self.stop(&error);
        }
    }

    fn sweep_a_step(&mut self) -> io::Result<()> {
        while let Some(dead) = self.oldest().filter(|oldest| self.shared.index().is_dead(*oldest)) {
            self.shared.segments.remove(dead)?;
            self.sweep = None;
        }
        if self.sweep.is_none() && self.is_worth_it() {
            self.begin();
        }
        if let Some(sweep) = self.sweep.take() {
            self.copy_some(sweep)?;
        }
        Ok(())
    }

    /// The oldest segment but the one that is being written.
    fn oldest(&self) -> Option<u32> {
        self.shared.segments.oldest().filter(|oldest| Some(*oldest) != self.active())
    }

    /// More than half of the log is dead.
    fn is_worth_it(&self) -> bool {
        let (count, all) = (self.shared.segments.count(), self.shared.segments.bytes());
        count > FEW_SEGMENTS && self.shared.index().living_bytes() * 2 < all
    }

    fn begin(&mut self) {
        let Some(segment) = self.oldest().filter(|oldest| self.given_up != Some(*oldest)) else { return };
        let mut left = self.shared.index().living_in(segment);
        left.reverse();
        self.sweep = Some(Sweep { segment, left });
    }

    fn copy_some(&mut self, mut sweep: Sweep) -> io::Result<()> {
        self.roll_if_long()?;
        let (mut batch, mut bytes) = (Batch::default(), 0);
        for _ in 0..COPIED_AT_ONCE {
            let Some(id) = sweep.left.pop() else { break };
            bytes += self.copy(&mut batch, id, sweep.segment)?;
            if bytes > COPIED_BYTES_AT_ONCE {
                break;
            }
        }
        self.write(&mut batch)?;
        self.enter(&batch);
        self.sweep = if sweep.left.is_empty() { None } else { Some(sweep) };
        Ok(())
    }

    /// Copies a record, if its parcel still lives there; gives the bytes of its body.
    fn copy(&mut self, batch: &mut Batch, id: QueueId, segment: u32) -> io::Result<usize> {
        let Some(entry) = self.shared.index().entry_of(id).copied() else { return Ok(0) };
        if entry.segment != segment {
            return Ok(0);
        }
        let bytes = self.shared.segments.record(segment, entry.offset)?;
        let tag = self.shared.segments.tag(segment)?;
        let Some((Record::Message(envelope, body), _)) = record::read(&bytes, tag) else {
            tracing::error!(%id, segment, "a record that was good is damaged; its segment stays");
            self.given_up = Some(segment);
            return Ok(0);
        };
        let envelope = self.shared.index().with_standing(*envelope);
        self.put(batch, &envelope, body);
        Ok(body.len())
    }
}
