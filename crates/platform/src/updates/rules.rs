//! Who is in which stage, when a stage goes on and when a rollout stops, and what is next for a server: pure.

use super::model::{Kind, Member, Rollout, Step};
use crate::catalogue::UpdateTerms;
use hostler_kit::time::instant;
use jiff::ToSpan;
use jiff::tz::TimeZone;

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A server that takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entrant<'a> {
    pub id: &'a str,
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One of the provider's own.
    Test,
    Customer,
}

/// Each server's stage, in the order given: 0 for test servers; the others by a number that follows from rollout and
/// server, so that it is not always the same customers who go first. No share is so small that nobody is in it.
pub fn stages(rollout: &str, entrants: &[Entrant<'_>], shares: &[i64]) -> Vec<i64> {
    let mut order: Vec<usize> =
        (0..entrants.len()).filter(|at| entrants[*at].role == Role::Customer).collect();
    order.sort_by_key(|at| (place(rollout, entrants[*at].id), entrants[*at].id));
    let mut stages = vec![0; entrants.len()];
    let (number, mut from) = (order.len(), 0);
    for (share, stage) in shares.iter().zip(1..) {
        let wanted = (number * usize::try_from(*share).unwrap_or(100)).div_ceil(100);
        let until = wanted.max(from + 1).min(number);
        order[from..until].iter().for_each(|at| stages[*at] = stage);
        from = until;
    }
    stages
}

/// A number that follows from both (FNV-1a).
fn place(rollout: &str, server: &str) -> u64 {
    let bytes = rollout.bytes().chain([b'/']).chain(server.bytes());
    let mixed = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |mixed, byte| {
        (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    // The last bytes have moved the low digits only.
    mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (mixed >> 29)
}

/// Whether servers may be restarted now. Security does not wait for the night.
pub fn is_open(terms: &UpdateTerms, kind: Kind, at_ms: i64, zone: &TimeZone) -> bool {
    let hour = i64::from(instant(at_ms).to_zoned(zone.clone()).hour());
    kind == Kind::Security || (terms.night_from..terms.night_until).contains(&hour)
}

/// The first instant from `from_ms` on at which servers may be restarted.
pub fn opens(terms: &UpdateTerms, kind: Kind, from_ms: i64, zone: &TimeZone) -> i64 {
    if is_open(terms, kind, from_ms, zone) {
        return from_ms;
    }
    let at = instant(from_ms).to_zoned(zone.clone());
    let begins = i8::try_from(terms.night_from).unwrap_or(0);
    let today = at.date();
    let day = if at.hour() < begins { today } else { today.checked_add(1.day()).unwrap_or(today) };
    let opened = day.at(begins, 0, 0, 0).to_zoned(zone.clone());
    opened.map_or(from_ms, |opened| opened.timestamp().as_millisecond().max(from_ms))
}

/// The hours of a stage's servers: the provider's own are restarted at any hour, as all are for security.
pub fn hours(rollout: &Rollout, stage: i64) -> Kind {
    if stage == 0 { Kind::Security } else { rollout.kind() }
}

/// How long of the time between two instants servers might be restarted.
pub fn open_ms(terms: &UpdateTerms, kind: Kind, (from_ms, to_ms): (i64, i64), zone: &TimeZone) -> i64 {
    if kind == Kind::Security {
        return (to_ms - from_ms).max(0);
    }
    let (mut sum, mut at_ms) = (0, opens(terms, kind, from_ms, zone));
    while at_ms < to_ms {
        let closes_ms = closes(terms, at_ms, zone);
        sum += closes_ms.min(to_ms) - at_ms;
        at_ms = opens(terms, kind, closes_ms, zone);
    }
    sum
}

/// When the night of an instant in it ends.
fn closes(terms: &UpdateTerms, at_ms: i64, zone: &TimeZone) -> i64 {
    let day = instant(at_ms).to_zoned(zone.clone()).date();
    let ends = match i8::try_from(terms.night_until) {
        Ok(hour) if hour < 24 => day.at(hour, 0, 0, 0),
        _ => day.checked_add(1.day()).unwrap_or(day).at(0, 0, 0, 0),
    };
    let ends = ends.to_zoned(zone.clone()).map_or(at_ms, |ends| ends.timestamp().as_millisecond());
    ends.max(at_ms + MINUTE_MS)
}

/// A server whose turn it is, and which cannot be restarted, is waited for so long, in hours in which it might be.
const HELD_UP_MS: i64 = HOUR_MS;

/// Whether a server has been held up for so long that the others do not wait for it.
pub fn is_given_up(
    (rollout, member): (&Rollout, &Member),
    since_ms: i64,
    terms: &UpdateTerms,
    (now_ms, zone): (i64, &TimeZone),
) -> bool {
    open_ms(terms, hours(rollout, member.stage), (since_ms, now_ms), zone) >= HELD_UP_MS
}

/// Whether a server that has its backup may be restarted now: nobody held the rollout meanwhile, and it is an hour for it.
pub fn may_switch(
    (rollout, member): (&Rollout, &Member),
    terms: &UpdateTerms,
    (now_ms, zone): (i64, &TimeZone),
) -> bool {
    let on = rollout.is_running() || rollout.state == "done";
    on && is_open(terms, hours(rollout, member.stage), now_ms, zone)
}

/// Whether the test servers have shown nothing: none of them has the build. Those that staff left out by hand are not
/// waited for.
pub fn is_untested(rollout: &Rollout, members: &[Member]) -> bool {
    let tests = || members.iter().filter(|member| member.stage == 0);
    rollout.stage == 0
        && !tests().any(|member| member.step() == Step::Done)
        && tests().any(|member| !member.is_left_out_by_hand())
}

/// How long a stage is watched before the next.
pub fn soak_ms(terms: &UpdateTerms, kind: Kind) -> i64 {
    HOUR_MS * if kind == Kind::Security { terms.security_soak_hours } else { terms.soak_hours }
}

/// How long before customers' servers are restarted they are told.
pub fn notice_ms(terms: &UpdateTerms, kind: Kind) -> i64 {
    if kind == Kind::Security { 0 } else { DAY_MS * terms.announce_days }
}

/// When each stage begins at the earliest, the test servers' first: what customers are told. It is never sooner.
pub fn foreseen(terms: &UpdateTerms, kind: Kind, (now_ms, tests): (i64, usize), zone: &TimeZone) -> Vec<i64> {
    let watch = terms.watch_minutes * MINUTE_MS;
    let tested = if tests > 0 { now_ms + watch + soak_ms(terms, kind) } else { now_ms };
    let mut next = tested.max(now_ms + notice_ms(terms, kind));
    let mut all = vec![now_ms];
    for _ in &terms.shares {
        let opened = opens(terms, kind, next, zone);
        all.push(opened);
        next = opened + watch + soak_ms(terms, kind);
    }
    all
}

/// What is next for a rollout that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// This stage is not over.
    Work,
    /// So many servers were put back, or failed.
    Stop {
        failures: usize,
    },
    /// The next stage, from an instant on.
    Begin {
        stage: i64,
        at_ms: i64,
    },
    Done,
}

pub fn next(rollout: &Rollout, members: &[Member], terms: &UpdateTerms) -> Next {
    let failures = members.iter().filter(|member| member.step().is_bad()).count();
    if i64::try_from(failures).unwrap_or(i64::MAX) >= terms.failures {
        return Next::Stop { failures };
    }
    let own: Vec<&Member> = members.iter().filter(|member| member.stage == rollout.stage).collect();
    if own.iter().any(|member| !member.step().is_over()) {
        return Next::Work;
    }
    if is_untested(rollout, members) {
        return Next::Work;
    }
    if rollout.stage >= rollout.stages {
        return Next::Done;
    }
    let kind = rollout.kind();
    let ended = own.iter().filter_map(|member| member.ended_at_ms).max();
    // Where nothing was tried, nothing has to be waited for.
    let soaked = ended.map_or(rollout.stage_at_ms, |ended| ended + soak_ms(terms, kind));
    let told = rollout.started_at_ms + notice_ms(terms, kind);
    let at_ms = if rollout.stage == 0 { soaked.max(told) } else { soaked };
    Next::Begin { stage: rollout.stage + 1, at_ms }
}

/// How many more may be begun now.
pub fn room(members: &[Member], terms: &UpdateTerms) -> usize {
    let at_work = members.iter().filter(|member| member.step().is_at_work()).count();
    usize::try_from(terms.at_once).unwrap_or(1).saturating_sub(at_work)
}

/// So many of those that are held up are looked at in one go.
const HELD_UP_AT_ONCE: usize = 50;

/// Those that can probably be begun come first; nobody waits behind one that is held up.
fn in_turn<'a>(mut waiting: Vec<&'a Member>, members: &[Member], terms: &UpdateTerms) -> Vec<&'a Member> {
    let room = room(members, terms);
    waiting.sort_by_key(|member| member.held_up_at_ms.is_some());
    waiting.truncate(if room == 0 { 0 } else { room + HELD_UP_AT_ONCE });
    waiting
}

