//! How a server stands, on its own page and on staff's: each protocol, the last day in figures, a month as a plot, what
//! is wrong, what it may use.

use super::super::model::{Incident, Standing};
use super::super::store::targets::{Hour, TargetRow};
use super::super::store::{incidents, loads, standings, targets, vantages};
use super::super::vantages::model::SeenFrom;
use super::day::{self, Months};
use super::{at, badge, titled};
use crate::servers::Server;
use crate::web::Visit;
use hostler_kit::http::Fault;
use hostler_kit::time::{day, instant};
use hostler_kit::ui::{Badge, Html, Link, Page, Plot, Shape, ThroughPlot, Tone};
use jiff::civil::Date;
use std::collections::BTreeMap;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// A year, of at most eight protocols.
const MONTHS_SHOWN: i64 = 96;

#[derive(askama::Template)]
#[template(path = "monitoring/panel.html")]
pub struct Panel {
    page: Page,
    badge: Badge,
    rows: Vec<Row>,
    /// What lasts.
    lasting: Vec<(Badge, Link)>,
    places: Vec<Place>,
    day: Vec<ThroughPlot>,
    plot: Option<Plot>,
    months: Option<Months>,
    incidents: String,
    /// What it uses and may use at most.
    used: Option<String>,
    limits: String,
    maintenance: Vec<String>,
}

/// A protocol as seen from another place.
struct Place {
    from: String,
    name: String,
    badge: Badge,
    trouble: String,
    heard: String,
}

struct Row {
    name: String,
    badge: Badge,
    /// Of the last day.
    reached: String,
    usual: String,
    most: String,
    asked: String,
    trouble: String,
}

impl Panel {
    /// `under` is where the server's incidents are shown.
    pub async fn of(visit: &Visit, server: &Server, under: &str) -> Result<Panel, Fault> {
        let (app, now_ms) = (&visit.app, visit.app.now_ms());
        let standing = standings::standing(&app.db, &server.id).await?;
        let hours = targets::hours(&app.db, &server.id, now_ms - 30 * DAY_MS).await?;
        let protocols = targets::of_server(&app.db, &server.id).await?;
        let lasting = incidents::running_of_server(&app.db, &server.id).await?;
        let load = loads::newest(&app.db, &server.id).await?;
        let coming = super::super::maintenance::of_server(app, &server.id).await?;
        let bytes = |count: i64| visit.words.bytes(u64::try_from(count).unwrap_or(0));
        let number = |count: i64| visit.words.number(count);
        let both = |memory: i64, processes: i64| {
            visit.words.tr(
                "watch-uses",
                &[("memory", bytes(memory).into()), ("processes", number(processes).into())],
            )
        };
        Ok(Panel {
            page: visit.page(""),
            badge: standing_badge(visit, standing),
            rows: protocols.iter().map(|target| row(visit, target, &hours)).collect(),
            lasting: lasting.iter().map(|incident| lasts(visit, incident, under)).collect(),
            places: vantages::of_server(&app.db, &server.id)
                .await?
                .iter()
                .map(|own| place(visit, own))
                .collect(),
            day: day::plots(visit, &targets::slots(&app.db, &server.id, day::begins_ms(now_ms)).await?),
            plot: plot(visit, &hours),
            months: day::months(visit, &targets::months(&app.db, &server.id, MONTHS_SHOWN).await?),
            incidents: under.to_string(),
            used: load
                .filter(|load| load.memory_bytes > 0)
                .map(|load| both(load.memory_bytes, load.processes)),
            limits: visit.words.tr(
                "watch-may-use",
                &[
                    ("memory", bytes(server.memory_bytes).into()),
                    ("processes", number(server.processes).into()),
                    ("percent", number(server.cpu_percent).into()),
                ],
            ),
            maintenance: coming
                .iter()
                .map(|window| {
                    let values = [
                        ("begins", at(visit, window.begins_at_ms).into()),
                        ("ends", at(visit, window.ends_at_ms).into()),
                        ("reason", window.reason.as_str().into()),
                    ];
                    visit.words.tr("maintenance-coming", &values)
                })
                .collect(),
        })
    }

