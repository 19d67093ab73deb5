//! What strict senders find at a customer's domains, for the page: MTA-STS and TLSRPT in sentences.

use super::model::Claim;
use super::policy::{self, Reports, Sts};
use crate::web::Visit;
use hostler_kit::ui::{Badge, Tone};

/// How it stands with a domain.
pub(super) struct StrictRow {
    pub name: String,
    pub sts: Badge,
    /// What is wrong and what to publish; none: nothing is to be done.
    pub sts_says: Option<String>,
    pub policy: Vec<String>,
    pub reports: Badge,
    pub reports_found: Vec<String>,
    /// The record to publish where there is none that counts.
    pub publish: Option<String>,
}

pub(super) fn row(visit: &Visit, claim: &Claim, hosts: (&str, &str)) -> StrictRow {
    let t = |key: &str| visit.words.t(key);
    let reports = claim.reports();
    StrictRow {
        name: claim.name.clone(),
        sts: match claim.sts() {
            None => Badge::new(Tone::Quiet, t("fallback-mx-not-yet")),
            Some(sts) => Badge::new(tone(sts), t(&format!("fallback-sts-{}", sts.as_str()))),
        },
        sts_says: claim.sts().and_then(|sts| says(visit, (claim, sts), hosts)),
        policy: claim.sts_found.lines().map(str::to_string).collect(),
        reports: match reports {
            None => Badge::new(Tone::Quiet, t("fallback-mx-not-yet")),
            Some(Reports::Good) => Badge::new(Tone::Good, t("fallback-reports-good")),
            Some(Reports::None) => Badge::new(Tone::Quiet, t("fallback-reports-none")),
            Some(Reports::Malformed) => Badge::new(Tone::Warn, t("fallback-reports-malformed")),
            Some(Reports::Unknown) => Badge::new(Tone::Quiet, t("fallback-mx-unknown")),
        },
        reports_found: claim.report_found.lines().map(str::to_string).collect(),
        publish: matches!(reports, Some(Reports::None | Reports::Malformed))
            .then(|| policy::publish_reports(&claim.name)),
    }
}

fn tone(sts: Sts) -> Tone {
    match sts {
        Sts::Good => Tone::Good,
        Sts::Lacks => Tone::Bad,
        Sts::Certificate | Sts::LacksTesting | Sts::Record | Sts::Malformed | Sts::Away => Tone::Warn,
        Sts::None | Sts::Unknown => Tone::Quiet,
    }
}

/// One sentence: what is wrong, and what to publish.
fn says(visit: &Visit, (claim, sts): (&Claim, Sts), hosts: (&str, &str)) -> Option<String> {
    let lines: Vec<String> = policy::lacking(&claim.sts_found, &[hosts.0, hosts.1])
        .iter()
        .map(|host| format!("mx: {host}"))
        .collect();
    let values = [
        ("domain", claim.name.as_str().into()),
        ("lines", lines.join(", ").into()),
        ("fallback", hosts.1.into()),
        ("why", claim.sts_found.as_str().into()),
    ];
    let key = match sts {
        Sts::None | Sts::Good | Sts::Unknown => return None,
        Sts::Certificate => "fallback-sts-certificate-says",
        Sts::Lacks => "fallback-sts-lacks-says",
        Sts::LacksTesting => "fallback-sts-lacks-testing-says",
        Sts::Record => "fallback-sts-record-says",
        Sts::Malformed => "fallback-sts-malformed-says",
        Sts::Away => "fallback-sts-away-says",
    };
    Some(visit.words.tr(key, &values))
}
