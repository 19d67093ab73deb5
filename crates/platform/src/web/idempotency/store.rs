use hostler_kit::db::Tx;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Written by every transaction of a running request; no row if another run has taken its key over.
pub const CHANGED: &str =
    "UPDATE idempotency_keys SET changed_at_ms = $2 WHERE run = $1 AND answered_at_ms IS NULL";

/// A request that wants its key.
pub struct Claim {
    pub caller: String,
    pub key: String,
    pub run: String,
    pub request_hash: String,
}

/// What is known of a request that had the key first.
#[derive(Debug, FromRow)]
pub struct Kept {
    pub request_hash: String,
    pub begun_at_ms: i64,
    pub changed_at_ms: Option<i64>,
    pub status: Option<i64>,
    pub headers: Option<String>,
    pub body: Option<String>,
}

pub struct Answer {
    pub status: i64,
    pub headers: String,
    pub body: String,
}

/// False if somebody has the key.
pub async fn claim(tx: &mut Tx, claim: &Claim, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO idempotency_keys (caller, key, run, request_hash, begun_at_ms) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(&claim.caller)
    .bind(&claim.key)
    .bind(&claim.run)
    .bind(&claim.request_hash)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the key from a run that was cut off before `cut_off` without having changed anything.
pub async fn take_over(tx: &mut Tx, claim: &Claim, (now_ms, cut_off): (i64, i64)) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE idempotency_keys SET run = $3, begun_at_ms = $4
         WHERE caller = $1 AND key = $2 AND answered_at_ms IS NULL AND changed_at_ms IS NULL AND begun_at_ms <= $5",
    )
    .bind(&claim.caller)
    .bind(&claim.key)
    .bind(&claim.run)
    .bind(now_ms)
    .bind(cut_off)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(tx: &mut Tx, claim: &Claim) -> Result<Option<Kept>> {
    sqlx::query_as(
        "SELECT request_hash, begun_at_ms, changed_at_ms, status, headers, body FROM idempotency_keys
         WHERE caller = $1 AND key = $2",
    )
    .bind(&claim.caller)
    .bind(&claim.key)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn keep(tx: &mut Tx, claim: &Claim, answer: &Answer, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE idempotency_keys SET answered_at_ms = $2, status = $3, headers = $4, body = $5
         WHERE run = $1 AND answered_at_ms IS NULL",
    )
    .bind(&claim.run)
    .bind(now_ms)
    .bind(answer.status)
    .bind(&answer.headers)
    .bind(&answer.body)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets a key go whose request changed nothing; false if it did.
pub async fn release(tx: &mut Tx, claim: &Claim) -> Result<bool> {
    let done = sqlx::query("DELETE FROM idempotency_keys WHERE run = $1 AND changed_at_ms IS NULL")
        .bind(&claim.run)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A key older than a day is free again, swept or not.
pub async fn forget(tx: &mut Tx, claim: &Claim, before_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM idempotency_keys WHERE caller = $1 AND key = $2 AND begun_at_ms < $3")
        .bind(&claim.caller)
        .bind(&claim.key)
        .bind(before_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn sweep(tx: &mut Tx, before_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM idempotency_keys WHERE begun_at_ms < $1")
        .bind(before_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
