//! Who counts as a user here, and why (P1, D15).

use crate::accounts::{self, Account};
use crate::app::App;
use crate::licensing;
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
    #[serde(flatten)]
    pub count: Count,
    pub accounts: Vec<Account>,
}

/// Counts the accounts of now; domains and aliases are listed as free.
pub async fn users(app: &App) -> Result<Users, sqlx::Error> {
    let accounts = accounts::all_accounts(&app.db).await?;
    let mut items = accounts::items(&accounts);
    let domains = accounts::domains(&app.db).await?;
    items.extend(domains.into_iter().map(|domain| Item::plain(domain.name, Kind::Domain)));
    let aliases = accounts::aliases(&app.db, "", accounts::Page::ALL).await?.0;
    items.extend(aliases.into_iter().map(|alias| Item::plain(alias.address, Kind::Alias)));
    let rule = licensing::rule(app);
    let count = counting::count(&rule, &items);
    let limit = match licensing::limit(app) {
        Limit::Unlimited => None,
        Limit::Users(users) => Some(users),
    };
    Ok(Users { rule_name: rule.name(), rule, limit, count, accounts })
}