/// Whose turn it is now; as many of them are begun as there is [`room`] for.
pub fn due<'a>(
    rollout: &Rollout,
    members: &'a [Member],
    terms: &UpdateTerms,
    (now_ms, zone): (i64, &TimeZone),
) -> Vec<&'a Member> {
    let open = is_open(terms, hours(rollout, rollout.stage), now_ms, zone) && now_ms >= rollout.stage_at_ms;
    let waits = |member: &&Member| {
        member.stage == rollout.stage && member.state == "waiting" && now_ms >= member.due_at_ms
    };
    in_turn(members.iter().filter(|_| open).filter(waits).collect(), members, terms)
}

/// Whose turn it is of those that wait though their stage is over, since they are caught up.
pub fn late<'a>(
    rollout: &Rollout,
    members: &'a [Member],
    terms: &UpdateTerms,
    (now_ms, zone): (i64, &TimeZone),
) -> Vec<&'a Member> {
    let over = |member: &&Member| match rollout.state.as_str() {
        "done" => true,
        "running" => member.stage < rollout.stage,
        _ => false,
    };
    let open = |member: &&Member| is_open(terms, hours(rollout, member.stage), now_ms, zone);
    let waits = |member: &&Member| member.state == "waiting" && now_ms >= member.due_at_ms;
    in_turn(members.iter().filter(over).filter(open).filter(waits).collect(), members, terms)
}

