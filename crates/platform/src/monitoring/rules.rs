//! What follows from what was seen: pure.

use crate::servers::Limits;

/// What an engine's restart is asked of, from the protocols that are down. Where people cannot sign in, sending fails as
/// well, since both ask Dovecot; so Postfix is left alone unless it does not take mail from outside either.
pub fn engines_of(down: &[&str]) -> Vec<&'static str> {
    let is_down = |words: &[&str]| words.iter().any(|word| down.contains(word));
    let dovecot = is_down(&["imap", "imaps", "pop3", "pop3s"]);
    let postfix = is_down(&["smtp"]) || (is_down(&["submission", "submissions"]) && !dovecot);
    match (postfix, dovecot) {
        (true, true) => vec!["postfix", "dovecot"],
        (true, false) => vec!["postfix"],
        (false, true) => vec!["dovecot"],
        // A mail is lost on its way, or the console is down: nobody can tell which of them it is.
        (false, false) if is_down(&["loop"]) => vec!["postfix", "dovecot"],
        (false, false) => Vec::new(),
    }
}

/// When a server last answered well, and badly, to any question; in milliseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    pub good_at_ms: i64,
    pub bad_at_ms: i64,
    /// Whether one of its protocols is down for certain.
    pub down: Option<()>,
}

/// Whether all servers fell silent at once: then it is their node that is down, or its network, and that is one trouble.
/// A provider with one server cannot tell the two apart, so it is the server's.
pub fn is_node_down(servers: &[Heard]) -> bool {
    let silent = |heard: &Heard| heard.bad_at_ms > heard.good_at_ms;
    servers.len() > 1 && servers.iter().all(silent) && servers.iter().any(|heard| heard.down.is_some())
}

/// What a server uses, and how often since it was last looked at the memory limit ended one of its processes, and in how
/// many thousandths of the time it had used up its processor time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    pub memory_bytes: i64,
    pub processes: i64,
    pub ended_for_memory: i64,
    pub throttled_permille: i64,
}

/// What is done about a server's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    Enough,
    /// They are raised to this.
    Grow(Limits),
    /// They are as high as the provider lets them be, and the server needs more.
    Short,
}

/// From this share of a limit on it is raised, in hundredths.
const FULL_PERCENT: i64 = 80;
/// From this share of the time on in which a server had to wait for processor time, its limit is raised, in thousandths.
const THROTTLED_PERMILLE: i64 = 50;
/// Steps in which memory grows.
const MEMORY_STEP: i64 = 128 << 20;
/// Steps in which processor time grows, in hundredths of a processor.
const CPU_STEP: i64 = 50;

/// Limits are raised by half when four fifths of one are used, or a server has waited for processor time, so that it does
/// not feel them; never beyond the ceiling, and never lowered (H3).
pub fn room(used: Used, limits: Limits, ceiling: Limits) -> Room {
    let full = |used: i64, limit: i64| used >= limit / 100 * FULL_PERCENT;
    let memory = full(used.memory_bytes, limits.memory_bytes) || used.ended_for_memory > 0;
    let processes = full(used.processes, limits.processes.max(100));
    let processor = used.throttled_permille >= THROTTLED_PERMILLE;
    let more = |limit: i64, step: i64, most: i64| {
        let half = limit + (limit / 2).max(step);
        (half + step - 1).div_euclid(step).saturating_mul(step).min(most).max(limit)
    };
    let wanted = Limits {
        memory_bytes: if memory {
            more(limits.memory_bytes, MEMORY_STEP, ceiling.memory_bytes)
        } else {
            limits.memory_bytes
        },
        processes: if processes { more(limits.processes, 1, ceiling.processes) } else { limits.processes },
        cpu_percent: if processor {
            more(limits.cpu_percent, CPU_STEP, ceiling.cpu_percent)
        } else {
            limits.cpu_percent
        },
    };
    match (memory || processes || processor, wanted == limits) {
        (false, _) => Room::Enough,
        (true, false) => Room::Grow(wanted),
        (true, true) => Room::Short,
    }
}

/// Room on a disk at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    pub at_ms: i64,
    pub free_bytes: i64,
    pub bytes: i64,
}

/// What there is none of any more on a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    Room,
    /// It has room, but no file can be made on it any more.
    Files,
}

/// Below this a mail server refuses mail, for a large one would not fit, in bytes.
const LEAST_ROOM: i64 = 100 << 20;
/// Below this a mail server cannot count on getting its next file: queue, mailbox and index take one each.
const LEAST_FILES: i64 = 16;

/// Whether nothing more can be put on a disk; `files` are how many may still be made, if that has a limit at all.
pub fn full(disk: Disk, files: Option<i64>) -> Option<Full> {
    if disk.free_bytes < LEAST_ROOM.min(disk.bytes / 100 * LEFT_PERCENT) {
        return Some(Full::Room);
    }
    files.filter(|left| *left < LEAST_FILES).map(|_| Full::Files)
}

const DAY_MS: i64 = 86_400_000;
/// Below this share of the whole a disk is full, whatever the forecast says, in hundredths.
const LEFT_PERCENT: i64 = 5;
/// What is needed to tell how fast it fills.
const LEAST_SPAN_MS: i64 = 3 * 3_600_000;

/// In how many whole days a disk is full if it goes on as between `then` and `now`; none: it does not fill up, or nobody
/// can tell yet. A disk with hardly any room is full today.
pub fn full_in_days(then: Option<Disk>, now: Disk) -> Option<i64> {
    if now.free_bytes < now.bytes / 100 * LEFT_PERCENT {
        return Some(0);
    }
    let then = then.filter(|then| now.at_ms - then.at_ms >= LEAST_SPAN_MS)?;
    let taken = then.free_bytes - now.free_bytes;
    if taken <= 0 {
        return None;
    }
    let ms = i128::from(now.free_bytes) * i128::from(now.at_ms - then.at_ms) / i128::from(taken);
    i64::try_from(ms / i128::from(DAY_MS)).ok()
}

/// How long answers are counted together for the plot of a day, in milliseconds.
pub const SLOT_MS: i64 = 5 * 60_000;

/// The five minutes that an instant is in.
pub fn slot_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(SLOT_MS) * SLOT_MS
}

/// Which share of a time something could be used, in hundredths of a per cent, rounded down: what is not all is not
/// 100 %. None: it was not watched.
pub fn reached_permyriad(watched_ms: i64, down_ms: i64) -> Option<i64> {
    (watched_ms > 0).then(|| (watched_ms - down_ms.clamp(0, watched_ms)).saturating_mul(10_000) / watched_ms)
}

/// The hour that an instant is in.
pub fn hour_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(3_600_000) * 3_600_000
}
