//! The page for when something did not work: what happened, what is kept, what
//! to do, and what to quote when asking about it.

use askama::Template;

use super::{Link, Page};

/// A whole page that explains a problem; its title is the page's.
#[derive(Clone, Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// The frame; titled with the problem in a few words.
    pub page: Page,
    /// What happened, in one or two sentences.
    pub happened: String,
    /// What is kept, what still works.
    pub kept: Option<String>,
    /// What to do now.
    pub advice: Option<String>,
    /// The way on.
    pub way_on: Option<Link>,
    /// The stable code, the same in page, command line and API.
    pub code: String,
    /// The request's id, as in the log.
    pub request: Option<String>,
}
