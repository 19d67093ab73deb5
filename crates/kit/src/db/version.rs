//! Which version a database is at: the number of the last migration that was applied to it.

use super::{DbError, Engine};
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, Connection};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// None: there are no tables yet, or there is no database.
    pub database: Option<i64>,
    /// To which the program brings it.
    pub program: i64,
}

impl Versions {
    /// Looks at a database without changing or making it.
    pub async fn of(url: &str, migrator: &Migrator) -> Result<Versions, DbError> {
        sqlx::any::install_default_drivers();
        let engine = Engine::of(url).ok_or_else(|| DbError::UnknownEngine(url.to_string()))?;
        let program = newest(migrator);
        if !engine.may_exist(url) {
            return Ok(Versions { database: None, program });
        }
        let mut connection = AnyConnection::connect(url).await.map_err(DbError::Open)?;
        let found = sqlx::query_scalar(APPLIED).fetch_one(&mut connection).await;
        let database = or_no_tables(engine, found)?;
        connection.close().await.map_err(DbError::Open)?;
        Ok(Versions { database, program })
    }

    pub fn is_current(self) -> bool {
        self.database == Some(self.program)
    }

    pub fn is_too_new(self) -> bool {
        self.database > Some(self.program)
    }
}

const APPLIED: &str = "SELECT MAX(version) FROM _sqlx_migrations";

fn newest(migrator: &Migrator) -> i64 {
    migrator.iter().map(|migration| migration.version).max().unwrap_or(0)
}

fn or_no_tables(engine: Engine, found: Result<Option<i64>, sqlx::Error>) -> Result<Option<i64>, DbError> {
    match found {
        Ok(version) => Ok(version),
        Err(error) if engine.is_missing_table(&error) => Ok(None),
        Err(error) => Err(DbError::Open(error)),
    }
}

/// Refuses a database that a newer program has used.
pub(super) async fn not_too_new(engine: Engine, pool: &AnyPool, migrator: &Migrator) -> Result<(), DbError> {
    let found = sqlx::query_scalar(APPLIED).fetch_one(pool).await;
    let (database, program) = (or_no_tables(engine, found)?, newest(migrator));
    match database {
        Some(database) if database > program => Err(DbError::TooNew { database, program }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;
    use sqlx::migrate::{Migration, MigrationType};
    use sqlx::{AssertSqlSafe, SqlSafeStr};
    use std::borrow::Cow;

    fn migrator(versions: i64) -> Migrator {
        let migration = |version: i64| {
            let sql = AssertSqlSafe(format!("CREATE TABLE cakes_{version} (name TEXT)")).into_sql_str();
            Migration::new(version, Cow::Borrowed("cakes"), MigrationType::Simple, sql, false)
        };
        Migrator::with_migrations((1..=versions).map(migration).collect())
    }

    #[tokio::test]
    async fn a_database_is_brought_up_but_never_down() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/cakes.sqlite", folder.path().display());
        let seen = async |program| Versions::of(&url, &migrator(program)).await.unwrap();
        assert_eq!(seen(2).await, Versions { database: None, program: 2 });
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "looking makes nothing");
        for program in [2, 3, 3] {
            Db::open(&url, &migrator(program)).await.unwrap().close().await;
            assert!(seen(program).await.is_current());
        }
        assert!(!seen(4).await.is_current() && seen(2).await.is_too_new());
        let refused = Db::open(&url, &migrator(2)).await.unwrap_err();
        assert!(matches!(refused, DbError::TooNew { database: 3, program: 2 }), "{refused}");
        assert!(seen(3).await.is_current(), "nothing was changed");
    }
}
