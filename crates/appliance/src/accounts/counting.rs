//! The accounts as the counting rule sees them.

use super::model::Account;
use hostler_licence::counting::{Item, Kind};

/// The accounts as the counting rule sees them. Every account is made to sign in, whether its password is set yet or
/// not, and has a mailbox.
pub fn items(accounts: &[Account]) -> Vec<Item> {
    let kind =
        |account: &Account| if account.is_administrator() { Kind::Administrator } else { Kind::Account };
    let item = |account: &Account| Item {
        kind: kind(account),
        disabled: account.is_disabled(),
        ..Item::account(account.id.as_str())
    };
    accounts.iter().map(item).collect()
}
