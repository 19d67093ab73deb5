//! When a certificate is renewed, and when it is tried again: pure.

use super::model::{Certificate, State};
use hostler_kit::http::{Args, Kind, Refuse};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Renewals are spread over this part of a life: two days of ninety.
const SPREAD: i64 = 45;
/// Nobody asks an authority for another so soon after it gave one: most give five of a kind in a week.
const AFTER_ONE_MS: i64 = DAY;
/// And so soon after it was tried in vain.
const AFTER_A_TRY_MS: i64 = 10 * MINUTE;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRefused {
    #[error("no authority gives certificates here")]
    NoAuthority,
    #[error("there is none for {name}")]
    NoSuchName { name: String },
    #[error("it was got or tried only just now")]
    TooSoon,
}

impl Refuse for CertificateRefused {
    fn kind(&self) -> Kind {
        match self {
            CertificateRefused::NoAuthority => Kind::Conflict,
            CertificateRefused::NoSuchName { .. } => Kind::Missing,
            CertificateRefused::TooSoon => Kind::TooMany,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            CertificateRefused::NoAuthority => "certificate-no-authority",
            CertificateRefused::NoSuchName { .. } => "certificate-no-such-name",
            CertificateRefused::TooSoon => "certificate-too-soon",
        }
    }

    fn args(&self) -> Args {
        match self {
            CertificateRefused::NoSuchName { name } => Args::from([("name", name.clone())]),
            _ => Args::new(),
        }
    }
}

/// A third of its life before it runs out: 30 days of Let's Encrypt's 90, so that many tries fit in between. Each name
/// up to two days earlier, so that those that were got on one day are not renewed in one minute.
pub fn renew_at_ms(host: &str, (from_ms, until_ms): (i64, i64)) -> i64 {
    let life = until_ms - from_ms;
    // FNV-1a: the same name has the same place every time.
    let mixed = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = host.bytes().fold(0xcbf2_9ce4_8422_2325, mixed);
    let over = u64::try_from(life / SPREAD).unwrap_or(0).max(1);
    until_ms - life / 3 - i64::try_from(hash % over).unwrap_or(0)
}

/// Whether it is time to ask the authority for one; what another authority signed is replaced at once.
pub fn is_due(certificate: &Certificate, directory: &str, now_ms: i64) -> bool {
    let another = !certificate.directory.is_empty() && certificate.directory != directory;
    match certificate.from_ms.zip(certificate.until_ms) {
        Some(life) => {
            another || certificate.asked_at_ms.is_some() || renew_at_ms(&certificate.host, life) <= now_ms
        }
        None => true,
    }
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

/// Whether somebody may have it got now, before its time.
pub fn may_ask(certificate: &Certificate, now_ms: i64) -> Result<(), CertificateRefused> {
    let (last, pause) = match certificate.failures {
        0 => (certificate.issued_at_ms, AFTER_ONE_MS),
        _ => (certificate.tried_at_ms, AFTER_A_TRY_MS),
    };
    match last {
        Some(last) if now_ms < last + pause => Err(CertificateRefused::TooSoon),
        _ => Ok(()),
    }
}

/// What is known about a name beside its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Footing {
    /// There is no authority to ask.
    NoAuthority,
    /// Its DNS was not yet seen to lead to the server.
    Unproven,
    Proven,
}

pub fn state(certificate: Option<&Certificate>, footing: Footing, now_ms: i64) -> State {
    let failing = certificate.is_some_and(|one| one.failures > 0);
    let until = certificate.and_then(|one| one.installed_at_ms.and(one.until_ms));
    match (until, footing) {
        (Some(until), _) if failing || until < now_ms => State::Failing,
        (Some(_), _) => State::Valid,
        (None, Footing::NoAuthority) => State::SelfSigned,
        (None, Footing::Unproven) => State::WaitsForDns,
        (None, Footing::Proven) if failing => State::Failing,
        (None, Footing::Proven) => State::Coming,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hostler_kit::id::Id;
    use hostler_kit::random::Random;

    fn certificate(life: Option<(i64, i64)>) -> Certificate {
        Certificate {
            server_id: Id::new(0, &Random::seeded(1)),
            host: "mail.bakkerij.example".into(),
            sealed: String::new(),
            from_ms: life.map(|(from, _)| from),
            until_ms: life.map(|(_, until)| until),
            issuer: String::new(),
            issued_at_ms: life.map(|(from, _)| from),
            installed_at_ms: life.map(|(from, _)| from),
            failures: 0,
            last_error: String::new(),
            tried_at_ms: None,
            asked_at_ms: None,
            try_at_ms: 0,
            directory: "https://ca.example/dir".into(),
        }
    }

    #[test]
    fn a_certificate_of_ninety_days_is_renewed_thirty_before_and_each_name_at_a_time_of_its_own() {
        let names = ["mail.bakkerij.example", "webmail.bakkerij.example", "bakkerij.hostler.test"];
        let times: Vec<i64> = names.iter().map(|name| renew_at_ms(name, (0, 90 * DAY))).collect();
        assert!(times.iter().all(|at| (58 * DAY..=60 * DAY).contains(at)), "{times:?}");
        assert!(times[0] != times[1] && times[1] != times[2], "{times:?}");
        assert_eq!(renew_at_ms("a.example", (0, 3)), 2, "a life too short to spread");
    }

    #[test]
    fn it_is_due_at_its_time_or_when_somebody_asks() {
        let mut own = certificate(Some((0, 90 * DAY)));
        let directory = own.directory.clone();
        assert!(!is_due(&own, &directory, 57 * DAY) && is_due(&own, &directory, 60 * DAY));
        assert!(is_due(&own, "https://another.example/dir", DAY), "another authority signed it");
        let unknown = Certificate { directory: String::new(), ..own.clone() };
        assert!(!is_due(&unknown, &directory, DAY), "nobody knows who did");
        own.asked_at_ms = Some(DAY);
        assert!(is_due(&own, &directory, DAY));
        assert!(is_due(&certificate(None), &directory, 0), "the first one");
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

    #[test]
    fn nobody_burns_the_authoritys_patience() {
        let mut own = certificate(Some((0, 90 * DAY)));
        assert!(may_ask(&own, DAY - 1).is_err() && may_ask(&own, DAY).is_ok());
        (own.failures, own.tried_at_ms) = (2, Some(DAY));
        assert!(may_ask(&own, DAY + 9 * MINUTE).is_err() && may_ask(&own, DAY + 10 * MINUTE).is_ok());
        assert!(may_ask(&certificate(None), 0).is_ok());
    }

    #[test]
    fn how_it_stands() {
        let (valid, failing) =
            (certificate(Some((0, DAY))), Certificate { failures: 1, ..certificate(None) });
        for (own, footing, expect) in [
            (Some(&valid), Footing::Proven, State::Valid),
            (Some(&valid), Footing::Unproven, State::Valid),
            (Some(&failing), Footing::Proven, State::Failing),
            (Some(&failing), Footing::NoAuthority, State::SelfSigned),
            (None, Footing::Proven, State::Coming),
            (None, Footing::Unproven, State::WaitsForDns),
            (None, Footing::NoAuthority, State::SelfSigned),
        ] {
            assert_eq!(state(own, footing, 0), expect);
        }
        assert_eq!(state(Some(&valid), Footing::Proven, 2 * DAY), State::Failing, "it ran out");
    }
}
