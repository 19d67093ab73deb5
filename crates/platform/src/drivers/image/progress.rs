//! How far a build is, read from what mmdebstrap says.

use std::fmt;

/// What a build is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another builder is at it; this one waits for it.
    Waiting,
    ReadingLists,
    Downloading,
    Unpacking,
    SettingUp,
    Finishing,
    Ready,
}

/// One line of progress. `Display` gives it in English, such as `downloading packages 12/69 (6 %)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub step: Step,
    /// Packages done in this step and all of its packages; 0 and 0 where a step does not count.
    pub done: u32,
    pub total: u32,
    /// Of the whole build, 0 to 100; never goes back.
    pub percent: u8,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            Step::Waiting => "waiting for another build",
            Step::ReadingLists => "reading package lists",
            Step::Downloading => "downloading packages",
            Step::Unpacking => "unpacking packages",
            Step::SettingUp => "setting up packages",
            Step::Finishing => "finishing",
            Step::Ready => "image ready",
        };
        match self.total {
            0 => write!(f, "{step} ({} %)", self.percent),
            total => write!(f, "{step} {}/{total} ({} %)", self.done, self.percent),
        }
    }
}

impl Progress {
    pub(super) fn of(step: Step, percent: u8) -> Progress {
        Progress { step, done: 0, total: 0, percent }
    }
}

/// mmdebstrap installs twice: the packages that make a system, then the wanted ones inside it.
#[derive(Debug, Default)]
pub(super) struct Reader {
    second_round: bool,
    total: u32,
    done: [u32; 3],
    percent: u8,
}

impl Reader {
    /// Reads one line of mmdebstrap's output; a value where it moved something.
    pub(super) fn read(&mut self, line: &str) -> Option<Progress> {
        if let Some(step) = line.strip_prefix("I: ") {
            return self.announced(step);
        }
        if let Some((_, rest)) = line.split_once(" upgraded, ") {
            self.total = rest.split(' ').next()?.parse().ok()?;
            self.done = [0; 3];
            return None;
        }
        let (index, step) = match line.split(' ').next()? {
            word if word.starts_with("Get:") && self.total > 0 => (0, Step::Downloading),
            "Unpacking" => (1, Step::Unpacking),
            "Setting" => (2, Step::SettingUp),
            _ => return None,
        };
        self.done[index] = (self.done[index] + 1).min(self.total);
        Some(self.at(step, index))
    }

    fn announced(&mut self, text: &str) -> Option<Progress> {
        if text.starts_with("running apt-get update") {
            return Some(self.moved(Progress::of(Step::ReadingLists, 1)));
        }
        if text.starts_with("installing remaining packages") {
            self.second_round = true;
            self.total = 0;
        }
        text.starts_with("cleaning").then(|| self.moved(Progress::of(Step::Finishing, 97)))
    }

    /// Of each round's half, a quarter is downloading, a quarter unpacking, the rest setting up.
    fn at(&mut self, step: Step, index: usize) -> Progress {
        let from = [0, 12, 24][index] + if self.second_round { 50 } else { 3 };
        let width = [12, 12, 22][index];
        let percent = from + width * self.done[index] / self.total.max(1);
        let percent = u8::try_from(percent).unwrap_or(99);
        self.moved(Progress { step, done: self.done[index], total: self.total, percent })
    }

    fn moved(&mut self, mut progress: Progress) -> Progress {
        self.percent = self.percent.max(progress.percent);
        progress.percent = self.percent;
        progress
    }
}
