//! An events file, sorted out into the history of each server.

use super::ReplayError;
use super::instant::Instant;
use super::line::{self, Record, What};
use super::scan;
use super::source::Source;
use crate::catalogue::{Catalogue, Product};
use crate::metering::Event;
use hashbrown::HashTable;
use hostler_licence::counting::Holding;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;
use std::num::NonZeroUsize;

/// Whose history it is. A server is told apart by all three.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    pub customer: String,
    pub server: String,
    pub product: String,
}

/// What a part of a file says about one server, in the order of the file.
#[derive(Debug, Default)]
pub struct History {
    /// Creations and deletions; whether an account is disabled does not change its number (D3).
    events: Vec<Entry>,
    /// The accounts of the events, one behind the other.
    accounts: String,
    /// Bytes stored.
    pub storage: Vec<(Instant, i64)>,
}

#[derive(Debug)]
struct Entry {
    ms: i64,
    rest_ns: u32,
    /// Bytes of the account's name.
    account: u32,
    event: Event,
}

impl History {
    pub fn events(&self) -> impl ExactSizeIterator<Item = (Instant, Event, &str)> {
        let mut accounts = self.accounts.as_str();
        self.events.iter().map(move |entry| {
            let (account, behind) = accounts.split_at(entry.account as usize);
            accounts = behind;
            (Instant { ms: entry.ms, rest_ns: entry.rest_ns }, entry.event, account)
        })
    }

    fn push(&mut self, at: Instant, event: Event, account: &str) -> Result<(), String> {
        let length = u32::try_from(account.len()).map_err(|_| "`account` is longer than 4 GB")?;
        self.accounts.push_str(account);
        self.events.push(Entry { ms: at.ms, rest_ns: at.rest_ns, account: length, event });
        Ok(())
    }
}

/// The histories of one part of a file.
#[derive(Default)]
pub struct Part {
    pub servers: Vec<(Owner, History)>,
    /// The owners' names, one behind the other, to find them by.
    names: String,
    places: HashTable<Place>,
}

/// Where an owner stands in `servers`, and where its names begin and end in `names`.
struct Place {
    server: usize,
    names: [usize; 4],
}

/// Why a part could not be read.
enum Stop {
    /// The line that begins there, and the reason.
    Broken(u64, String),
    Unreadable(std::io::Error),
}

/// Reads all lines, by several threads, each one part of the file. The parts are in the order of the file.
pub fn parts(
    source: &Source,
    catalogue: &Catalogue,
    threads: NonZeroUsize,
) -> Result<Vec<Part>, ReplayError> {
    let cuts = cuts(source, threads.get() as u64)?;
    let read: Vec<Result<Part, Stop>> = std::thread::scope(|scope| {
        let read = |cut: &[u64]| {
            let (begin, end) = (cut[0], cut[1]);
            scope.spawn(move || Part::read(source, (begin, end), catalogue))
        };
        let readers: Vec<_> = cuts.windows(2).map(read).collect();
        readers.into_iter().map(|reader| reader.join().expect("reading lines does not panic")).collect()
    });
    read.into_iter().map(|part| part.map_err(|stop| refusal(source, stop))).collect()
}

fn refusal(source: &Source, stop: Stop) -> ReplayError {
    match stop {
        Stop::Unreadable(error) => error.into(),
        Stop::Broken(at, reason) => match source.lines_before(at) {
            Ok(before) => ReplayError::BrokenLine { line: before + 1, reason },
            Err(error) => error.into(),
        },
    }
}

/// Where the file is cut into parts of about the same size: behind line feeds, and at both ends.
fn cuts(source: &Source, parts: u64) -> Result<Vec<u64>, std::io::Error> {
    let mut cuts = vec![0];
    for part in 1..parts {
        cuts.push(source.line_end(source.length() / parts * part)?);
    }
    cuts.push(source.length());
    Ok(cuts)
}

