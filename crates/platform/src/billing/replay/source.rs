//! Where an events file is read from, in blocks, so that memory holds what it says and not the file.

use std::fs::File;
use std::io::{Error, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// How much is read at once; a longer line makes its reader's block grow.
const BLOCK: usize = 1 << 16;

/// An events file that several threads can read at once.
#[derive(Debug)]
pub enum Source {
    File { file: File, length: u64 },
    Text(Vec<u8>),
}

impl Source {
    /// Opens a file; what is no regular file, such as a pipe, is read at once.
    pub fn open(path: &Path) -> Result<Source, Error> {
        let mut file = File::open(path)?;
        let about = file.metadata()?;
        if about.is_file() {
            return Ok(Source::File { file, length: about.len() });
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        Ok(Source::Text(text))
    }

    pub fn length(&self) -> u64 {
        match self {
            Source::File { length, .. } => *length,
            Source::Text(text) => text.len() as u64,
        }
    }

    fn read(&self, into: &mut [u8], at: u64) -> Result<(), Error> {
        match self {
            Source::File { file, .. } => file.read_exact_at(into, at),
            Source::Text(text) => {
                let at = usize::try_from(at).map_err(Error::other)?;
                let from = text.get(at..at + into.len()).ok_or(Error::other("the text has ended"))?;
                into.copy_from_slice(from);
                Ok(())
            }
        }
    }

    /// Where the line that `at` lies in ends: behind its line feed, or at the end of the file.
    pub fn line_end(&self, mut at: u64) -> Result<u64, Error> {
        let mut block = [0; 4096];
        while at < self.length() {
            let size = (self.length() - at).min(block.len() as u64) as usize;
            self.read(&mut block[..size], at)?;
            if let Some(position) = block[..size].iter().position(|byte| *byte == b'\n') {
                return Ok(at + position as u64 + 1);
            }
            at += size as u64;
        }
        Ok(self.length())
    }

    /// How many lines begin before `end`, which is the begin of one.
    pub fn lines_before(&self, end: u64) -> Result<usize, Error> {
        let mut block = vec![0; BLOCK];
        let (mut at, mut lines) = (0, 0);
        while at < end {
            let size = (end - at).min(block.len() as u64) as usize;
            self.read(&mut block[..size], at)?;
            lines += block[..size].iter().filter(|byte| **byte == b'\n').count();
            at += size as u64;
        }
        Ok(lines)
    }

    /// Goes over a part of the file in blocks of whole lines.
    pub fn blocks(&self, begin: u64, end: u64) -> Blocks<'_> {
        Blocks { source: self, at: begin, end, block: vec![0; BLOCK] }
    }
}

pub struct Blocks<'a> {
    source: &'a Source,
    at: u64,
    end: u64,
    block: Vec<u8>,
}

impl Blocks<'_> {
    /// The next whole lines, and where they begin in the file; `None` at the end of the part.
    pub fn next_block(&mut self) -> Result<Option<(u64, &[u8])>, Error> {
        if self.at >= self.end {
            return Ok(None);
        }
        loop {
            let size = (self.end - self.at).min(self.block.len() as u64) as usize;
            self.source.read(&mut self.block[..size], self.at)?;
            let is_last = self.at + size as u64 == self.end;
            let lines = match self.block[..size].iter().rposition(|byte| *byte == b'\n') {
                _ if is_last => size,
                Some(position) => position + 1,
                None => {
                    self.block.resize(self.block.len() * 2, 0);
                    continue;
                }
            };
            let begin = self.at;
            self.at += lines as u64;
            return Ok(Some((begin, &self.block[..lines])));
        }
    }
}
