//! RFC 3339 instants, read strictly and without allocation.

/// An instant: milliseconds since 1970 UTC, and nanoseconds beyond them (below a million). Sorts by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant {
    pub ms: i64,
    pub rest_ns: u32,
}

/// Reads `2026-10-03T09:30:00.250+02:00` as RFC 3339 section 5.6 writes it: `T` and `Z` in either case, any number of
/// decimals (those beyond the ninth are dropped), a leap second taken as the second before it.
pub fn parse(text: &str) -> Option<Instant> {
    let (fixed, rest) = text.as_bytes().split_first_chunk::<19>()?;
    let separators = [fixed[4], fixed[7], fixed[10] | 0x20, fixed[13], fixed[16]];
    if separators != *b"--t::" {
        return None;
    }
    let mut largest = 0;
    let mut digit = |at: usize| {
        let value = fixed[at].wrapping_sub(b'0');
        largest = largest.max(value);
        i64::from(value)
    };
    let mut two = |at| digit(at) * 10 + digit(at + 1);
    let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    if largest > 9 || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (nanoseconds, zone) = fraction(rest)?;
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second.min(59);
    let ms = (seconds - offset_seconds(zone)?) * 1000 + i64::from(nanoseconds / 1_000_000);
    Some(Instant { ms, rest_ns: nanoseconds % 1_000_000 })
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

/// Nanoseconds of a fraction such as `.25`, if there is one, and what follows it.
fn fraction(rest: &[u8]) -> Option<(u32, &[u8])> {
    let Some(mut after) = rest.strip_prefix(b".") else { return Some((0, rest)) };
    let (mut nanoseconds, mut weight) = (0, 100_000_000);
    after.first().filter(|byte| byte.is_ascii_digit())?;
    while let [byte @ b'0'..=b'9', others @ ..] = after {
        nanoseconds += u32::from(byte - b'0') * weight;
        weight /= 10;
        after = others;
    }
    Some((nanoseconds, after))
}

fn offset_seconds(zone: &[u8]) -> Option<i64> {
    match zone {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
            let seconds = hours * 3600 + minutes * 60;
            let is_possible = hours <= 23 && minutes <= 59;
            is_possible.then_some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar: years counted from March, so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}
