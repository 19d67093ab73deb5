//! Accounts in the database, and what is rendered from them.

use super::pattern;
use crate::accounts::model::{Account, MailboxQuery, Order, Page, Removal, State};
use crate::engines::{Alias as EngineAlias, MailSetup, Mailbox};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use hostler_licence::counting::{Item, Kind};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.address, a.name, a.password_set_at_ms, a.disabled_at_ms, a.administrator_since_ms,
                a.quota_bytes, a.created_at_ms, COALESCE(s.bytes, 0) AS bytes
             FROM accounts a LEFT JOIN storage s ON s.account = a.id ",
            $rest
        )
    };
}

macro_rules! ordered {
    ($order:literal) => {
        concat!(
            "SELECT a.id, a.address, a.name, a.password_set_at_ms, a.disabled_at_ms, a.administrator_since_ms,
                a.quota_bytes, a.created_at_ms, COALESCE(s.bytes, 0) AS bytes
             FROM accounts a JOIN addresses d ON d.address = a.address LEFT JOIN storage s ON s.account = a.id
             WHERE (a.address LIKE $1 ESCAPE '\\' OR a.name_folded LIKE $1 ESCAPE '\\')
               AND ($2 = 'all' OR $2 = CASE WHEN a.disabled_at_ms IS NULL THEN 'active' ELSE 'disabled' END)
               AND ($3 = '' OR d.domain = $3) ORDER BY ",
            $order,
            " LIMIT $4 OFFSET $5"
        )
    };
}

fn state(state: State) -> &'static str {
    match state {
        State::All => "all",
        State::Active => "active",
        State::Disabled => "disabled",
    }
}

/// The mailboxes that fit, and how many they are in all.
pub async fn mailboxes(
    db: &Db,
    query: &MailboxQuery,
    page: Page,
) -> Result<(Vec<Account>, i64), sqlx::Error> {
    let sql = match query.order {
        Order::Address => ordered!("a.address"),
        Order::AddressDown => ordered!("a.address DESC"),
        Order::Name => ordered!("a.name_folded, a.address"),
        Order::NameDown => ordered!("a.name_folded DESC, a.address"),
        Order::Bytes => ordered!("COALESCE(s.bytes, 0), a.address"),
        Order::BytesDown => ordered!("COALESCE(s.bytes, 0) DESC, a.address"),
    };
    let pattern = pattern(&query.search);
    let found = sqlx::query_as(sql)
        .bind(&pattern)
        .bind(state(query.state))
        .bind(&query.domain)
        .bind(page.limit)
        .bind(page.offset)
        .fetch_all(db.read())
        .await?;
    let total = sqlx::query_scalar(
        "SELECT COUNT(*) FROM accounts a JOIN addresses d ON d.address = a.address
         WHERE (a.address LIKE $1 ESCAPE '\\' OR a.name_folded LIKE $1 ESCAPE '\\')
           AND ($2 = 'all' OR $2 = CASE WHEN a.disabled_at_ms IS NULL THEN 'active' ELSE 'disabled' END)
           AND ($3 = '' OR d.domain = $3)",
    )
    .bind(&pattern)
    .bind(state(query.state))
    .bind(&query.domain)
    .fetch_one(db.read())
    .await?;
    Ok((found, total))
}

pub async fn mailbox(db: &Db, id: &Id<Account>) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as(select!("WHERE a.id = $1")).bind(id).fetch_optional(db.read()).await
}

pub async fn mailbox_by_address(db: &Db, address: &str) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as(select!("WHERE a.address = $1")).bind(address).fetch_optional(db.read()).await
}

/// The account that stays; none before a customer's own machine was set up.
pub async fn administrator(db: &Db) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as(select!("WHERE a.administrator_since_ms IS NOT NULL ORDER BY a.id LIMIT 1"))
        .fetch_optional(db.read())
        .await
}

/// Empty if there is none.
pub async fn password_hash(db: &Db, id: &Id<Account>) -> Result<String, sqlx::Error> {
    let hash: Option<String> = sqlx::query_scalar("SELECT password_hash FROM accounts WHERE id = $1")
        .bind(id)
        .fetch_optional(db.read())
        .await?;
    Ok(hash.unwrap_or_default())
}

/// All accounts, oldest first.
pub async fn all_accounts(db: &Db) -> Result<Vec<Account>, sqlx::Error> {
    sqlx::query_as(select!("ORDER BY a.created_at_ms, a.address")).fetch_all(db.read()).await
}

/// How many accounts and aliases there are, and how many of the accounts are disabled.
pub async fn totals(db: &Db) -> Result<(i64, i64, i64), sqlx::Error> {
    sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM accounts), (SELECT COUNT(*) FROM addresses WHERE kind = 'alias'),
           (SELECT COUNT(*) FROM accounts WHERE disabled_at_ms IS NOT NULL)",
    )
    .fetch_one(db.read())
    .await
}

pub async fn find_account(tx: &mut Tx, id: &Id<Account>) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as(select!("WHERE a.id = $1")).bind(id).fetch_optional(&mut **tx).await
}

/// How many accounts there are of each sort that a counting rule tells apart: one of the sort, and their number.
pub async fn sorts(tx: &mut Tx) -> Result<Vec<(Item, i64)>, sqlx::Error> {
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT CASE WHEN administrator_since_ms IS NULL THEN 0 ELSE 1 END AS administrator,
                CASE WHEN disabled_at_ms IS NULL THEN 0 ELSE 1 END AS disabled, COUNT(*) AS number
         FROM accounts GROUP BY administrator, disabled",
    )
    .fetch_all(&mut **tx)
    .await?;
    let kind = |administrator| if administrator == 1 { Kind::Administrator } else { Kind::Account };
    let sort = |(administrator, disabled, number)| {
        (Item { kind: kind(administrator), disabled: disabled == 1, ..Item::account("one of them") }, number)
    };
    Ok(rows.into_iter().map(sort).collect())
}

