//! States made of answers: soft and hard, flapping, slow, and what people are told.

use hostler_probe::state::{Alarm, Around, Change, Condition, Outcome, Rules, State};
use proptest::prelude::*;

const RULES: Rules = Rules {
    down_after: 3,
    good_after: 2,
    every_ms: 30_000,
    doubt_every_ms: 5_000,
    slow_ms: Some(1_000),
    slow_after: 4,
    flapping_from_permille: 500,
    flapping_to_permille: 250,
};

/// Answers by their letter: `+` good, `s` slow, `-` bad; `_` bad with the node down; in maintenance `m` bad, `M` good.
fn outcome(letter: char) -> Outcome {
    match letter {
        '+' => Outcome::good(100),
        's' => Outcome::good(2_000),
        '-' => Outcome::bad(),
        '_' => Outcome::bad().within(Around::NodeDown),
        'm' => Outcome::bad().within(Around::Maintenance),
        'M' => Outcome::good(100).within(Around::Maintenance),
        _ => panic!("no answer: {letter}"),
    }
}

/// What changed at which answer, counted from 1.
fn changes(answers: &str) -> String {
    let mut told = Vec::new();
    let mut state = State::new();
    for (at, letter) in answers.chars().enumerate() {
        let (next, changes) = state.after(&RULES, outcome(letter), 1_000 * at as i64);
        told.extend(changes.iter().map(|change| format!("{} {}", at + 1, word(change))));
        state = next;
    }
    told.join(", ")
}

fn word(change: &Change) -> String {
    match change {
        Change::Became(condition) => format!("{condition:?}").to_lowercase(),
        Change::Raised(alarm) => format!("{alarm:?} raised").to_lowercase(),
        Change::Over(alarm) => format!("{alarm:?} over").to_lowercase(),
    }
}

#[test]
fn k2_a_trouble_is_doubted_before_it_is_believed() {
    for (answers, expect) in [
        ("+", "1 good"),
        ("++++", "1 good"),
        ("+-+", "1 good, 2 doubted, 3 good"),
        ("+--+", "1 good, 2 doubted, 4 good"),
        ("+---", "1 good, 2 doubted, 4 down, 4 down raised"),
        ("+------", "1 good, 2 doubted, 4 down, 4 down raised"),
        ("---", "1 doubted, 3 down, 3 down raised"),
        ("+---+-+-", "1 good, 2 doubted, 4 down, 4 down raised"),
        ("+---++", "1 good, 2 doubted, 4 down, 4 down raised, 6 good, 6 down over"),
        ("+---++-", "1 good, 2 doubted, 4 down, 4 down raised, 6 good, 6 down over, 7 doubted"),
    ] {
        assert_eq!(changes(answers), expect, "{answers}");
    }
}

#[test]
fn k2_nothing_is_raised_in_maintenance_or_while_the_node_is_down() {
    for (answers, expect) in [
        ("+mmmm", "1 good, 2 doubted, 4 down"),
        ("+mmmmM+", "1 good, 2 doubted, 4 down, 7 good"),
        ("+mmmm-", "1 good, 2 doubted, 4 down, 6 down raised"),
        ("+____++", "1 good, 2 doubted, 4 down, 7 good"),
        ("+____-", "1 good, 2 doubted, 4 down, 6 down raised"),
        ("+---mmMM", "1 good, 2 doubted, 4 down, 4 down raised, 8 good, 8 down over"),
    ] {
        assert_eq!(changes(answers), expect, "{answers}");
    }
}

#[test]
fn k2_slow_is_a_state_of_its_own() {
    let quick = "+".repeat(20);
    for (answers, expect) in [
        (format!("{quick}s"), "1 good"),
        (format!("{quick}sss++"), "1 good"),
        (format!("{quick}ssss"), "1 good, 24 slow raised"),
        (format!("{quick}ssss{}", "+".repeat(18)), "1 good, 24 slow raised"),
        (format!("{quick}ssss{}", "+".repeat(19)), "1 good, 24 slow raised, 43 slow over"),
        // A third of all, never four in a row.
        (format!("{quick}{}", "s++".repeat(7)), "1 good, 39 slow raised"),
    ] {
        assert_eq!(changes(&answers), expect, "{answers}");
    }
}

#[test]
fn k2_what_goes_up_and_down_is_told_once() {
    let told = changes(&"---++".repeat(40));
    assert_eq!(told.matches("down raised").count(), 2, "{told}");
    assert_eq!(told.matches("flapping raised").count(), 1, "{told}");
    assert_eq!(told.matches("raised").count(), 3, "{told}");
    // Two up and two down, for an hour: down is never believed, and that it flaps is told once.
    let told = changes(&"--++".repeat(60));
    assert_eq!(told.matches("flapping raised").count(), 1, "{told}");
    assert_eq!(told.matches("raised").count(), 1, "{told}");
}

