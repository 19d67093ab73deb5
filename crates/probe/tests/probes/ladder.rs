//! What is done about a server that is down.

use hostler_probe::ladder::{Action, Done, Down, Extent, HandsOff, Next, Rules, Situation, next};
use proptest::prelude::*;

const MINUTE_MS: i64 = 60_000;
/// When it went down.
const SINCE_MS: i64 = 10 * 60 * MINUTE_MS;

const ENGINE: Action = Action::RestartEngine;
const SERVER: Action = Action::RestartServer;
const FALL_BACK: Action = Action::FallBack;
const CALL: Action = Action::CallAgain;

/// What is next, so many seconds after some protocols went down; what was done with its seconds.
fn after(seconds: i64, done: &[(Action, i64)]) -> String {
    said(Extent::Some, seconds, done)
}

fn said(extent: Extent, seconds: i64, done: &[(Action, i64)]) -> String {
    let done: Vec<Done> =
        done.iter().map(|(action, at)| Done { action: *action, at_ms: SINCE_MS + at * 1_000 }).collect();
    let situation = Situation {
        down: Some(Down { extent, since_ms: SINCE_MS }),
        hands_off: None,
        done: &done,
        acknowledged_at_ms: None,
    };
    match next(&Rules::default(), &situation, SINCE_MS + seconds * 1_000) {
        Next::Wait { until_ms } => format!("wait until {}", (until_ms - SINCE_MS) / 1_000),
        other => format!("{other:?}"),
    }
}

#[test]
fn k2_the_ladder_is_climbed_rung_by_rung() {
    for (seconds, done, expect) in [
        (0, &[][..], "Do(RestartEngine)"),
        (10, &[(ENGINE, 0)], "wait until 30"),
        (30, &[(ENGINE, 0)], "Do(RestartServer)"),
        (60, &[(ENGINE, 0), (SERVER, 30)], "wait until 120"),
        (120, &[(ENGINE, 0), (SERVER, 30)], "Do(FallBack)"),
        (130, &[(ENGINE, 0), (SERVER, 30), (FALL_BACK, 120)], "wait until 1920"),
        (1_920, &[(ENGINE, 0), (SERVER, 30), (FALL_BACK, 120)], "Do(CallAgain)"),
        (1_930, &[(ENGINE, 0), (SERVER, 30), (FALL_BACK, 120), (CALL, 1_920)], "wait until 3720"),
        // Hours later restarts would be allowed again; this trouble has had its own.
        (9_000, &[(ENGINE, 0), (SERVER, 30), (FALL_BACK, 120), (CALL, 7_320)], "wait until 9120"),
    ] {
        assert_eq!(after(seconds, done), expect, "{seconds} {done:?}");
    }
}

#[test]
fn k2_at_most_two_restarts_an_hour() {
    for (seconds, done, expect) in [
        // Both were used up by earlier troubles.
        (0, &[(ENGINE, -3_000), (ENGINE, -1_000)][..], "Do(FallBack)"),
        (0, &[(ENGINE, -3_000), (SERVER, -2_000)], "Do(FallBack)"),
        // One is left: it is the engine's, and then there is none for the server.
        (0, &[(ENGINE, -3_000)], "Do(RestartEngine)"),
        (40, &[(ENGINE, -3_000), (ENGINE, 0)], "Do(FallBack)"),
        // An hour has passed since one of them.
        (0, &[(ENGINE, -3_601), (ENGINE, -1_000)], "Do(RestartEngine)"),
        // Of an earlier trouble, and still being given its time.
        (5, &[(ENGINE, -3_000), (SERVER, -60)], "wait until 30"),
    ] {
        assert_eq!(after(seconds, done), expect, "{seconds} {done:?}");
    }
}

#[test]
fn a_server_that_does_not_answer_at_all_is_restarted_at_once() {
    assert_eq!(said(Extent::Whole, 0, &[]), "Do(RestartServer)");
    assert_eq!(said(Extent::Whole, 90, &[(SERVER, 0)]), "Do(FallBack)");
    assert_eq!(said(Extent::Whole, 40, &[(ENGINE, 0)]), "Do(RestartServer)");
}

#[test]
fn k2_nothing_is_done_where_somebody_has_a_reason() {
    let down = Some(Down { extent: Extent::Some, since_ms: SINCE_MS });
    for why in [HandsOff::Held, HandsOff::Maintenance, HandsOff::Stopped, HandsOff::NodeDown] {
        let situation = Situation { down, hands_off: Some(why), done: &[], acknowledged_at_ms: None };
        assert_eq!(next(&Rules::default(), &situation, SINCE_MS), Next::HandsOff(why));
    }
    let well = Situation { down: None, hands_off: None, done: &[], acknowledged_at_ms: None };
    assert_eq!(next(&Rules::default(), &well, SINCE_MS), Next::Nothing);
}

#[test]
fn who_acknowledged_is_not_called_again_and_nothing_is_restarted_under_their_hands() {
    let fell_back = [Done { action: FALL_BACK, at_ms: SINCE_MS }];
    let engine = [Done { action: ENGINE, at_ms: SINCE_MS }];
    for (done, minutes) in [(&fell_back[..], 90), (&engine[..], 10), (&[][..], 2)] {
        for extent in [Extent::Some, Extent::Whole] {
            let situation = Situation {
                down: Some(Down { extent, since_ms: SINCE_MS }),
                hands_off: None,
                done,
                acknowledged_at_ms: Some(SINCE_MS + MINUTE_MS),
            };
            let now_ms = SINCE_MS + minutes * MINUTE_MS;
            assert_eq!(next(&Rules::default(), &situation, now_ms), Next::Acknowledged, "{done:?}");
        }
    }
}

/// What is done over a time in which troubles begin and end, looked at every ten seconds.
fn lived(spans: &[(Extent, i64, i64)]) -> Vec<Done> {
    let (rules, mut done, mut now_ms) = (Rules::default(), Vec::new(), 0);
    for (extent, well_seconds, down_seconds) in spans {
        now_ms += well_seconds * 1_000;
        let down = Down { extent: *extent, since_ms: now_ms };
        let until_ms = now_ms + down_seconds * 1_000;
        while now_ms < until_ms {
            let situation =
                Situation { down: Some(down), hands_off: None, done: &done, acknowledged_at_ms: None };
            if let Next::Do(action) = next(&rules, &situation, now_ms) {
                done.push(Done { action, at_ms: now_ms });
            }
            now_ms += 10_000;
        }
    }
    done
}

fn spans() -> impl Strategy<Value = Vec<(Extent, i64, i64)>> {
    let extent = prop::sample::select(vec![Extent::Some, Extent::Whole]);
    prop::collection::vec((extent, 1..4_000_i64, 1..4_000_i64), 1..12)
}

proptest! {
    #[test]
    fn no_hour_has_more_than_two_restarts(spans in spans()) {
        let done = lived(&spans);
        let restarts: Vec<i64> = done
            .iter()
            .filter(|done| [ENGINE, SERVER].contains(&done.action))
            .map(|done| done.at_ms)
            .collect();
        for three in restarts.windows(3) {
            prop_assert!(three[2] - three[0] >= 60 * MINUTE_MS, "{:?}", three);
        }
    }

    #[test]
    fn whoever_stays_down_falls_back_within_minutes(spans in spans(), extent in prop::sample::select(vec![Extent::Some, Extent::Whole])) {
        let before = lived(&spans).len();
        let last = [spans, vec![(extent, 10, 300)]].concat();
        let after = lived(&last);
        prop_assert!(after[before..].iter().any(|done| done.action == FALL_BACK), "{:?}", &after[before..]);
    }
}
