//! A plot through a day: a value every few minutes as a line, with gaps where there is none, and stretches that are
//! marked, such as when something was down.

use super::unit::{Unit, round_step};
use super::{HEIGHT, HIGHEST, TOP, bare_curve, line, percent, put};
use crate::ui::words::Words;
use crate::ui::{Html, Page, html};
use askama::Template;

/// Values at even distances, with the numbers behind them.
#[derive(Debug, Clone)]
pub struct ThroughPlot {
    title: String,
    /// In milliseconds; none: nothing is known of that place.
    values: Vec<Option<i64>>,
    /// How much of each place is marked, in thousandths.
    marked: Vec<i64>,
    mark_label: String,
    /// Where on the axis, in thousandths of a per cent, and what stands there.
    below: Vec<(i64, String)>,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl ThroughPlot {
    pub fn new(title: impl Into<String>, values: Vec<Option<i64>>) -> ThroughPlot {
        ThroughPlot {
            title: title.into(),
            values,
            marked: Vec::new(),
            mark_label: String::new(),
            below: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// How much of each place is marked, in thousandths, and what a mark means.
    pub fn marked(mut self, label: impl Into<String>, marked: Vec<i64>) -> ThroughPlot {
        (self.mark_label, self.marked) = (label.into(), marked);
        self
    }

    /// What stands below the axis, evenly from its begin to its end.
    pub fn below(mut self, labels: Vec<String>) -> ThroughPlot {
        let last = i64::try_from(labels.len()).unwrap_or(2).saturating_sub(1).max(1);
        self.below = (0..).zip(labels).map(|(index, label)| (index * 100_000 / last, label)).collect();
        self
    }

    /// The numbers behind it: the first column names the row.
    pub fn table(mut self, columns: Vec<String>, rows: Vec<Vec<String>>) -> ThroughPlot {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// Drawing, sentence and table.
    pub fn html(&self, page: &Page) -> Html {
        html(&ThroughPart { plot: self, drawn: self.draw(&page.words), page })
    }

    fn is_empty(&self) -> bool {
        self.values.iter().all(Option::is_none) && self.marked.iter().all(|part| *part == 0)
    }

    fn draw(&self, words: &Words) -> Drawn {
        let highest = self.values.iter().flatten().copied().max().unwrap_or(0).clamp(1, HIGHEST);
        let step = round_step(highest, 1);
        let top = (highest + step - 1) / step * step;
        let y = |value: i64| {
            let share = i128::from(value.clamp(0, top)) * i128::from(HEIGHT) / i128::from(top);
            TOP + HEIGHT - i64::try_from(share).unwrap_or(HEIGHT)
        };
        let mut area = String::new();
        self.marks(&mut area);
        for value in (0..=top / step).map(|n| n * step) {
            line(&mut area, if value == 0 { "base" } else { "grid" }, y(value));
        }
        for stretch in self.stretches() {
            let corners = stretch.iter().map(|(x, value)| (*x, y(*value))).collect();
            bare_curve(&mut area, &corners, "line");
        }
        for (index, (x, label)) in self.below.iter().enumerate() {
            let anchor = match index {
                0 => "begins",
                _ if index + 1 == self.below.len() => "ends",
                _ => "centred",
            };
            let (x, y) = (percent(*x), TOP + HEIGHT + 18);
            put(&mut area, format_args!(r#"<text class="day {anchor}" x="{x}%" y="{y}">{label}</text>"#));
        }
        let written = |value: i64| Unit::Milliseconds.written(words, value);
        let ticks = (0..=top / step).map(|n| n * step).map(|value| (y(value), written(value)));
        Drawn { says: self.says(words), ticks: ticks.collect(), area }
    }

    fn says(&self, words: &Words) -> String {
        let values = || self.values.iter().flatten().copied();
        let label = |of: Option<&(i64, String)>| of.map(|(_, label)| label.clone()).unwrap_or_default();
        let written = |value: Option<i64>| Unit::Milliseconds.written(words, value.unwrap_or(0));
        let values = [
            ("from", label(self.below.first()).into()),
            ("to", label(self.below.last()).into()),
            ("lowest", written(values().min()).into()),
            ("highest", written(values().max()).into()),
        ];
        words.tr("ui-plot-says", &values)
    }

    fn place(&self, index: usize) -> i64 {
        let all = i64::try_from(self.values.len().max(1)).unwrap_or(1);
        i64::try_from(index).unwrap_or(0) * 100_000 / all
    }

    fn marks(&self, svg: &mut String) {
        for (index, part) in self.marked.iter().enumerate().filter(|(_, part)| **part > 0) {
            let (x, whole) = (self.place(index), self.place(1));
            // What is marked for a moment only is seen all the same.
            let width = (whole * part.min(&1_000) / 1_000).max(whole / 4);
            let (x, width) = (percent(x), percent(width));
            put(
                svg,
                format_args!(r#"<rect class="gone" x="{x}%" y="{TOP}" width="{width}%" height="{HEIGHT}"/>"#),
            );
        }
    }

    /// The line, in pieces where nothing is known between.
    fn stretches(&self) -> Vec<Vec<(i64, i64)>> {
        let middle = self.place(1) / 2;
        let mut stretches: Vec<Vec<(i64, i64)>> = vec![Vec::new()];
        for (index, value) in self.values.iter().enumerate() {
            match (value, stretches.last_mut()) {
                (Some(value), Some(last)) => last.push((self.place(index) + middle, *value)),
                (None, Some(last)) if !last.is_empty() => stretches.push(Vec::new()),
                _ => {}
            }
        }
        stretches.retain(|stretch| !stretch.is_empty());
        // One value alone is a short line.
        for stretch in &mut stretches {
            if let [(x, value)] = stretch[..] {
                stretch.insert(0, (x - middle, value));
            }
        }
        stretches
    }
}

struct Drawn {
    says: String,
    ticks: Vec<(i64, String)>,
    area: String,
}

#[derive(Template)]
#[template(path = "parts/through_plot.html")]
struct ThroughPart<'a> {
    plot: &'a ThroughPlot,
    drawn: Drawn,
    page: &'a Page,
}