impl Part {
    fn read(source: &Source, (begin, end): (u64, u64), catalogue: &Catalogue) -> Result<Part, Stop> {
        let mut part = Part::default();
        let mut blocks = source.blocks(begin, end);
        while let Some((begin, block)) = blocks.next_block().map_err(Stop::Unreadable)? {
            part.take_block(block, catalogue)
                .map_err(|(offset, reason)| Stop::Broken(begin + offset as u64, reason))?;
        }
        Ok(part)
    }

    /// Takes whole lines; on a broken one says where it begins and why.
    fn take_block(&mut self, block: &[u8], catalogue: &Catalogue) -> Result<(), (usize, String)> {
        let (text, broken) = match std::str::from_utf8(block) {
            Ok(text) => (text, None),
            Err(error) => {
                let good = &block[..error.valid_up_to()];
                let line = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |position| position + 1);
                let text = std::str::from_utf8(&block[..line]).expect("up to there it is UTF-8");
                (text, Some((line, "the line is not UTF-8 text".to_string())))
            }
        };
        let mut at = 0;
        while at < text.len() {
            at += self.take_line(&text[at..], catalogue).map_err(|reason| (at, reason))?;
        }
        broken.map_or(Ok(()), Err)
    }

    /// Takes the first line of `text` and says how long it was.
    fn take_line(&mut self, text: &str, catalogue: &Catalogue) -> Result<usize, String> {
        if let Some((record, length)) = scan::record(text) {
            self.take(&record, catalogue)?;
            return Ok(length);
        }
        let length = text.find('\n').map_or(text.len(), |position| position + 1);
        let line = text[..length].trim_end_matches('\n');
        if !line.trim_matches([' ', '\t', '\r']).is_empty() {
            self.take(&line::parse(line)?, catalogue)?;
        }
        Ok(length)
    }

    fn take(&mut self, record: &Record, catalogue: &Catalogue) -> Result<(), String> {
        let place = self.place_of(record, catalogue)?;
        let history = &mut self.servers[place].1;
        match &record.what {
            What::Account { event, account } if event.is_change() => {
                history.push(record.at, *event, account)?;
            }
            What::Account { .. } => {}
            What::Storage { bytes } => history.storage.push((record.at, *bytes)),
        }
        Ok(())
    }

    fn place_of(&mut self, record: &Record, catalogue: &Catalogue) -> Result<usize, String> {
        let hash = |server: &str| FxBuildHasher.hash_one(server);
        let wanted = [record.server.as_ref(), record.customer.as_ref(), record.product.as_ref()];
        let is_wanted = |place: &Place| {
            let own = place.names.windows(2).map(|ends| &self.names[ends[0]..ends[1]]);
            own.eq(wanted)
        };
        let of_record = hash(wanted[0]);
        if let Some(place) = self.places.find(of_record, is_wanted) {
            return Ok(place.server);
        }
        known_product(&record.product, catalogue)?;
        let owner = Owner {
            customer: record.customer.to_string(),
            server: record.server.to_string(),
            product: record.product.to_string(),
        };
        let mut place = Place { server: self.servers.len(), names: [self.names.len(); 4] };
        for (name, end) in wanted.iter().zip(&mut place.names[1..]) {
            self.names.push_str(name);
            *end = self.names.len();
        }
        self.servers.push((owner, History::default()));
        let rehash = |place: &Place| hash(&self.names[place.names[0]..place.names[1]]);
        Ok(self.places.insert_unique(of_record, place, rehash).get().server)
    }
}

fn known_product(id: &str, catalogue: &Catalogue) -> Result<(), String> {
    let is_hosted = |product: &Product| product.rule(Holding::Hosted).is_some();
    if catalogue.product(id).is_some_and(is_hosted) {
        return Ok(());
    }
    let hosted = catalogue.products.iter().filter(|product| is_hosted(product));
    let known: Vec<&str> = hosted.map(|product| product.id.as_str()).collect();
    Err(format!("`product` is {id:?}, which the catalogue does not have hosted; it has {}", known.join(", ")))
}
