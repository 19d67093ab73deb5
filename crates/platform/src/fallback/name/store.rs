//! The fallback's name in the database.

use super::MailName;
use hostler_kit::db::{Db, Tx};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn find(db: &Db, host: &str) -> Result<Option<MailName>> {
    sqlx::query_as("SELECT * FROM fallback_names WHERE host = $1").bind(host).fetch_optional(db.read()).await
}

pub async fn put(tx: &mut Tx, name: &MailName) -> Result<()> {
    sqlx::query(
        "INSERT INTO fallback_names
           (host, looked_at_ms, tlsa, certificate_until_ms, certificate_trouble, verdict, found, addresses)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (host) DO UPDATE SET looked_at_ms = excluded.looked_at_ms, tlsa = excluded.tlsa,
           certificate_until_ms = excluded.certificate_until_ms,
           certificate_trouble = excluded.certificate_trouble, verdict = excluded.verdict,
           found = excluded.found, addresses = excluded.addresses",
    )
    .bind(&name.host)
    .bind(name.looked_at_ms)
    .bind(&name.tlsa)
    .bind(name.certificate_until_ms)
    .bind(&name.certificate_trouble)
    .bind(&name.verdict)
    .bind(&name.found)
    .bind(&name.addresses)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn look_again(tx: &mut Tx, host: &str) -> Result<()> {
    sqlx::query("UPDATE fallback_names SET looked_at_ms = NULL WHERE host = $1")
        .bind(host)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
