//! What is known of versions, and how far an installation has come.

use hostler_licence::file::Licence;
use hostler_licence::release::{Certificate, Right, Verdict};
use hostler_wire::channel::Channel;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The package that this machine runs, as the package itself says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    pub product: String,
    pub version: String,
}

/// By which right this machine gets versions (L3, L9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    Trial,
    Licensed(Box<Licence>),
    Locked,
}

impl Held {
    pub fn right(&self) -> Right<'_> {
        match self {
            Held::Trial => Right::Trial,
            Held::Licensed(licence) => Right::Licensed(licence),
            Held::Locked => Right::Locked,
        }
    }
}

/// What the vendor last said. Its documents are verified again whenever they are read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heard {
    pub asked_at_ms: Option<i64>,
    pub answered_at_ms: Option<i64>,
    /// Why the last question got no answer that could be taken.
    pub unanswered: Option<String>,
    /// With the keyring of the highest number that was seen.
    pub channel: Option<Channel>,
}

/// A version that the vendor offers, and whether it may be installed here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    pub version: String,
    pub released: Date,
    pub security: bool,
    pub certificates: Vec<Certificate>,
    pub notes: BTreeMap<String, String>,
    pub bytes: i64,
    pub age: Age,
    pub verdict: Verdict,
}

impl Offer {
    /// Whether it can be installed now, with a confirmation or without.
    pub fn is_installable(&self) -> bool {
        self.age == Age::Newer && !matches!(self.verdict, Verdict::Refused(_))
    }
}

/// A version beside the installed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Age {
    Newer,
    Installed,
    Older,
}

/// A document of the channel that cannot be trusted: nothing of it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Its place in the channel, from 1.
    pub place: usize,
    pub reason: String,
}

/// An installation from its beginning to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    pub id: String,
    pub way: Way,
    pub from: String,
    pub to: String,
    /// Who wished it, for people.
    pub by: String,
    /// The scheme whose missing certificate was accepted.
    pub accepted: Option<String>,
    pub begun_at_ms: i64,
    pub step: Step,
    /// Of the download.
    pub loaded_bytes: i64,
    pub bytes: i64,
    /// Of the package, 64 hexadecimal digits; none where the kept package is installed.
    pub sha256: Option<String>,
    pub ended_at_ms: Option<i64>,
    pub outcome: Option<Outcome>,
    /// Whether the history has it.
    #[serde(default)]
    pub told: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Forward,
    /// To the version before, which was kept.
    Back,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    Downloading,
    /// The package of the version that runs is put away.
    Keeping,
    Stopping,
    /// The data that the new version could change is copied.
    Copying,
    Installing,
    Starting,
    GoingBack,
}

impl Step {
    /// Those of an installation that goes well.
    pub const ALL: [Step; 6] =
        [Step::Downloading, Step::Keeping, Step::Stopping, Step::Copying, Step::Installing, Step::Starting];

    pub fn code(self) -> &'static str {
        match self {
            Step::Downloading => "downloading",
            Step::Keeping => "keeping",
            Step::Stopping => "stopping",
            Step::Copying => "copying",
            Step::Installing => "installing",
            Step::Starting => "starting",
            Step::GoingBack => "going-back",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    Installed,
    /// The version before runs again, with its data.
    WentBack {
        trouble: Trouble,
    },
    /// Nothing was changed.
    Failed {
        trouble: Trouble,
    },
    /// The new version does not run, and the one before does not come up again either.
    Broken {
        trouble: Trouble,
        then: Trouble,
    },
    /// The machine or a program stopped in the middle.
    Interrupted,
}

impl Outcome {
    pub fn code(&self) -> &'static str {
        match self {
            Outcome::Installed => "installed",
            Outcome::WentBack { .. } => "went-back",
            Outcome::Failed { .. } => "failed",
            Outcome::Broken { .. } => "broken",
            Outcome::Interrupted => "interrupted",
        }
    }
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {detail}", why.code())]
pub struct Trouble {
    pub why: Why,
    /// In the words of whoever said so.
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The file did not come whole.
    Download,
    /// The file is not the one that the vendor signed for.
    Altered,
    /// There is no room for it.
    DiskFull,
    /// The installing program could not be started.
    Handover,
    /// The package of the version before could not be kept.
    Keep,
    Stop,
    /// The data could not be copied, or put back.
    Copy,
    /// Debian's package tool refused.
    Package,
    /// The program ended by itself.
    Ended,
    /// The console gave no answer within its time.
    Silent,
}

impl Why {
    pub const ALL: [Why; 10] = [
        Why::Download,
        Why::Altered,
        Why::DiskFull,
        Why::Handover,
        Why::Keep,
        Why::Stop,
        Why::Copy,
        Why::Package,
        Why::Ended,
        Why::Silent,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Why::Download => "download",
            Why::Altered => "altered",
            Why::DiskFull => "disk-full",
            Why::Handover => "handover",
            Why::Keep => "keep",
            Why::Stop => "stop",
            Why::Copy => "copy",
            Why::Package => "package",
            Why::Ended => "ended",
            Why::Silent => "silent",
        }
    }

    /// With what was said.
    pub fn said(self, detail: impl std::fmt::Display) -> Trouble {
        Trouble { why: self, detail: detail.to_string() }
    }
}

/// What a person wishes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// None: the newest that may be installed.
    #[serde(default)]
    pub version: Option<String>,
    /// The scheme for which it need not be certified, said explicitly (L11).
    #[serde(default)]
    pub accept_uncertified: Option<String>,
}

/// Everything that is to be seen of updates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    pub installed: Installed,
    /// When that was, if it was an update.
    pub installed_at_ms: Option<i64>,
    /// The day of its release, if the vendor says so.
    pub released: Option<Date>,
    /// The version that one can go back to.
    pub kept: Option<String>,
    pub asked_at_ms: Option<i64>,
    pub answered_at_ms: Option<i64>,
    pub unanswered: Option<String>,
    pub releases: Vec<Offer>,
    pub rejected: Vec<Rejected>,
    /// The newest version that may run here by what was paid.
    pub newest: Option<String>,
    /// The one that goes on now, or the last.
    pub installation: Option<Installation>,
    /// Those that ended, newest first.
    pub results: Vec<Installation>,
}

impl Picture {
    pub fn offer(&self, version: &str) -> Option<&Offer> {
        self.releases.iter().find(|offer| offer.version == version)
    }

    /// The installation that goes on now.
    pub fn running(&self) -> Option<&Installation> {
        self.installation.as_ref().filter(|one| one.outcome.is_none())
    }
}

/// What the console answers whoever waits for it on the machine itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    pub version: String,
    /// Every engine works, or rests because the product is locked.
    pub ready: bool,
}
