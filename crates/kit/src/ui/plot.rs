//! Plots made on the server: a value per day as bars, a line or steps, drawn as SVG that keeps its letters readable at
//! any width, with the numbers behind it.
//!
//! Positions across are percentages and positions down are pixels, so the same drawing fits 320 and 1,200 pixels.

mod through;
mod unit;

use super::words::Words;
use super::{Html, Page, html};
use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt::Write;
pub use through::ThroughPlot;
use unit::{Unit, round_step};

/// Height of the drawing above the axis, in pixels, and the room above it for labels.
const HEIGHT: i64 = 150;
const TOP: i64 = 22;
/// What is higher is drawn as high as this.
const HIGHEST: i64 = 100_000_000_000_000_000;

/// How a day's value is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A bar per day: amounts of a day.
    Bars,
    /// A line from day to day: something measured once a day.
    Line,
    /// Level until it changes: a count that holds.
    Steps,
    /// A bar per month: each day is the first of its month.
    Months,
}

/// One value per day, and what to compare it with.
#[derive(Debug, Clone)]
pub struct Plot {
    title: String,
    shape: Shape,
    days: Vec<(Date, i64)>,
    until: Option<Date>,
    unit: Unit,
    scale: i64,
    limits: Vec<(Date, i64)>,
    limit_label: Option<String>,
    peak: bool,
}

impl Plot {
    /// A plot of days in their order, each with its value (never below zero).
    pub fn new(title: impl Into<String>, shape: Shape, days: Vec<(Date, i64)>) -> Plot {
        Plot {
            title: title.into(),
            shape,
            days,
            until: None,
            unit: Unit::Count,
            scale: 1,
            limits: Vec::new(),
            limit_label: None,
            peak: false,
        }
    }

    /// The axis goes on to this day (a month's last), though its values are not there yet.
    pub fn until(mut self, day: Date) -> Plot {
        self.until = Some(day);
        self
    }

    /// Values are minor units of this currency.
    pub fn money(mut self, currency: impl Into<String>) -> Plot {
        self.unit = Unit::Money(currency.into());
        self
    }

    /// Values are milliseconds.
    pub fn milliseconds(mut self) -> Plot {
        self.unit = Unit::Milliseconds;
        self
    }

    /// Values are bytes: ticks are round in the unit that fits, 1 GB = 10⁹ bytes.
    pub fn bytes(mut self) -> Plot {
        let highest = self.days.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
        self.scale = 1_000i64.pow(highest.ilog10() / 3);
        self.unit = Unit::Bytes;
        self
    }

    /// Marks the highest value, the first day of several.
    pub fn peak(mut self) -> Plot {
        self.peak = true;
        self
    }

    /// A level line to compare with, such as what is included.
    pub fn limit(mut self, label: impl Into<String>, value: i64) -> Plot {
        let ends = [self.days.first(), self.days.last()];
        self.limits = ends.into_iter().flatten().map(|(day, _)| (*day, value)).collect();
        self.limit_label = Some(label.into());
        self
    }

    /// A line to compare with that changes from day to day: an allowance that grows with users.
    pub fn limits(mut self, label: impl Into<String>, days: Vec<(Date, i64)>) -> Plot {
        self.limits = days;
        self.limit_label = Some(label.into());
        self
    }

    /// Drawing, sentence and table.
    pub fn html(&self, page: &Page) -> Html {
        html(&PlotPart { plot: self, drawn: self.draw(&page.words), page })
    }

    fn draw(&self, words: &Words) -> Drawn {
        let axis = Axis::of(self);
        Drawn {
            says: self.says(words),
            ticks: axis.ticks().map(|value| (axis.y(value), self.unit.written(words, value))).collect(),
            area: self.area(words, &axis),
        }
    }

    /// The drawing in one sentence.
    fn says(&self, words: &Words) -> String {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else {
            return words.t("ui-plot-empty");
        };
        let values = || self.days.iter().map(|(_, value)| *value);
        let written = |value: Option<i64>| self.unit.written(words, value.unwrap_or(0));
        let values = [
            ("from", self.names(words, first.0).1.into()),
            ("to", self.names(words, last.0).1.into()),
            ("lowest", written(values().min()).into()),
            ("highest", written(values().max()).into()),
        ];
        words.tr("ui-plot-says", &values)
    }