/// An account to write; its address is already taken.
pub struct NewAccount<'a> {
    pub id: &'a Id<Account>,
    pub address: &'a str,
    pub name: &'a str,
    /// Empty: none yet.
    pub password_hash: &'a str,
    pub quota_bytes: Option<i64>,
    pub administrator_since_ms: Option<i64>,
    pub now_ms: i64,
}

pub async fn insert_account(tx: &mut Tx, account: &NewAccount<'_>) -> Result<(), sqlx::Error> {
    let password_set_at_ms = (!account.password_hash.is_empty()).then_some(account.now_ms);
    sqlx::query(
        "INSERT INTO accounts (id, address, name, name_folded, password_hash, password_set_at_ms,
           administrator_since_ms, quota_bytes, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(account.id)
    .bind(account.address)
    .bind(account.name)
    .bind(account.name.to_lowercase())
    .bind(account.password_hash)
    .bind(password_set_at_ms)
    .bind(account.administrator_since_ms)
    .bind(account.quota_bytes)
    .bind(account.now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn delete_account(tx: &mut Tx, id: &Id<Account>) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM accounts WHERE id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

/// Sets or clears the time since when an account is disabled. False if it is so already.
pub async fn set_disabled(tx: &mut Tx, id: &Id<Account>, since_ms: Option<i64>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE accounts SET disabled_at_ms = $2 WHERE id = $1
           AND CASE WHEN disabled_at_ms IS NULL THEN 1 ELSE 0 END <> $3",
    )
    .bind(id)
    .bind(since_ms)
    .bind(i64::from(since_ms.is_none()))
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_name(tx: &mut Tx, id: &Id<Account>, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET name = $2, name_folded = $3 WHERE id = $1")
        .bind(id)
        .bind(name)
        .bind(name.to_lowercase())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn set_quota(tx: &mut Tx, id: &Id<Account>, bytes: Option<i64>) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET quota_bytes = $2 WHERE id = $1")
        .bind(id)
        .bind(bytes)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// False if there is no such account.
pub async fn set_password(
    tx: &mut Tx,
    id: &Id<Account>,
    hash: &str,
    now_ms: i64,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("UPDATE accounts SET password_hash = $2, password_set_at_ms = $3 WHERE id = $1")
        .bind(id)
        .bind(hash)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Remembers that a deleted account's mail still lies on the disk.
pub async fn hold_removal(tx: &mut Tx, account: &Account, now_ms: i64) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO removals (account, address, deleted_at_ms) VALUES ($1, $2, $3)")
        .bind(&account.id)
        .bind(&account.address)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The mail that still has to go, oldest first.
pub async fn removals(db: &Db) -> Result<Vec<Removal>, sqlx::Error> {
    sqlx::query_as(
        "SELECT r.account, r.address, (SELECT COUNT(*) FROM accounts a WHERE a.address = r.address) AS taken_again
         FROM removals r ORDER BY r.deleted_at_ms, r.account",
    )
    .fetch_all(db.read())
    .await
}

pub async fn finish_removal(db: &Db, account: &str) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    sqlx::query("DELETE FROM removals WHERE account = $1").bind(account).execute(&mut *tx).await?;
    tx.commit().await
}

/// The number of changes so far.
pub async fn revision(db: &Db) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT revision FROM state WHERE one = 1").fetch_one(db.read()).await
}

/// What the engines are told, and the revision it is of.
pub async fn mail_setup(db: &Db, host: &str) -> Result<(MailSetup, i64), sqlx::Error> {
    let mut tx = db.read().begin().await?;
    let revision = sqlx::query_scalar("SELECT revision FROM state WHERE one = 1").fetch_one(&mut *tx).await?;
    let administrator: Option<String> = sqlx::query_scalar(
        "SELECT address FROM accounts WHERE administrator_since_ms IS NOT NULL ORDER BY id LIMIT 1",
    )
    .fetch_optional(&mut *tx)
    .await?;
    let domains = sqlx::query_scalar("SELECT name FROM domains ORDER BY name").fetch_all(&mut *tx).await?;
    let rows: Vec<(String, String, Option<i64>, Option<i64>)> = sqlx::query_as(
        "SELECT address, password_hash, disabled_at_ms, quota_bytes FROM accounts ORDER BY address",
    )
    .fetch_all(&mut *tx)
    .await?;
    let targets: Vec<(String, String)> =
        sqlx::query_as("SELECT alias, target FROM alias_targets ORDER BY alias, target")
            .fetch_all(&mut *tx)
            .await?;
    let mailbox =
        |(address, password_hash, disabled_at_ms, quota_bytes): (String, String, Option<i64>, _)| Mailbox {
            address,
            password_hash,
            disabled: disabled_at_ms.is_some(),
            quota_bytes,
        };
    let setup = MailSetup {
        host: host.to_string(),
        administrator: administrator.unwrap_or_else(|| format!("postmaster@{host}")),
        domains,
        mailboxes: rows.into_iter().map(mailbox).collect(),
        aliases: engine_aliases(targets),
        probe: None,
    };
    Ok((setup, revision))
}

fn engine_aliases(rows: Vec<(String, String)>) -> Vec<EngineAlias> {
    let mut aliases: Vec<EngineAlias> = Vec::new();
    for (address, target) in rows {
        match aliases.last_mut() {
            Some(last) if last.address == address => last.targets.push(target),
            _ => aliases.push(EngineAlias { address, targets: vec![target] }),
        }
    }
    aliases
}
