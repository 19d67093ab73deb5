//! A day in which nothing is wrong: 24 hours of questions with one answer in a hundred lost, and one in twenty ten times
//! as slow. Nobody is called and nothing is restarted.

use hostler_kit::random::Random;
use hostler_probe::ladder::{self, Down, Extent, Next, Situation};
use hostler_probe::state::{Alarm, Change, Condition, Outcome, Rules, State};

const DAY_MS: i64 = 24 * 3_600_000;
/// As many protocols as a Connect server has.
const TARGETS: usize = 8;
/// Lost, of a million: one in a hundred.
const LOST: u32 = 10_000;
/// Slow, of a million: one in twenty.
const SPIKES: u32 = 50_000;
/// What an answer takes, and what it takes in a spike; the threshold is between.
const USUAL_MS: i64 = 120;
const SPIKE_MS: i64 = 1_200;

/// What happened to one target in a day.
#[derive(Debug, Default, PartialEq, Eq)]
struct Day {
    asked: usize,
    lost: usize,
    spikes: usize,
    doubts: usize,
    down: usize,
    raised: Vec<Alarm>,
    actions: usize,
}

fn answer(random: &Random, day: &mut Day) -> Outcome {
    let of_a_million = |random: &Random| u32::from_be_bytes(random.bytes()) % 1_000_000;
    day.asked += 1;
    if of_a_million(random) < LOST {
        day.lost += 1;
        return Outcome::bad();
    }
    if of_a_million(random) < SPIKES {
        day.spikes += 1;
        return Outcome::good(SPIKE_MS);
    }
    Outcome::good(USUAL_MS)
}

fn lived(random: &Random) -> Day {
    let rules = Rules { slow_ms: Some(1_000), ..Rules::default() };
    let (mut day, mut state, mut now_ms) = (Day::default(), State::new(), 0);
    while now_ms < DAY_MS {
        let outcome = answer(random, &mut day);
        let changes;
        (state, changes) = state.after(&rules, outcome, now_ms);
        for change in changes {
            match change {
                Change::Became(Condition::Doubted) => day.doubts += 1,
                Change::Became(Condition::Down) => day.down += 1,
                Change::Raised(alarm) => day.raised.push(alarm),
                _ => {}
            }
        }
        let since_ms = state.since_ms();
        let down = (state.condition() == Condition::Down).then_some(Down { extent: Extent::Some, since_ms });
        let situation = Situation { down, hands_off: None, done: &[], acknowledged_at_ms: None };
        let next = ladder::next(&ladder::Rules::default(), &situation, now_ms);
        day.actions += usize::from(matches!(next, Next::Do(_)));
        now_ms = state.next_at_ms(&rules, now_ms);
    }
    day
}

#[test]
fn k2_a_day_without_a_fault_is_a_day_without_an_action() {
    let random = Random::seeded(20_261_122);
    let days: Vec<Day> = (0..TARGETS).map(|_| lived(&random)).collect();
    for day in &days {
        println!("{day:?}");
        assert!(day.asked > 2_880 && day.lost > 10 && day.spikes > 50, "the day had its losses: {day:?}");
        assert_eq!((day.down, day.actions), (0, 0), "{day:?}");
        assert!(day.raised.is_empty(), "{day:?}");
    }
    assert!(days.iter().map(|day| day.doubts).sum::<usize>() > 100, "losses are doubted: {days:?}");
}
