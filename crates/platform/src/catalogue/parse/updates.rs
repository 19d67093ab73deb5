//! How updates reach hosted servers: whether each number makes sense.

use super::{Bound, Problem, Problems};
use crate::catalogue::updates::UpdateTerms;
use toml::Spanned;

pub fn updates(raw: Spanned<UpdateTerms>, problems: &mut Problems) -> UpdateTerms {
    let (at, terms) = (raw.span(), raw.into_inner());
    problems.out_of(&bounds(&terms), &at);
    if terms.night_from >= terms.night_until {
        let problem = "`night-from` has to come before `night-until`";
        problems.add(Problem::new(at.clone(), problem, "write hours of one day, such as 1 and 5"));
    }
    let rises = terms.shares.windows(2).all(|pair| pair[0] < pair[1]);
    let is_share = |share: &i64| (1..=100).contains(share);
    if !rises || terms.shares.last() != Some(&100) || !terms.shares.iter().all(is_share) {
        let problem = "`shares` are percents that rise to 100";
        problems.add(Problem::new(at, problem, "write such as [1, 10, 100]"));
    }
    terms
}

fn bounds(terms: &UpdateTerms) -> [Bound; 9] {
    [
        ("soak-hours", terms.soak_hours, 0..=720),
        ("security-soak-hours", terms.security_soak_hours, 0..=720),
        ("announce-days", terms.announce_days, 0..=60),
        ("night-from", terms.night_from, 0..=23),
        ("night-until", terms.night_until, 1..=24),
        ("good-within-minutes", terms.good_within_minutes, 1..=60),
        ("watch-minutes", terms.watch_minutes, 0..=1_440),
        ("failures", terms.failures, 1..=1_000),
        ("at-once", terms.at_once, 1..=100),
    ]
}
