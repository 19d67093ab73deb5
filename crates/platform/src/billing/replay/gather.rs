//! An events file, sorted out into the history of each server.

use super::ReplayError;
use super::instant::Instant;
use super::line::{self, Record, What};
use super::scan;
use crate::catalogue::Catalogue;
use crate::metering::Event;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::num::NonZeroUsize;

/// Whose history it is. A server is told apart by all three.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner<'a> {
    pub customer: Cow<'a, str>,
    pub server: Cow<'a, str>,
    pub product: Cow<'a, str>,
}

/// What a file says about one server, in the order of the file.
#[derive(Debug, Default)]
pub struct History<'a> {
    /// Creations and deletions; whether an account is disabled does not change its number (D3).
    pub events: Vec<(Instant, Event, Cow<'a, str>)>,
    /// Bytes stored.
    pub storage: Vec<(Instant, i64)>,
}

pub type Histories<'a> = Vec<(Owner<'a>, History<'a>)>;

/// Reads all lines, by several threads, each one part of the file.
pub fn histories<'a>(
    file: &'a [u8],
    catalogue: &Catalogue,
    threads: NonZeroUsize,
) -> Result<Histories<'a>, ReplayError> {
    let parts = parts(file, threads.get());
    let gathered: Vec<Result<Gathered, (usize, String)>> = std::thread::scope(|scope| {
        let readers: Vec<_> =
            parts.iter().map(|part| scope.spawn(|| Gathered::read(part, catalogue))).collect();
        readers.into_iter().map(|reader| reader.join().expect("reading lines does not panic")).collect()
    });
    let mut begin = 0;
    let mut whole = Gathered::default();
    for (part, gathered) in parts.iter().zip(gathered) {
        match gathered {
            Ok(gathered) => whole.append(gathered),
            Err((offset, reason)) => {
                let before = file[..begin + offset].iter().filter(|byte| **byte == b'\n').count();
                return Err(ReplayError::BrokenLine { line: before + 1, reason });
            }
        }
        begin += part.len();
    }
    Ok(whole.servers)
}

/// Cuts a file behind line feeds into at most `number` parts of about the same size.
fn parts(file: &[u8], number: usize) -> Vec<&[u8]> {
    let share = file.len() / number + 1;
    let mut parts = Vec::new();
    let mut rest = file;
    while !rest.is_empty() {
        let after = rest.get(share..).and_then(|tail| tail.iter().position(|byte| *byte == b'\n'));
        let (part, behind) = rest.split_at(after.map_or(rest.len(), |position| share + position + 1));
        parts.push(part);
        rest = behind;
    }
    parts
}

#[derive(Default)]
struct Gathered<'a> {
    servers: Histories<'a>,
    places: FxHashMap<Owner<'a>, usize>,
}

impl<'a> Gathered<'a> {
    /// Reads a part; on a broken line its offset in the part and the reason.
    fn read(part: &'a [u8], catalogue: &Catalogue) -> Result<Gathered<'a>, (usize, String)> {
        let mut gathered = Gathered::default();
        let (text, broken) = match std::str::from_utf8(part) {
            Ok(text) => (text, None),
            Err(error) => {
                let good = &part[..error.valid_up_to()];
                let line = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |position| position + 1);
                let text = std::str::from_utf8(&part[..line]).expect("up to there it is UTF-8");
                (text, Some((line, "the line is not UTF-8 text".to_string())))
            }
        };
        let mut at = 0;
        while at < text.len() {
            at += gathered.take_line(&text[at..], catalogue).map_err(|reason| (at, reason))?;
        }
        broken.map_or(Ok(gathered), Err)
    }

    /// Takes the first line of `text` and says how long it was.
    fn take_line(&mut self, text: &'a str, catalogue: &Catalogue) -> Result<usize, String> {
        if let Some((record, length)) = scan::record(text) {
            self.take(record, catalogue)?;
            return Ok(length);
        }
        let length = text.find('\n').map_or(text.len(), |position| position + 1);
        let line = text[..length].trim_end_matches('\n');
        if !line.trim_matches([' ', '\t', '\r']).is_empty() {
            self.take(line::parse(line)?, catalogue)?;
        }
        Ok(length)
    }

    fn take(&mut self, record: Record<'a>, catalogue: &Catalogue) -> Result<(), String> {
        let owner = Owner { customer: record.customer, server: record.server, product: record.product };
        let place = match self.places.get(&owner) {
            Some(place) => *place,
            None => {
                known_product(&owner.product, catalogue)?;
                self.place_of(owner)
            }
        };
        let history = &mut self.servers[place].1;
        match record.what {
            What::Account { event, account } if event.is_change() => {
                history.events.push((record.at, event, account));
            }
            What::Account { .. } => {}
            What::Storage { bytes } => history.storage.push((record.at, bytes)),
        }
        Ok(())
    }

    fn place_of(&mut self, owner: Owner<'a>) -> usize {
        *self.places.entry(owner).or_insert_with_key(|owner| {
            self.servers.push((owner.clone(), History::default()));
            self.servers.len() - 1
        })
    }

    /// Puts the histories of a later part of the file behind these.
    fn append(&mut self, later: Gathered<'a>) {
        if self.servers.is_empty() {
            *self = later;
            return;
        }
        for (owner, history) in later.servers {
            let place = self.place_of(owner);
            let own = &mut self.servers[place].1;
            own.events.extend(history.events);
            own.storage.extend(history.storage);
        }
    }
}

fn known_product(id: &str, catalogue: &Catalogue) -> Result<(), String> {
    if catalogue.product(id).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = catalogue.products.iter().map(|product| product.id.as_str()).collect();
    Err(format!("`product` is {id:?}, which the catalogue does not have; it has {}", known.join(", ")))
}
