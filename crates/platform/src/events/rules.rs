//! The kinds of event, who hears of which, and where a list goes on.

use super::model::Event;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_kit::id::Id;

/// Every kind of event. A new one needs its words `event-…` in both languages.
pub const KINDS: &[&str] = &[
    "backup.drill-failed",
    "backup.drill-passed",
    "backup.failed",
    "backup.looked-into",
    "backup.made",
    "backup.restore-wanted",
    "backup.restored",
    "batch.answered",
    "batch.made",
    "certificate.asked",
    "certificate.failed",
    "certificate.issued",
    "credit-note.issued",
    "customer.created",
    "customer.details",
    "debit.booked",
    "debit.cancelled",
    "debit.planned",
    "debit.returned",
    "debit.sent",
    "incident.acknowledged",
    "incident.began",
    "incident.escalated",
    "incident.noted",
    "incident.over",
    "fallback.delivery-asked",
    "fallback.discarded",
    "fallback.domain-settled",
    "fallback.held",
    "fallback.released",
    "host-name.added",
    "host-name.lapsed",
    "host-name.lost",
    "host-name.proven",
    "host-name.removed",
    "invoice.credited",
    "invoice.issued",
    "invoice.part-settled",
    "invoice.reopened",
    "invoice.settled",
    "invoice.written-off",
    "key.issued",
    "key.revoked",
    "key.shown",
    "licence-order.approved",
    "licence-order.cancelled",
    "licence-order.delivered",
    "licence-order.evidence",
    "licence-order.placed",
    "licence-order.refused",
    "licence-order.waiting",
    "licence.declared-offline",
    "licence.handed-over",
    "licence.issued",
    "licence.redeemed",
    "licence.registered",
    "licence.released",
    "licence.restored",
    "licence.revoked",
    "licence.warned",
    "maintenance.announced",
    "maintenance.withdrawn",
    "mandate.ended",
    "mandate.moved",
    "mandate.signed",
    "month.closed",
    "order.accepted",
    "order.placed",
    "payment.matched",
    "payment.received",
    "payment.unmatched",
    "person.invitation-withdrawn",
    "person.invited",
    "person.joined",
    "person.password-changed",
    "person.removed",
    "person.role-changed",
    "person.signed-up",
    "person.verified",
    "refund.asked",
    "refund.paid",
    "refund.withdrawn",
    "release.published",
    "release.withdrawn",
    "reminder.held",
    "reminder.released",
    "reminder.sent",
    "reminder.skipped",
    "reseller.ended",
    "reseller.marked",
    "reseller.unmarked",
    "server.died",
    "server.ended",
    "server.export-ready",
    "server.export-wanted",
    "server.gone",
    "server.grown",
    "server.image",
    "server.left-alone",
    "server.notice-given",
    "server.notice-refused",
    "server.notice-withdrawn",
    "server.ordered",
    "server.prepared",
    "server.restarting",
    "server.resumed",
    "server.running",
    "server.starting",
    "server.stopped",
    "server.suspended",
    "server.update-failed",
    "server.update-left-out",
    "server.update-put-back",
    "server.update-taken-in",
    "server.updated",
    "server.wanted",
    "signing-key.revoked",
    "signing-key.root-moved",
    "signing-key.rotated",
    "statement.imported",
    "token.created",
    "token.revoked",
    "update.abandoned",
    "update.done",
    "update.paused",
    "update.resumed",
    "update.stage",
    "update.started",
    "update.stopped",
    "update.test-server",
    "vat-number.changed",
    "vat-number.checked",
    "vantage.added",
    "vantage.removed",
    "webhook.changed",
    "webhook.created",
    "webhook.deleted",
    "webhook.disabled",
    "webhook.pinged",
    "webhook.rotated",
];

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventsRefused {
    #[error("the cursor is none of ours")]
    BadCursor,
    #[error("there is no such kind of event")]
    UnknownKind { kind: String },
}

