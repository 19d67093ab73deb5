//! Incidents and their lines.

use super::super::model::{Incident, Line};
use super::Result;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;

/// False if one of this kind lasts already.
pub async fn insert(tx: &mut Tx, incident: &Incident) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO incidents (id, server_id, customer_id, kind, detail, began_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(&incident.id)
    .bind(incident.server_id.as_ref())
    .bind(incident.customer_id.as_ref())
    .bind(&incident.kind)
    .bind(&incident.detail)
    .bind(incident.began_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The one of this kind that lasts.
pub async fn lasting(tx: &mut Tx, server: Option<&Id<Server>>, kind: &str) -> Result<Option<Incident>> {
    sqlx::query_as(
        "SELECT * FROM incidents WHERE COALESCE(server_id, 'node') = $1 AND kind = $2 AND over_at_ms IS NULL",
    )
    .bind(server.map_or("node", Id::as_str))
    .bind(kind)
    .fetch_optional(&mut **tx)
    .await
}

/// What was last seen of it, and when; newest first.
pub async fn seen_last(tx: &mut Tx, incident: &Id<Incident>) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT detail, at_ms FROM incident_lines WHERE incident_id = $1 AND what IN ('began', 'seen')
         ORDER BY number DESC LIMIT 100",
    )
    .bind(incident)
    .fetch_all(&mut **tx)
    .await
}

/// Ends the one of this kind that lasts.
pub async fn end(
    tx: &mut Tx,
    (server, kind): (Option<&Id<Server>>, &str),
    now_ms: i64,
) -> Result<Option<Incident>> {
    sqlx::query_as(
        "UPDATE incidents SET over_at_ms = CASE WHEN began_at_ms > $3 THEN began_at_ms ELSE $3 END
         WHERE COALESCE(server_id, 'node') = $1 AND kind = $2 AND over_at_ms IS NULL RETURNING *",
    )
    .bind(server.map_or("node", Id::as_str))
    .bind(kind)
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await
}

/// None if it is not there, is over, or was acknowledged.
pub async fn acknowledge(
    tx: &mut Tx,
    id: &Id<Incident>,
    (now_ms, by): (i64, &str),
) -> Result<Option<Incident>> {
    sqlx::query_as(
        "UPDATE incidents SET acknowledged_at_ms = $2, acknowledged_by = $3
         WHERE id = $1 AND over_at_ms IS NULL AND acknowledged_at_ms IS NULL RETURNING *",
    )
    .bind(id)
    .bind(now_ms)
    .bind(by)
    .fetch_optional(&mut **tx)
    .await
}

