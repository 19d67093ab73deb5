//! Applying a counting rule.

use super::{Basis, Count, Counted, CountingRule, Device, Free, Item, Kind, Treatment, WhyCounted, WhyFree};

/// Counts the items under the rule; each item is in exactly one of the two lists, in the order given.
pub fn count(rule: &CountingRule, items: &[Item]) -> Count {
    let mut answer = Count { number: 0, by: rule.citation(), counted: Vec::new(), free: Vec::new() };
    for item in items {
        match judge(rule, item) {
            Ok(why) => {
                let counted = counted(rule, item, why);
                answer.number += counted.users;
                answer.counted.push(counted);
            }
            Err(why) => answer.free.push(Free { item: item.id.clone(), kind: item.kind, why }),
        }
    }
    answer
}

fn counted(rule: &CountingRule, item: &Item, why: WhyCounted) -> Counted {
    let devices: &[Device] = if rule.devices_per_user.is_some() { &item.devices } else { &[] };
    Counted {
        item: item.id.clone(),
        kind: item.kind,
        why,
        users: users_for(rule, devices.len() as i64),
        devices: devices.to_vec(),
    }
}

/// How many users an item takes: 0 if it is free.
pub fn users_of(rule: &CountingRule, item: &Item) -> i64 {
    judge(rule, item).map_or(0, |_| users_for(rule, item.devices.len() as i64))
}

/// How many users an account that counts takes with so many devices: max(1, ⌈devices ÷ devices per user⌉) (D11).
///
/// What one device more takes is `users_for(rule, devices + 1) - users_for(rule, devices)`, 0 or 1: ask
/// [`super::admit_number`] for it before the device is let in.
pub fn users_for(rule: &CountingRule, devices: i64) -> i64 {
    let Some(per_user) = rule.devices_per_user else { return 1 };
    let per_user = i64::from(per_user.get());
    (devices.max(1) - 1) / per_user + 1
}

/// Whether one item counts: `Ok` it does, `Err` it is free, each with the reason.
pub fn judge(rule: &CountingRule, item: &Item) -> Result<WhyCounted, WhyFree> {
    let plain = match rule.counts {
        _ if !is_account(item.kind) => return Err(WhyFree::KindIsFree),
        Basis::SignIn if !item.signs_in => return Err(WhyFree::NoSignIn),
        Basis::Mailbox if !item.mailbox => return Err(WhyFree::NoMailbox),
        Basis::SignIn => WhyCounted::SignsIn,
        Basis::Mailbox => WhyCounted::HasMailbox,
    };
    let whose = of_whom(rule, item.kind, plain)?;
    match (item.disabled, rule.disabled) {
        (true, Treatment::Free) => Err(WhyFree::DisabledIsFree),
        (true, Treatment::Counts) => Ok(WhyCounted::DisabledCounts),
        (false, _) => Ok(whose),
    }
}

fn is_account(kind: Kind) -> bool {
    match kind {
        Kind::Account | Kind::Administrator | Kind::Guest => true,
        Kind::Alias | Kind::MailingList | Kind::Domain | Kind::Group | Kind::Resource => false,
    }
}

/// What the rule says of whose account it is; `plain` is why anybody's counts.
fn of_whom(rule: &CountingRule, kind: Kind, plain: WhyCounted) -> Result<WhyCounted, WhyFree> {
    match (kind, rule.administrator, rule.guests) {
        (Kind::Administrator, Treatment::Free, _) => Err(WhyFree::AdministratorIsFree),
        (Kind::Administrator, Treatment::Counts, _) => Ok(WhyCounted::AdministratorCounts),
        (Kind::Guest, _, Treatment::Free) => Err(WhyFree::GuestIsFree),
        (Kind::Guest, _, Treatment::Counts) => Ok(WhyCounted::GuestCounts),
        _ => Ok(plain),
    }
}
