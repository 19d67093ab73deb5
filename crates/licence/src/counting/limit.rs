//! What may join: the licensed number, and the refusal of P9.

use super::{CountingRule, Item, count, users_of};
use serde::{Deserialize, Serialize};

/// Whether `newcomer` may join `existing` (P9). What does not count is always admitted; nothing that exists is
/// ever touched, even where it is already past the limit (D13).
///
/// # Errors
/// The newcomer counts and would go past the limit.
pub fn admit(
    rule: &CountingRule,
    limit: Limit,
    existing: &[Item],
    newcomer: &Item,
) -> Result<(), LimitReached> {
    let more = users_of(rule, newcomer);
    if limit == Limit::Unlimited || more == 0 {
        return Ok(());
    }
    admit_number(limit, count(rule, existing).number, more)
}

/// The same for who keeps a running number: whether `more` users may join `used` (P9, D13). Takes no time, however
/// many accounts there are.
///
/// # Errors
/// `more` is above 0 and the sum would be past the limit.
pub fn admit_number(limit: Limit, used: i64, more: i64) -> Result<(), LimitReached> {
    let Limit::Users(limit) = limit else { return Ok(()) };
    let wanted = used.saturating_add(more);
    if more <= 0 || wanted <= limit {
        return Ok(());
    }
    Err(LimitReached { limit, number: used, way_out: WayOut::BuyUsers(wanted.saturating_sub(limit)) })
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
