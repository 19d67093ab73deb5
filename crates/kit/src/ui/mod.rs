//! How Hostler looks and speaks: the layout of every page, the few parts that
//! pages are made of, plots, and the words in English and Dutch (W1).
//!
//! Pages extend `layout.html` and take the parts from `ui.html` (both in
//! `crates/kit/templates`); README.md beside this file shows how.

mod assets;
mod form;
mod listing;
mod page;
mod parts;
mod plot;
mod preferences;
mod problem;
pub mod qr;
pub mod words;

pub use assets::{CONTENT_SECURITY_POLICY, assets};
pub use form::{Choice, Confirm, Field, Form};
pub use listing::{Column, Direction, Empty, ListQuery, Listing};
pub use page::{Account, Acting, Flash, Link, NavItem, Notice, Page};
pub use parts::{Badge, Entry, History, Step, StepState, Steps, Tone};
pub use plot::{Plot, Shape, ThroughPlot};
pub use preferences::{Preferences, Theme, preferences};
pub use problem::ProblemPage;
pub use words::{Arg, Lang, Languages, Words, WordsError};

/// Markup that is already escaped: what the parts' `html` functions give a template.
pub type Html = askama::filters::Safe<String>;

/// Renders a part. Writing into a string cannot fail.
fn html(part: &impl askama::Template) -> Html {
    askama::filters::Safe(part.render().expect("writing into a string does not fail"))
}

#[cfg(test)]
mod tests;
