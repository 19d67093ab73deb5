//! How servers are watched: whether each number makes sense.

use super::{Bound, Problem, Problems};
use crate::catalogue::monitoring::MonitoringTerms;
use toml::Spanned;
use url::Url;

pub fn monitoring(raw: Spanned<MonitoringTerms>, problems: &mut Problems) -> MonitoringTerms {
    let (at, terms) = (raw.span(), raw.into_inner());
    problems.out_of(&bounds(&terms), &at);
    if terms.doubt_every_seconds > terms.probe_every_seconds {
        let problem = "while an answer is doubted, asking again cannot take longer than usual";
        problems.add(Problem::new(at.clone(), problem, "lower `doubt-every-seconds`"));
    }
    let leads_somewhere = |text: &str| {
        Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    };
    if !terms.heartbeat.is_empty() && !leads_somewhere(&terms.heartbeat) {
        let problem = "`heartbeat` is no address that can be asked";
        problems.add(Problem::new(at, problem, "write one that begins with https://, or leave it out"));
    }
    terms
}

fn bounds(terms: &MonitoringTerms) -> [Bound; 18] {
    [
        ("probe-every-seconds", terms.probe_every_seconds, 1..=3_600),
        ("doubt-every-seconds", terms.doubt_every_seconds, 1..=600),
        ("down-after", terms.down_after, 1..=20),
        ("good-after", terms.good_after, 1..=20),
        ("answer-within-ms", terms.answer_within_ms, 100..=60_000),
        ("slow-ms", terms.slow_ms, 1..=60_000),
        ("loop-every-seconds", terms.loop_every_seconds, 1..=86_400),
        ("restarts-an-hour", terms.restarts_an_hour, 0..=20),
        ("engine-settles-seconds", terms.engine_settles_seconds, 1..=3_600),
        ("server-settles-seconds", terms.server_settles_seconds, 1..=3_600),
        ("ask-again-minutes", terms.ask_again_minutes, 1..=1_440),
        ("certificate-days", terms.certificate_days, 1..=365),
        ("queue-minutes", terms.queue_minutes, 1..=10_080),
        ("disk-days", terms.disk_days, 1..=365),
        ("memory-ceiling-mb", terms.memory_ceiling_mb, 256..=1_048_576),
        ("processes-ceiling", terms.processes_ceiling, 64..=1_000_000),
        ("cpu-ceiling-percent", terms.cpu_ceiling_percent, 10..=100_000),
        ("mail-ceiling-gb", terms.mail_ceiling_gb, 1..=1_000_000),
    ]
}
