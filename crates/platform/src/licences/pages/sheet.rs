//! Everything about one licence, as its owner and staff see it alike: facts with their reasons, maintenance, keys,
//! machines, history.

use super::facts::Speech;
use super::list::today;
use super::timeline::{stretches, timeline};
use crate::events::{self, Event, Whose, pages::words_of};
use crate::licences::explain::{Explained, explain};
use crate::licences::model::{Issued, Licence, Machine};
use crate::web::Visit;
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Entry, History, Html, Page, Tone};
use hostler_licence::ledger::Because;
use hostler_wire::registration::Told;

#[derive(askama::Template)]
#[template(path = "licences/pages/sheet.html")]
pub struct Sheet {
    page: Page,
    facts: Vec<Fact>,
    timeline: Option<Html>,
    waiting: Vec<String>,
    keys: Vec<KeyShown>,
    machines: Vec<MachineShown>,
    history: History,
}

/// A fact, and where it comes from.
struct Fact {
    label: String,
    value: String,
    why: Vec<String>,
}

struct KeyShown {
    hint: String,
    kind: String,
    badge: Badge,
    /// Where it is asked for.
    to_show: String,
    /// Its text, when it was asked for.
    text: Option<String>,
}

struct MachineShown {
    host: String,
    badge: Badge,
    system: String,
    hardware: String,
    version: String,
    since: String,
    until: String,
}

/// Who looks, and the key that they asked to see.
pub struct Look<'a> {
    pub whose: Whose,
    /// Below which the licence's own addresses are.
    pub path: String,
    pub shown: Option<&'a Issued>,
}

impl Sheet {
    pub async fn of(visit: &Visit, licence: &Licence, look: &Look<'_>) -> Result<Sheet, Fault> {
        let told = explain(&visit.app, licence.clone()).await?;
        let events = events::of_subject(&visit.app.db, &look.whose, licence.id.as_str()).await?;
        let speech = Speech(visit);
        let why = |line: &Told| speech.because(&licence.product, line);
        Ok(Sheet {
            page: visit.page(""),
            facts: facts(&speech, &told),
            timeline: timeline(visit, &stretches(&told.explanation, why), today(visit, licence)),
            waiting: told.waiting.iter().map(|grant| speech.brings(grant)).collect(),
            keys: told.keys.iter().map(|key| key_shown(&speech, key, look)).collect(),
            machines: told.machines.iter().map(|machine| machine_shown(visit, machine)).collect(),
            history: History { entries: events.iter().map(|event| entry(visit, event)).collect() },
        })
    }

    pub fn html(&self) -> Html {
        askama::filters::Safe(askama::Template::render(self).expect("writing into a string does not fail"))
    }
}

fn facts(speech: &Speech<'_>, told: &Explained) -> Vec<Fact> {
    let (licence, words) = (&told.licence, &speech.0.words);
    let lines = |wanted: fn(&Because) -> bool| {
        let fitting = told.explanation.iter().filter(|line| wanted(&line.because));
        fitting.map(|line| speech.because(&licence.product, line)).collect::<Vec<_>>()
    };
    let fact = |key: &str, value: String, why: Vec<String>| Fact { label: speech.t(key), value, why };
    let file = match (licence.serial, licence.outdated_at_ms) {
        (0, _) => speech.t("licence-file-none"),
        (serial, None) => words.with("licence-file-serial", "n", serial),
        (serial, Some(_)) => words.with("licence-file-outdated", "n", serial),
    };
    let last = licence.last_day.as_deref();
    let last = last.map_or(speech.t("licence-not-begun"), |day| {
        words.tr("licence-until", &[("day", speech.day(day).into()), ("zone", licence.zone.as_str().into())])
    });
    let add_ons = speech.add_ons(&licence.product, &told.add_ons);
    vec![
        fact("licence-product", speech.product(&licence.product), vec![]),
        fact("licence-edition", speech.edition(&licence.product, &licence.edition), vec![]),
        fact("licence-class", speech.t(&format!("licence-class-{}", licence.price_class)), vec![]),
        fact("licence-holder", licence.holder.clone(), vec![]),
        fact("licence-users", words.number(licence.users), lines(|why| matches!(why, Because::Users { .. }))),
        fact("licence-add-ons", add_ons, lines(|why| matches!(why, Because::AddOn { .. }))),
        fact(
            "licence-maintenance",
            last,
            lines(|why| matches!(why, Because::Registered { .. } | Because::Renewed { .. })),
        ),
        fact("licence-bought", speech.day(&licence.bought), vec![]),
        fact("licence-file", file, vec![]),
    ]
    .into_iter()
    .filter(|fact| !fact.value.is_empty())
    .collect()
}

