//! What came of the looks since the start: of messages, and of each scanner's answers.

use super::Scanner;
use super::judge::{Findings, Ruling};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

#[derive(Debug, Default)]
pub(super) struct Counts {
    looked_at: AtomicU64,
    spam: AtomicU64,
    viruses: AtomicU64,
    put_off: AtomicU64,
    marked: AtomicU64,
    unchecked: AtomicU64,
    scanners: [Answers; 2],
}

/// Of one scanner.
#[derive(Debug, Default)]
struct Answers {
    clean: AtomicU64,
    found: AtomicU64,
    silent: AtomicU64,
    micros: AtomicU64,
}

/// What came of the looks since the start, in messages.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Looked {
    pub looked_at: u64,
    /// Refused as spam.
    pub spam_refused: u64,
    /// Refused because of a virus.
    pub viruses_refused: u64,
    /// Answered 451.
    pub put_off: u64,
    /// Taken as spam and marked so.
    pub marked: u64,
    /// Taken although one of the two did not look at them.
    pub unchecked: u64,
    /// Who does not answer now, and why.
    pub troubles: Vec<String>,
    /// Of each scanner that is asked.
    #[serde(default)]
    pub scanners: Vec<Scanned>,
}

/// How often a scanner was asked since the start, and what it answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scanned {
    /// `rspamd` or `clamav`.
    pub scanner: String,
    /// All questions: the three below together.
    pub asked: u64,
    pub clean: u64,
    /// Spam, or a virus.
    pub found: u64,
    /// No answer, or none in time, or none that is understood.
    pub silent: u64,
    /// What all questions took together, in microseconds.
    pub micros: u64,
}

/// What a scanner said of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Clean,
    Found,
    Nothing,
}

impl Counts {
    pub fn answer(&self, scanner: Scanner, said: Said, took: Duration) {
        let answers = &self.scanners[scanner as usize];
        one(match said {
            Said::Clean => &answers.clean,
            Said::Found => &answers.found,
            Said::Nothing => &answers.silent,
        });
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        answers.micros.fetch_add(micros, Ordering::Relaxed);
    }

    pub fn message(&self, findings: &Findings, ruling: &Ruling) {
        one(&self.looked_at);
        match ruling {
            Ruling::Refuse(_) if findings.has_virus() => one(&self.viruses),
            Ruling::Refuse(_) => one(&self.spam),
            Ruling::PutOff(_) => one(&self.put_off),
            Ruling::Take(_) => {
                if findings.is_spam() {
                    one(&self.marked);
                }
                if findings.is_unsure() {
                    one(&self.unchecked);
                }
            }
        }
    }

    /// As it stands, of these scanners.
    pub fn read(&self, scanners: &[Scanner], troubles: Vec<String>) -> Looked {
        Looked {
            looked_at: read(&self.looked_at),
            spam_refused: read(&self.spam),
            viruses_refused: read(&self.viruses),
            put_off: read(&self.put_off),
            marked: read(&self.marked),
            unchecked: read(&self.unchecked),
            troubles,
            scanners: scanners.iter().map(|scanner| self.scanned(*scanner)).collect(),
        }
    }

    fn scanned(&self, scanner: Scanner) -> Scanned {
        let answers = &self.scanners[scanner as usize];
        let (clean, found, silent) = (read(&answers.clean), read(&answers.found), read(&answers.silent));
        Scanned {
            scanner: scanner.name().to_ascii_lowercase(),
            asked: clean + found + silent,
            clean,
            found,
            silent,
            micros: read(&answers.micros),
        }
    }
}

fn one(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