    pub fn html(&self) -> Html {
        askama::filters::Safe(askama::Template::render(self).expect("writing into a string does not fail"))
    }
}

/// How a server stands, in one word.
pub fn standing_badge(visit: &Visit, standing: Standing) -> Badge {
    let (tone, key) = match standing {
        Standing::Up => (Tone::Good, "standing-up"),
        Standing::Down => (Tone::Bad, "standing-down"),
        Standing::Unwatched => (Tone::Quiet, "standing-unwatched"),
    };
    Badge::new(tone, visit.words.t(key))
}

fn lasts(visit: &Visit, incident: &Incident, under: &str) -> (Badge, Link) {
    let words = format!("{}: {}", titled(visit, incident), incident.detail);
    (badge(visit, incident), Link::new(words, format!("{under}/{}", incident.id)))
}

fn row(visit: &Visit, target: &TargetRow, hours: &[Hour]) -> Row {
    let since_ms = visit.app.now_ms() - DAY_MS;
    let own = || hours.iter().filter(|hour| hour.protocol == target.protocol && hour.hour_ms >= since_ms);
    let probes: i64 = own().map(|hour| hour.probes).sum();
    let good: i64 = own().map(|hour| hour.probes - hour.failures).sum();
    let ms = |ms: i64| visit.words.with("watch-ms", "n", visit.words.number(ms));
    let some = |text: String| if good > 0 { text } else { String::new() };
    Row {
        name: visit.words.t(&format!("watch-{}", target.protocol)),
        badge: condition(visit, &target.state),
        // In hundredths of a hundredth, rounded down: what is not all is not 100 %.
        reached: if probes > 0 { visit.words.percent(good * 10_000 / probes) } else { String::new() },
        usual: some(ms(own().map(|hour| hour.sum_ms).sum::<i64>() / good.max(1))),
        most: some(ms(own().map(|hour| hour.most_ms).max().unwrap_or(0))),
        asked: visit.words.relative(instant(target.asked_at_ms), visit.app.clock.now()),
        trouble: target.trouble.clone(),
    }
}

fn place(visit: &Visit, seen: &SeenFrom) -> Place {
    Place {
        from: seen.place.clone(),
        name: visit.words.t(&format!("watch-{}", seen.protocol)),
        badge: condition(visit, &seen.state),
        trouble: seen.trouble.clone(),
        heard: visit.words.relative(instant(seen.heard_at_ms), visit.app.clock.now()),
    }
}

fn condition(visit: &Visit, state: &str) -> Badge {
    let (tone, key) = match state {
        "good" => (Tone::Good, "watch-is-good"),
        "doubted" => (Tone::Warn, "watch-is-doubted"),
        "down" => (Tone::Bad, "watch-is-down"),
        _ => (Tone::Quiet, "watch-is-new"),
    };
    Badge::new(tone, visit.words.t(key))
}

/// What a good answer took on each day, over all protocols but the mail there and back.
fn plot(visit: &Visit, hours: &[Hour]) -> Option<Plot> {
    let mut days: BTreeMap<Date, (i64, i64)> = BTreeMap::new();
    for hour in hours.iter().filter(|hour| hour.protocol != "loop") {
        let sums = days.entry(day(hour.hour_ms, visit.app.zone())).or_default();
        *sums = (sums.0 + hour.sum_ms, sums.1 + hour.probes - hour.failures);
    }
    let values: Vec<(Date, i64)> = days
        .into_iter()
        .filter(|(_, (_, good))| *good > 0)
        .map(|(day, (sum, good))| (day, sum / good))
        .collect();
    (values.len() > 1).then(|| Plot::new(visit.words.t("watch-plot"), Shape::Line, values).milliseconds())
}
