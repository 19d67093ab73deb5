//! What is said of versions and installations, the same on pages, in the API and at the command line.

use super::model::{Installation, Offer, Outcome, Picture, Trouble, Way};
use hostler_kit::ui::Words;
use hostler_licence::release::{Allowed, RefusedRelease, Verdict};

/// Whether a version may be installed, and why.
pub fn verdict(offer: &Offer, picture: &Picture, words: &Words) -> String {
    match &offer.verdict {
        Verdict::Allowed(Allowed::Trial) => words.t("update-verdict-trial"),
        Verdict::Allowed(Allowed::Maintained { last_day }) => {
            words.with("update-verdict-maintained", "day", words.date(*last_day))
        }
        Verdict::AskFirst { scheme } => {
            words.with("update-verdict-ask-first", "scheme", scheme.to_uppercase())
        }
        Verdict::Refused(RefusedRelease::MaintenanceEnded { released, last_day }) => {
            let newest = picture.newest.as_deref().unwrap_or("none");
            words.tr(
                "update-verdict-maintenance-ended",
                &[
                    ("released", words.date(*released).into()),
                    ("day", words.date(*last_day).into()),
                    ("newest", newest.into()),
                ],
            )
        }
        Verdict::Refused(RefusedRelease::Locked) => words.t("update-verdict-locked"),
        Verdict::Refused(RefusedRelease::OtherProduct { .. } | RefusedRelease::NoVersion(_)) => {
            words.t("update-verdict-other")
        }
    }
}

/// How an installation ended.
pub fn outcome(one: &Installation, words: &Words) -> Option<String> {
    let outcome = one.outcome.as_ref()?;
    let reason = match outcome {
        Outcome::WentBack { trouble } | Outcome::Failed { trouble } => trouble_in(trouble, words),
        Outcome::Broken { trouble, then } => {
            format!("{} {}", trouble_in(trouble, words), trouble_in(then, words))
        }
        Outcome::Installed | Outcome::Interrupted => String::new(),
    };
    let key = match (outcome, one.way) {
        (Outcome::Installed, Way::Back) => "update-outcome-back".to_string(),
        (outcome, _) => format!("update-outcome-{}", outcome.code()),
    };
    let (from, to) = (one.from.as_str().into(), one.to.as_str().into());
    Some(words.tr(&key, &[("from", from), ("to", to), ("reason", reason.into())]))
}

fn trouble_in(trouble: &Trouble, words: &Words) -> String {
    let said = words.t(&format!("update-why-{}", trouble.why.code()));
    match trouble.detail.trim() {
        "" => said,
        detail => format!("{said} ({detail})"),
    }
}

/// The notes of a version in the reader's language, or in English.
pub fn notes<'a>(offer: &'a Offer, words: &Words) -> Option<&'a str> {
    let own = offer.notes.get(words.lang().code()).or_else(|| offer.notes.get("en"));
    own.map(String::as_str)
}
