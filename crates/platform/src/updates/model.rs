use crate::servers::Server;
use crate::servers::builds::{Build, Parts};
use hostler_kit::http::{Args, Kind as FaultKind, Refuse};
use hostler_kit::id::{Id, Named};
use hostler_kit::ui::words::Lang;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// A build on its way to all servers of a product, stage by stage.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Rollout {
    pub id: Id<Rollout>,
    pub product: String,
    pub build_id: Id<Build>,
    /// `regular` or `security`.
    pub kind: String,
    /// What changes, for the customers.
    pub note_en: String,
    pub note_nl: String,
    /// `running`, `paused`, `stopped` (by itself), `abandoned` or `done`.
    pub state: String,
    /// 0: the test servers; then the catalogue's shares.
    pub stage: i64,
    /// The last stage's number.
    pub stages: i64,
    /// When this stage begins, or began.
    pub stage_at_ms: i64,
    /// Why it stopped; empty if it did not.
    pub why: String,
    #[serde(skip)]
    pub started_by: String,
    pub started_at_ms: i64,
    pub ended_at_ms: Option<i64>,
    /// When staff last let it go on.
    #[serde(skip)]
    pub resumed_at_ms: Option<i64>,
}

impl Named for Rollout {
    const PREFIX: &'static str = "rol";
}

impl Rollout {
    pub fn kind(&self) -> Kind {
        if self.kind == Kind::Security.as_str() { Kind::Security } else { Kind::Regular }
    }

    pub fn is_running(&self) -> bool {
        self.state == "running"
    }

    /// Whether it may still go on.
    pub fn is_active(&self) -> bool {
        ["running", "paused", "stopped"].contains(&self.state.as_str())
    }

    /// What changes, in a reader's language.
    pub fn note(&self, lang: Lang) -> &str {
        if lang == Lang::Nl { &self.note_nl } else { &self.note_en }
    }
}

/// How urgent an update is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "RolloutKind")]
pub enum Kind {
    /// Announced days before, carried out at night.
    Regular,
    /// Told as it begins, at any hour, with less time between the stages.
    Security,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Regular => "regular",
            Kind::Security => "security",
        }
    }
}

/// A server in a rollout.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "RolloutServer")]
pub struct Member {
    #[serde(skip)]
    pub rollout_id: Id<Rollout>,
    pub server_id: Id<Server>,
    pub stage: i64,
    #[serde(skip)]
    pub from_image: String,
    #[serde(skip)]
    pub from_program: String,
    /// `waiting`, `backing-up`, `switching`, `watching`, `returning`, `returning-data`, `done`, `put-back`, `failed` or
    /// `left-out`.
    pub state: String,
    /// Not before.
    pub due_at_ms: i64,
    pub begun_at_ms: Option<i64>,
    /// The backup of right before.
    pub backup_id: Option<String>,
    pub switched_at_ms: Option<i64>,
    /// When every protocol first answered well with the new build, and when last.
    pub good_at_ms: Option<i64>,
    #[serde(skip)]
    pub last_good_at_ms: Option<i64>,
    pub ended_at_ms: Option<i64>,
    /// What went wrong; empty: nothing.
    pub error: String,
    /// Why staff left it out; empty: they did not. Its customer reads this.
    pub left_out_because: String,
    #[serde(skip)]
    pub left_out_by: String,
    /// When it comes, as its customer was last told.
    #[serde(skip)]
    pub told_at_ms: Option<i64>,
    /// When its customer was told that it is put off until nobody knows when.
    #[serde(skip)]
    pub put_off_at_ms: Option<i64>,
    /// Since when it is its turn and it cannot be restarted.
    #[serde(skip)]
    pub held_up_at_ms: Option<i64>,
    /// When its customer was last mailed that it comes at another time.
    #[serde(skip)]
    pub told_again_at_ms: Option<i64>,
}

impl Member {
    /// Staff did so, with a reason.
    pub fn is_left_out_by_hand(&self) -> bool {
        self.step() == Step::LeftOut && !self.left_out_because.is_empty()
    }

    pub fn from(&self) -> Parts {
        Parts { image: self.from_image.clone(), program: self.from_program.clone() }
    }

    pub fn step(&self) -> Step {
        Step::ALL.into_iter().find(|step| step.as_str() == self.state).unwrap_or(Step::Failed)
    }
}

/// How far a server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Waiting,
    BackingUp,
    Switching,
    /// It runs the new build, and is asked.
    Watching,
    /// Back to the build before, with its data as it is.
    Returning,
    /// The same with the database of before: the build before could not read the newer one.
    ReturningData,
    Done,
    /// It runs what it ran before.
    PutBack,
    /// It was not touched, or could not be put back: the error says which.
    Failed,
    /// It does not run, or could not be restarted for long, so it keeps what it has.
    LeftOut,
}

