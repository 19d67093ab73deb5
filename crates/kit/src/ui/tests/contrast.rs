//! W1, WCAG 2.2 success criteria 1.4.3 and 1.4.11: every pair of colours that is
//! used, in both themes, computed from the style sheet's tokens.

use std::collections::{BTreeMap, BTreeSet};

use crate::ui::assets::CSS;

/// Text, and the grounds it stands on.
const TEXT: &[(&str, &[&str])] = &[
    ("text", &["ground", "surface", "sunken", "good-soft", "accent-soft", "warn-soft", "bad-soft"]),
    ("soft", &["ground", "surface", "sunken"]),
    ("accent", &["ground", "surface", "accent-soft"]),
    ("accent-strong", &["ground", "surface", "accent-soft"]),
    ("on-accent", &["accent", "accent-strong"]),
    ("good", &["good-soft", "surface"]),
    ("warn", &["warn-soft", "surface"]),
    ("bad", &["bad-soft", "surface", "ground"]),
    ("on-bad", &["bad"]),
];

/// Borders of fields and buttons, focus, shapes, lines of plots.
const PARTS: &[(&str, &[&str])] = &[
    ("edge", &["ground", "surface"]),
    ("accent", &["ground", "surface", "sunken", "accent-soft"]),
    ("good", &["surface", "good-soft", "ground"]),
    ("warn", &["surface", "warn-soft", "accent-soft"]),
    ("bad", &["surface", "bad-soft", "ground"]),
    ("soft", &["sunken", "surface"]),
];

type Colour = [f64; 3];

fn colour(hex: &str) -> Colour {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    [channel(1), channel(3), channel(5)]
}

/// The tokens with a colour for each theme: light, dark.
fn tokens() -> BTreeMap<&'static str, [Colour; 2]> {
    let pair = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = value.trim_end_matches(");").split_once(", ")?;
        Some((name, [colour(light), colour(dark)]))
    };
    CSS.lines().filter_map(pair).collect()
}

fn luminance([red, green, blue]: Colour) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

/// The pairs below the least contrast, in either theme.
fn too_faint(pairs: &[(&str, &[&str])], least: f64) -> Vec<String> {
    let tokens = tokens();
    let mut found = Vec::new();
    for (front, grounds) in pairs {
        for ground in *grounds {
            for (theme, name) in ["light", "dark"].iter().enumerate() {
                let ratio = contrast(tokens[front][theme], tokens[ground][theme]);
                if ratio < least {
                    found.push(format!("{front} on {ground}, {name}: {ratio:.2}"));
                }
            }
        }
    }
    found
}

#[test]
fn w1_contrast_is_computed_as_wcag_says() {
    assert_eq!(contrast(colour("#000000"), colour("#ffffff")), 21.0);
    assert!((contrast(colour("#777777"), colour("#ffffff")) - 4.48).abs() < 0.01);
}

#[test]
fn w1_text_can_be_read_in_both_themes() {
    assert_eq!(too_faint(TEXT, 4.5), Vec::<String>::new());
}

#[test]
fn w1_parts_can_be_seen_in_both_themes() {
    assert_eq!(too_faint(PARTS, 3.0), Vec::<String>::new());
}

#[test]
fn every_colour_is_a_token_and_every_token_exists() {
    let defined: BTreeSet<&str> = CSS
        .split("--")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(':')?.0))
        .filter(|name| !name.contains(')'))
        .collect();
    let used: BTreeSet<&str> =
        CSS.split("var(--").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0)).collect();
    assert_eq!(used.difference(&defined).collect::<Vec<_>>(), Vec::<&&str>::new());
    let rules = CSS.split_once("/* Ground */").expect("the tokens come first").1;
    let screen = rules.split_once("@media print").expect("paper comes last").0;
    assert!(!screen.contains('#'), "a colour outside the tokens");
}