#[test]
fn what_flaps_and_then_stays_down_is_told_as_down() {
    let told = changes(&format!("{}{}", "--++".repeat(10), "-".repeat(25)));
    let tail = told.split("flapping raised, ").nth(1).unwrap();
    assert!(tail.contains("flapping over") && tail.ends_with("down raised"), "{tail}");
}

#[test]
fn in_doubt_it_is_asked_sooner() {
    let interval = |answers: &str| {
        let state =
            answers.chars().fold(State::new(), |state, letter| state.after(&RULES, outcome(letter), 0).0);
        state.next_at_ms(&RULES, 0)
    };
    for (answers, expect) in [
        ("+", 30_000),
        ("+-", 5_000),
        ("+--", 5_000),
        ("+---", 30_000),
        ("+---+", 5_000),
        ("+---++", 30_000),
        ("+s", 5_000),
        ("+s+", 30_000),
    ] {
        assert_eq!(interval(answers), expect, "{answers}");
    }
}

#[test]
fn a_state_of_before_a_new_field_is_read_as_far_as_it_goes() {
    let state: State = serde_json::from_str(r#"{"condition":"down","bad_in_a_row":3}"#).unwrap();
    assert_eq!(state.condition(), Condition::Down);
    assert_eq!(state.raised(), []);
}

fn answers() -> impl Strategy<Value = Vec<char>> {
    let calm = prop::sample::select(vec!['+', '+', '+', '+', '+', 's', '-']);
    let wild = prop::sample::select(vec!['+', 's', '-', '_', 'm', 'M']);
    let piece = prop_oneof![
        prop::collection::vec(calm, 0..60),
        prop::collection::vec(wild, 0..60),
        (prop::sample::select(vec!['+', '-', 'm', 's']), 0..40_usize).prop_map(|(c, n)| vec![c; n]),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn all(state: State, letters: &[char]) -> (State, Vec<Change>) {
    let mut changes = Vec::new();
    let fold = |state: State, letter: &char| {
        let (state, more) = state.after(&RULES, outcome(*letter), 0);
        changes.extend(more);
        state
    };
    (letters.iter().fold(state, fold), changes)
}

proptest! {
    /// Down is said after three bad answers in a row and not before, whatever came earlier.
    #[test]
    fn down_is_three_bad_answers_in_a_row(before in answers(), bad in 1..6_usize) {
        let (state, _) = all(State::new(), &before);
        let (state, _) = all(state, &['+', '+']);
        prop_assert_eq!(state.condition(), Condition::Good);
        let (state, _) = all(state, &vec!['-'; bad]);
        prop_assert_eq!(state.condition() == Condition::Down, bad >= 3);
    }

    /// Each alarm is raised, over, raised, over …: never twice in a row, never over without having been raised.
    #[test]
    fn what_is_raised_is_over_before_it_is_raised_again(letters in answers()) {
        let (state, changes) = all(State::new(), &letters);
        for alarm in [Alarm::Down, Alarm::Slow, Alarm::Flapping] {
            let mut raised = false;
            for change in &changes {
                match change {
                    Change::Raised(told) if *told == alarm => prop_assert!(!std::mem::replace(&mut raised, true)),
                    Change::Over(told) if *told == alarm => prop_assert!(std::mem::replace(&mut raised, false)),
                    _ => {}
                }
            }
            prop_assert_eq!(state.raised().contains(&alarm), raised);
        }
    }

    /// A state that is written down and read back is the same.
    #[test]
    fn a_state_is_read_back_as_it_was(letters in answers()) {
        let (state, _) = all(State::new(), &letters);
        let written = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(serde_json::from_str::<State>(&written).unwrap(), state);
    }

    /// Whatever happened: after enough good answers all is well, and nobody has to do anything for it.
    #[test]
    fn all_is_well_after_enough_good_answers(letters in answers()) {
        let (state, _) = all(State::new(), &letters);
        let (state, _) = all(state, &['+'; 40]);
        prop_assert_eq!(state.condition(), Condition::Good);
        prop_assert!(state.raised().is_empty() && !state.is_slow() && !state.is_flapping());
        prop_assert_eq!(state.trouble_since_ms(), None);
    }

    /// Whatever happened: what stays down is told as down.
    #[test]
    fn what_stays_down_is_told(letters in answers()) {
        let (state, _) = all(State::new(), &letters);
        let (state, _) = all(state, &['-'; 25]);
        prop_assert!(state.raised().contains(&Alarm::Down), "{:?}", state);
    }

    /// Nothing begins to be told in maintenance or while the node is down.
    #[test]
    fn nothing_is_raised_while_it_is_known_why(letters in answers(), quiet in "[_mM]{0,60}") {
        let (state, _) = all(State::new(), &letters);
        let (_, changes) = all(state, &quiet.chars().collect::<Vec<_>>());
        prop_assert!(!changes.iter().any(|change| matches!(change, Change::Raised(_))));
    }
}
