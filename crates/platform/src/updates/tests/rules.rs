use super::super::model::{Kind, Member, Rollout, Step};
use super::super::rules::{
    Backing, Entrant, Next, Role, Saved, Seen, Verdict, backing, due, foreseen, is_given_up, is_open, judge,
    may_switch, next, open_ms, opens, room, stages,
};
use super::super::stuck::stands_since;
use crate::catalogue::UpdateTerms;
use crate::testing::at;
use hostler_kit::id::Id;
use hostler_kit::random::Random;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

fn rollout(kind: Kind, stage: i64) -> Rollout {
    let random = Random::seeded(7);
    Rollout {
        id: Id::new(0, &random),
        product: "connect".into(),
        build_id: Id::new(0, &random),
        kind: kind.as_str().into(),
        note_en: "Dovecot".into(),
        note_nl: "Dovecot".into(),
        state: "running".into(),
        stage,
        stages: 3,
        stage_at_ms: 0,
        why: String::new(),
        started_by: "Sofie".into(),
        started_at_ms: 0,
        ended_at_ms: None,
        resumed_at_ms: None,
    }
}

fn member(stage: i64, step: Step) -> Member {
    let random = Random::seeded(u64::try_from(stage).unwrap() + 9);
    Member {
        rollout_id: Id::new(0, &random),
        server_id: Id::new(0, &random),
        stage,
        from_image: "connect-0123456789ab".into(),
        from_program: "9f86d081884c7d65".into(),
        state: step.as_str().into(),
        due_at_ms: 0,
        begun_at_ms: None,
        backup_id: None,
        switched_at_ms: None,
        good_at_ms: None,
        last_good_at_ms: None,
        ended_at_ms: step.is_over().then_some(HOUR),
        error: String::new(),
        left_out_because: String::new(),
        left_out_by: String::new(),
        told_at_ms: None,
        put_off_at_ms: None,
        held_up_at_ms: None,
        told_again_at_ms: None,
    }
}

/// A server of the first stage that waits, told of an instant at which its stage begins.
pub fn planned(told: &str) -> (Rollout, Member) {
    let told_ms = at(told);
    let own = Member { due_at_ms: told_ms, told_at_ms: Some(told_ms), ..member(1, Step::Waiting) };
    (Rollout { stage_at_ms: told_ms, ..rollout(Kind::Regular, 1) }, own)
}

fn sizes(number: usize, shares: &[i64]) -> Vec<usize> {
    let ids: Vec<String> = (0..number).map(|at| format!("srv_{at}")).collect();
    let entrants: Vec<Entrant> = ids.iter().map(|id| Entrant { id, role: Role::Customer }).collect();
    let placed = stages("rol_1", &entrants, shares);
    (1..=shares.len()).map(|stage| placed.iter().filter(|own| **own == stage as i64).count()).collect()
}

#[test]
fn each_stage_has_its_share_and_at_least_one_server() {
    for (number, expect) in [
        (0, [0, 0, 0]),
        (1, [1, 0, 0]),
        (2, [1, 1, 0]),
        (3, [1, 1, 1]),
        (10, [1, 1, 8]),
        (50, [1, 4, 45]),
        (100, [1, 9, 90]),
        (250, [3, 22, 225]),
        (1_000, [10, 90, 900]),
    ] {
        assert_eq!(sizes(number, &[1, 10, 100]), expect, "{number}");
    }
    assert_eq!(sizes(40, &[100]), [40]);
    assert_eq!(sizes(40, &[50, 100]), [20, 20]);
}

