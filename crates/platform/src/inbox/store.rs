//! Mail to the provider in the database.

use super::model::{Act, Kind, Message};
use crate::accounts::Person;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn insert(tx: &mut Tx, message: &Message) -> Result<()> {
    sqlx::query(
        "INSERT INTO inbox_messages (id, received_at_ms, peer, helo, mail_from, recipient, from_address, subject, bytes,
                                     sealed, state, verified, reason, kind)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'received', '', '', '')",
    )
    .bind(&message.id)
    .bind(message.received_at_ms)
    .bind(&message.peer)
    .bind(&message.helo)
    .bind(&message.mail_from)
    .bind(&message.recipient)
    .bind(&message.from_address)
    .bind(&message.subject)
    .bind(message.bytes)
    .bind(&message.sealed)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &Id<Message>) -> Result<Option<Message>> {
    sqlx::query_as("SELECT * FROM inbox_messages WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// Messages whose sender or subject contains `search`, newest first.
pub async fn list(db: &Db, search: &str, limit: i64, offset: i64) -> Result<Vec<Message>> {
    sqlx::query_as(
        "SELECT * FROM inbox_messages WHERE LOWER(from_address) LIKE $1 ESCAPE '\\' OR LOWER(subject) LIKE $1 ESCAPE '\\'
         ORDER BY received_at_ms DESC, id DESC LIMIT $2 OFFSET $3",
    )
    .bind(containing(search))
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM inbox_messages
         WHERE LOWER(from_address) LIKE $1 ESCAPE '\\' OR LOWER(subject) LIKE $1 ESCAPE '\\'",
    )
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}

/// What reading a message came to.
pub struct Read<'a> {
    pub verified: &'a str,
    pub reason: &'a str,
    pub kind: Kind,
}

/// Writes what a message was taken for, once.
pub async fn set_read(tx: &mut Tx, id: &Id<Message>, read: &Read<'_>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE inbox_messages SET state = 'read', verified = $2, reason = $3, kind = $4, read_at_ms = $5
         WHERE id = $1 AND state = 'received'",
    )
    .bind(id)
    .bind(read.verified)
    .bind(read.reason)
    .bind(read.kind.as_str())
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes the texts of messages that are read and came before an instant.
pub async fn empty_before(tx: &mut Tx, before_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE inbox_messages SET sealed = '' WHERE received_at_ms < $1 AND state = 'read' AND sealed <> ''",
    )
    .bind(before_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The message that first had this fingerprint: this one, if none had.
pub async fn first_of(tx: &mut Tx, fingerprint: &str, id: &Id<Message>) -> Result<Id<Message>> {
    sqlx::query("INSERT INTO inbox_seen (fingerprint, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(fingerprint)
        .bind(id)
        .execute(&mut **tx)
        .await?;
    sqlx::query_scalar("SELECT message_id FROM inbox_seen WHERE fingerprint = $1")
        .bind(fingerprint)
        .fetch_one(&mut **tx)
        .await
}

/// False if something was done about this host for this message already.
pub async fn insert_act(tx: &mut Tx, act: &Act) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO inbox_acts (message_id, host, server_id, what, detail, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
    )
    .bind(&act.message_id)
    .bind(&act.host)
    .bind(act.server_id.as_ref())
    .bind(&act.what)
    .bind(&act.detail)
    .bind(act.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn acts(db: &Db, id: &Id<Message>) -> Result<Vec<Act>> {
    sqlx::query_as("SELECT * FROM inbox_acts WHERE message_id = $1 ORDER BY host")
        .bind(id)
        .fetch_all(db.read())
        .await
}

/// Whether something was done about this host for this message.
pub async fn acted(db: &Db, id: &Id<Message>, host: &str) -> Result<bool> {
    Ok(acts(db, id).await?.iter().any(|act| act.host == host))
}

/// How often owners were asked about a server since then.
pub async fn asked_since(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM inbox_acts WHERE server_id = $1 AND what = 'confirmation' AND at_ms > $2",
    )
    .bind(server)
    .bind(since_ms)
    .fetch_one(db.read())
    .await
}

/// A link by which an owner confirms a notice.
#[derive(Debug, Clone, FromRow)]
pub struct NoticeLink {
    pub token_hash: String,
    pub server_id: Id<Server>,
    pub person_id: Id<Person>,
    pub message_id: Id<Message>,
    pub created_at_ms: i64,
    pub expires_at_ms: i64,
}

pub async fn insert_link(tx: &mut Tx, link: &NoticeLink) -> Result<()> {
    sqlx::query(
        "INSERT INTO notice_links (token_hash, server_id, person_id, message_id, created_at_ms, expires_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&link.token_hash)
    .bind(&link.server_id)
    .bind(&link.person_id)
    .bind(&link.message_id)
    .bind(link.created_at_ms)
    .bind(link.expires_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A link that is good now.
pub async fn good_link(db: &Db, token_hash: &str, now_ms: i64) -> Result<Option<NoticeLink>> {
    sqlx::query_as(
        "SELECT * FROM notice_links WHERE token_hash = $1 AND used_at_ms IS NULL AND expires_at_ms > $2",
    )
    .bind(token_hash)
    .bind(now_ms)
    .fetch_optional(db.read())
    .await
}

/// Uses a link up. False if it is not good any more.
pub async fn use_link(tx: &mut Tx, token_hash: &str, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE notice_links SET used_at_ms = $2 WHERE token_hash = $1 AND used_at_ms IS NULL AND expires_at_ms > $2",
    )
    .bind(token_hash)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
