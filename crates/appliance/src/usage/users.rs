//! Who counts as a user here, and why (P1, D15).

use crate::accounts::{self, Account};
use crate::app::App;
use hostler_kit::db::Tx;
use hostler_licence::counting::{self, Count, CountingRule, Item, Kind, Limit};
use serde::Serialize;

/// The rule, its answer for the accounts of now, and whom the answer's ids mean.
#[derive(Debug, Clone, Serialize)]
pub struct Users {
    pub rule: CountingRule,
    /// Short name of the rule: `connect/hosted/1`.
    pub rule_name: String,
    /// Users that may exist; none: as many as wanted.
    pub limit: Option<i64>,
    pub number: i64,
    #[serde(flatten)]
    pub count: Count,
    pub accounts: Vec<Account>,
}

/// Counts the accounts of now; domains and aliases are listed as free.
pub async fn users(app: &App) -> Result<Users, sqlx::Error> {
    let accounts = accounts::all_accounts(&app.db).await?;
    let mut items = items(&accounts);
    let domains = accounts::domains(&app.db).await?;
    items.extend(domains.into_iter().map(|domain| Item::plain(domain.name, Kind::Domain)));
    let aliases = accounts::aliases(&app.db, "", accounts::Page::ALL).await?.0;
    items.extend(aliases.into_iter().map(|alias| Item::plain(alias.address, Kind::Alias)));
    let count = counting::count(&app.rule, &items);
    let limit = match licensed(setting(app).await?) {
        Limit::Unlimited => None,
        Limit::Users(users) => Some(users),
    };
    let rule = app.rule.clone();
    Ok(Users { rule_name: rule.name(), rule, limit, number: count.number, count, accounts })
}

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

async fn setting(app: &App) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(LICENSED).fetch_optional(app.db.read()).await
}

fn licensed(value: Option<String>) -> Limit {
    value.and_then(|users| users.parse().ok()).map_or(Limit::Unlimited, Limit::Users)
}
