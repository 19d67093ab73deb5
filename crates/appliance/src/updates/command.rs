//! What root does at the machine itself: `hostler appliance update` and `rollback`, beside a running server or without
//! one.

use super::model::{Age, Installation, Outcome, Picture, Wish};
use super::refusals::UpdatesError;
use super::{begin, begin_way_back, carry, check, look, routes, sentences};
use crate::accounts::Actor;
use crate::app::App;
use crate::updates::{Begun, Shelf};
use crate::web::words::{LANGUAGES, sentence};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Lang, Words};
use hostler_licence::release::Verdict;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

const GLANCE: Duration = Duration::from_millis(300);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Asks the vendor and says what may be installed.
    Check,
    Install(Wish),
    /// Goes back to the version that was kept.
    Back,
}

/// Who sits at the terminal, or nobody.
pub trait Terminal {
    /// A line for people.
    fn say(&mut self, line: &str);
    /// Whether to go on.
    fn confirm(&mut self, question: &str) -> bool;
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// With what programs read of it.
    Well(Value),
    /// Nothing was installed, or the version before runs again.
    Badly(Value),
    /// A person said no.
    Declined,
}

pub async fn run(app: &App, command: &Command, terminal: &mut impl Terminal) -> Result<Ended, UpdatesError> {
    let words = LANGUAGES.of(Lang::En);
    let root = Actor { person: "root".to_string(), name: "root".to_string() };
    let begun = match command {
        Command::Check => {
            let picture = check(app).await?;
            picture_lines(&picture, &words).iter().for_each(|line| terminal.say(line));
            return Ok(Ended::Well(json(&routes::report(picture, &words))));
        }
        Command::Install(wish) => {
            let picture = check(app).await?;
            picture_lines(&picture, &words).iter().for_each(|line| terminal.say(line));
            let version = picture.releases.iter().find(|offer| offer.is_installable());
            let version = wish.version.clone().or_else(|| version.map(|offer| offer.version.clone()));
            let question = version.map(|version| words.with("update-question", "version", version));
            if question.is_some_and(|question| !terminal.confirm(&question)) {
                return Ok(Ended::Declined);
            }
            begin(app, &root, wish).await?
        }
        Command::Back => {
            let kept = look(app).await?.kept.unwrap_or_default();
            if !kept.is_empty() && !terminal.confirm(&words.with("update-question-back", "version", kept)) {
                return Ok(Ended::Declined);
            }
            begin_way_back(app, &root).await?
        }
    };
    follow(app, begun, (terminal, &words)).await
}

/// The sentence of an error, for people.
pub fn said(error: UpdatesError) -> String {
    match error {
        UpdatesError::Refused(refused) => sentence(&Fault::from(refused), &LANGUAGES.of(Lang::En)),
        error => error.to_string(),
    }
}

fn json(what: &impl serde::Serialize) -> Value {
    serde_json::to_value(what).expect("plain data")
}

/// What is installed, and each newer version with its verdict: before anything happens.
fn picture_lines(picture: &Picture, words: &Words) -> Vec<String> {
    let mut lines = vec![words.with("update-line-installed", "version", &picture.installed.version)];
    for offer in picture.releases.iter().filter(|offer| offer.age == Age::Newer) {
        let mark = match &offer.verdict {
            Verdict::Allowed(_) => '+',
            Verdict::AskFirst { .. } => '?',
            Verdict::Refused(_) => '-',
        };
        let security =
            if offer.security { format!(" [{}]", words.t("update-security")) } else { String::new() };
        let certificates: String = offer
            .certificates
            .iter()
            .map(|one| format!(" [{} {}]", one.scheme.to_uppercase(), one.number))
            .collect();
        let verdict = sentences::verdict(offer, picture, words);
        lines.push(format!(
            "{mark} {} ({}){security}{certificates}: {verdict}",
            offer.version, offer.released
        ));
    }
    if !picture.releases.iter().any(|offer| offer.age == Age::Newer) {
        lines.push(words.t("update-none-text"));
    }
    if !picture.rejected.is_empty() {
        lines.push(words.with("update-rejected", "count", picture.rejected.len()));
    }
    lines
}

/// Carries the installation out and tells how far it is, until it has ended.
async fn follow(
    app: &App,
    begun: Begun,
    (terminal, words): (&mut impl Terminal, &Arc<Words>),
) -> Result<Ended, UpdatesError> {
    let (shelf, mut step) = (Shelf::of(&app.folders), None);
    let mut tell = |one: &Installation| {
        if step != Some(one.step) {
            step = Some(one.step);
            terminal.say(&words.t(&format!("update-step-{}", one.step.code())));
        }
    };
    tell(&begun.installation);
    let mut last = carry(app, begun).await?;
    while last.outcome.is_none() {
        tell(&last);
        sleep(GLANCE).await;
        last = shelf.installation()?.unwrap_or(last);
        if last.outcome.is_none() && !shelf.is_busy()? {
            last = shelf.installation()?.unwrap_or(last);
            last.outcome = last.outcome.or(Some(Outcome::Interrupted));
        }
    }
    if let Some(outcome) = sentences::outcome(&last, words) {
        terminal.say(&outcome);
    }
    Ok(match last.outcome {
        Some(Outcome::Installed) => Ended::Well(json(&last)),
        _ => Ended::Badly(json(&last)),
    })
}
