//! From where a protocol can be reached (K2): what every place sees is the server's trouble, what some see is the way's.
//! Pure.

use hostler_wire::vantage::Look;

/// How a protocol looks from another place, by its newest report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    pub place: String,
    pub look: Look,
    /// Since when, and when it last said so; by the platform's clock.
    pub since_ms: i64,
    pub heard_at_ms: i64,
    pub trouble: String,
}

/// How the platform itself sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    Good,
    /// Since the first bad answer; and whether it was found to be down from everywhere before.
    Down {
        since_ms: i64,
        before: Before,
    },
}

/// What was made of a trouble so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    Everywhere,
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// No place has a trouble.
    Reached,
    /// The platform is the only one to know so far: the others are asked first.
    Waiting,
    /// Every place that reports sees it down.
    Everywhere,
    /// Some do and some do not.
    Partly,
}

/// How long others are waited for, and a change of theirs is given until it counts against what was found; in
/// milliseconds.
pub const WAIT_MS: i64 = 30_000;

/// What follows for one protocol. Who is silent is not among the others, so where nobody reports the platform counts alone.
pub fn reach(here: Here, others: &[Elsewhere], now_ms: i64) -> Reach {
    let settled = |other: &Elsewhere| now_ms - other.since_ms >= WAIT_MS;
    let Here::Down { since_ms, before } = here else {
        // The platform asks as well and may see it a moment later.
        let down = others.iter().any(|other| other.look == Look::Down && settled(other));
        return if down { Reach::Partly } else { Reach::Reached };
    };
    let good = |other: &&Elsewhere| match before {
        Before::Open => other.look == Look::Good && other.heard_at_ms > since_ms,
        // It mends there a moment earlier than here.
        Before::Everywhere => other.look == Look::Good && settled(other),
    };
    let open = |other: &Elsewhere| other.look != Look::Down;
    match before {
        _ if others.iter().any(|other| good(&other)) => Reach::Partly,
        Before::Open if others.iter().any(open) && now_ms - since_ms < WAIT_MS => Reach::Waiting,
        _ => Reach::Everywhere,
    }
}

/// From where a protocol is reached and from where not, in a plain English sentence; `here`: the platform's own trouble.
pub fn said(word: &str, here: Option<&str>, others: &[Elsewhere]) -> String {
    let down = others.iter().filter(|other| other.look == Look::Down);
    let mut not: Vec<String> = here.map(|trouble| format!("here ({trouble})")).into_iter().collect();
    not.extend(down.map(|other| format!("{} ({})", other.place, other.trouble)));
    let mut from: Vec<&str> = if here.is_none() { vec!["here"] } else { Vec::new() };
    from.extend(others.iter().filter(|other| other.look == Look::Good).map(|other| other.place.as_str()));
    format!("{word}: not from {}; but from {}", not.join(" and "), from.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000;

    fn other(look: Look, since_s: i64) -> Elsewhere {
        let since_ms = NOW - since_s * 1_000;
        let trouble = if look == Look::Down { "connect: nobody listens" } else { "" };
        Elsewhere {
            place: "Frankfurt".into(),
            look,
            since_ms,
            heard_at_ms: NOW - 1_000,
            trouble: trouble.into(),
        }
    }

    fn down(since_s: i64, before: Before) -> Here {
        Here::Down { since_ms: NOW - since_s * 1_000, before }
    }

    #[test]
    fn what_every_place_sees_is_the_servers_and_what_some_see_is_the_ways() {
        use Before::{Everywhere, Open};
        for (here, others, expect) in [
            (Here::Good, vec![], Reach::Reached),
            (Here::Good, vec![other(Look::Good, 90)], Reach::Reached),
            // Quicker than the platform, perhaps.
            (Here::Good, vec![other(Look::Down, 10)], Reach::Reached),
            (Here::Good, vec![other(Look::Down, 30)], Reach::Partly),
            (down(15, Open), vec![], Reach::Everywhere),
            (down(15, Open), vec![other(Look::Down, 2)], Reach::Everywhere),
            (down(15, Open), vec![other(Look::Doubted, 2)], Reach::Waiting),
            (down(31, Open), vec![other(Look::Doubted, 2)], Reach::Everywhere),
            (down(15, Open), vec![other(Look::Good, 900)], Reach::Partly),
            (down(15, Open), vec![other(Look::Down, 5), other(Look::Good, 900)], Reach::Partly),
            // It was last asked before the trouble began.
            (
                down(15, Open),
                vec![Elsewhere { heard_at_ms: NOW - 20_000, ..other(Look::Good, 900) }],
                Reach::Waiting,
            ),
            (
                down(31, Open),
                vec![Elsewhere { heard_at_ms: NOW - 40_000, ..other(Look::Good, 900) }],
                Reach::Everywhere,
            ),
            // It mends: there a moment earlier.
            (down(90, Everywhere), vec![other(Look::Good, 5)], Reach::Everywhere),
            (down(90, Everywhere), vec![other(Look::Good, 31)], Reach::Partly),
            (down(90, Everywhere), vec![other(Look::Doubted, 31)], Reach::Everywhere),
        ] {
            assert_eq!(reach(here, &others, NOW), expect, "{here:?} {others:?}");
        }
    }

    #[test]
    fn who_reads_it_knows_from_where() {
        let both = [other(Look::Down, 40), Elsewhere { place: "Paris".into(), ..other(Look::Good, 40) }];
        assert_eq!(
            said("imaps", Some("connect: nothing came"), &both),
            "imaps: not from here (connect: nothing came) and Frankfurt (connect: nobody listens); but from Paris"
        );
        assert_eq!(
            said("smtp", None, &both[..1]),
            "smtp: not from Frankfurt (connect: nobody listens); but from here"
        );
    }
}