#[test]
fn a_place_is_the_same_each_time_and_another_in_each_rollout() {
    let ids: Vec<String> = (0..200).map(|at| format!("srv_{at:032}")).collect();
    let entrants: Vec<Entrant> = ids.iter().map(|id| Entrant { id, role: Role::Customer }).collect();
    let first_of = |rollout: &str| {
        let placed = stages(rollout, &entrants, &[1, 10, 100]);
        let first = ids.iter().zip(placed).filter(|(_, stage)| *stage == 1).map(|(id, _)| id.clone());
        first.collect::<BTreeSet<_>>()
    };
    assert_eq!(first_of("rol_1"), first_of("rol_1"));
    let ever: BTreeSet<String> = (0..60).flat_map(|number| first_of(&format!("rol_{number}"))).collect();
    assert!(ever.len() > 60, "not always the same go first: {}", ever.len());
    let turned: Vec<Entrant> = entrants.iter().rev().copied().collect();
    let placed = stages("rol_1", &turned, &[1, 10, 100]);
    let first = turned.iter().zip(placed).filter(|(_, stage)| *stage == 1).map(|(own, _)| own.id.to_string());
    assert_eq!(first.collect::<BTreeSet<_>>(), first_of("rol_1"), "the order of asking plays no part");
}

#[test]
fn test_servers_come_before_everybody() {
    let entrants = [
        Entrant { id: "srv_anna", role: Role::Customer },
        Entrant { id: "srv_proef", role: Role::Test },
        Entrant { id: "srv_bram", role: Role::Customer },
    ];
    let placed = stages("rol_1", &entrants, &[1, 10, 100]);
    assert_eq!((placed[1], placed[0] + placed[2]), (0, 3), "{placed:?}");
}

#[test]
fn regular_updates_come_at_night_and_security_at_any_hour() {
    let terms = UpdateTerms::default();
    for (from, regular) in [
        ("2026-11-22T12:00:00+01:00", "2026-11-23T01:00:00+01:00"),
        ("2026-11-22T00:10:00+01:00", "2026-11-22T01:00:00+01:00"),
        ("2026-11-22T01:00:00+01:00", "2026-11-22T01:00:00+01:00"),
        ("2026-11-22T04:59:00+01:00", "2026-11-22T04:59:00+01:00"),
        ("2026-11-22T05:00:00+01:00", "2026-11-23T01:00:00+01:00"),
        // The night in which the clock goes forward.
        ("2026-03-28T12:00:00+01:00", "2026-03-29T01:00:00+01:00"),
    ] {
        assert_eq!(opens(&terms, Kind::Regular, at(from), &zone()), at(regular), "{from}");
        assert_eq!(opens(&terms, Kind::Security, at(from), &zone()), at(from));
        assert!(is_open(&terms, Kind::Regular, at(regular), &zone()));
        assert!(is_open(&terms, Kind::Security, at(from), &zone()));
    }
}

#[test]
fn what_customers_are_told_leaves_them_their_days() {
    let (terms, begin) = (UpdateTerms::default(), at("2026-11-22T12:00:00+01:00"));
    let regular = foreseen(&terms, Kind::Regular, (begin, 1), &zone());
    let expect = ["2026-11-22T12:00:00+01:00", "2026-11-26T01:00:00+01:00", "2026-11-27T01:10:00+01:00"];
    assert_eq!(regular[..3], expect.map(at));
    assert!(regular[1] - begin >= 3 * DAY);
    let security = foreseen(&terms, Kind::Security, (begin, 1), &zone());
    assert_eq!(security[1], begin + 10 * MINUTE + HOUR);
    assert_eq!(foreseen(&terms, Kind::Security, (begin, 0), &zone())[1], begin, "nothing to wait for");
    assert!(regular.is_sorted() && security.is_sorted() && security.len() == 4);
}

