//! Rollouts and the servers in them, in the database.

use super::model::{Member, Rollout, Step};
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if one of this product goes on.
pub async fn insert(tx: &mut Tx, rollout: &Rollout) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO rollouts (id, product, build_id, kind, note_en, note_nl, state, stage, stages, stage_at_ms, why,
                               started_by, started_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, 'running', 0, $7, $8, '', $9, $8) ON CONFLICT DO NOTHING",
    )
    .bind(&rollout.id)
    .bind(&rollout.product)
    .bind(&rollout.build_id)
    .bind(&rollout.kind)
    .bind(&rollout.note_en)
    .bind(&rollout.note_nl)
    .bind(rollout.stages)
    .bind(rollout.started_at_ms)
    .bind(&rollout.started_by)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if the server is in it already.
pub async fn insert_member(tx: &mut Tx, member: &Member) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO rollout_servers (rollout_id, server_id, stage, from_image, from_program, state, due_at_ms, error,
                                      told_at_ms)
         VALUES ($1, $2, $3, $4, $5, 'waiting', $6, '', $7) ON CONFLICT DO NOTHING",
    )
    .bind(&member.rollout_id)
    .bind(&member.server_id)
    .bind(member.stage)
    .bind(&member.from_image)
    .bind(&member.from_program)
    .bind(member.due_at_ms)
    .bind(member.told_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<Rollout>) -> Result<Option<Rollout>> {
    sqlx::query_as("SELECT * FROM rollouts WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// The newest first.
pub async fn list(db: &Db, limit: i64) -> Result<Vec<Rollout>> {
    sqlx::query_as("SELECT * FROM rollouts ORDER BY started_at_ms DESC, id DESC LIMIT $1")
        .bind(limit)
        .fetch_all(db.read())
        .await
}

/// Rollouts that may go on, or of which a server is still in the works, or waits to be caught up.
pub async fn at_work(db: &Db) -> Result<Vec<Rollout>> {
    sqlx::query_as(
        "SELECT * FROM rollouts WHERE state IN ('running', 'paused', 'stopped') OR id IN
           (SELECT rollout_id FROM rollout_servers
            WHERE state IN ('backing-up', 'switching', 'watching', 'returning', 'returning-data'))
           OR (state = 'done' AND id IN (SELECT rollout_id FROM rollout_servers WHERE state = 'waiting'))
         ORDER BY started_at_ms, id",
    )
    .fetch_all(db.read())
    .await
}

pub async fn members(db: &Db, rollout: &Id<Rollout>) -> Result<Vec<Member>> {
    sqlx::query_as("SELECT * FROM rollout_servers WHERE rollout_id = $1 ORDER BY stage, due_at_ms, server_id")
        .bind(rollout)
        .fetch_all(db.read())
        .await
}

pub async fn member(db: &Db, (rollout, server): (&Id<Rollout>, &Id<Server>)) -> Result<Option<Member>> {
    sqlx::query_as("SELECT * FROM rollout_servers WHERE rollout_id = $1 AND server_id = $2")
        .bind(rollout)
        .bind(server)
        .fetch_optional(db.read())
        .await
}

/// The rollout that may go on and in which this server is, and how far it is.
pub async fn of_server(db: &Db, server: &Id<Server>) -> Result<Option<(Rollout, Member)>> {
    let found: Option<Member> = sqlx::query_as(
        "SELECT m.* FROM rollout_servers m JOIN rollouts r ON r.id = m.rollout_id
         WHERE m.server_id = $1
           AND (r.state IN ('running', 'paused', 'stopped') OR (r.state = 'done' AND m.state = 'waiting'))
         ORDER BY r.started_at_ms DESC, r.id DESC LIMIT 1",
    )
    .bind(server)
    .fetch_optional(db.read())
    .await?;
    let Some(member) = found else { return Ok(None) };
    Ok(find(db, &member.rollout_id).await?.map(|rollout| (rollout, member)))
}

/// A server goes from one step to the next; false if it is not there (any more). `at_ms` is when.
pub async fn go(
    tx: &mut Tx,
    member: &Member,
    (from, to): (Step, Step),
    (at_ms, error): (i64, &str),
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE rollout_servers SET state = $4, error = CASE WHEN $6 = '' THEN error ELSE $6 END,
           begun_at_ms = CASE WHEN $4 = 'backing-up' THEN $5 WHEN $4 = 'waiting' THEN NULL ELSE begun_at_ms END,
           held_up_at_ms = NULL,
           switched_at_ms = CASE WHEN $4 = 'watching' THEN $5 ELSE switched_at_ms END,
           ended_at_ms = CASE WHEN $4 IN ('done', 'put-back', 'failed', 'left-out') THEN $5 ELSE NULL END
         WHERE rollout_id = $1 AND server_id = $2 AND state = $3",
    )
    .bind(&member.rollout_id)
    .bind(&member.server_id)
    .bind(from.as_str())
    .bind(to.as_str())
    .bind(at_ms)
    .bind(error)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A server is begun, if its rollout still runs and none other is at work on it.
pub async fn begin(tx: &mut Tx, member: &Member, at_ms: i64) -> Result<bool> {
    let on = goes_on(tx, &member.rollout_id).await?;
    Ok(on && go(tx, member, (Step::Waiting, Step::BackingUp), (at_ms, "")).await?)
}

/// Whether a rollout runs, or is done and catches up; it stays so until the transaction ends.
pub async fn goes_on(tx: &mut Tx, rollout: &Id<Rollout>) -> Result<bool> {
    let on = sqlx::query("UPDATE rollouts SET why = why WHERE id = $1 AND state IN ('running', 'done')")
        .bind(rollout)
        .execute(&mut **tx)
        .await?;
    Ok(on.rows_affected() == 1)
}

/// A server cannot be restarted though it is its turn; since when.
pub async fn hold_up(tx: &mut Tx, member: &Member, now_ms: i64) -> Result<Option<i64>> {
    sqlx::query_scalar(
        "UPDATE rollout_servers SET held_up_at_ms = COALESCE(held_up_at_ms, $3)
         WHERE rollout_id = $1 AND server_id = $2 AND state = 'waiting' RETURNING held_up_at_ms",
    )
    .bind(&member.rollout_id)
    .bind(&member.server_id)
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn set_backup(tx: &mut Tx, member: &Member, backup: &str) -> Result<()> {
    sqlx::query("UPDATE rollout_servers SET backup_id = $3 WHERE rollout_id = $1 AND server_id = $2")
        .bind(&member.rollout_id)
        .bind(&member.server_id)
        .bind(backup)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Every protocol answered well.
pub async fn set_good(tx: &mut Tx, member: &Member, at_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE rollout_servers SET good_at_ms = COALESCE(good_at_ms, $3), last_good_at_ms = $3
         WHERE rollout_id = $1 AND server_id = $2 AND state = 'watching'",
    )
    .bind(&member.rollout_id)
    .bind(&member.server_id)
    .bind(at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The rollout goes from one of these states to another; none if it was in neither.
pub async fn set_state(
    tx: &mut Tx,
    id: &Id<Rollout>,
    (from, to): ([&str; 3], &str),
    (now_ms, why): (i64, &str),
) -> Result<Option<Rollout>> {
    sqlx::query_as(
        "UPDATE rollouts SET state = $5, why = $7,
           ended_at_ms = CASE WHEN $5 IN ('abandoned', 'done') THEN $6 ELSE NULL END,
           resumed_at_ms = CASE WHEN $5 = 'running' THEN $6 ELSE resumed_at_ms END
         WHERE id = $1 AND state IN ($2, $3, $4) RETURNING *",
    )
    .bind(id)
    .bind(from[0])
    .bind(from[1])
    .bind(from[2])
    .bind(to)
    .bind(now_ms)
    .bind(why)
    .fetch_optional(&mut **tx)
    .await
}

/// The rollout goes on to its next stage; false if it is there already, or does not run.
pub async fn set_stage(tx: &mut Tx, rollout: &Rollout, (stage, at_ms): (i64, i64)) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE rollouts SET stage = $3, stage_at_ms = $4 WHERE id = $1 AND stage = $2 AND state = 'running'",
    )
    .bind(&rollout.id)
    .bind(rollout.stage)
    .bind(stage)
    .bind(at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Servers of a stage that wait are not begun before this.
pub async fn set_due(tx: &mut Tx, rollout: &Id<Rollout>, (stage, due_at_ms): (i64, i64)) -> Result<()> {
    sqlx::query(
        "UPDATE rollout_servers SET due_at_ms = $3
         WHERE rollout_id = $1 AND stage = $2 AND state = 'waiting' AND due_at_ms < $3",
    )
    .bind(rollout)
    .bind(stage)
    .bind(due_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Servers that were put back, or failed, are tried again; which they are.
pub async fn try_again(tx: &mut Tx, rollout: &Id<Rollout>) -> Result<Vec<Id<Server>>> {
    sqlx::query_scalar(
        "UPDATE rollout_servers SET state = 'waiting', error = '', begun_at_ms = NULL, backup_id = NULL,
           switched_at_ms = NULL, good_at_ms = NULL, last_good_at_ms = NULL, ended_at_ms = NULL
         WHERE rollout_id = $1 AND state IN ('put-back', 'failed') RETURNING server_id",
    )
    .bind(rollout)
    .fetch_all(&mut **tx)
    .await
}

/// The newest rollout of a product that was not abandoned.
pub async fn newest(db: &Db, product: &str) -> Result<Option<Rollout>> {
    sqlx::query_as(
        "SELECT * FROM rollouts WHERE product = $1 AND state <> 'abandoned'
         ORDER BY started_at_ms DESC, id DESC LIMIT 1",
    )
    .bind(product)
    .fetch_optional(db.read())
    .await
}

/// Servers that a rollout left out by itself.
pub async fn left_out(db: &Db, rollout: &Id<Rollout>) -> Result<Vec<Member>> {
    sqlx::query_as(
        "SELECT * FROM rollout_servers WHERE state = 'left-out' AND rollout_id = $1 AND left_out_because = ''
         ORDER BY server_id",
    )
    .bind(rollout)
    .fetch_all(db.read())
    .await
}

/// Staff leave a server out; false if it is in the works, or has the build.
pub async fn leave_out(
    tx: &mut Tx,
    member: &Member,
    (because, by): (&str, &str),
    now_ms: i64,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE rollout_servers SET state = 'left-out', left_out_because = $3, left_out_by = $4, ended_at_ms = $5
         WHERE rollout_id = $1 AND server_id = $2 AND state IN ('waiting', 'put-back', 'failed', 'left-out')",
    )
    .bind(&member.rollout_id)
    .bind(&member.server_id)
    .bind(because)
    .bind(by)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A server that was left out waits again, and its customer is told when; false if it was not.
pub async fn wait_again(
    tx: &mut Tx,
    member: &Member,
    (due_at_ms, told_again_at_ms): (i64, Option<i64>),
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE rollout_servers SET state = 'waiting', error = '', left_out_because = '', left_out_by = '',
           due_at_ms = $3, told_at_ms = CASE WHEN stage > 0 THEN $3 ELSE NULL END, put_off_at_ms = NULL,
           told_again_at_ms = $4, begun_at_ms = NULL, backup_id = NULL, switched_at_ms = NULL, good_at_ms = NULL,
           last_good_at_ms = NULL, ended_at_ms = NULL
         WHERE rollout_id = $1 AND server_id = $2 AND state = 'left-out'",
    )
    .bind(&member.rollout_id)
    .bind(&member.server_id)
    .bind(due_at_ms)
    .bind(told_again_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Its customer is told another time; false if they were, or it does not wait any more.
pub async fn set_told(tx: &mut Tx, member: &Member, (due_at_ms, now_ms): (i64, i64)) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE rollout_servers SET due_at_ms = $3, told_at_ms = $3, put_off_at_ms = NULL, told_again_at_ms = $4
         WHERE rollout_id = $1 AND server_id = $2 AND state = 'waiting'
           AND (told_at_ms IS NULL OR told_at_ms < $3)",
    )
    .bind(&member.rollout_id)
    .bind(&member.server_id)
    .bind(due_at_ms)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Its customer is told that nobody knows when; false if they were, or it does not wait any more.
pub async fn set_put_off(tx: &mut Tx, member: &Member, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE rollout_servers SET told_at_ms = NULL, put_off_at_ms = $3
         WHERE rollout_id = $1 AND server_id = $2 AND state = 'waiting' AND put_off_at_ms IS NULL",
    )
    .bind(&member.rollout_id)
    .bind(&member.server_id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Servers that waited to be caught up wait no longer: a newer rollout takes them along.
pub async fn supersede(tx: &mut Tx, newer: &Rollout, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE rollout_servers SET state = 'left-out', error = 'a newer rollout has begun', ended_at_ms = $3
         WHERE state = 'waiting'
           AND rollout_id IN (SELECT id FROM rollouts WHERE product = $1 AND state = 'done' AND id <> $2)",
    )
    .bind(&newer.product)
    .bind(&newer.id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The newest rollout out of which staff left this server, if no newer one has it.
pub async fn left_out_of(db: &Db, server: &Id<Server>) -> Result<Option<Member>> {
    let newest: Option<Member> = sqlx::query_as(
        "SELECT m.* FROM rollout_servers m JOIN rollouts r ON r.id = m.rollout_id
         WHERE m.server_id = $1 AND r.state <> 'abandoned' ORDER BY r.started_at_ms DESC, r.id DESC LIMIT 1",
    )
    .bind(server)
    .fetch_optional(db.read())
    .await?;
    Ok(newest.filter(Member::is_left_out_by_hand))
}
