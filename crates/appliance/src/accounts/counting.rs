//! The accounts as the counting rule sees them.

use super::model::Account;
use hostler_kit::db::{Db, Tx};
use hostler_licence::counting::{Item, Kind, Limit};

/// The accounts as the counting rule sees them. Every account is made to sign in, whether its password is set yet or
/// not, and has a mailbox.
pub fn items(accounts: &[Account]) -> Vec<Item> {
    let item = |account: &Account| Item {
        kind: if account.is_administrator() { Kind::Administrator } else { Kind::Account },
        disabled: account.is_disabled(),
        ..Item::account(account.id.as_str())
    };
    accounts.iter().map(item).collect()
}

/// How many users may exist: as many as wanted where the server is hosted; where it is licensed, the number of the
/// installed licence (setting `licensed-users`), or as many as wanted while it is tried out (L9).
pub async fn limit(tx: &mut Tx) -> Result<Limit, sqlx::Error> {
    let value: Option<String> = sqlx::query_scalar(LICENSED).fetch_optional(&mut **tx).await?;
    Ok(licensed(value))
}

const LICENSED: &str = "SELECT value FROM settings WHERE name = 'licensed-users'";

/// The same, for a page.
pub async fn limit_now(db: &Db) -> Result<Limit, sqlx::Error> {
    Ok(licensed(sqlx::query_scalar(LICENSED).fetch_optional(db.read()).await?))
}

fn licensed(value: Option<String>) -> Limit {
    value.and_then(|users| users.parse().ok()).map_or(Limit::Unlimited, Limit::Users)
}
