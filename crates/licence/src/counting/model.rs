//! What a rule is applied to, and its answer.

use super::{Citation, Device};
use serde::{Deserialize, Serialize};

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
    /// The devices that it uses now ([`super::devices`]); looked at where the rule has `devices-per-user`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<Device>,
}

impl Item {
    /// A person's account: signs in, has a mailbox, is switched on.
    pub fn account(id: impl Into<String>) -> Item {
        Item {
            id: id.into(),
            kind: Kind::Account,
            signs_in: true,
            mailbox: true,
            disabled: false,
            devices: Vec::new(),
        }
    }

    /// Something without sign-in and mailbox: an alias, a domain, a list.
    pub fn plain(id: impl Into<String>, kind: Kind) -> Item {
        Item { id: id.into(), kind, signs_in: false, mailbox: false, disabled: false, devices: Vec::new() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Account,
    /// The built-in administrator's account, which exists from the first start.
    Administrator,
    /// The account of a visitor.
    Guest,
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
    /// Users: what the counted items take together.
    pub number: i64,
    /// The rule that says so.
    pub by: Citation,
    pub counted: Vec<Counted>,
    pub free: Vec<Free>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub item: String,
    pub kind: Kind,
    pub why: WhyCounted,
    /// How many users it takes: one, and where devices are looked at one for every so many of them begun (D11).
    pub users: i64,
    /// The devices that this number is made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<Device>,
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
    /// A visitor's account is an account (P2).
    GuestCounts,
}

impl WhyCounted {
    pub fn code(self) -> &'static str {
        match self {
            WhyCounted::SignsIn => "signs-in",
            WhyCounted::HasMailbox => "has-mailbox",
            WhyCounted::DisabledCounts => "disabled-counts",
            WhyCounted::AdministratorCounts => "administrator-counts",
            WhyCounted::GuestCounts => "guest-counts",
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
    GuestIsFree,
}

impl WhyFree {
    pub fn code(self) -> &'static str {
        match self {
            WhyFree::KindIsFree => "kind-is-free",
            WhyFree::NoSignIn => "no-sign-in",
            WhyFree::NoMailbox => "no-mailbox",
            WhyFree::DisabledIsFree => "disabled-is-free",
            WhyFree::AdministratorIsFree => "administrator-is-free",
            WhyFree::GuestIsFree => "guest-is-free",
        }
    }
}
