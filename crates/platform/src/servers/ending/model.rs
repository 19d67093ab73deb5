use crate::accounts::Customer;
use crate::servers::Server;
use hostler_kit::id::{Id, Named};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;

/// A notice, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Ending {
    pub id: Id<Ending>,
    pub server_id: Id<Server>,
    #[serde(skip)]
    pub customer_id: Id<Customer>,
    /// `noticed`, `withdrawn`, `refused` (there were accounts on the last day) or `ended`.
    pub state: String,
    /// `YYYY-MM-DD`, in the provider's time zone: the server works until its end.
    pub last_day: String,
    /// The first instant after it.
    pub ends_at_ms: i64,
    pub given_at_ms: i64,
    #[serde(skip)]
    pub given_by: String,
    /// Who gave notice.
    pub given_name: String,
    /// `portal` (pages, API, command line) or `mail`.
    pub way: String,
    #[serde(skip)]
    pub due_at_ms: Option<i64>,
    pub closed_at_ms: Option<i64>,
    /// Who withdrew it; empty where nobody did.
    pub closed_name: String,
    /// Of a refused one: the accounts that there were, a line for each.
    pub accounts: String,
}

impl Named for Ending {
    const PREFIX: &'static str = "end";
}

impl Ending {
    /// The last day as a day.
    pub fn last_day(&self) -> Date {
        self.last_day.parse().expect("the database keeps a day here")
    }

    pub fn is_noticed(&self) -> bool {
        self.state == "noticed"
    }
}

/// How notice is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Pages, API and command line.
    Portal,
    /// A mail to the provider, or the link in the answer to it.
    Mail,
}

impl Way {
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Portal => "portal",
            Way::Mail => "mail",
        }
    }
}

/// The accounts on a server besides the administrator's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Their addresses, sorted.
    pub accounts: Vec<String>,
    pub said_by: SaidBy,
}

/// Where that is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidBy {
    /// The server itself, just now.
    Server,
    /// What it reported last, for it does not answer.
    Readings,
}
