//! The `jobs` table, the same in each program's migrations.

use super::Job;
use crate::db::{Db, Tx};
use crate::id::{Id, Named};
use crate::random::Random;
use sqlx::FromRow;

/// One row: a job in any state.
#[derive(Debug, Clone, FromRow)]
pub struct JobRow {
    pub id: Id<JobRow>,
    pub kind: String,
    pub subject: String,
    pub payload: String,
    /// `waiting`, `leased`, `done` or `dead`.
    pub state: String,
    pub run_at_ms: i64,
    pub leased_until_ms: Option<i64>,
    pub attempts: i64,
    pub last_error: String,
    pub created_at_ms: i64,
    pub finished_at_ms: Option<i64>,
}

impl Named for JobRow {
    const PREFIX: &'static str = "job";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    Waiting,
    Leased,
    Done,
    Dead,
}

impl JobState {
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Leased => "leased",
            JobState::Done => "done",
            JobState::Dead => "dead",
        }
    }
}

/// Adds a job to run as soon as a worker is free. Part of the caller's transaction: no commit, no job.
pub async fn enqueue<A, J: Job<A>>(tx: &mut Tx, job: &J, now_ms: i64) -> Result<(), sqlx::Error> {
    enqueue_at(tx, job, now_ms, now_ms).await
}

/// Adds a job to run at `run_at_ms`.
pub async fn enqueue_at<A, J: Job<A>>(
    tx: &mut Tx,
    job: &J,
    now_ms: i64,
    run_at_ms: i64,
) -> Result<(), sqlx::Error> {
    let payload = serde_json::to_string(job).expect("jobs are plain data");
    sqlx::query(
        "INSERT INTO jobs (id, kind, subject, payload, state, run_at_ms, attempts, last_error, created_at_ms)
         VALUES ($1, $2, $3, $4, 'waiting', $5, 0, '', $6) ON CONFLICT DO NOTHING",
    )
    .bind(Id::<JobRow>::new(now_ms, &Random::System))
    .bind(J::KIND)
    .bind(job.subject())
    .bind(payload)
    .bind(run_at_ms)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Leases the job that is due longest; a lease that ran out counts as due, and comes first. Two questions rather than one,
/// so that each is answered by the first rows of an index, however many jobs wait. `but` has the kinds that are left to
/// others, each between two commas.
pub(super) async fn lease(
    db: &Db,
    (now_ms, until_ms): (i64, i64),
    but: &str,
) -> Result<Option<JobRow>, sqlx::Error> {
    let mut tx = db.begin().await?;
    let row = sqlx::query_as::<_, JobRow>(
        "UPDATE jobs SET state = 'leased', leased_until_ms = $1, attempts = attempts + 1
         WHERE id = COALESCE(
             (SELECT id FROM jobs WHERE state = 'leased' AND leased_until_ms < $2
                AND CAST($3 AS TEXT) NOT LIKE '%,' || kind || ',%' ORDER BY run_at_ms, id LIMIT 1),
             (SELECT id FROM jobs WHERE state = 'waiting' AND run_at_ms <= $2
                AND CAST($3 AS TEXT) NOT LIKE '%,' || kind || ',%' ORDER BY run_at_ms, id LIMIT 1))
           AND (state = 'waiting' OR leased_until_ms < $2)
         RETURNING *",
    )
    .bind(until_ms)
    .bind(now_ms)
    .bind(but)
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(row)
}

pub(super) async fn extend(db: &Db, id: &Id<JobRow>, until_ms: i64) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    sqlx::query("UPDATE jobs SET leased_until_ms = $2 WHERE id = $1 AND state = 'leased'")
        .bind(id)
        .bind(until_ms)
        .execute(&mut *tx)
        .await?;
    tx.commit().await
}

/// Writes how a leased job ended: done, dead, or waiting for another attempt at `run_at_ms`.
///
/// While it ran, another job for the same subject may have been added: then that one is the next attempt.
pub(super) async fn finish(db: &Db, row: &JobRow, end: End<'_>) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    sqlx::query(
        "UPDATE jobs SET leased_until_ms = NULL, finished_at_ms = $3, run_at_ms = $4, last_error = $5,
           state = CASE WHEN $2 = 'waiting' AND (SELECT COUNT(*) FROM jobs other WHERE other.kind = jobs.kind
             AND other.subject = jobs.subject AND other.state = 'waiting') > 0 THEN 'done' ELSE $2 END
         WHERE id = $1 AND state = 'leased'",
    )
    .bind(&row.id)
    .bind(end.state.as_str())
    .bind(end.finished_at_ms)
    .bind(end.run_at_ms)
    .bind(end.error)
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

pub(super) struct End<'a> {
    pub state: JobState,
    pub finished_at_ms: Option<i64>,
    pub run_at_ms: i64,
    pub error: &'a str,
}

/// Lets a dead job run again, with all its attempts; where another one waits for the same subject already, that one is
/// the next attempt. False if the job is not dead (any more).
pub async fn retry(tx: &mut Tx, id: &Id<JobRow>, now_ms: i64) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE jobs SET attempts = 0, run_at_ms = $2,
           finished_at_ms = CASE WHEN (SELECT COUNT(*) FROM jobs other WHERE other.kind = jobs.kind
             AND other.subject = jobs.subject AND other.state = 'waiting') > 0 THEN finished_at_ms ELSE NULL END,
           state = CASE WHEN (SELECT COUNT(*) FROM jobs other WHERE other.kind = jobs.kind
             AND other.subject = jobs.subject AND other.state = 'waiting') > 0 THEN 'done' ELSE 'waiting' END
         WHERE id = $1 AND state = 'dead'",
    )
    .bind(id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<JobRow>) -> Result<Option<JobRow>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM jobs WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// Whether this job waits or is being done.
pub async fn is_live<A, J: Job<A>>(db: &Db, job: &J) -> Result<bool, sqlx::Error> {
    let live: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM jobs WHERE kind = $1 AND subject = $2 AND state IN ('waiting', 'leased')",
    )
    .bind(J::KIND)
    .bind(job.subject())
    .fetch_one(db.read())
    .await?;
    Ok(live > 0)
}

/// Jobs in one state, newest first.
pub async fn list(db: &Db, state: JobState, limit: i64, offset: i64) -> Result<Vec<JobRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM jobs WHERE state = $1 ORDER BY created_at_ms DESC, id DESC LIMIT $2 OFFSET $3",
    )
    .bind(state.as_str())
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

/// How many jobs are in each state.
pub async fn counts(db: &Db) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as("SELECT state, COUNT(*) FROM jobs GROUP BY state ORDER BY state")
        .fetch_all(db.read())
        .await
}

/// How many jobs are due or running now: 0 means that everything asked for has been done.
pub async fn waiting(db: &Db, now_ms: i64) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM jobs WHERE (state = 'waiting' AND run_at_ms <= $1) OR state = 'leased'",
    )
    .bind(now_ms)
    .fetch_one(db.read())
    .await
}
