//! When a certificate is renewed, and when it is tried again: pure.

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A third of its life before it runs out: 30 days of Let's Encrypt's 90, so that many tries fit in between.
pub fn renew_at_ms(from_ms: i64, until_ms: i64) -> i64 {
    until_ms - (until_ms - from_ms) / 3
}

/// The pause after so many tries in vain, from 5 minutes doubling to a day: authorities count failures by the hour.
pub fn pause_ms(failures: i64) -> i64 {
    ((5 * MINUTE) << (failures.clamp(1, 10) - 1)).min(DAY)
}

/// Whether people have to look: it was tried in vain for a day, or little of the old one is left.
pub fn is_trouble(failures: i64, (from_ms, until_ms): (Option<i64>, Option<i64>), now_ms: i64) -> bool {
    let life = from_ms.zip(until_ms).map(|(from, until)| (until - from, until - now_ms));
    failures > 0 && life.map_or(failures >= 3, |(whole, left)| failures >= 8 || left < whole / 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_of_ninety_days_is_renewed_thirty_before() {
        assert_eq!(renew_at_ms(0, 90 * DAY), 60 * DAY);
        assert_eq!(renew_at_ms(10 * DAY, 16 * DAY), 14 * DAY);
    }

    #[test]
    fn pauses_grow_to_a_day() {
        let minutes: Vec<i64> = (0..=11).map(|failures| pause_ms(failures) / MINUTE).collect();
        assert_eq!(minutes, [5, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
    }

    #[test]
    fn people_are_told_before_it_hurts() {
        let valid = (Some(0), Some(90 * DAY));
        assert!(!is_trouble(0, valid, 89 * DAY), "nothing failed");
        assert!(!is_trouble(3, valid, 60 * DAY), "thirty days are left");
        assert!(is_trouble(1, valid, 76 * DAY), "fourteen are left");
        assert!(is_trouble(8, valid, 61 * DAY), "it was tried for a day");
        assert!(is_trouble(3, (None, None), 0) && !is_trouble(2, (None, None), 0), "the first one");
    }
}
