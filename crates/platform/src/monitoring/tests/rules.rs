use super::super::rules::{
    Again, Disk, Full, Heard, Node, Room, Used, again, engines_of, full, full_in_days, hour_of, node,
    reached_permyriad, room, says_more,
};
use crate::servers::Limits;

const MB: i64 = 1 << 20;

#[test]
fn which_engine_is_started_again() {
    for (down, engines) in [
        (vec!["imaps"], vec!["dovecot"]),
        (vec!["pop3s", "imaps"], vec!["dovecot"]),
        // Whoever cannot sign in to read cannot sign in to send either.
        (vec!["imaps", "submission", "submissions"], vec!["dovecot"]),
        (vec!["submission"], vec!["postfix"]),
        (vec!["smtp"], vec!["postfix"]),
        (vec!["smtp", "submission", "submissions", "loop"], vec!["postfix"]),
        (vec!["smtp", "imaps"], vec!["postfix", "dovecot"]),
        (vec!["loop"], vec!["postfix", "dovecot"]),
        (vec!["https"], vec![]),
        (vec![], vec![]),
    ] {
        assert_eq!(engines_of(&down), engines, "{down:?}");
    }
}

#[test]
fn all_silent_at_once_is_the_node() {
    use Node::{Doubted, Down, Up};
    let silent = |rounds| Heard { silent: rounds, good: 0 };
    let good = |answers| Heard { silent: 0, good: answers };
    for (before, servers, expect) in [
        (Up, vec![], Up),
        (Down, vec![silent(9)], Up),
        (Up, vec![silent(3), good(5)], Up),
        // One of its protocols was bad, or was good once: it is not silent.
        (Up, vec![silent(200), good(0)], Up),
        (Doubted, vec![silent(200), good(1)], Up),
        // Nobody is certain yet.
        (Up, vec![silent(200), silent(1)], Doubted),
        (Doubted, vec![silent(2), silent(3)], Doubted),
        (Doubted, vec![silent(3), silent(3)], Down),
        (Up, vec![silent(3), silent(200), silent(3)], Down),
        // Nor is one good answer its end.
        (Down, vec![silent(9), good(0)], Down),
        (Down, vec![silent(9), good(1)], Down),
        (Down, vec![silent(9), good(2)], Up),
    ] {
        assert_eq!(node(before, &servers, (3, 2)), expect, "{before:?} {servers:?}");
    }
}

#[test]
fn limits_grow_before_they_are_felt_and_up_to_the_ceiling() {
    let limits =
        |memory_mb: i64, processes| Limits { memory_bytes: memory_mb * MB, processes, cpu_percent: 200 };
    let used = |memory_mb: i64, processes, ended| Used {
        memory_bytes: memory_mb * MB,
        processes,
        ended_for_memory: ended,
        throttled_permille: 49,
    };
    let ceiling = Limits { cpu_percent: 400, ..limits(4096, 2000) };
    for (used, now, expect) in [
        (used(500, 100, 0), limits(1024, 512), Room::Enough),
        (used(818, 100, 0), limits(1024, 512), Room::Enough),
        (used(820, 100, 0), limits(1024, 512), Room::Grow(limits(1536, 512))),
        // The kernel had to end something: too late, but not again.
        (used(100, 100, 1), limits(1024, 512), Room::Grow(limits(1536, 512))),
        (used(100, 480, 0), limits(1024, 512), Room::Grow(limits(1024, 768))),
        (used(1000, 480, 0), limits(1024, 512), Room::Grow(limits(1536, 768))),
        (used(3000, 100, 0), limits(3072, 512), Room::Grow(limits(4096, 512))),
        (used(4000, 100, 0), limits(4096, 512), Room::Short),
        // One at its ceiling does not keep the other from growing.
        (used(4000, 480, 0), limits(4096, 512), Room::Grow(limits(4096, 768))),
        // A provider who lowers the ceiling takes nothing away.
        (used(5000, 100, 0), limits(6144, 512), Room::Short),
    ] {
        assert_eq!(room(used, now, ceiling), expect, "{used:?} of {now:?}");
    }
}

#[test]
fn processor_time_grows_when_a_server_waits_for_it() {
    let limits = |cpu_percent| Limits { memory_bytes: 1024 * MB, processes: 512, cpu_percent };
    let used =
        |throttled_permille| Used { memory_bytes: 0, processes: 0, ended_for_memory: 0, throttled_permille };
    for (throttled, now, expect) in [
        (0, 200, Room::Enough),
        (49, 200, Room::Enough),
        (50, 200, Room::Grow(limits(300))),
        (1_000, 300, Room::Grow(limits(400))),
        (50, 400, Room::Short),
        (0, 400, Room::Enough),
    ] {
        assert_eq!(room(used(throttled), limits(now), limits(400)), expect, "{throttled} of {now}");
    }
}

