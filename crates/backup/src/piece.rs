//! The pieces that files are cut into, and where they lie in packs.

use crate::repository::Indexed;
use crate::{Fault, Repository};
use rustic_core::{DataId, Id};
use sha2::{Digest, Sha256};
use std::io::Read;

/// A piece of one or more files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Piece {
    pub pack: Id,
    pub offset: u32,
    /// Sealed and compressed.
    pub length: u32,
    /// Its length before it was compressed; none if it was not.
    pub raw_length: Option<u32>,
    /// SHA-256 of its content.
    pub id: Id,
}

impl Piece {
    /// Where the index says that a piece lies.
    pub fn find(indexed: &Indexed, id: &DataId) -> Option<Piece> {
        let entry = indexed.get_index_entry(id).ok()?;
        Some(Piece {
            pack: entry.pack.into_inner(),
            offset: entry.location.offset,
            length: entry.location.length,
            raw_length: entry.location.uncompressed_length.map(|length| length.get()),
            id: **id,
        })
    }
}

pub(crate) fn missing(id: &DataId) -> Fault {
    Fault::Damaged(format!("the piece {} is in no index", id.to_hex().as_str()))
}

impl Repository {
    /// The content of one piece.
    pub(crate) fn content(&self, piece: &Piece) -> Result<Vec<u8>, Fault> {
        let sealed = self.storage.read_pack(&piece.pack, piece.offset, piece.length);
        self.unsealed(piece, &sealed.map_err(|trouble| self.store_fault(trouble))?)
    }

    /// Opens and checks a piece.
    pub(crate) fn unsealed(&self, piece: &Piece, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let opened = self.key.open(sealed)?;
        let content = match piece.raw_length {
            None => opened,
            Some(length) => inflated(&opened, length as usize).ok_or_else(|| broken(piece))?,
        };
        let whole = Id::new(Sha256::digest(&content).into()) == piece.id;
        if whole { Ok(content) } else { Err(broken(piece)) }
    }
}

/// Never more than the index promised.
fn inflated(compressed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut content = Vec::with_capacity(length);
    let decoder = zstd::stream::read::Decoder::with_buffer(compressed).ok()?;
    decoder.take(length as u64 + 1).read_to_end(&mut content).ok()?;
    (content.len() == length).then_some(content)
}

fn broken(piece: &Piece) -> Fault {
    Fault::Damaged(format!("a piece of the pack {} is not what it was", piece.pack.to_hex().as_str()))
}
