//! Reading an events file whole, by several threads where it is large.

use std::fs::File;
use std::io::{Error, Read};
use std::num::NonZeroUsize;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Below this, one thread is as fast.
const LARGE: u64 = 1 << 20;

/// The bytes of the file; also of a pipe.
pub fn read(path: &Path, threads: NonZeroUsize) -> Result<Vec<u8>, Error> {
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() || about.len() < LARGE {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    let length = usize::try_from(about.len()).map_err(Error::other)?;
    let mut bytes = vec![0; length];
    let share = length.div_ceil(threads.get());
    std::thread::scope(|scope| {
        let file = &file;
        let parts: Vec<_> = bytes
            .chunks_mut(share)
            .enumerate()
            .map(|(index, part)| scope.spawn(move || file.read_exact_at(part, (index * share) as u64)))
            .collect();
        parts.into_iter().try_for_each(|part| part.join().map_err(|_| Error::other("a reader failed"))?)
    })?;
    Ok(bytes)
}