impl Refuse for EventsRefused {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            EventsRefused::BadCursor => "cursor-malformed",
            EventsRefused::UnknownKind { .. } => "event-kind-unknown",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            EventsRefused::BadCursor => Some("cursor"),
            EventsRefused::UnknownKind { .. } => Some("kinds"),
        }
    }

    fn args(&self) -> Args {
        match self {
            EventsRefused::BadCursor => Args::new(),
            EventsRefused::UnknownKind { kind } => Args::from([("kind", kind.clone())]),
        }
    }
}

/// Whether somebody who asked for `kinds` (empty: all; `order.*`: all of orders) hears of an event of this kind.
pub fn hears(kinds: &str, kind: &str) -> bool {
    let fits = |asked: &str| match asked.strip_suffix('*') {
        Some(begin) => kind.starts_with(begin),
        None => kind == asked,
    };
    kinds.trim().is_empty() || kinds.split_whitespace().any(fits)
}

/// Tidies kinds that somebody asks for; each has to be one of ours, or the beginning of one and `.*`.
pub fn asked_kinds_fit(kinds: &str) -> Result<String, EventsRefused> {
    let mut asked: Vec<&str> =
        kinds.split(|c: char| c == ',' || c.is_whitespace()).filter(|kind| !kind.is_empty()).collect();
    asked.sort_unstable();
    asked.dedup();
    let known =
        |kind: &str| !kind.trim_end_matches(".*").contains('*') && KINDS.iter().any(|own| hears(kind, own));
    match asked.iter().find(|kind| !known(kind)) {
        Some(kind) => Err(EventsRefused::UnknownKind { kind: kind.chars().take(60).collect() }),
        None => Ok(asked.join(" ")),
    }
}

/// The place in the log after an event, for programs that ask for what comes next.
pub fn cursor(after: &Id<Event>) -> String {
    URL_SAFE_NO_PAD.encode(format!("after {after}"))
}

pub fn read_cursor(text: &str) -> Result<Id<Event>, EventsRefused> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| EventsRefused::BadCursor)?;
    let text = String::from_utf8(bytes).map_err(|_| EventsRefused::BadCursor)?;
    let id = text.strip_prefix("after ").ok_or(EventsRefused::BadCursor)?;
    id.parse().map_err(|_| EventsRefused::BadCursor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hostler_kit::random::Random;

    #[test]
    fn who_hears_of_what() {
        for (kinds, kind, expect) in [
            ("", "order.placed", true),
            ("order.placed", "order.placed", true),
            ("order.placed", "order.accepted", false),
            ("invoice.issued order.*", "order.accepted", true),
            ("order.*", "orders.accepted", false),
        ] {
            assert_eq!(hears(kinds, kind), expect, "{kinds} of {kind}");
        }
    }

    #[test]
    fn kinds_that_are_asked_for() {
        assert_eq!(
            asked_kinds_fit(" order.*, invoice.issued order.*").as_deref(),
            Ok("invoice.issued order.*")
        );
        assert_eq!(asked_kinds_fit("").as_deref(), Ok(""));
        for kinds in ["order", "order.eaten", "*", "o*", "*.*", "order.**"] {
            assert!(asked_kinds_fit(kinds).is_err(), "{kinds}");
        }
    }

    #[test]
    fn each_kind_has_its_words() {
        for language in [hostler_kit::ui::words::Lang::En, hostler_kit::ui::words::Lang::Nl] {
            let words = crate::words::load().unwrap().of(language);
            for kind in KINDS {
                let text = words.t(&crate::events::pages::words_of(kind));
                assert!(!text.contains("event-"), "{kind}: {text}");
            }
        }
    }

    #[test]
    fn a_cursor_is_ours_or_refused() {
        let id = Id::<Event>::new(1_000, &Random::seeded(1));
        assert_eq!(read_cursor(&cursor(&id)), Ok(id));
        for text in ["", "x", "evt_1", "YWZ0ZXIg", &URL_SAFE_NO_PAD.encode("after '; DROP TABLE events")] {
            assert_eq!(read_cursor(text), Err(EventsRefused::BadCursor), "{text}");
        }
    }
}
