//! The small parts: a state in a word, steps that move, what happened so far.

use askama::Template;

use super::{Html, Page, html};

/// How a state feels; each has its own colour and its own shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// On its way.
    Busy,
    /// Somebody should look.
    Warn,
    /// Broken or refused.
    Bad,
    /// Off, over, or not begun.
    Quiet,
}

impl Tone {
    /// The name in style sheet and template.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Busy => "busy",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Quiet => "quiet",
        }
    }
}

/// A state in one word, with its colour and shape.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/badge.html")]
pub struct Badge {
    /// How it feels.
    pub tone: Tone,
    /// The word.
    pub word: String,
}

impl Badge {
    /// A state.
    pub fn new(tone: Tone, word: impl Into<String>) -> Badge {
        Badge { tone, word: word.into() }
    }

    /// Its markup.
    pub fn html(&self) -> Html {
        html(self)
    }
}

/// Where a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Being done.
    Now,
    /// Not begun.
    Waiting,
    /// Stopped here.
    Failed,
}

impl StepState {
    /// The tone of its shape.
    pub fn tone(self) -> Tone {
        match self {
            StepState::Done => Tone::Good,
            StepState::Now => Tone::Busy,
            StepState::Waiting => Tone::Quiet,
            StepState::Failed => Tone::Bad,
        }
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            StepState::Done => "ui-step-done",
            StepState::Now => "ui-step-now",
            StepState::Waiting => "ui-step-waiting",
            StepState::Failed => "ui-step-failed",
        }
    }
}

/// One of several steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done in it.
    pub label: String,
    /// Where it is.
    pub state: StepState,
    /// What was seen: how long it took, why it stopped.
    pub detail: Option<String>,
}

impl Step {
    /// A step and where it is.
    pub fn new(label: impl Into<String>, state: StepState) -> Step {
        Step { label: label.into(), state, detail: None }
    }

    /// What was seen in it.
    pub fn detail(mut self, detail: impl Into<String>) -> Step {
        self.detail = Some(detail.into());
        self
    }
}

/// Steps in their order; while one is being done, the list asks the page it is
/// on again every two seconds and replaces itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The steps.
    pub steps: Vec<Step>,
    resting: bool,
}

impl Steps {
    /// The steps in their order.
    pub fn new(steps: Vec<Step>) -> Steps {
        Steps { steps, resting: false }
    }

    /// Steps that people take in their own time: the page does not ask again, so nobody's typing is lost.
    pub fn resting(mut self) -> Steps {
        self.resting = true;
        self
    }

    /// Whether anything is still to come by itself: neither all done nor stopped.
    pub fn moving(&self) -> bool {
        if self.resting {
            return false;
        }
        let states = || self.steps.iter().map(|step| step.state);
        !states().any(|state| state == StepState::Failed) && states().any(|state| state != StepState::Done)
    }

    /// Their markup. One such list per page.
    pub fn html(&self, page: &Page) -> Html {
        html(&StepsPart { steps: self, page })
    }

    /// Where it stands, in one sentence: also what a screen reader is told.
    pub fn sentence(&self, page: &Page) -> String {
        let total = self.steps.len();
        let at = self.steps.iter().position(|step| step.state != StepState::Done);
        let Some((index, step)) = at.and_then(|at| Some((at, self.steps.get(at)?))) else {
            return page.t("ui-steps-all-done");
        };
        let key = if step.state == StepState::Failed { "ui-steps-failed" } else { "ui-steps-at" };
        let label = step.label.as_str();
        page.tr(key, &[("n", (index + 1).into()), ("total", total.into()), ("label", label.into())])
    }
}

#[derive(Template)]
#[template(path = "parts/steps.html")]
struct StepsPart<'a> {
    steps: &'a Steps,
    page: &'a Page,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, as the reader likes it (`3 minutes ago`).
    pub at: String,
    /// When, exactly, for `datetime` (RFC 3339).
    pub exact: String,
    /// What, in one sentence.
    pub what: String,
    /// Who did it.
    pub who: Option<String>,
    /// How it feels.
    pub tone: Tone,
}

/// What happened, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The entries, the newest first.
    pub entries: Vec<Entry>,
}

impl History {
    /// Its markup.
    pub fn html(&self, page: &Page) -> Html {
        html(&HistoryPart { entries: &self.entries, page })
    }
}

#[derive(Template)]
#[template(path = "parts/history.html")]
struct HistoryPart<'a> {
    entries: &'a [Entry],
    page: &'a Page,
}
