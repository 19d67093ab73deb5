use crate::billing::invoices::Invoice;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::{Id, Named};
use sqlx::FromRow;

/// A mail as it was written.
#[derive(Debug, Clone, FromRow)]
pub struct Mail {
    pub id: Id<Mail>,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub created_at_ms: i64,
    /// When it left for the recipient's server; none: it was only captured.
    pub sent_at_ms: Option<i64>,
    /// Its PDF goes along.
    pub invoice_id: Option<Id<Invoice>>,
}

impl Named for Mail {
    const PREFIX: &'static str = "eml";
}

pub(super) async fn insert(tx: &mut Tx, mail: &Mail) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO mails (id, recipient, subject, body, created_at_ms, invoice_id) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&mail.id)
    .bind(&mail.recipient)
    .bind(&mail.subject)
    .bind(&mail.body)
    .bind(mail.created_at_ms)
    .bind(mail.invoice_id.as_ref())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_sent(tx: &mut Tx, id: &Id<Mail>, now_ms: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE mails SET sent_at_ms = $2 WHERE id = $1")
        .bind(id)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Mails whose recipient or subject contains `search`, newest first.
pub async fn list(db: &Db, search: &str, limit: i64, offset: i64) -> Result<Vec<Mail>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM mails WHERE LOWER(recipient) LIKE $1 ESCAPE '\\' OR LOWER(subject) LIKE $1 ESCAPE '\\'
         ORDER BY created_at_ms DESC, id DESC LIMIT $2 OFFSET $3",
    )
    .bind(containing(search))
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, search: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM mails WHERE LOWER(recipient) LIKE $1 ESCAPE '\\' OR LOWER(subject) LIKE $1 ESCAPE '\\'",
    )
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}

pub async fn find(db: &Db, id: &Id<Mail>) -> Result<Option<Mail>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM mails WHERE id = $1").bind(id).fetch_optional(db.read()).await
}
