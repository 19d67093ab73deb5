//! What `hostler doctor` says: one thing looked at, what was seen, and what to do about it.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was looked at, such as `free disk`.
    pub name: String,
    /// What was seen, such as `41 GB free of 80 GB`.
    pub seen: String,
    pub verdict: Verdict,
    /// What to do; empty where everything is fine.
    pub next_step: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Fine,
    /// Works, but not for long or not well.
    Warning,
    /// Does not work.
    Bad,
}

impl Check {
    pub fn fine(name: &str, seen: impl Into<String>) -> Check {
        Check::new((name, Verdict::Fine), seen, "")
    }

    pub fn warning(name: &str, seen: impl Into<String>, next_step: &str) -> Check {
        Check::new((name, Verdict::Warning), seen, next_step)
    }

    pub fn bad(name: &str, seen: impl Into<String>, next_step: &str) -> Check {
        Check::new((name, Verdict::Bad), seen, next_step)
    }

    fn new((name, verdict): (&str, Verdict), seen: impl Into<String>, next_step: &str) -> Check {
        Check { name: name.to_string(), seen: seen.into(), verdict, next_step: next_step.to_string() }
    }
}