/// Staff were asked to look; the first time nothing else is left. False if somebody has taken it on, or it is over.
pub async fn set_asked(tx: &mut Tx, id: &Id<Incident>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE incidents SET asked_at_ms = $2, escalated_at_ms = COALESCE(escalated_at_ms, $2)
         WHERE id = $1 AND over_at_ms IS NULL AND acknowledged_at_ms IS NULL",
    )
    .bind(id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Staff are asked to look once more. False if that was done since `before_ms`, somebody has taken it on, or it is over.
pub async fn ask_again(tx: &mut Tx, id: &Id<Incident>, (now_ms, before_ms): (i64, i64)) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE incidents SET asked_at_ms = $2
         WHERE id = $1 AND over_at_ms IS NULL AND acknowledged_at_ms IS NULL
           AND COALESCE(asked_at_ms, began_at_ms) <= $3",
    )
    .bind(id)
    .bind(now_ms)
    .bind(before_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The number of an incident's next line; whoever asks holds the incident until their transaction ends.
pub async fn next_line(tx: &mut Tx, incident: &Id<Incident>) -> Result<i64> {
    sqlx::query_scalar("UPDATE incidents SET lines = lines + 1 WHERE id = $1 RETURNING lines")
        .bind(incident)
        .fetch_one(&mut **tx)
        .await
}

pub async fn add_line(tx: &mut Tx, line: &Line) -> Result<()> {
    sqlx::query(
        "INSERT INTO incident_lines (incident_id, number, at_ms, what, detail, by_name)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&line.incident_id)
    .bind(line.number)
    .bind(line.at_ms)
    .bind(&line.what)
    .bind(&line.detail)
    .bind(&line.by_name)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &Id<Incident>) -> Result<Option<Incident>> {
    sqlx::query_as("SELECT * FROM incidents WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// An incident's lines, oldest first; of very many the newest thousand.
pub async fn lines(db: &Db, incident: &Id<Incident>) -> Result<Vec<Line>> {
    sqlx::query_as(
        "SELECT * FROM (SELECT * FROM incident_lines WHERE incident_id = $1 ORDER BY number DESC LIMIT 1000) AS newest
         ORDER BY number",
    )
        .bind(incident)
        .fetch_all(db.read())
        .await
}

/// Those that last, oldest first.
pub async fn running(db: &Db) -> Result<Vec<Incident>> {
    sqlx::query_as("SELECT * FROM incidents WHERE over_at_ms IS NULL ORDER BY began_at_ms, id")
        .fetch_all(db.read())
        .await
}

/// Those of a server that last, oldest first.
pub async fn running_of_server(db: &Db, server: &Id<Server>) -> Result<Vec<Incident>> {
    sqlx::query_as(
        "SELECT * FROM incidents WHERE server_id = $1 AND over_at_ms IS NULL ORDER BY began_at_ms, id",
    )
    .bind(server)
    .fetch_all(db.read())
    .await
}

/// A server's, newest first.
pub async fn of_server(db: &Db, server: &Id<Server>, (limit, offset): (i64, i64)) -> Result<Vec<Incident>> {
    sqlx::query_as(
        "SELECT * FROM incidents WHERE server_id = $1 ORDER BY began_at_ms DESC, id DESC LIMIT $2 OFFSET $3",
    )
    .bind(server)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count_of_server(db: &Db, server: &Id<Server>) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM incidents WHERE server_id = $1")
        .bind(server)
        .fetch_one(db.read())
        .await
}

/// All whose kind, detail or server's id contain `search`: those that last first, then the newest.
pub async fn list(db: &Db, search: &str, (limit, offset): (i64, i64)) -> Result<Vec<Incident>> {
    sqlx::query_as(
        "SELECT * FROM incidents WHERE kind LIKE $1 ESCAPE '\\' OR detail LIKE $1 ESCAPE '\\'
           OR server_id LIKE $1 ESCAPE '\\'
         ORDER BY CASE WHEN over_at_ms IS NULL THEN 0 ELSE 1 END, began_at_ms DESC, id DESC LIMIT $2 OFFSET $3",
    )
    .bind(containing(search))
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM incidents WHERE kind LIKE $1 ESCAPE '\\' OR detail LIKE $1 ESCAPE '\\'
           OR server_id LIKE $1 ESCAPE '\\'",
    )
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}

/// What the platform did about a server by itself from an instant on: the lines' words and when.
pub async fn actions(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT l.what, l.at_ms FROM incident_lines l JOIN incidents i ON i.id = l.incident_id
         WHERE i.server_id = $1 AND i.kind IN ('service-down', 'server-died') AND l.at_ms >= $2
           AND l.what IN ('restarting-engine', 'restarting-server', 'escalated', 'asked-again')
         ORDER BY l.at_ms, l.number",
    )
    .bind(server)
    .bind(since_ms)
    .fetch_all(db.read())
    .await
}

/// When staff were asked to look at it: the lines' words and when, oldest first.
pub async fn calls(db: &Db, incident: &Id<Incident>) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT what, at_ms FROM incident_lines WHERE incident_id = $1 AND what IN ('escalated', 'asked-again')
         ORDER BY number",
    )
    .bind(incident)
    .fetch_all(db.read())
    .await
}
