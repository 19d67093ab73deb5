//! The last 24 hours of each protocol as a plot, and how much of each month it could be used.

use super::super::rules::{SLOT_MS, reached_permyriad, slot_of};
use super::super::store::targets::{MonthOf, Slot};
use crate::web::Visit;
use hostler_kit::time::{Month, instant};
use hostler_kit::ui::ThroughPlot;
use std::collections::{BTreeMap, BTreeSet};

/// How many of five minutes a day has, and how many go into a row of the table.
const SLOTS: i64 = 288;
const IN_A_ROW: usize = 12;

/// A table of months: the protocols, and a row for each month.
pub struct Months {
    pub protocols: Vec<String>,
    pub rows: Vec<(String, Vec<String>)>,
}

/// When the day that is shown begins.
pub fn begins_ms(now_ms: i64) -> i64 {
    slot_of(now_ms) - (SLOTS - 1) * SLOT_MS
}

/// A plot for each protocol that was asked.
pub fn plots(visit: &Visit, slots: &[Slot]) -> Vec<ThroughPlot> {
    let asked: BTreeSet<&str> = slots.iter().map(|slot| slot.protocol.as_str()).collect();
    let begin_ms = begins_ms(visit.app.now_ms());
    asked
        .into_iter()
        .map(|word| {
            let own = slots.iter().filter(|slot| slot.protocol == word);
            plot(visit, word, (&own.map(|slot| (slot.slot_ms, slot)).collect(), begin_ms))
        })
        .collect()
}

fn plot(visit: &Visit, word: &str, (own, begin_ms): (&BTreeMap<i64, &Slot>, i64)) -> ThroughPlot {
    let t = |key: &str| visit.words.t(key);
    let all: Vec<Option<&Slot>> =
        (0..SLOTS).map(|index| own.get(&(begin_ms + index * SLOT_MS)).copied()).collect();
    let usual =
        |slot: &&Slot| (slot.probes > slot.failures).then(|| slot.sum_ms / (slot.probes - slot.failures));
    let values = all.iter().map(|slot| slot.as_ref().and_then(usual)).collect();
    let down = all.iter().map(|slot| slot.map_or(0, |slot| slot.down_ms.min(SLOT_MS) * 1_000 / SLOT_MS));
    let below = (0..=4).map(|part| clock(visit, begin_ms + part * (SLOTS / 4) * SLOT_MS)).collect();
    let columns = ["watch-hour", "watch-answers", "watch-bad", "watch-usual", "watch-most", "watch-down-for"];
    let rows = all.chunks(IN_A_ROW).enumerate().map(|(index, slots)| {
        let index = i64::try_from(index * IN_A_ROW).unwrap_or(0);
        row(visit, begin_ms + index * SLOT_MS, slots)
    });
    ThroughPlot::new(t(&format!("watch-{word}")), values)
        .marked(t("watch-is-down"), down.collect())
        .below(below)
        .table(columns.map(t).into(), rows.collect())
}

fn row(visit: &Visit, begin_ms: i64, slots: &[Option<&Slot>]) -> Vec<String> {
    let sum = |of: fn(&Slot) -> i64| slots.iter().flatten().map(|slot| of(slot)).sum::<i64>();
    let good = sum(|slot| slot.probes - slot.failures);
    let most = slots.iter().flatten().map(|slot| slot.most_ms).max().unwrap_or(0);
    let ms = |ms: i64| visit.words.with("watch-ms", "n", visit.words.number(ms));
    let some = |text: String| if good > 0 { text } else { String::new() };
    vec![
        clock(visit, begin_ms),
        visit.words.number(sum(|slot| slot.probes)),
        visit.words.number(sum(|slot| slot.failures)),
        some(ms(sum(|slot| slot.sum_ms) / good.max(1))),
        some(ms(most)),
        match sum(|slot| slot.down_ms) {
            0 => String::new(),
            down_ms => super::lasted(visit, down_ms),
        },
    ]
}

fn clock(visit: &Visit, at_ms: i64) -> String {
    instant(at_ms).to_zoned(visit.app.zone().clone()).strftime("%H:%M").to_string()
}

/// How much of each month each protocol could be used; none: nothing is known yet.
pub fn months(visit: &Visit, rows: &[MonthOf]) -> Option<Months> {
    let protocols: BTreeSet<&str> = rows.iter().map(|row| row.protocol.as_str()).collect();
    let mut months: Vec<&str> = rows.iter().map(|row| row.month.as_str()).collect();
    months.dedup();
    let reached = |month: &str, protocol: &str| {
        let own = rows.iter().find(|row| row.month == month && row.protocol == protocol);
        let permyriad = own.and_then(|row| reached_permyriad(row.watched_ms, row.down_ms));
        permyriad.map_or(String::new(), |permyriad| visit.words.percent(permyriad))
    };
    let named = |month: &str| match month.parse::<Month>() {
        Ok(month) => visit.words.month(month.first_day()),
        Err(_) => month.to_string(),
    };
    (!rows.is_empty()).then(|| Months {
        rows: months
            .iter()
            .map(|month| (named(month), protocols.iter().map(|word| reached(month, word)).collect()))
            .collect(),
        protocols: protocols.iter().map(|word| visit.words.t(&format!("watch-{word}"))).collect(),
    })
}
