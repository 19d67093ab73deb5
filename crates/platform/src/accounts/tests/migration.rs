//! A platform of before there were accountants keeps its people, and what refers to them.

use crate::app::MIGRATIONS;
use hostler_kit::db::Db;
use sqlx::migrate::Migrator;
use std::borrow::Cow;

/// The migrations up to this number.
fn until(version: i64) -> Migrator {
    let migrations = MIGRATIONS.iter().filter(|migration| migration.version <= version).cloned().collect();
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }
}

const CUSTOMER: &str = "INSERT INTO customers VALUES ('cus_1', 'Bakkerij', 's', 'p', 'c', 'NL', '', 'nl', 1)";
const ROWS: [&str; 5] = [
    "INSERT INTO people VALUES ('per_1', 'cus_1', 'anna@bakkerij.test', 'Anna', 'h', 'owner', 'nl', 1, 1)",
    "INSERT INTO people VALUES ('per_2', 'cus_1', 'henk@bakkerij.test', 'Henk', 'h', 'administrator', 'nl', 1, 1)",
    "INSERT INTO people VALUES ('per_3', NULL, 'sofie@provider.test', 'Sofie', 'h', 'staff', 'en', 1, 1)",
    "INSERT INTO sessions VALUES ('hash', 'per_2', 'csrf', 1, 2)",
    "INSERT INTO months VALUES ('2026-09', '2026-10-01', 'per_3', 1)",
];

#[tokio::test]
async fn people_of_before_keep_their_roles_and_what_refers_to_them() {
    let before = until(9);
    hostler_kit::db::testing::on_each_engine(&before, |db| async move {
        let mut tx = db.begin().await.unwrap();
        sqlx::query(CUSTOMER).execute(&mut *tx).await.unwrap();
        for row in ROWS {
            sqlx::query(row).execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        hostler_kit::db::testing::migrate(&db, &MIGRATIONS).await.unwrap();
        let roles: Vec<(String, String, String)> =
            sqlx::query_as("SELECT id, role, side FROM people ORDER BY id")
                .fetch_all(db.read())
                .await
                .unwrap();
        let roles: Vec<_> =
            roles.iter().map(|(id, role, side)| (id.as_str(), role.as_str(), side.as_str())).collect();
        let expect =
            [("per_1", "owner", "owner"), ("per_2", "administrator", "owner"), ("per_3", "staff", "staff")];
        assert_eq!(roles, expect);
        assert!(does(&db, "UPDATE people SET role = 'accountant' WHERE id = 'per_2'").await);
        for refused in [
            "UPDATE people SET role = 'staff' WHERE id = 'per_2'",
            "UPDATE people SET role = 'reseller' WHERE id = 'per_2'",
            "UPDATE people SET customer_id = NULL WHERE id = 'per_2'",
            "UPDATE people SET customer_id = 'cus_1' WHERE id = 'per_3'",
            "DELETE FROM people WHERE id = 'per_2'",
            "DELETE FROM people WHERE id = 'per_3'",
        ] {
            assert!(!does(&db, refused).await, "{refused}");
        }
    })
    .await;
}

/// Whether the database lets it happen.
async fn does(db: &Db, statement: &'static str) -> bool {
    let mut tx = db.begin().await.unwrap();
    let done = sqlx::query(statement).execute(&mut *tx).await.is_ok();
    if done {
        tx.commit().await.unwrap();
    }
    done
}
