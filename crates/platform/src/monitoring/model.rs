use crate::accounts::Customer;
use crate::servers::Server;
use hostler_kit::http::{Kind, Refuse};
use hostler_kit::id::{Id, Named};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// Whether a server takes mail, as seen from outside. The fallback takes it where one is `Down`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "ServerStanding")]
pub enum Standing {
    Up,
    /// It does not: it fails, or it is stopped.
    Down,
    /// Nothing is known: it never ran, or nobody has looked yet.
    Unwatched,
}

impl Standing {
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Up => "up",
            Standing::Down => "down",
            Standing::Unwatched => "unwatched",
        }
    }

    pub fn of(text: &str) -> Standing {
        match text {
            "up" => Standing::Up,
            "down" => Standing::Down,
            _ => Standing::Unwatched,
        }
    }
}

/// Who is mailed about a trouble, besides staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The owners of the server's customer.
    Owners,
    /// Nobody: it is the provider's to mend before anybody notices.
    Staff,
}

/// Every kind of trouble, with who is told. Each has its words `incident-…`.
pub const KINDS: &[(&str, Told)] = &[
    ("backup-failed", Told::Staff),
    ("backup-missed", Told::Staff),
    ("backup-not-removed", Told::Staff),
    ("certificate-ending", Told::Staff),
    ("certificate-failed", Told::Staff),
    ("disk-filling", Told::Staff),
    ("domain-disputed", Told::Staff),
    ("drill-failed", Told::Staff),
    ("drill-overdue", Told::Staff),
    ("fallback-damaged", Told::Staff),
    ("fallback-down", Told::Staff),
    ("fallback-full", Told::Owners),
    ("fallback-name", Told::Staff),
    ("fallback-refused", Told::Staff),
    ("fallback-unchecked", Told::Staff),
    ("mail-held-long", Told::Owners),
    ("mail-ownerless", Told::Staff),
    ("mail-ownerless-old", Told::Staff),
    ("node-down", Told::Staff),
    ("partly-reachable", Told::Staff),
    ("queue-old", Told::Staff),
    ("repository-damaged", Told::Staff),
    ("resources-short", Told::Staff),
    ("restore-failed", Told::Owners),
    ("server-died", Told::Owners),
    ("service-down", Told::Owners),
    ("slow", Told::Staff),
    ("update-failed", Told::Staff),
    ("update-stuck", Told::Staff),
    ("vantage-silent", Told::Staff),
];

/// What somebody saw go wrong.
#[derive(Debug, Clone)]
pub struct Trouble<'a> {
    /// None: it is about the provider's own machine.
    pub server: Option<&'a Server>,
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// What was seen, in a plain English sentence.
    pub detail: String,
}

/// A trouble from its begin to its end.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Incident {
    pub id: Id<Incident>,
    /// None: it is about the provider's own machine.
    pub server_id: Option<Id<Server>>,
    #[serde(skip)]
    pub customer_id: Option<Id<Customer>>,
    /// `service-down`, `slow`, `backup-missed` …
    pub kind: String,
    /// What was seen first.
    pub detail: String,
    pub began_at_ms: i64,
    /// None while it lasts.
    pub over_at_ms: Option<i64>,
    /// When nothing was left to be done without a person.
    pub escalated_at_ms: Option<i64>,
    /// When staff were last asked to look.
    pub asked_at_ms: Option<i64>,
    /// When somebody of staff took it on.
    pub acknowledged_at_ms: Option<i64>,
    #[serde(skip)]
    pub acknowledged_by: String,
}

impl Named for Incident {
    const PREFIX: &'static str = "inc";
}

/// A line of an incident: what was seen or done.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "IncidentLine")]
pub struct Line {
    #[serde(skip)]
    pub incident_id: Id<Incident>,
    /// 1, 2, 3 …
    pub number: i64,
    pub at_ms: i64,
    /// `began`, `seen`, `restarting-engine`, `restarting-server`, `escalated`, `acknowledged`, `note`, `over` …
    pub what: String,
    pub detail: String,
    /// Who did it; empty: the platform by itself.
    pub by_name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IncidentRefused {
    #[error("the incident is over")]
    Over,
    #[error("somebody acknowledged it before")]
    Acknowledged,
    #[error("a note says something")]
    EmptyNote,
}

impl Refuse for IncidentRefused {
    fn kind(&self) -> Kind {
        match self {
            IncidentRefused::Over | IncidentRefused::Acknowledged => Kind::Conflict,
            IncidentRefused::EmptyNote => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            IncidentRefused::Over => "incident-over",
            IncidentRefused::Acknowledged => "incident-acknowledged",
            IncidentRefused::EmptyNote => "incident-note-empty",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, IncidentRefused::EmptyNote).then_some("note")
    }
}

/// A time for which nobody is woken and nothing is done by itself.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Maintenance {
    pub id: Id<Maintenance>,
    /// None: of every server.
    pub server_id: Option<Id<Server>>,
    pub begins_at_ms: i64,
    pub ends_at_ms: i64,
    /// What is done, for those whose servers it concerns.
    pub reason: String,
    pub announced_at_ms: i64,
    #[serde(skip)]
    pub announced_by: String,
    pub withdrawn_at_ms: Option<i64>,
}

impl Named for Maintenance {
    const PREFIX: &'static str = "mnt";
}

impl Maintenance {
    /// Whether it is about this server.
    pub fn concerns(&self, server: &Id<Server>) -> bool {
        self.server_id.as_ref().is_none_or(|own| own == server)
    }

    pub fn is_now(&self, now_ms: i64) -> bool {
        self.withdrawn_at_ms.is_none() && self.begins_at_ms <= now_ms && now_ms < self.ends_at_ms
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MaintenanceRefused {
    #[error("it would end before it begins, or is over")]
    Order,
    #[error("it would last longer than a day")]
    TooLong,
    #[error("there is no reason")]
    NoReason,
    #[error("it is over, or was taken back")]
    Over,
}

impl Refuse for MaintenanceRefused {
    fn kind(&self) -> Kind {
        if *self == MaintenanceRefused::Over { Kind::Conflict } else { Kind::Invalid }
    }

    fn code(&self) -> &'static str {
        match self {
            MaintenanceRefused::Order => "maintenance-order",
            MaintenanceRefused::TooLong => "maintenance-too-long",
            MaintenanceRefused::NoReason => "maintenance-no-reason",
            MaintenanceRefused::Over => "maintenance-over",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            MaintenanceRefused::Order | MaintenanceRefused::TooLong => Some("minutes"),
            MaintenanceRefused::NoReason => Some("reason"),
            MaintenanceRefused::Over => None,
        }
    }
}
