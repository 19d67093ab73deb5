mod lines;
mod reading;

use super::{ReplayError, replay};
use crate::billing::pricing::Line;
use crate::catalogue::Catalogue;
use std::num::NonZeroUsize;

fn threads(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap()
}

/// Replays October 2026 with one, two and seven threads; they agree.
fn october(text: impl AsRef<[u8]>) -> Result<Vec<Line>, ReplayError> {
    let offer = Catalogue::standard();
    let of = |number| replay(text.as_ref(), "2026-10".parse().unwrap(), &offer, threads(number));
    let lines = of(1);
    assert_eq!(of(2), lines);
    assert_eq!(of(7), lines);
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