#[test]
fn a_disk_that_fills_is_foreseen() {
    const DAY: i64 = 86_400_000;
    let disk =
        |days: i64, free_gb: i64| Disk { at_ms: days * DAY, free_bytes: free_gb << 30, bytes: 1000 << 30 };
    for (then, now, expect) in [
        (None, disk(7, 500), None),
        (None, disk(7, 49), Some(0)),
        (Some(disk(0, 500)), disk(7, 500), None),
        (Some(disk(0, 500)), disk(7, 600), None),
        (Some(disk(0, 500)), disk(7, 430), Some(43)),
        (Some(disk(0, 900)), disk(7, 200), Some(2)),
        // Too short to tell.
        (Some(Disk { at_ms: 7 * DAY - 60_000, ..disk(0, 900) }), disk(7, 200), None),
    ] {
        assert_eq!(full_in_days(then, now), expect, "{then:?} {now:?}");
    }
}

#[test]
fn what_is_not_all_is_not_a_hundred_per_cent() {
    for (watched, down, expect) in [
        (0, 0, None),
        (1_000_000, 0, Some(10_000)),
        (1_000_000, 1, Some(9_999)),
        (1_000_000, 10_000, Some(9_900)),
        (1_000, 5_000, Some(0)),
    ] {
        assert_eq!(reached_permyriad(watched, down), expect, "{down} of {watched}");
    }
}

#[test]
fn an_hour_begins_on_the_hour() {
    assert_eq!((hour_of(7_199_999), hour_of(7_200_000), hour_of(-1)), (3_600_000, 7_200_000, -3_600_000));
}

#[test]
fn nothing_more_can_be_put_on_a_disk() {
    let disk = |free_mb: i64, mb: i64| Disk { at_ms: 0, free_bytes: free_mb * MB, bytes: mb * MB };
    for (disk, files, expect) in [
        (disk(500_000, 1_000_000), Some(1_000_000), None),
        // Below five per cent, but a large disk still takes many mails.
        (disk(101, 1_000_000), Some(1_000_000), None),
        (disk(99, 1_000_000), Some(1_000_000), Some(Full::Room)),
        (disk(0, 1_000_000), Some(0), Some(Full::Room)),
        (disk(31, 600), Some(1_000), None),
        (disk(29, 600), Some(1_000), Some(Full::Room)),
        (disk(500_000, 1_000_000), Some(16), None),
        (disk(500_000, 1_000_000), Some(15), Some(Full::Files)),
        // A file system that makes files as long as it has room.
        (disk(500_000, 1_000_000), None, None),
    ] {
        assert_eq!(full(disk, files), expect, "{disk:?} {files:?}");
    }
}

#[test]
fn numbers_that_change_are_written_down_now_and_then_and_the_worst_of_them_at_once() {
    const MINUTE: i64 = 60_000;
    let wait = |mails: u64, hours: u64| format!("{mails} mails wait, the oldest for {hours} hours");
    for (before, now, at_minute, expect) in [
        (vec![], wait(12, 2), 0, true),
        (vec![(wait(12, 2), 0)], wait(12, 2), 600, false),
        (vec![(wait(12, 2), 0)], wait(13, 2), 1, false),
        (vec![(wait(12, 2), 0)], wait(13, 2), 60, true),
        (vec![(wait(12, 2), 0)], wait(25, 2), 1, true),
        (vec![(wait(12, 2), 0)], wait(5, 2), 1, true),
        // Between the most and the least of the hour nothing is new.
        (vec![(wait(25, 2), 2), (wait(12, 2), 0)], wait(50, 2), 3, false),
        (vec![(wait(5, 2), 3), (wait(25, 2), 2)], wait(24, 2), 4, false),
        (vec![(wait(25, 2), 2), (wait(12, 2), 0)], wait(51, 2), 3, true),
        (vec![("imaps: refused".into(), 0)], "imaps: silent".into(), 1, true),
        (vec![("0 days".into(), 0)], "1 days".into(), 1, true),
        (vec![("99999999999999999999999".into(), 0)], "1".into(), 1, true),
    ] {
        let before: Vec<(String, i64)> = before.into_iter().map(|(text, at)| (text, at * MINUTE)).collect();
        assert_eq!(says_more(&before, &now, at_minute * MINUTE), expect, "{now} after {before:?}");
    }
}

#[test]
fn staff_are_asked_again_about_every_kind() {
    for (kind, _) in super::super::KINDS {
        let expect = match *kind {
            "service-down" | "server-died" => Again::ByLadder,
            "node-down" | "disk-filling" | "fallback-full" | "fallback-down" => Again::Soon,
            _ => Again::Daily,
        };
        assert_eq!(again(kind), expect, "{kind}");
    }
}
