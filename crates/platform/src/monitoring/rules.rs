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

/// How a server answered to the protocols that it is asked, in answers in a row up to the last one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    /// Rounds in which none of its protocols was good; 0: one of them was, or was not asked yet.
    pub silent: u8,
    /// The most good answers in a row of one of its protocols.
    pub good: u8,
}

/// What is known of the machine below all servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    Up,
    /// All servers are silent, not yet for long enough to be believed: nobody is told of any of them meanwhile.
    Doubted,
    Down,
}

/// Whether all servers fell silent at once: then it is their node that is down, or its network, and that is one trouble.
/// A provider with one server cannot tell the two apart, so it is the server's. It begins after so many silent rounds of
/// all, and ends after so many good answers of one.
pub fn node(before: Node, servers: &[Heard], (down_after, good_after): (u8, u8)) -> Node {
    if servers.len() < 2 {
        return Node::Up;
    }
    let all_silent = |rounds: u8| servers.iter().all(|one| one.silent >= rounds.max(1));
    let one_is_back = servers.iter().any(|one| one.good >= good_after.max(1));
    match before {
        _ if all_silent(down_after) => Node::Down,
        Node::Down if !one_is_back => Node::Down,
        _ if all_silent(1) => Node::Doubted,
        _ => Node::Up,
    }
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

const HOUR_MS: i64 = 3_600_000;

/// Whether what is seen of a trouble says more than what was written down of it, newest first with its time. What
/// differs in numbers alone says so once an hour, or where one is more than twice, or less than half, of what was
/// written down within the hour: so the worst is on record, and nobody searches for anything else between them.
pub fn says_more(before: &[(String, i64)], now: &str, now_ms: i64) -> bool {
    let Some((last, last_ms)) = before.first() else { return true };
    let (words, numbers) = apart(now);
    if last == now {
        return false;
    }
    if apart(last).0 != words || now_ms - last_ms >= HOUR_MS {
        return true;
    }
    let within_the_hour = before.iter().filter(|(_, at_ms)| now_ms - at_ms < HOUR_MS);
    let alike: Vec<Vec<u128>> =
        within_the_hour.map(|(text, _)| apart(text)).filter(|own| own.0 == words).map(|own| own.1).collect();
    numbers.iter().enumerate().any(|(place, number)| {
        let (mut least, mut most) = (u128::MAX, 0);
        for own in alike.iter().filter_map(|own| own.get(place)) {
            (least, most) = (least.min(*own), most.max(*own));
        }
        *number > 2 * most || 2 * number < least
    })
}

/// A text without its numbers, and they.
fn apart(text: &str) -> (String, Vec<u128>) {
    let (mut words, mut numbers) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(from) = rest.find(|sign: char| sign.is_ascii_digit()) {
        let end = rest[from..].find(|sign: char| !sign.is_ascii_digit()).map_or(rest.len(), |at| from + at);
        words.push_str(&rest[..from]);
        words.push('#');
        // One that is longer than anything that is counted is no number.
        numbers.push(rest[from..end].parse::<u64>().map_or(0, u128::from));
        rest = &rest[end..];
    }
    (words + rest, numbers)
}

/// How often staff are asked again about what lasts, until somebody takes it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It needs somebody now: as often as about a server that is down.
    Soon,
    Daily,
    /// What is done about a server decides when.
    ByLadder,
}

/// What keeps mail from everybody, or soon will.
const NEED_SOMEBODY_NOW: [&str; 4] = ["disk-filling", "fallback-down", "fallback-full", "node-down"];
/// What is dealt with rung by rung.
const CLIMBED: [&str; 2] = ["server-died", "service-down"];

pub fn again(kind: &str) -> Again {
    match kind {
        _ if NEED_SOMEBODY_NOW.contains(&kind) => Again::Soon,
        _ if CLIMBED.contains(&kind) => Again::ByLadder,
        _ => Again::Daily,
    }
}
