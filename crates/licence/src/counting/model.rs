//! The counting rule, what it is applied to, and its answer.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Who counts for one product held in one way (table of section 1 of the requirements, P1–P8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CountingRule {
    /// The product's id in the catalogue: `connect`.
    pub product: String,
    pub holding: Holding,
    /// Grows by one with each change of the rule; a bill names it (D15).
    pub version: u32,
    pub source: Source,
    /// What makes an item count.
    pub counts: Basis,
    /// Items that are switched off (D3).
    pub disabled: Treatment,
    /// The built-in administrator's account (D2).
    pub administrator: Treatment,
}

impl CountingRule {
    /// Short name of the rule as bills and pages show it: `connect/hosted/1`.
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.product, self.holding, self.version)
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Number of the requirement: `P1`.
    pub requirement: String,
    /// The offer's own sentence.
    pub sentence: String,
}

/// How a customer holds a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holding {
    /// The provider runs it; billed each month afterwards.
    Hosted,
    /// The customer runs it and paid ahead for a number of users.
    Licence,
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Holding::Hosted => "hosted",
            Holding::Licence => "licence",
        })
    }
}

/// What makes an item count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A username and a password.
    SignIn,
    /// A mailbox, whoever opens it.
    Mailbox,
}

/// Whether a group of items that has what the rule asks for counts or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Treatment {
    Counts,
    Free,
}

/// Something that an administrator made in the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The account's id, or another item's name; not empty, unique among the items of one server.
    pub id: String,
    pub kind: Kind,
    /// Whether somebody can sign in as it with a password of its own.
    pub signs_in: bool,
    /// Whether it has a mailbox of its own.
    pub mailbox: bool,
    /// Whether it is switched off now.
    pub disabled: bool,
}

impl Item {
    /// A person's account: signs in, has a mailbox, is switched on.
    pub fn account(id: impl Into<String>) -> Item {
        Item { id: id.into(), kind: Kind::Account, signs_in: true, mailbox: true, disabled: false }
    }

    /// Something without sign-in and mailbox: an alias, a domain, a list.
    pub fn plain(id: impl Into<String>, kind: Kind) -> Item {
        Item { id: id.into(), kind, signs_in: false, mailbox: false, disabled: false }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Account,
    /// The built-in administrator's account, which exists from the first start.
    Administrator,
    Alias,
    MailingList,
    Domain,
    Group,
    /// A room or a thing that can be booked.
    Resource,
}

/// A rule's answer: the number, and each item with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Users.
    pub number: i64,
    pub counted: Vec<Counted>,
    pub free: Vec<Free>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub item: String,
    pub kind: Kind,
    pub why: WhyCounted,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Free {
    pub item: String,
    pub kind: Kind,
    pub why: WhyFree,
}

/// Why an item counts. [`WhyCounted::code`] is stable: pages have their words under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyCounted {
    SignsIn,
    HasMailbox,
    /// Switched off, and counts all the same (D3).
    DisabledCounts,
    /// The administrator is a user like any other (D2).
    AdministratorCounts,
}

impl WhyCounted {
    pub fn code(self) -> &'static str {
        match self {
            WhyCounted::SignsIn => "signs-in",
            WhyCounted::HasMailbox => "has-mailbox",
            WhyCounted::DisabledCounts => "disabled-counts",
            WhyCounted::AdministratorCounts => "administrator-counts",
        }
    }
}

/// Why an item is free. [`WhyFree::code`] is stable: pages have their words under it, with the item's kind as argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyFree {
    /// Aliases, lists, domains, groups and resources are free and unlimited.
    KindIsFree,
    NoSignIn,
    NoMailbox,
    DisabledIsFree,
    AdministratorIsFree,
}

impl WhyFree {
    pub fn code(self) -> &'static str {
        match self {
            WhyFree::KindIsFree => "kind-is-free",
            WhyFree::NoSignIn => "no-sign-in",
            WhyFree::NoMailbox => "no-mailbox",
            WhyFree::DisabledIsFree => "disabled-is-free",
            WhyFree::AdministratorIsFree => "administrator-is-free",
        }
    }
}

/// How many users may exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Hosted: as many as the customer wants; the bill follows.
    Unlimited,
    /// Licensed: this many.
    Users(i64),
}

/// The refusal of P9: what the limit is, what counts now, and the way on. What already exists keeps working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error(
    "the licence is for {limit} users and {number} count now; delete an account that counts, or buy more users"
)]
pub struct LimitReached {
    pub limit: i64,
    /// Users that count now, without the refused one.
    pub number: i64,
    pub way_out: WayOut,
}

impl LimitReached {
    /// The stable code of this refusal in page, CLI and API.
    pub fn code(&self) -> &'static str {
        "user-limit-reached"
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayOut {
    /// Buy at least this many more users for the licence.
    BuyUsers(i64),
}
