//! What the fallback knows, on disk: so it knows everything at its start, without the database.
//!
//! A line for each change, as JSON; the last line of a server counts. Where most lines are old, the book is written anew.
//! A line that a crash cut off is passed over: what it said is in the database, and comes from there again.

use super::known::Known;
use crate::servers::Server;
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// So many lines may be old before it is written anew, beside as many as count.
const SPARE_LINES: usize = 1_000;

#[derive(Debug)]
pub struct Book {
    path: PathBuf,
    file: File,
    lines: usize,
    /// Servers in it.
    live: usize,
}

/// What is told of a server: what is known of it; none: it is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub at_ms: i64,
    pub server: Id<Server>,
    pub known: Option<Known>,
}

/// What stands in it.
#[derive(Debug, Default)]
pub struct Told {
    pub known: Vec<Known>,
    /// When the last line was written.
    pub until_ms: Option<i64>,
}

impl Book {
    pub fn open(path: &Path) -> io::Result<(Book, Told)> {
        let (told, lines) = read(path)?;
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
        // Behind a line that was cut off, the next one begins on a line of its own.
        file.write_all(b"\n")?;
        let live = told.known.len();
        Ok((Book { path: path.into(), file, lines, live }, told))
    }

    /// Comes back when it is on disk.
    pub fn write(&mut self, lines: &[Line]) -> io::Result<()> {
        let mut text = Vec::new();
        for line in lines {
            serde_json::to_writer(&mut text, line)?;
            text.push(b'\n');
        }
        self.file.write_all(&text)?;
        self.file.sync_data()?;
        self.lines += lines.len();
        if self.lines > 2 * self.live + SPARE_LINES {
            self.write_anew()?;
        }
        Ok(())
    }

    fn write_anew(&mut self) -> io::Result<()> {
        let (told, _) = read(&self.path)?;
        let fresh = self.path.with_extension("new");
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        let mut write = BufWriter::new(file);
        let at_ms = told.until_ms.unwrap_or_default();
        for known in told.known.iter().cloned() {
            serde_json::to_writer(
                &mut write,
                &Line { at_ms, server: known.server.clone(), known: Some(known) },
            )?;
            write.write_all(b"\n")?;
        }
        write.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        std::fs::rename(&fresh, &self.path)?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        (self.lines, self.live) = (told.known.len(), told.known.len());
        Ok(())
    }
}

/// What stands there, and in how many lines.
fn read(path: &Path) -> io::Result<(Told, usize)> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Told::default(), 0)),
        file => file?,
    };
    let (mut known, mut until_ms, mut lines) = (BTreeMap::new(), None, 0);
    for line in BufReader::new(file).split(b'\n') {
        let Ok(line) = serde_json::from_slice::<Line>(&line?) else { continue };
        lines += 1;
        until_ms = until_ms.max(Some(line.at_ms));
        match line.known {
            Some(one) => drop(known.insert(line.server, one)),
            None => drop(known.remove(&line.server)),
        }
    }
    Ok((Told { known: known.into_values().collect(), until_ms }, lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitoring::Standing;

    fn line(number: i64, version: i64) -> Line {
        let server: Id<Server> = format!("srv_{number:032x}").parse().unwrap();
        let known = Known {
            server: server.clone(),
            host: format!("bakkerij-{number}.hostler.test"),
            address: [10, 83, 0, 2].into(),
            standing: Standing::Up,
            missed: false,
            version,
            hand_over: None,
            domains: vec![],
        };
        Line { at_ms: version, server, known: Some(known) }
    }

    fn versions(path: &Path) -> Vec<i64> {
        Book::open(path).unwrap().1.known.iter().map(|known| known.version).collect()
    }

    #[test]
    fn the_last_line_of_a_server_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.book");
        let (mut book, told) = Book::open(&path).unwrap();
        assert!(told.known.is_empty() && told.until_ms.is_none());
        book.write(&[line(1, 1), line(2, 1), line(1, 2)]).unwrap();
        book.write(&[Line { known: None, ..line(2, 3) }]).unwrap();
        assert_eq!(versions(&path), [2]);
        assert_eq!(Book::open(&path).unwrap().1.until_ms, Some(3));
    }

    #[test]
    fn a_book_that_is_cut_off_anywhere_tells_what_stood_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.book");
        let mut book = Book::open(&path).unwrap().0;
        book.write(&[line(1, 1), line(2, 1)]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let (mut book, told) = Book::open(&path).unwrap();
            let before = told.known.len();
            assert!(before <= 2);
            book.write(&[line(3, 7)]).unwrap();
            assert_eq!(versions(&path).len(), before + 1, "cut at {cut}");
        }
    }

    #[test]
    fn old_lines_do_not_pile_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.book");
        let mut book = Book::open(&path).unwrap().0;
        for version in 0..3_000 {
            book.write(&[line(version % 2, version)]).unwrap();
        }
        assert_eq!(versions(&path), [2_998, 2_999]);
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines < 1_200, "{lines}");
    }
}