    /// What is inside the area's SVG, back to front.
    fn area(&self, words: &Words, axis: &Axis) -> String {
        let mut svg = String::new();
        for value in axis.ticks() {
            let y = axis.y(value);
            line(&mut svg, if value == 0 { "base" } else { "grid" }, y);
        }
        match self.shape {
            Shape::Bars | Shape::Months => self.bars(&mut svg, axis),
            Shape::Line => curve(&mut svg, &line_path(&self.days, axis), "line", axis),
            Shape::Steps => curve(&mut svg, &step_path(&self.days, axis), "line", axis),
        }
        if self.limit_label.is_some() {
            bare_curve(&mut svg, &step_path(&self.limits, axis), "limit");
        }
        match self.shape {
            Shape::Months => self.months_below(&mut svg, words, axis),
            _ => self.days_below(&mut svg, words, axis),
        }
        self.mark(&mut svg, words, axis);
        svg
    }

    fn bars(&self, svg: &mut String, axis: &Axis) {
        for (day, value) in &self.days {
            let (x, y) = (axis.left(*day), axis.y(*value));
            let whole = axis.width() * self.span(*day);
            let width = whole * 7 / 10;
            let height = axis.y(0) - y;
            let x = x + whole * 15 / 100;
            put(
                svg,
                format_args!(
                    r#"<rect class="bar" x="{}%" y="{y}" width="{}%" height="{height}"/>"#,
                    percent(x),
                    percent(width)
                ),
            );
        }
    }

    /// Days that a value stands for.
    fn span(&self, day: Date) -> i64 {
        if self.shape == Shape::Months { i64::from(day.days_in_month()) } else { 1 }
    }

    /// How a day's place on the axis is called, and in the table.
    fn names(&self, words: &Words, day: Date) -> (String, String) {
        match self.shape {
            Shape::Months => (words.month_short(day).to_string(), words.month(day)),
            _ => (words.day(day), words.date(day)),
        }
    }

