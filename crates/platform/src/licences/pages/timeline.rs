//! Maintenance as a bar: each year that was bought, where today is, the last day.

use crate::web::Visit;
use hostler_kit::ui::{Html, Page};
use hostler_licence::ledger::Because;
use hostler_wire::registration::Told;
use jiff::ToSpan;
use jiff::civil::Date;

/// A stretch of maintenance and what brought it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub from: Date,
    pub until: Date,
    pub why: String,
}

/// The stretches in their order, each from the day after the one before.
pub fn stretches(explanation: &[Told], why: impl Fn(&Told) -> String) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for told in explanation {
        let (from, until) = match &told.because {
            Because::Registered { on, last_day } => (*on, *last_day),
            Because::Renewed { last_day: Some(last), on, .. } => {
                (found.last().map_or(*on, |before| before.until.saturating_add(1.day())), *last)
            }
            _ => continue,
        };
        found.push(Stretch { from, until, why: why(told) });
    }
    found.sort_by_key(|stretch| stretch.until);
    found
}

#[derive(askama::Template)]
#[template(path = "licences/pages/timeline.html")]
pub struct Timeline {
    page: Page,
    title: String,
    says: String,
    bars: Vec<Bar>,
    /// Where today is, in per cent across.
    today: String,
    today_is: &'static str,
    ends: (String, String),
    rows: Vec<(String, String, String)>,
}

struct Bar {
    x: String,
    width: String,
    class: &'static str,
}

/// Days across, both ends included; a margin keeps today inside when it is past the last day.
struct Scale {
    first: Date,
    days: i64,
}

impl Scale {
    fn of(stretches: &[Stretch], today: Date) -> Option<Scale> {
        let first = stretches.first()?.from.min(today);
        let last = stretches.last()?.until.max(today);
        Some(Scale { first, days: days(first, last) + 1 })
    }

    /// In thousandths of a per cent.
    fn at(&self, day: Date) -> i64 {
        days(self.first, day) * 100_000 / self.days
    }
}

fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| span.get_days().into())
}

fn percent(thousandths: i64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// None where maintenance has not begun.
pub fn timeline(visit: &Visit, stretches: &[Stretch], today: Date) -> Option<Html> {
    let scale = Scale::of(stretches, today)?;
    let date = |day: Date| visit.words.date(day);
    let bar = |stretch: &Stretch| {
        let (from, until) = (scale.at(stretch.from), scale.at(stretch.until.saturating_add(1.day())));
        let class = if stretch.until < today { "bar past" } else { "bar" };
        Bar { x: percent(from), width: percent((until - from - 300).max(300)), class }
    };
    let last = stretches.last()?.until;
    let row = |stretch: &Stretch| (date(stretch.from), date(stretch.until), stretch.why.clone());
    let across = scale.at(today);
    let part = Timeline {
        page: visit.page(""),
        title: visit.words.t("licence-timeline"),
        says: visit.words.tr(
            "licence-timeline-says",
            &[
                ("from", date(stretches.first()?.from).into()),
                ("last", date(last).into()),
                ("today", date(today).into()),
            ],
        ),
        bars: stretches.iter().map(bar).collect(),
        today: percent(across),
        today_is: match across {
            ..15_000 => "begins",
            85_000.. => "ends",
            _ => "centred",
        },
        ends: (date(stretches.first()?.from), date(last)),
        rows: stretches.iter().map(row).collect(),
    };
    Some(askama::filters::Safe(askama::Template::render(&part).expect("writing into a string does not fail")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn l2_l6_each_year_follows_the_one_before() {
        let told = |because| Told { because, hint: None };
        let told = [
            told(Because::Registered { on: date(2026, 10, 1), last_day: date(2027, 9, 30) }),
            told(Because::Users { key: "a".into(), on: date(2026, 10, 1), added: 5, users: 5 }),
            told(Because::Renewed {
                key: "b".into(),
                on: date(2027, 6, 1),
                years: 1,
                last_day: Some(date(2028, 9, 30)),
            }),
            told(Because::Renewed { key: "c".into(), on: date(2027, 6, 1), years: 1, last_day: None }),
        ];
        let found = stretches(&told, |_| String::new());
        let days: Vec<_> = found.iter().map(|stretch| (stretch.from, stretch.until)).collect();
        let expect = [(date(2026, 10, 1), date(2027, 9, 30)), (date(2027, 10, 1), date(2028, 9, 30))];
        assert_eq!(days, expect);
    }

    #[test]
    fn a_scale_takes_today_in() {
        let stretch = Stretch { from: date(2026, 1, 1), until: date(2026, 12, 31), why: String::new() };
        let scale = Scale::of(std::slice::from_ref(&stretch), date(2027, 12, 31)).unwrap();
        assert_eq!((scale.days, scale.at(date(2026, 1, 1)), scale.at(date(2027, 1, 1))), (730, 0, 50_000));
    }
}
