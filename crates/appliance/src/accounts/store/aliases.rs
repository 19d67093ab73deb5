//! Aliases in the database.

use super::pattern;
use crate::accounts::model::{Alias, Page};
use crate::accounts::rules::Aliases;
use hostler_kit::db::{Db, Tx};
use std::collections::BTreeMap;

/// Aliases whose address or a target contains `search`, by address; and how many there are in all.
pub async fn aliases(db: &Db, search: &str, page: Page) -> Result<(Vec<Alias>, i64), sqlx::Error> {
    let pattern = pattern(search);
    let total = sqlx::query_scalar(
        "SELECT COUNT(*) FROM addresses a WHERE a.kind = 'alias' AND (a.address LIKE $1 ESCAPE '\\'
           OR (SELECT COUNT(*) FROM alias_targets t WHERE t.alias = a.address AND t.target LIKE $1 ESCAPE '\\') > 0)",
    )
    .bind(&pattern)
    .fetch_one(db.read())
    .await?;
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT a.address, a.created_at_ms FROM addresses a WHERE a.kind = 'alias' AND (a.address LIKE $1 ESCAPE '\\'
           OR (SELECT COUNT(*) FROM alias_targets t WHERE t.alias = a.address AND t.target LIKE $1 ESCAPE '\\') > 0)
         ORDER BY a.address LIMIT $2 OFFSET $3",
    )
    .bind(&pattern)
    .bind(page.limit)
    .bind(page.offset)
    .fetch_all(db.read())
    .await?;
    Ok((with_targets(db, rows).await?, total))
}

pub async fn alias(db: &Db, address: &str) -> Result<Option<Alias>, sqlx::Error> {
    let row =
        sqlx::query_as("SELECT address, created_at_ms FROM addresses WHERE address = $1 AND kind = 'alias'")
            .bind(address)
            .fetch_optional(db.read())
            .await?;
    Ok(with_targets(db, row.into_iter().collect()).await?.pop())
}

/// The addresses of aliases that hand their mail on to `target`.
pub async fn aliases_to(db: &Db, target: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT alias FROM alias_targets WHERE target = $1 ORDER BY alias")
        .bind(target)
        .fetch_all(db.read())
        .await
}

async fn with_targets(db: &Db, rows: Vec<(String, i64)>) -> Result<Vec<Alias>, sqlx::Error> {
    let [Some(first), Some(last)] = [rows.first(), rows.last()] else { return Ok(Vec::new()) };
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT alias, target FROM alias_targets WHERE alias >= $1 AND alias <= $2 ORDER BY alias, target",
    )
    .bind(&first.0)
    .bind(&last.0)
    .fetch_all(db.read())
    .await?;
    let mut targets = grouped(found);
    let alias = |(address, created_at_ms): (String, i64)| Alias {
        targets: targets.remove(&address).unwrap_or_default(),
        address,
        created_at_ms,
    };
    Ok(rows.into_iter().map(alias).collect())
}

fn grouped(rows: Vec<(String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut targets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (alias, target) in rows {
        targets.entry(alias).or_default().push(target);
    }
    targets
}

/// Every alias with its targets, as the change sees them.
pub async fn all_aliases(tx: &mut Tx) -> Result<Aliases, sqlx::Error> {
    let rows = sqlx::query_as("SELECT alias, target FROM alias_targets ORDER BY alias, target")
        .fetch_all(&mut **tx)
        .await?;
    Ok(grouped(rows))
}

pub async fn count_aliases(tx: &mut Tx) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COUNT(*) FROM addresses WHERE kind = 'alias'").fetch_one(&mut **tx).await
}

pub async fn insert_targets(tx: &mut Tx, alias: &str, targets: &[String]) -> Result<(), sqlx::Error> {
    for target in targets {
        sqlx::query("INSERT INTO alias_targets (alias, target) VALUES ($1, $2)")
            .bind(alias)
            .bind(target)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

pub async fn delete_targets(tx: &mut Tx, alias: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM alias_targets WHERE alias = $1").bind(alias).execute(&mut **tx).await?;
    Ok(())
}

/// Takes `target` out of every alias; answers the aliases that have no target left.
pub async fn targets_to(tx: &mut Tx, target: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query("DELETE FROM alias_targets WHERE target = $1").bind(target).execute(&mut **tx).await?;
    sqlx::query_scalar(
        "SELECT a.address FROM addresses a WHERE a.kind = 'alias'
           AND (SELECT COUNT(*) FROM alias_targets t WHERE t.alias = a.address) = 0 ORDER BY a.address",
    )
    .fetch_all(&mut **tx)
    .await
}