    /// Each month's name below its bar; the second, fourth … where there is room.
    fn months_below(&self, svg: &mut String, words: &Words, axis: &Axis) {
        let y = TOP + HEIGHT + 18;
        for (index, (day, _)) in self.days.iter().enumerate() {
            let class = if index % 3 == 0 { "day" } else { "day fine" };
            let x = percent(axis.left(*day) + axis.width() * self.span(*day) / 2);
            let name = self.names(words, *day).0;
            put(svg, format_args!(r#"<text class="{class} centred" x="{x}%" y="{y}">{name}</text>"#));
        }
    }

    /// Names of days: first, middle and last always, those between where there is room.
    fn days_below(&self, svg: &mut String, words: &Words, axis: &Axis) {
        let every = (axis.days / 6).max(1);
        let wide = |index: i64| index % (every * 2) != 0;
        let y = TOP + HEIGHT + 18;
        for index in (0..axis.days).step_by(every as usize) {
            let Ok(day) = axis.first.checked_add(jiff::Span::new().days(index)) else { continue };
            let class = if wide(index) { "day fine" } else { "day" };
            let (x, anchor) = anchored(axis.middle(day), DAY_REACH);
            put(
                svg,
                format_args!(r#"<text class="{class} {anchor}" x="{x}%" y="{y}">{}</text>"#, words.day(day)),
            );
        }
    }

    fn mark(&self, svg: &mut String, words: &Words, axis: &Axis) {
        let Some((day, value)) = self.highest().filter(|_| self.peak) else { return };
        let x = axis.middle(day);
        let y = axis.y(value);
        let (text_x, anchor) = anchored(x, PEAK_REACH);
        let label = words.with("ui-plot-peak", "value", self.unit.written(words, value));
        put(svg, format_args!(r#"<circle class="peak" cx="{}%" cy="{y}" r="4"/>"#, percent(x)));
        put(
            svg,
            format_args!(
                r#"<text class="peak {anchor}" x="{text_x}%" y="{}">{label}, {}</text>"#,
                y - 9,
                words.day(day)
            ),
        );
    }

    fn highest(&self) -> Option<(Date, i64)> {
        let top = self.days.iter().map(|(_, value)| *value).max()?;
        self.days.iter().copied().find(|(_, value)| *value == top)
    }

    fn rows<'a>(&'a self, words: &'a Words) -> impl Iterator<Item = (String, String)> + 'a {
        self.days
            .iter()
            .map(move |(day, value)| (self.names(words, *day).1, self.unit.written(words, *value)))
    }
}

/// Days across and values up; x in thousandths of a per cent, y in pixels.
struct Axis {
    first: Date,
    days: i64,
    top: i64,
    step: i64,
}

impl Axis {
    fn of(plot: &Plot) -> Axis {
        let last_value = plot.days.last().map(|(day, _)| *day);
        let first = plot.days.first().map_or(Date::ZERO, |(day, _)| *day);
        let last_value = last_value.map(|day| day.saturating_add((plot.span(day) - 1).days()));
        let last = plot.until.or(last_value).unwrap_or(first).max(first);
        let values = plot.days.iter().chain(&plot.limits).map(|(_, value)| *value);
        let highest = values.max().unwrap_or(0).clamp(1, HIGHEST);
        let step = round_step(highest, plot.scale);
        let top = (highest + step - 1) / step * step;
        Axis { first, days: days_between(first, last) + 1, top, step }
    }

    fn ticks(&self) -> impl Iterator<Item = i64> + use<> {
        let step = self.step;
        (0..=self.top / step).map(move |n| n * step)
    }

    fn y(&self, value: i64) -> i64 {
        let share = i128::from(value.clamp(0, self.top)) * i128::from(HEIGHT) / i128::from(self.top);
        TOP + HEIGHT - share as i64
    }

    fn left(&self, day: Date) -> i64 {
        days_between(self.first, day) * 100_000 / self.days
    }

    fn middle(&self, day: Date) -> i64 {
        self.left(day) + self.width() / 2
    }

    fn right(&self, day: Date) -> i64 {
        (days_between(self.first, day) + 1) * 100_000 / self.days
    }

    fn width(&self) -> i64 {
        100_000 / self.days
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).map_or(0, |span| span.get_days()))
}

fn percent(thousandths: i64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// Where a label goes so that it stays inside: it begins, is centred, or ends at
/// its place when that is within `reach` of an edge.
fn anchored(x: i64, reach: i64) -> (String, &'static str) {
    match x {
        x if x < reach => (percent(x - x.min(DAY_REACH)), "begins"),
        x if x > 100_000 - reach => (percent(x + (100_000 - x).min(DAY_REACH)), "ends"),
        x => (percent(x), "centred"),
    }
}

/// How near an edge the short name of a day, or a peak's label, may be centred.
const DAY_REACH: i64 = 5_000;
const PEAK_REACH: i64 = 26_000;

fn put(svg: &mut String, markup: std::fmt::Arguments) {
    svg.write_fmt(markup).expect("writing into a string does not fail");
}

fn line(svg: &mut String, class: &str, y: i64) {
    put(svg, format_args!(r#"<line class="{class}" x1="0" x2="100%" y1="{y}" y2="{y}"/>"#));
}

/// The corners of a drawing, x in thousandths of a per cent.
type Corners = Vec<(i64, i64)>;

fn line_path(days: &[(Date, i64)], axis: &Axis) -> Corners {
    days.iter().map(|(day, value)| (axis.middle(*day), axis.y(*value))).collect()
}

fn step_path(days: &[(Date, i64)], axis: &Axis) -> Corners {
    let ends = days
        .iter()
        .map(|(day, value)| [(axis.left(*day), axis.y(*value)), (axis.right(*day), axis.y(*value))]);
    ends.flatten().collect()
}

fn path_data(corners: &Corners) -> String {
    let mut data = String::new();
    for (index, (x, y)) in corners.iter().enumerate() {
        put(&mut data, format_args!("{}{x} {y}", if index == 0 { 'M' } else { 'L' }));
    }
    data
}

/// A line with its area filled below.
fn curve(svg: &mut String, corners: &Corners, class: &str, axis: &Axis) {
    if let (Some((first, _)), Some((last, _))) = (corners.first(), corners.last()) {
        let base = axis.y(0);
        stretched(svg, &format!("{}L{last} {base}L{first} {base}Z", path_data(corners)), "fill");
    }
    bare_curve(svg, corners, class);
}

fn bare_curve(svg: &mut String, corners: &Corners, class: &str) {
    stretched(svg, &path_data(corners), class);
}

/// A path that stretches with the width while its line stays as thick as it is.
fn stretched(svg: &mut String, data: &str, class: &str) {
    let height = TOP + HEIGHT + 24;
    put(
        svg,
        format_args!(
            r#"<svg viewBox="0 0 100000 {height}" preserveAspectRatio="none" width="100%" height="{height}"><path class="{class}" vector-effect="non-scaling-stroke" d="{data}"/></svg>"#
        ),
    );
}

struct Drawn {
    says: String,
    ticks: Vec<(i64, String)>,
    area: String,
}

#[derive(Template)]
#[template(path = "parts/plot.html")]
struct PlotPart<'a> {
    plot: &'a Plot,
    drawn: Drawn,
    page: &'a Page,
}
