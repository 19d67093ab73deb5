mod lines;
mod reading;

use super::{ReplayError, Source, replay};
use crate::billing::pricing::Line;
use crate::catalogue::Catalogue;
use std::io::Write;
use std::num::NonZeroUsize;

fn threads(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap()
}

/// Replays October 2026 with one, two and seven threads, from memory and from a file; they agree.
fn october(text: impl AsRef<[u8]>) -> Result<Vec<Line>, String> {
    let offer = Catalogue::standard();
    let of = |source: &Source, number| {
        let lines = replay(source, "2026-10".parse().unwrap(), &offer, threads(number));
        lines.map_err(|error: ReplayError| error.to_string())
    };
    let source = Source::Text(text.as_ref().to_vec());
    let lines = of(&source, 1);
    assert_eq!(of(&source, 2), lines);
    assert_eq!(of(&source, 7), lines);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_ref()).unwrap();
    assert_eq!(of(&Source::open(file.path()).unwrap(), 2), lines);
    lines
}

fn event(at: &str, event: &str, account: &str) -> String {
    format!(
        "{{\"at\": \"{at}\", \"customer\": \"anna\", \"server\": \"bakery\", \"product\": \"connect\", \"event\": \"{event}\", \"account\": \"{account}\"}}\n"
    )
}

fn reading(at: &str, bytes: i64) -> String {
    format!(
        "{{\"at\": \"{at}\", \"customer\": \"anna\", \"server\": \"bakery\", \"product\": \"connect\", \"bytes\": {bytes}}}\n"
    )
}
