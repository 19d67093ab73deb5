//! The extensions of a telephone exchange: limited to so many for each licensed user (P3, D12).

use super::{Citation, CountingRule, Limit, WayOut};
use serde::{Deserialize, Serialize};

/// A number that can be dialled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// `101`; unique in the exchange.
    pub number: String,
    pub kind: ExtensionKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtensionKind {
    Person,
    /// A telephone that is nobody's own: at the door, in the kitchen.
    Telephone,
    Menu,
    RingGroup,
    Voicemail,
    Conference,
}

impl ExtensionKind {
    /// People and telephones count; service numbers do not (D12).
    pub fn counts(self) -> bool {
        match self {
            ExtensionKind::Person | ExtensionKind::Telephone => true,
            ExtensionKind::Menu
            | ExtensionKind::RingGroup
            | ExtensionKind::Voicemail
            | ExtensionKind::Conference => false,
        }
    }
}

/// How many extensions count, which do and which are service numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionCount {
    /// Extensions that count.
    pub number: i64,
    /// How many may exist; none: as many as wanted.
    pub limit: Option<i64>,
    pub by: Citation,
    pub counted: Vec<Extension>,
    /// Service numbers, free.
    pub free: Vec<Extension>,
}

/// Counts extensions under the rule, for a licence of so many users.
pub fn count_extensions(rule: &CountingRule, limit: Limit, extensions: &[Extension]) -> ExtensionCount {
    let (counted, free): (Vec<Extension>, Vec<Extension>) =
        extensions.iter().cloned().partition(|one| one.kind.counts());
    let limit = most_extensions(rule, limit);
    ExtensionCount { number: counted.len() as i64, limit, by: rule.citation(), counted, free }
}

/// How many extensions may exist; `None`: as many as wanted (hosted, on trial, or a rule without such a limit).
pub fn most_extensions(rule: &CountingRule, limit: Limit) -> Option<i64> {
    let (Some(per_user), Limit::Users(users)) = (rule.extensions_per_user, limit) else { return None };
    Some(users.max(0).saturating_mul(i64::from(per_user.get())))
}

/// Whether one more extension may join `used` that count already. Service numbers always may; nothing that exists is
/// touched (D13).
///
/// # Errors
/// The extension counts and would go past the limit.
pub fn admit_extension(
    rule: &CountingRule,
    limit: Limit,
    used: i64,
    newcomer: ExtensionKind,
) -> Result<(), ExtensionLimitReached> {
    let (Some(per_user), Limit::Users(users)) = (rule.extensions_per_user, limit) else { return Ok(()) };
    let (users, per_user) = (users.max(0), i64::from(per_user.get()));
    let wanted = used.max(0).saturating_add(1);
    if !newcomer.counts() || wanted <= users.saturating_mul(per_user) {
        return Ok(());
    }
    let needed = (wanted - 1) / per_user + 1;
    Err(ExtensionLimitReached {
        limit: users.saturating_mul(per_user),
        users,
        per_user,
        number: used,
        way_out: WayOut::BuyUsers(needed - users),
    })
}

/// The refusal of P3. What already exists keeps working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error(
    "the licence is for {users} users, so {limit} extensions may exist, and {number} do; delete an extension of a \
     person or a telephone, or buy more users: each brings {per_user}"
)]
pub struct ExtensionLimitReached {
    /// Extensions that may exist.
    pub limit: i64,
    /// Licensed users.
    pub users: i64,
    /// Extensions for each of them.
    pub per_user: i64,
    /// Extensions that count now, without the refused one.
    pub number: i64,
    pub way_out: WayOut,
}

impl ExtensionLimitReached {
    /// The stable code of this refusal in page, CLI and API.
    pub fn code(&self) -> &'static str {
        "extension-limit-reached"
    }
}