#[test]
fn a_rollout_goes_on_waits_or_stops() {
    let terms = UpdateTerms { failures: 2, ..UpdateTerms::default() };
    use Step::{Done, Failed, LeftOut, PutBack, Waiting, Watching};
    let (r, s) = (Kind::Regular, Kind::Security);
    for (kind, stage, members, expect) in [
        (r, 0, vec![(0, Waiting), (1, Waiting)], Next::Work),
        (r, 0, vec![(0, Watching), (1, Waiting)], Next::Work),
        // Soaked for a day, and announced three days before.
        (r, 0, vec![(0, Done), (1, Waiting)], Next::Begin { stage: 1, at_ms: 3 * DAY }),
        (s, 0, vec![(0, Done), (1, Waiting)], Next::Begin { stage: 1, at_ms: 2 * HOUR }),
        (s, 0, vec![(1, Waiting)], Next::Begin { stage: 1, at_ms: 0 }),
        // Customers' servers are not the first to get it where a test server is to be.
        (s, 0, vec![(0, LeftOut), (1, Waiting)], Next::Work),
        (s, 0, vec![(0, LeftOut), (0, PutBack), (1, Waiting)], Next::Work),
        (s, 0, vec![(0, LeftOut), (0, Done), (1, Waiting)], Next::Begin { stage: 1, at_ms: 2 * HOUR }),
        (r, 1, vec![(0, Done), (1, Done), (2, Waiting)], Next::Begin { stage: 2, at_ms: HOUR + DAY }),
        (r, 1, vec![(0, Done), (1, PutBack), (2, Waiting)], Next::Begin { stage: 2, at_ms: HOUR + DAY }),
        (r, 1, vec![(0, PutBack), (1, Failed), (2, Waiting)], Next::Stop { failures: 2 }),
        (r, 1, vec![(1, PutBack), (1, Failed), (1, Watching)], Next::Stop { failures: 2 }),
        (r, 3, vec![(0, Done), (1, Done), (2, LeftOut), (3, Waiting)], Next::Work),
        (r, 3, vec![(0, Done), (1, Done), (2, LeftOut), (3, Done)], Next::Done),
        (r, 3, vec![(0, Done)], Next::Done),
    ] {
        let own: Vec<Member> = members.iter().map(|(stage, step)| member(*stage, *step)).collect();
        assert_eq!(next(&rollout(kind, stage), &own, &terms), expect, "{kind:?} {stage} {members:?}");
    }
}

#[test]
fn only_so_many_are_begun_at_once_and_only_in_their_hours() {
    let terms = UpdateTerms { at_once: 2, ..UpdateTerms::default() };
    use Step::{Switching, Waiting};
    let (night, noon) = (at("2026-11-22T02:00:00+01:00"), at("2026-11-22T12:00:00+01:00"));
    let all = [member(1, Waiting), member(1, Waiting), member(1, Waiting), member(2, Waiting)];
    let count = |kind, stage, members: &[Member], now| {
        due(&rollout(kind, stage), members, &terms, (now, &zone())).len().min(room(members, &terms))
    };
    assert_eq!(count(Kind::Regular, 1, &all, night), 2);
    assert_eq!(count(Kind::Regular, 1, &all, noon), 0, "not by day");
    assert_eq!(count(Kind::Security, 1, &all, noon), 2);
    assert_eq!(count(Kind::Regular, 2, &all, night), 1, "each in its stage");
    assert_eq!(count(Kind::Regular, 0, &[member(0, Waiting)], noon), 1, "the provider's own at once");
    let busy = [member(1, Switching), member(1, Waiting), member(1, Waiting)];
    assert_eq!(count(Kind::Regular, 1, &busy, night), 1);
    let later = [Member { due_at_ms: night + 1, ..member(1, Waiting) }];
    assert_eq!(count(Kind::Regular, 1, &later, night), 0);
    let soon = Rollout { stage_at_ms: night + 1, ..rollout(Kind::Regular, 1) };
    assert!(due(&soon, &all, &terms, (night, &zone())).is_empty());
}

#[test]
fn a_server_is_watched_for_a_while_and_goes_back_when_it_does_not_answer() {
    let terms = UpdateTerms { good_within_minutes: 5, watch_minutes: 10, ..UpdateTerms::default() };
    use Seen::{Bad, Good};
    use Verdict::{Back, Done, Wait};
    for (good, last_good, seen, minutes, expect) in [
        (None, None, Good, 0, Wait),
        (None, None, Bad, 4, Wait),
        (None, None, Bad, 5, Back),
        (None, None, Good, 30, Wait),
        (Some(1), Some(3), Good, 10, Wait),
        (Some(1), Some(10), Good, 11, Done),
        // Something stopped answering: it has its time to come back.
        (Some(1), Some(8), Bad, 12, Wait),
        (Some(1), Some(8), Bad, 13, Back),
        (Some(1), Some(8), Good, 12, Done),
    ] {
        let at = |minutes: Option<i64>| minutes.map(|minutes| minutes * MINUTE);
        let watched = Member {
            switched_at_ms: Some(0),
            good_at_ms: at(good),
            last_good_at_ms: at(last_good),
            ..member(1, Step::Watching)
        };
        let found = judge(&watched, seen, &terms, minutes * MINUTE);
        assert_eq!(found, expect, "{good:?} {last_good:?} {seen:?} {minutes}");
    }
}