/// What the probes saw just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Good,
    Bad,
}

/// What becomes of a server that runs its new build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Wait,
    Done,
    Back,
}

/// A server has to answer well within a time, and again within that time if it stops; and well so long in all.
pub fn judge(member: &Member, seen: Seen, terms: &UpdateTerms, now_ms: i64) -> Verdict {
    let switched = member.switched_at_ms.unwrap_or(now_ms);
    let first_good = member.good_at_ms.unwrap_or(now_ms);
    let last_good = member.last_good_at_ms.unwrap_or(switched);
    match seen {
        Seen::Good if now_ms >= first_good + terms.watch_minutes * MINUTE_MS => Verdict::Done,
        Seen::Bad if now_ms >= last_good + terms.good_within_minutes * MINUTE_MS => Verdict::Back,
        _ => Verdict::Wait,
    }
}

/// How the backup of right before stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    Not,
    UnderWay,
    Ready,
    Failed,
}

/// What follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backing {
    Ask,
    Wait,
    GoOn,
    GiveUp,
}

/// The backup is tried again by itself for so long after it failed, and may take so long in all.
const BACKUP_RETRIES_MS: i64 = 5 * MINUTE_MS;
const BACKUP_WITHIN_MS: i64 = 6 * HOUR_MS;

/// Nothing is done to a server that has no backup of right before.
pub fn backing(saved: Saved, begun_at_ms: i64, now_ms: i64) -> Backing {
    let waited = now_ms - begun_at_ms;
    match saved {
        Saved::Ready => Backing::GoOn,
        _ if waited >= BACKUP_WITHIN_MS => Backing::GiveUp,
        Saved::Failed if waited >= BACKUP_RETRIES_MS => Backing::GiveUp,
        Saved::Not => Backing::Ask,
        Saved::Failed | Saved::UnderWay => Backing::Wait,
    }
}
