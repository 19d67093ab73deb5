use jiff::civil::{Date, date};

use super::page;
use crate::ui::{Lang, Plot, Shape, ThroughPlot};

fn days(values: &[i64]) -> Vec<(Date, i64)> {
    (1i8..).zip(values).map(|(day, value)| (date(2026, 11, day), *value)).collect()
}

fn drawn(plot: Plot) -> String {
    plot.html(&page(Lang::En)).0.replace("><", ">\n<")
}

#[test]
fn users_of_a_month_with_their_peak() {
    let plot = Plot::new("Users", Shape::Steps, days(&[10, 5, 11, 11, 9])).peak().until(date(2026, 11, 30));
    insta::assert_snapshot!(drawn(plot));
}

#[test]
fn storage_with_what_is_included() {
    let plot = Plot::new("Storage", Shape::Line, days(&[9_000_000_000, 12_400_000_000])).bytes();
    insta::assert_snapshot!(drawn(plot.limit("Included", 10_000_000_000)));
}

#[test]
fn bars_by_day() {
    insta::assert_snapshot!(drawn(Plot::new("Mails", Shape::Bars, days(&[0, 1_250, 400])).peak()));
}

#[test]
fn nothing_to_draw_is_said() {
    let html = drawn(Plot::new("Users", Shape::Steps, Vec::new()).peak());
    assert!(html.contains("There is nothing to draw yet.") && !html.contains("<svg"));
}

#[test]
fn odd_values_stay_inside() {
    for values in [&[0][..], &[0, 0, 0], &[i64::MAX, 1], &[-5, 3]] {
        for shape in [Shape::Bars, Shape::Line, Shape::Steps] {
            let html = drawn(Plot::new("Users", shape, days(values)).peak().limit("Included", 1));
            assert!(!html.contains("=\"-"), "{html}");
        }
    }
}

#[test]
fn a_day_with_a_gap_and_a_time_that_is_marked() {
    let plot = ThroughPlot::new("Reading mail", vec![Some(10), Some(40), None, Some(20)])
        .marked("Down", vec![0, 0, 1_000, 1])
        .below(["10:00", "16:00", "22:00"].map(String::from).into())
        .table(
            ["Hour", "Usual"].map(String::from).into(),
            vec![["10:00", "25 ms"].map(String::from).into(), ["16:00", ""].map(String::from).into()],
        );
    let html = plot.html(&page(Lang::En)).0;
    assert_eq!(html.matches(r#"class="line""#).count(), 2, "two pieces: {html}");
    assert_eq!(html.matches(r#"<rect class="gone" x="#).count(), 3, "the key and two marks: {html}");
    assert!(
        html.contains("From 10:00 to 22:00: lowest 10 ms, highest 40 ms.") && html.contains("25 ms"),
        "{html}"
    );
    let empty = ThroughPlot::new("Reading mail", vec![None; 288]).html(&page(Lang::En)).0;
    assert!(empty.contains("There is nothing to draw yet."), "{empty}");
}