#[test]
fn nothing_is_done_without_a_backup() {
    for (saved, minutes, expect) in [
        (Saved::Not, 0, Backing::Ask),
        (Saved::UnderWay, 200, Backing::Wait),
        (Saved::Ready, 0, Backing::GoOn),
        (Saved::Ready, 600, Backing::GoOn),
        (Saved::Failed, 4, Backing::Wait),
        (Saved::Failed, 5, Backing::GiveUp),
        (Saved::UnderWay, 360, Backing::GiveUp),
        (Saved::Not, 360, Backing::GiveUp),
    ] {
        assert_eq!(backing(saved, 0, minutes * MINUTE), expect, "{saved:?} {minutes}");
    }
}

#[test]
fn hours_in_which_servers_might_be_restarted_are_counted() {
    let terms = UpdateTerms::default();
    let late = UpdateTerms { night_from: 22, night_until: 24, ..UpdateTerms::default() };
    for (terms, from, to, hours) in [
        (&terms, "2026-11-22T02:00:00+01:00", "2026-11-22T03:00:00+01:00", 1),
        (&terms, "2026-11-22T04:00:00+01:00", "2026-11-22T12:00:00+01:00", 1),
        (&terms, "2026-11-22T04:00:00+01:00", "2026-11-23T02:00:00+01:00", 2),
        (&terms, "2026-11-22T12:00:00+01:00", "2026-11-24T12:00:00+01:00", 8),
        (&terms, "2026-11-22T12:00:00+01:00", "2026-11-22T13:00:00+01:00", 0),
        (&terms, "2026-11-22T03:00:00+01:00", "2026-11-22T02:00:00+01:00", 0),
        (&late, "2026-11-22T23:00:00+01:00", "2026-11-23T23:00:00+01:00", 2),
    ] {
        assert_eq!(open_ms(terms, Kind::Regular, (at(from), at(to)), &zone()), hours * HOUR, "{from} {to}");
    }
    let (from, to) = (at("2026-11-22T12:00:00+01:00"), at("2026-11-22T15:00:00+01:00"));
    assert_eq!(open_ms(&terms, Kind::Security, (from, to), &zone()), 3 * HOUR);
}

#[test]
fn a_server_is_waited_for_an_hour_in_which_it_might_be_restarted() {
    let terms = UpdateTerms::default();
    let since = at("2026-11-22T04:30:00+01:00");
    for (kind, stage, now, expect) in [
        (Kind::Regular, 1, "2026-11-22T12:00:00+01:00", false),
        (Kind::Regular, 1, "2026-11-23T01:29:00+01:00", false),
        (Kind::Regular, 1, "2026-11-23T01:30:00+01:00", true),
        (Kind::Regular, 0, "2026-11-22T05:30:00+01:00", true),
        (Kind::Security, 1, "2026-11-22T05:29:00+01:00", false),
        (Kind::Security, 1, "2026-11-22T05:30:00+01:00", true),
    ] {
        let (rollout, own) = (rollout(kind, stage), member(stage, Step::Waiting));
        let given_up = is_given_up((&rollout, &own), since, &terms, (at(now), &zone()));
        assert_eq!(given_up, expect, "{kind:?} {stage} {now}");
    }
}

