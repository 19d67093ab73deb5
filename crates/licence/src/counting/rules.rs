//! Applying a counting rule.

use super::{
    Basis, Count, Counted, CountingRule, Free, Item, Kind, Limit, LimitReached, Treatment, WayOut,
    WhyCounted, WhyFree,
};

/// Counts the items under the rule; each item is in exactly one of the two lists, in the order given.
pub fn count(rule: &CountingRule, items: &[Item]) -> Count {
    let mut answer = Count { number: 0, counted: Vec::new(), free: Vec::new() };
    for item in items {
        let (id, kind) = (item.id.clone(), item.kind);
        match judge(rule, item) {
            Ok(why) => answer.counted.push(Counted { item: id, kind, why }),
            Err(why) => answer.free.push(Free { item: id, kind, why }),
        }
    }
    answer.number = answer.counted.len() as i64;
    answer
}

/// Whether one item counts: `Ok` it does, `Err` it is free, each with the reason.
pub fn judge(rule: &CountingRule, item: &Item) -> Result<WhyCounted, WhyFree> {
    let is_administrator = match item.kind {
        Kind::Account => false,
        Kind::Administrator => true,
        Kind::Alias | Kind::MailingList | Kind::Domain | Kind::Group | Kind::Resource => {
            return Err(WhyFree::KindIsFree);
        }
    };
    let plain = match rule.counts {
        Basis::SignIn if !item.signs_in => return Err(WhyFree::NoSignIn),
        Basis::Mailbox if !item.mailbox => return Err(WhyFree::NoMailbox),
        Basis::SignIn => WhyCounted::SignsIn,
        Basis::Mailbox => WhyCounted::HasMailbox,
    };
    match (is_administrator, rule.administrator, item.disabled, rule.disabled) {
        (true, Treatment::Free, ..) => Err(WhyFree::AdministratorIsFree),
        (_, _, true, Treatment::Free) => Err(WhyFree::DisabledIsFree),
        (_, _, true, Treatment::Counts) => Ok(WhyCounted::DisabledCounts),
        (true, Treatment::Counts, false, _) => Ok(WhyCounted::AdministratorCounts),
        (false, _, false, _) => Ok(plain),
    }
}

/// Whether `newcomer` may join `existing` (P9). What does not count is always admitted; nothing that exists is
/// ever touched, even where it is already past the limit (D13).
pub fn admit(
    rule: &CountingRule,
    limit: Limit,
    existing: &[Item],
    newcomer: &Item,
) -> Result<(), LimitReached> {
    let Limit::Users(limit) = limit else { return Ok(()) };
    if judge(rule, newcomer).is_err() {
        return Ok(());
    }
    let number = existing.iter().filter(|item| judge(rule, item).is_ok()).count() as i64;
    if number < limit {
        return Ok(());
    }
    Err(LimitReached { limit, number, way_out: WayOut::BuyUsers(number + 1 - limit) })
}
