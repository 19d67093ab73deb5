//! The calendar of a server's nights, with the size and the time of each as plots.

use super::looker::Looker;
use crate::backup::calendar::{self, Nightly, Of, Outcome};
use crate::backup::model::{Backup, Drill};
use crate::backup::rules::Night;
use crate::backup::store;
use crate::web::Visit;
use askama::Template;
use hostler_kit::http::Fault;
use hostler_kit::time::{day, day_start_ms};
use hostler_kit::ui::{Badge, Page, Plot, Shape, Tone};
use jiff::civil::Date;

/// A night in it.
#[derive(Clone)]
struct Cell {
    badge: Badge,
    /// Where the day's backup is looked into.
    href: Option<String>,
    /// How the drill of that day's backup ended.
    drill: Option<Badge>,
}

pub struct Month {
    weeks: Vec<Vec<Option<(Date, Cell)>>>,
    size: Option<Plot>,
    took: Option<Plot>,
}

#[derive(Template)]
#[template(path = "backup/pages/month.html")]
struct MonthPart<'a> {
    page: &'a Page,
    month: &'a Month,
    weekdays: Vec<String>,
}

impl Month {
    /// Calendar and plots.
    pub fn html(&self, page: &Page) -> String {
        let weekdays = (1..=7).map(|n| page.words.t(&format!("nights-weekday-{n}"))).collect();
        MonthPart { page, month: self, weekdays }.render().unwrap_or_default()
    }
}

/// The last month of a server.
pub async fn of(looker: &Looker) -> Result<Month, Fault> {
    let (visit, app) = (&looker.visit, looker.app());
    let days = calendar::days(day(app.now_ms(), app.zone()));
    let first = days.first().copied().unwrap_or_default();
    let backups = store::since(&app.db, &looker.server.id, first).await?;
    let drills = store::drills_of(&app.db, &looker.server.id, day_start_ms(first, app.zone())).await?;
    let cells: Vec<(Date, Cell)> =
        days.iter().map(|day| (*day, cell(looker, *day, (&backups, &drills)))).collect();
    let made = |value: fn(&Backup) -> i64| -> Vec<(Date, i64)> {
        let of_day = |day: &Date| {
            let held = |one: &&Backup| one.date() == *day && !one.snapshot.is_empty();
            nights_first(backups.iter().filter(held)).map(|one| (*day, value(one)))
        };
        days.iter().filter_map(of_day).collect()
    };
    let several = |values: Vec<(Date, i64)>| (values.len() > 1).then_some(values);
    let title = |key: &str| visit.words.t(key);
    Ok(Month {
        weeks: calendar::weeks(&cells),
        size: several(made(|one| one.bytes)).map(|v| Plot::new(title("nights-size"), Shape::Line, v).bytes()),
        took: several(made(|one| one.seconds() * 1_000))
            .map(|v| Plot::new(title("nights-took"), Shape::Bars, v).milliseconds()),
    })
}

fn cell(looker: &Looker, date: Date, (backups, drills): (&[Backup], &[Drill])) -> Cell {
    let (visit, app, server) = (&looker.visit, looker.app(), &looker.server);
    let of_day = || backups.iter().filter(|one| one.date() == date);
    let night = of_day().find(|one| one.reason == "night").map(nightly);
    let of = Of { server: server.id.as_str(), ran_at_ms: server.running_at_ms, now_ms: app.now_ms() };
    let ready = nights_first(of_day().filter(|one| one.is_ready())).filter(|_| looker.may_restore());
    let tried = drills.iter().filter(|drill| of_day().any(|one| one.id == drill.backup_id));
    let tried = tried.max_by_key(|drill| drill.begun_at_ms).filter(|drill| drill.ended_at_ms.is_some());
    Cell {
        badge: badge(visit, calendar::outcome(&Night::of(date, app.zone()), night.as_ref(), of)),
        href: ready.map(|one| looker.of(one)),
        drill: tried.map(|drill| match drill.state.as_str() {
            "passed" => Badge::new(Tone::Good, visit.words.t("nights-drill-passed")),
            _ => Badge::new(Tone::Bad, visit.words.t("nights-drill-failed")),
        }),
    }
}

/// The one that stands for its day: the night's, or the newest.
fn nights_first<'a>(of_day: impl Iterator<Item = &'a Backup>) -> Option<&'a Backup> {
    let mut all: Vec<&Backup> = of_day.collect();
    all.sort_by_key(|one| one.reason != "night");
    all.first().copied()
}

fn nightly(backup: &Backup) -> Nightly {
    Nightly {
        server_id: backup.server_id.clone(),
        day: backup.day.clone(),
        state: backup.state.clone(),
        bytes: backup.bytes,
        begun_at_ms: backup.begun_at_ms,
        ended_at_ms: backup.ended_at_ms,
    }
}

pub fn badge(visit: &Visit, outcome: Outcome) -> Badge {
    let tone = match outcome {
        Outcome::Made => Tone::Good,
        Outcome::Late => Tone::Warn,
        Outcome::Failed | Outcome::Missed => Tone::Bad,
        Outcome::UnderWay => Tone::Busy,
        Outcome::Before | Outcome::Ahead => Tone::Quiet,
    };
    Badge::new(tone, visit.words.t(&format!("nights-{}", outcome.key())))
}
