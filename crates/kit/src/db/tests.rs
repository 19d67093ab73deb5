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
