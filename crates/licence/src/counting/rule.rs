//! The counting rule: data from the catalogue, or from anybody who signs one.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU32;

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
    /// Accounts of visitors (P2, D15).
    #[serde(default)]
    pub guests: Treatment,
    /// One user covers so many devices of the same account, and every further so many begun take one user more (P2,
    /// D11); devices are not looked at where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices_per_user: Option<NonZeroU32>,
    /// Extensions are limited to so many for each licensed user (P3, D12); without limit where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extensions_per_user: Option<NonZeroU32>,
}

impl CountingRule {
    /// Short name of the rule as bills and pages show it: `connect/hosted/1`.
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.product, self.holding, self.version)
    }

    /// What an answer by this rule names as its ground (D15).
    pub fn citation(&self) -> Citation {
        Citation {
            rule: self.name(),
            version: self.version,
            requirement: self.source.requirement.clone(),
            sentence: self.source.sentence.clone(),
        }
    }
}

/// A counting rule as a file writes it below its product: `T` is [`Treatment`], or a reader's own that remembers
/// where in the text it stood.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WrittenRule<T = Treatment> {
    pub holding: Holding,
    pub version: u32,
    pub requirement: String,
    pub sentence: String,
    pub counts: Basis,
    pub disabled: T,
    pub administrator: T,
    pub guests: Option<T>,
    pub devices_per_user: Option<NonZeroU32>,
    pub extensions_per_user: Option<NonZeroU32>,
}

impl WrittenRule {
    /// The rule of this product.
    pub fn of_product(self, product: &str) -> CountingRule {
        CountingRule {
            product: product.to_string(),
            holding: self.holding,
            version: self.version,
            source: Source { requirement: self.requirement, sentence: self.sentence },
            counts: self.counts,
            disabled: self.disabled,
            administrator: self.administrator,
            guests: self.guests.unwrap_or_default(),
            devices_per_user: self.devices_per_user,
            extensions_per_user: self.extensions_per_user,
        }
    }
}

impl<T> WrittenRule<T> {
    /// The same with each treatment read by `read`.
    pub fn map<U>(self, read: impl Fn(T) -> U) -> WrittenRule<U> {
        WrittenRule {
            holding: self.holding,
            version: self.version,
            requirement: self.requirement,
            sentence: self.sentence,
            counts: self.counts,
            disabled: read(self.disabled),
            administrator: read(self.administrator),
            guests: self.guests.map(read),
            devices_per_user: self.devices_per_user,
            extensions_per_user: self.extensions_per_user,
        }
    }
}

/// The ground of an answer: which rule, in which version, and where it comes from (A5, D15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Short name of the rule: `control/licence/1`.
    pub rule: String,
    pub version: u32,
    /// Number of the requirement: `P2`.
    pub requirement: String,
    /// The offer's own sentence.
    pub sentence: String,
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
    /// Login access: a username and a password.
    SignIn,
    /// A mailbox, whoever opens it.
    Mailbox,
}

/// Whether a group of items that has what the rule asks for counts or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Treatment {
    #[default]
    Counts,
    Free,
}
