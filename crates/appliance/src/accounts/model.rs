//! What accounts are made of.

use hostler_kit::id::{Id, Named};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// Somebody's mailbox and the right to sign in to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Account {
    pub id: Id<Account>,
    pub address: String,
    /// The person's name.
    pub name: String,
    /// When the password was last set; none: nobody can sign in yet.
    pub password_set_at_ms: Option<i64>,
    pub disabled_at_ms: Option<i64>,
    /// Set for the account that exists from the first start.
    pub administrator_since_ms: Option<i64>,
    /// Most bytes it may hold; none: as many as there is room for.
    pub quota_bytes: Option<i64>,
    /// Bytes stored, as last measured.
    pub bytes: i64,
    pub created_at_ms: i64,
}

impl Named for Account {
    const PREFIX: &'static str = "acc";
}

impl Account {
    pub fn is_administrator(&self) -> bool {
        self.administrator_since_ms.is_some()
    }

    pub fn is_disabled(&self) -> bool {
        self.disabled_at_ms.is_some()
    }
}

/// A domain whose mail is kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Domain {
    /// With `xn--` labels.
    pub name: String,
    /// Set for the server's own host name, which stays.
    pub host_since_ms: Option<i64>,
    pub created_at_ms: i64,
    pub mailboxes: i64,
    pub aliases: i64,
}

impl Domain {
    pub fn is_host(&self) -> bool {
        self.host_since_ms.is_some()
    }
}

/// An address that hands its mail on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alias {
    pub address: String,
    /// At least one address here or elsewhere.
    pub targets: Vec<String>,
    pub created_at_ms: i64,
}

/// A deleted mailbox whose mail still lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Removal {
    pub account: String,
    pub address: String,
    /// 1 if the address has a mailbox again.
    pub taken_again: i64,
}

/// Which mailboxes, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailboxQuery {
    /// Part of the address or the name.
    pub search: String,
    pub state: State,
    /// Only this domain's; empty: all.
    pub domain: String,
    pub order: Order,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    #[default]
    All,
    Active,
    Disabled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Order {
    #[default]
    #[serde(rename = "address")]
    Address,
    #[serde(rename = "-address")]
    AddressDown,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDown,
    #[serde(rename = "bytes")]
    Bytes,
    #[serde(rename = "-bytes")]
    BytesDown,
}

/// A part of a longer list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub limit: i64,
    pub offset: i64,
}

impl Page {
    /// Everything that the limits allow.
    pub const ALL: Page = Page { limit: i64::MAX, offset: 0 };
}
