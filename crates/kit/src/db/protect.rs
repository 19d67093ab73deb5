//! Columns that never change once they are written, in tables whose rows are never deleted. A migration names them in
//! the table `protected`; opening the database makes the triggers by which it refuses to do otherwise, whoever asks.

use super::Engine;
use sqlx::{AnyPool, AssertSqlSafe, Executor};

/// Makes the triggers that are missing. A database without the table `protected` has nothing to protect.
pub(super) async fn all(engine: Engine, pool: &AnyPool) -> Result<(), sqlx::Error> {
    let found: Result<Vec<(String, String)>, _> =
        sqlx::query_as("SELECT table_name, column_names FROM protected ORDER BY table_name")
            .fetch_all(pool)
            .await;
    let tables = match found {
        Err(error) if engine.is_missing_table(&error) => return Ok(()),
        found => found?,
    };
    for (table, columns) in tables {
        for statement in engine.protect(&table, &columns) {
            pool.execute(AssertSqlSafe(statement)).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::db::testing::on_each_engine;
    use crate::db::{Db, Tx};
    use sqlx::migrate::{Migration, MigrationType, Migrator};
    use sqlx::{AssertSqlSafe, SqlSafeStr};
    use std::borrow::Cow;

    const TABLES: &str = "CREATE TABLE protected (table_name TEXT PRIMARY KEY, column_names TEXT NOT NULL);
        CREATE TABLE bills (number TEXT PRIMARY KEY, total BIGINT NOT NULL, state TEXT NOT NULL);
        INSERT INTO protected (table_name, column_names) VALUES ('bills', 'number, total');
        INSERT INTO bills (number, total, state) VALUES ('2026-0001', 100, 'issued')";

    async fn does(db: &Db, statement: &'static str) -> Result<(), String> {
        let mut tx: Tx = db.begin().await.unwrap();
        sqlx::query(statement).execute(&mut *tx).await.map_err(|error| error.to_string())?;
        tx.commit().await.map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn what_is_protected_can_neither_be_altered_nor_deleted() {
        let sql = AssertSqlSafe(TABLES.to_string()).into_sql_str();
        let migration = Migration::new(1, Cow::Borrowed("bills"), MigrationType::Simple, sql, false);
        let migrator = Migrator::with_migrations(vec![migration]);
        on_each_engine(&migrator, |db| async move {
            assert_eq!(does(&db, "UPDATE bills SET state = 'paid'").await, Ok(()));
            for refused in [
                "UPDATE bills SET total = 1",
                "UPDATE bills SET total = total, state = 'issued'",
                "DELETE FROM bills",
            ] {
                let answer = does(&db, refused).await.unwrap_err();
                assert!(answer.contains("bills: what is written here stays as it is"), "{refused}: {answer}");
            }
            super::all(db.engine(), &db.writer).await.unwrap();
        })
        .await;
    }
}
