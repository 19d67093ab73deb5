use super::Db;
use sqlx::migrate::Migrator;

#[tokio::test]
async fn after_a_full_disk_the_database_writes_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/test.sqlite", folder.path().display());
    let db = Db::open(&url, &Migrator::DEFAULT).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    sqlx::query("CREATE TABLE notes (text TEXT NOT NULL)").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();

    let insert = "INSERT INTO notes (text) VALUES ($1)";
    let mut tx = db.begin().await.unwrap();
    sqlx::query("PRAGMA max_page_count = 1").execute(&mut *tx).await.unwrap();
    let full = sqlx::query(insert).bind("x".repeat(1_000_000)).execute(&mut *tx).await.unwrap_err();
    assert!(full.to_string().contains("disk is full"), "{full}");
    drop(tx);

    let mut tx = db.begin().await.unwrap();
    sqlx::query(insert).bind("there is room again").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let texts: Vec<String> = sqlx::query_scalar("SELECT text FROM notes").fetch_all(db.read()).await.unwrap();
    assert_eq!(texts, ["there is room again"]);
    db.close().await;
}

#[tokio::test]
async fn a_stamp_is_another_one_after_each_commit_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/test.sqlite", folder.path().display());
    // The second is another connection to the same file, as another process has one.
    let [db, beside] =
        [&url, &url].map(|url| async move { Db::open(url, &Migrator::DEFAULT).await.unwrap() });
    let (db, beside) = (db.await, beside.await);
    let mut seen = vec![db.stamp().unwrap()];
    for (writer, sql) in [
        (&db, "CREATE TABLE notes (text TEXT)"),
        (&beside, "INSERT INTO notes VALUES ('x')"),
        (&db, "DELETE FROM notes"),
    ] {
        assert_eq!(db.stamp(), seen.last().copied(), "nothing was written");
        let mut tx = writer.begin().await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *tx).await.unwrap();
        assert_eq!(db.stamp(), seen.last().copied(), "it is not committed");
        tx.commit().await.unwrap();
        let stamp = db.stamp().unwrap();
        assert!(!seen.contains(&stamp), "{sql}");
        seen.push(stamp);
        let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM notes").fetch_one(db.read()).await.unwrap();
        assert_eq!(
            (db.stamp(), rows),
            (Some(stamp), i64::from(sql.starts_with("INSERT"))),
            "reading changes nothing"
        );
    }
    db.close().await;
    assert_eq!(db.stamp(), None);
    beside.close().await;
}