#[test]
fn who_has_its_backup_is_switched_only_while_the_rollout_goes_on_and_in_its_hours() {
    let terms = UpdateTerms::default();
    let (night, noon) = (at("2026-11-22T02:00:00+01:00"), at("2026-11-22T12:00:00+01:00"));
    for (kind, stage, state, now_ms, expect) in [
        (Kind::Regular, 1, "running", night, true),
        (Kind::Regular, 1, "running", noon, false),
        (Kind::Regular, 0, "running", noon, true),
        (Kind::Regular, 1, "done", night, true),
        (Kind::Security, 1, "running", noon, true),
        (Kind::Security, 1, "stopped", noon, false),
        (Kind::Security, 1, "paused", noon, false),
        (Kind::Security, 0, "abandoned", noon, false),
    ] {
        let rollout = Rollout { state: state.into(), ..rollout(kind, stage) };
        let may = may_switch((&rollout, &member(stage, Step::BackingUp)), &terms, (now_ms, &zone()));
        assert_eq!(may, expect, "{kind:?} {stage} {state}");
    }
}

#[test]
fn nobody_waits_behind_servers_that_are_held_up() {
    let terms = UpdateTerms { at_once: 1, ..UpdateTerms::default() };
    let held = || Member { held_up_at_ms: Some(1), ..member(1, Step::Waiting) };
    let all = [held(), held(), Member { due_at_ms: 7, ..member(1, Step::Waiting) }];
    let order = due(&rollout(Kind::Security, 1), &all, &terms, (HOUR, &zone()));
    assert_eq!(order.iter().map(|own| own.due_at_ms).collect::<Vec<_>>(), [7, 0, 0]);
    let busy = [held(), member(1, Step::Watching)];
    assert!(due(&rollout(Kind::Security, 1), &busy, &terms, (HOUR, &zone())).is_empty(), "there is no room");
}

#[test]
fn a_rollout_that_could_go_on_and_does_not_stands_still() {
    let terms = UpdateTerms::default();
    let begun = at("2026-11-22T01:00:00+01:00");
    let own = |stage, step| Member { due_at_ms: begun, ended_at_ms: None, ..member(stage, step) };
    let done = |text: &str| Member { ended_at_ms: Some(at(text)), ..own(1, Step::Done) };
    use Step::{BackingUp, LeftOut, Waiting};
    for (kind, stage, members, now, expect) in [
        (Kind::Regular, 1, vec![own(1, Waiting)], "2026-11-22T05:00:00+01:00", None),
        (Kind::Regular, 1, vec![own(1, Waiting)], "2026-11-23T01:09:00+01:00", None),
        (Kind::Regular, 1, vec![own(1, Waiting)], "2026-11-23T01:10:00+01:00", Some(begun)),
        (Kind::Regular, 1, vec![own(1, BackingUp)], "2026-11-23T01:10:00+01:00", Some(begun)),
        (Kind::Regular, 1, vec![own(2, Waiting)], "2026-11-29T01:10:00+01:00", None),
        (
            Kind::Regular,
            1,
            vec![own(1, Waiting), done("2026-11-22T04:00:00+01:00")],
            "2026-11-23T02:00:00+01:00",
            None,
        ),
        (Kind::Security, 1, vec![own(1, Waiting)], "2026-11-22T07:09:00+01:00", None),
        (Kind::Security, 1, vec![own(1, Waiting)], "2026-11-22T07:10:00+01:00", Some(begun)),
        (Kind::Regular, 0, vec![own(0, LeftOut), own(1, Waiting)], "2026-11-22T07:10:00+01:00", Some(begun)),
        (
            Kind::Security,
            1,
            vec![own(1, Waiting), done("2026-11-22T04:00:00+01:00")],
            "2026-11-22T09:00:00+01:00",
            None,
        ),
    ] {
        let rollout = Rollout { stage_at_ms: begun, ..rollout(kind, stage) };
        assert_eq!(stands_since(&rollout, &members, &terms, (at(now), &zone())), expect, "{kind:?} {now}");
        let paused = Rollout { state: "paused".into(), ..rollout.clone() };
        assert_eq!(stands_since(&paused, &members, &terms, (at(now), &zone())), None);
        let resumed = Rollout { resumed_at_ms: Some(at(now)), ..rollout };
        assert_eq!(stands_since(&resumed, &members, &terms, (at(now), &zone())), None, "just resumed");
    }
}
