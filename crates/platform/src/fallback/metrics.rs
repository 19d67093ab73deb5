//! The fallback in numbers, for Prometheus: mail that waits, and what came of the looks for spam and viruses.

use super::{Overview, desk, overview};
use crate::app::App;
use crate::monitoring::Metrics;
use crate::servers::Server;
use hostler_relay::checks::Looked;

/// Writes them; of a fallback that cannot be asked, only that.
pub async fn metrics(app: &App, servers: &[Server], text: &mut Metrics) {
    let asked = overview(app).await;
    text.begin("hostler_fallback_up", "gauge", "Whether the fallback mail server could be asked.");
    text.value("hostler_fallback_up", &[], i64::from(asked.is_ok()));
    let Ok(Overview { waiting, room_bytes }) = asked else { return };
    text.begin("hostler_fallback_waiting_messages", "gauge", "Messages that wait in the fallback.");
    text.value("hostler_fallback_waiting_messages", &[], whole(waiting.messages));
    text.begin("hostler_fallback_room_bytes", "gauge", "Room for more mail on its disk.");
    text.value("hostler_fallback_room_bytes", &[], whole(room_bytes));
    if let Some(looked) = &waiting.checks {
        outcomes(looked, text);
        scanners(looked, text);
    }
    if let Ok(held) = desk::held_of_all(app, servers).await {
        by_server(&held, text);
    }
}

fn by_server(held: &[(String, u64, i64)], text: &mut Metrics) {
    let name = "hostler_fallback_server_waiting_messages";
    text.begin(name, "gauge", "Messages that wait in the fallback, by server.");
    for (server, messages, _) in held {
        text.value(name, &[("server", server)], whole(*messages));
    }
    let name = "hostler_fallback_server_oldest_seconds";
    text.begin(name, "gauge", "For how long the oldest of them has waited; 0: none waits.");
    for (server, _, oldest) in held {
        text.value(name, &[("server", server)], *oldest);
    }
}

fn outcomes(looked: &Looked, text: &mut Metrics) {
    let name = "hostler_fallback_checked_messages_total";
    text.begin(
        name,
        "counter",
        "Messages that were looked at since the fallback's start, by what became of them.",
    );
    let not_plain = looked.spam_refused + looked.viruses_refused + looked.put_off + looked.marked;
    for (outcome, count) in [
        ("taken", looked.looked_at.saturating_sub(not_plain)),
        ("marked", looked.marked),
        ("spam-refused", looked.spam_refused),
        ("virus-refused", looked.viruses_refused),
        ("put-off", looked.put_off),
    ] {
        text.value(name, &[("outcome", outcome)], whole(count));
    }
    let name = "hostler_fallback_unchecked_messages_total";
    text.begin(name, "counter", "Of those taken: messages at which a scanner did not look.");
    text.value(name, &[], whole(looked.unchecked));
}

fn scanners(looked: &Looked, text: &mut Metrics) {
    let name = "hostler_fallback_scanner_asked_total";
    text.begin(name, "counter", "Questions to a scanner since the fallback's start.");
    for one in &looked.scanners {
        text.value(name, &[("scanner", &one.scanner)], whole(one.asked));
    }
    let name = "hostler_fallback_scanner_answers_total";
    text.begin(
        name,
        "counter",
        "What it answered: clean, found (spam or a virus), silent (nothing that counts).",
    );
    for one in &looked.scanners {
        for (answer, count) in [("clean", one.clean), ("found", one.found), ("silent", one.silent)] {
            text.value(name, &[("scanner", &one.scanner), ("answer", answer)], whole(count));
        }
    }
    let name = "hostler_fallback_scanner_seconds_total";
    text.begin(name, "counter", "Seconds that its questions took, together.");
    for one in &looked.scanners {
        text.millionths(name, &[("scanner", &one.scanner)], one.micros);
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