impl Step {
    pub const ALL: [Step; 10] = [
        Step::Waiting,
        Step::BackingUp,
        Step::Switching,
        Step::Watching,
        Step::Returning,
        Step::ReturningData,
        Step::Done,
        Step::PutBack,
        Step::Failed,
        Step::LeftOut,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Step::Waiting => "waiting",
            Step::BackingUp => "backing-up",
            Step::Switching => "switching",
            Step::Watching => "watching",
            Step::Returning => "returning",
            Step::ReturningData => "returning-data",
            Step::Done => "done",
            Step::PutBack => "put-back",
            Step::Failed => "failed",
            Step::LeftOut => "left-out",
        }
    }

    /// Nothing more is done about it.
    pub fn is_over(self) -> bool {
        matches!(self, Step::Done | Step::PutBack | Step::Failed | Step::LeftOut)
    }

    pub fn is_at_work(self) -> bool {
        !self.is_over() && self != Step::Waiting
    }

    pub fn is_bad(self) -> bool {
        matches!(self, Step::PutBack | Step::Failed)
    }
}

/// What is to be rolled out.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "RolloutWish")]
pub struct Wish {
    /// A build's id.
    pub build: String,
    pub kind: Kind,
    /// What changes, for the customers.
    #[serde(default)]
    pub note_en: String,
    #[serde(default)]
    pub note_nl: String,
    /// Begin with customers' servers, where no test server is named.
    #[serde(default)]
    pub untested: bool,
}

/// What staff do with a rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Pause,
    Resume,
    Abandon,
}

impl Act {
    pub const ALL: [Act; 3] = [Act::Pause, Act::Resume, Act::Abandon];

    pub fn as_str(self) -> &'static str {
        match self {
            Act::Pause => "pause",
            Act::Resume => "resume",
            Act::Abandon => "abandon",
        }
    }

    pub fn of(text: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.as_str() == text)
    }

    /// In which states it makes sense.
    pub fn fits(self, state: &str) -> bool {
        match self {
            Act::Pause => state == "running",
            Act::Resume => ["paused", "stopped"].contains(&state),
            Act::Abandon => ["running", "paused", "stopped"].contains(&state),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateRefused {
    #[error("there is no such build")]
    NoBuild,
    #[error("the build's image or program is not there")]
    NotBuilt { image: String },
    #[error("it does not say what changes")]
    NoNote,
    #[error("no test server is named")]
    NoTestServer,
    #[error("another rollout goes on")]
    UnderWay,
    #[error("every server runs this build")]
    Everywhere,
    #[error("the rollout is past this")]
    NotNow,
    #[error("the server is not in this rollout")]
    NotInIt,
    #[error("the server is being updated, or has the build")]
    NotWaiting,
    #[error("nobody left it out by hand")]
    NotLeftOut,
    #[error("a newer rollout has begun")]
    Superseded,
    #[error("there is no reason")]
    NoReason,
}

impl Refuse for UpdateRefused {
    fn kind(&self) -> FaultKind {
        match self {
            UpdateRefused::NoBuild
            | UpdateRefused::NoNote
            | UpdateRefused::NoTestServer
            | UpdateRefused::NoReason => FaultKind::Invalid,
            UpdateRefused::NotInIt => FaultKind::Missing,
            _ => FaultKind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            UpdateRefused::NoBuild => "update-no-build",
            UpdateRefused::NotBuilt { .. } => "update-not-built",
            UpdateRefused::NoNote => "update-no-note",
            UpdateRefused::NoTestServer => "update-no-test-server",
            UpdateRefused::UnderWay => "update-under-way",
            UpdateRefused::Everywhere => "update-everywhere",
            UpdateRefused::NotNow => "update-not-now",
            UpdateRefused::NotInIt => "update-not-in-it",
            UpdateRefused::NotWaiting => "update-not-waiting",
            UpdateRefused::NotLeftOut => "update-not-left-out",
            UpdateRefused::Superseded => "update-superseded",
            UpdateRefused::NoReason => "update-no-reason",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            UpdateRefused::NoBuild => Some("build"),
            UpdateRefused::NoNote => Some("note_en"),
            UpdateRefused::NoTestServer => Some("untested"),
            UpdateRefused::NoReason => Some("reason"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            UpdateRefused::NotBuilt { image } => Args::from([("image", image.clone())]),
            _ => Args::new(),
        }
    }
}
