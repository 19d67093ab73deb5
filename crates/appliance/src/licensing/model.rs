//! What a machine remembers of its licence, and how it stands.

use super::refusals::Refusal;
use hostler_licence::counting::{CountingRule, Limit};
use hostler_licence::file::Licence;
use hostler_licence::registration::Owner;
use hostler_licence::standing::{Guard, Locked, Standing};
use hostler_wire::registration::Told;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What must not be forgotten. It is kept twice, in the machine's file and in the database, of which a backup restores
/// one at most; of the two the stricter holds ([`super::rules::stricter`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// When the product was first started here.
    pub trial_started_at_ms: i64,
    pub guard: Guard,
    /// By licence.
    pub serials: BTreeMap<String, Serial>,
    /// Text of the licence file that was installed last.
    pub licence: Option<String>,
    /// Text of the vendor's newest keyring.
    pub keyring: Option<String>,
    /// Text of the newest list of withdrawn licences.
    pub revocations: Option<String>,
    /// The hardware on which the licence file was installed.
    pub fingerprint: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serial {
    /// The highest that was installed here.
    pub seen: i64,
    /// Files up to this one were given up …
    pub given_up: Option<i64>,
    /// … at this time.
    pub given_up_at_ms: Option<i64>,
}

impl Memory {
    /// That of a machine on which the product starts for the first time.
    pub fn fresh(now_ms: i64) -> Memory {
        Memory {
            trial_started_at_ms: now_ms,
            guard: Guard { latest_ms: now_ms },
            serials: BTreeMap::new(),
            licence: None,
            keyring: None,
            revocations: None,
            fingerprint: None,
        }
    }
}

/// What is good to know and decides nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    /// When the vendor last answered a check.
    pub checked_at_ms: Option<i64>,
    /// The last check that got no answer, since the last that did.
    pub unanswered: Option<Unanswered>,
    /// The vendor says that another machine holds the licence now, or that it knows of none.
    pub not_here: bool,
    /// Last groups of the keys that were registered from here.
    pub hints: Vec<String>,
    /// Where the licence's numbers and dates come from.
    pub explanation: Vec<Told>,
    pub receipt: Option<KeptReceipt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unanswered {
    pub at_ms: i64,
    pub reason: String,
}

/// The word of this machine that it gave a licence up; kept until a licence is registered here again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReceipt {
    pub text: String,
    pub number: String,
    /// When the vendor took it.
    pub sent_at_ms: Option<i64>,
}

/// A registration that somebody is filling in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub base_key: Option<DraftKey>,
    pub further_keys: Vec<DraftKey>,
    pub owner: Owner,
    /// The machine that this one stands in for.
    pub partner: Option<String>,
    /// Text of the request file, once one was made of it.
    pub request: Option<String>,
}

/// Keys stay out of logs.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft")
    }
}

/// A key whose check is right, and what the vendor said of it, if it could be asked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftKey {
    pub key: String,
    pub found: Option<hostler_wire::registration::KeyFound>,
}

/// What a request is made of.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    pub base_key: String,
    #[serde(default)]
    pub further_keys: Vec<String>,
    pub owner: Owner,
    #[serde(default)]
    pub partner: Option<String>,
}

/// How the product stands on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    pub standing: Standing,
    /// The time that it was reckoned with: never before one that was seen already.
    pub now_ms: i64,
    /// How far the clock was set back, if by more than a day.
    pub set_back_ms: Option<i64>,
    /// The licence that holds here, or the one that did.
    pub licence: Option<Licence>,
    /// Why an installed licence file does not hold.
    pub refused: Option<Refusal>,
    /// Since when it is locked.
    pub locked_since_ms: Option<i64>,
    /// The licence was installed on other hardware.
    pub hardware_changed: bool,
    /// The vendor says that another machine holds the licence, or that it knows of none.
    pub not_here: bool,
    /// The machine's id.
    pub machine: String,
}

impl Stand {
    /// How many users may exist: on trial as many as wanted (L9). A locked product keeps what its licence said.
    pub fn limit(&self) -> Limit {
        self.licence.as_ref().map_or(Limit::Unlimited, Licence::limit)
    }

    /// Who counts: as the licence was sold, if there is one.
    pub fn rule(&self) -> Option<&CountingRule> {
        self.licence.as_ref().map(|licence| &licence.rule)
    }

    pub fn locked(&self) -> Option<&Locked> {
        match &self.standing {
            Standing::Locked { why } => Some(why),
            _ => None,
        }
    }

    /// The licence, if it holds.
    pub fn in_force(&self) -> Option<&Licence> {
        self.licence.as_ref().filter(|_| matches!(self.standing, Standing::Licensed { .. }))
    }
}