fn key_shown(speech: &Speech<'_>, key: &Issued, look: &Look<'_>) -> KeyShown {
    let shown = look.shown.filter(|shown| shown.id == key.id);
    KeyShown {
        hint: key.hint.clone(),
        kind: speech.key_kind(key),
        badge: speech.key_badge(&key.state),
        to_show: format!("{}/keys/{}", look.path, key.id),
        text: shown.and_then(|shown| shown.key.clone()),
    }
}

fn machine_shown(visit: &Visit, machine: &Machine) -> MachineShown {
    let at = |ms: i64| visit.words.instant(instant(ms), visit.app.zone());
    let t = |key: &str| visit.words.t(key);
    let badge = match (machine.left_by.as_str(), machine.part.as_str()) {
        ("", "partner") => Badge::new(Tone::Good, t("licence-part-partner")),
        ("", _) => Badge::new(Tone::Good, t("licence-part-main")),
        (by, _) => Badge::new(Tone::Quiet, t(&format!("licence-left-{by}"))),
    };
    let by_receipt = machine.left_by == "receipt";
    let until = machine.until_ms.map_or(String::new(), |ms| match machine.reason.as_str() {
        "" => at(ms),
        reason if by_receipt => format!("{}: {}", at(ms), t(&format!("licence-gave-up-{reason}"))),
        reason => format!("{}: {reason}", at(ms)),
    });
    MachineShown {
        host: machine.host.clone(),
        badge,
        system: machine.system.clone(),
        hardware: machine.hardware.clone(),
        version: machine.version.clone(),
        since: at(machine.from_ms),
        until,
    }
}

fn entry(visit: &Visit, event: &Event) -> Entry {
    let at = instant(event.at_ms);
    let what = visit.words.t(&words_of(&event.kind));
    let detail = detail(&event.data);
    let tone = match event.kind.as_str() {
        "licence.revoked" | "key.revoked" => Tone::Bad,
        "licence.warned" | "licence.declared-offline" => Tone::Warn,
        "key.shown" => Tone::Quiet,
        _ => Tone::Good,
    };
    let platform = event.actor == "platform";
    Entry {
        at: visit.words.relative(at, visit.app.clock.now()),
        exact: at.to_string(),
        what: if detail.is_empty() { what } else { format!("{what}: {detail}") },
        who: Some(if platform { visit.words.t("events-platform") } else { event.actor_name.clone() }),
        tone,
    }
}

/// What an event says besides its kind, of what people understand.
fn detail(data: &str) -> String {
    let Ok(data) = serde_json::from_str::<serde_json::Value>(data) else { return String::new() };
    let hosts = data["hosts"].as_array().into_iter().flatten();
    let hosts = hosts.filter_map(|host| host.as_str()).map(str::to_string);
    let hint = data["hint"].as_str().filter(|hint| !hint.is_empty()).map(|hint| format!("…{hint}"));
    let text = |name: &str| data[name].as_str().filter(|text| !text.is_empty()).map(str::to_string);
    // A receipt's reason is a word of its own kind, shown with the machine.
    let reason = text("reason").filter(|reason| !["moved", "uninstalled"].contains(&reason.as_str()));
    hosts.chain(text("host")).chain(hint).chain(text("to")).chain(reason).collect::<Vec<_>>().join(", ")
}
