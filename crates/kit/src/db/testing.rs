//! Databases for tests: the same test runs on SQLite and on PostgreSQL.
//!
//! `./test` starts a PostgreSQL of its own and names it in `HOSTLER_TEST_POSTGRES`
//! (`postgres://USER@HOST:PORT`, without a database).

use super::Db;
use crate::random::hex;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::future::Future;

/// Runs `test` on a fresh, empty, migrated database of each engine.
pub async fn on_each_engine<F: Future<Output = ()>>(migrator: &Migrator, test: impl Fn(Db) -> F) {
    let folder = std::env::temp_dir().join(format!("hostler-db-{}", name()));
    std::fs::create_dir_all(&folder).expect("a folder for the test's database");
    let url = format!("sqlite:{}/test.sqlite", folder.display());
    run(&url, migrator, &test).await;
    std::fs::remove_dir_all(&folder).ok();

    let Some(server) = postgres() else { return };
    let database = format!("hostler_{}", name());
    let mut admin =
        sqlx::AnyConnection::connect(&format!("{server}/postgres")).await.expect("PostgreSQL answers");
    let create = AssertSqlSafe(format!("CREATE DATABASE {database} TEMPLATE template0"));
    admin.execute(create).await.expect("a database for the test");
    run(&format!("{server}/{database}"), migrator, &test).await;
    let drop = AssertSqlSafe(format!("DROP DATABASE {database} WITH (FORCE)"));
    admin.execute(drop).await.expect("the test's database goes");
}

/// Brings a test's database to a later version.
pub async fn migrate(db: &Db, migrator: &Migrator) -> Result<(), sqlx::migrate::MigrateError> {
    migrator.run(&db.writer).await
}

async fn run<F: Future<Output = ()>>(url: &str, migrator: &Migrator, test: &impl Fn(Db) -> F) {
    let db = Db::open(url, migrator).await.expect("a fresh database opens");
    test(db.clone()).await;
    db.close().await;
}

fn name() -> String {
    hex(&crate::random::Random::System.bytes::<8>())
}

#[allow(clippy::disallowed_methods, reason = "a test's setting, named above")]
fn postgres() -> Option<String> {
    let server = std::env::var("HOSTLER_TEST_POSTGRES").ok();
    if server.is_none() {
        assert!(std::env::var("CI").is_err(), "HOSTLER_TEST_POSTGRES is not set: run the tests with ./test");
        eprintln!("NOT RUN on PostgreSQL: HOSTLER_TEST_POSTGRES is not set; ./test sets it");
    }
    server
}
