use super::{House, Invitation};
use crate::accounts::Person;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A person as others of the same house see them.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Colleague {
    pub id: Id<Person>,
    pub name: String,
    pub email: String,
    pub role: String,
    pub last_sign_in_at_ms: Option<i64>,
    /// None: the address has not been proven yet.
    pub verified_at_ms: Option<i64>,
}

/// Takes the house's next change. Whoever comes at the same time waits until this transaction ends.
pub async fn take_change(tx: &mut Tx, house: &House) -> Result<()> {
    sqlx::query(
        "INSERT INTO people_changes (house, changes) VALUES ($1, 1)
         ON CONFLICT (house) DO UPDATE SET changes = people_changes.changes + 1",
    )
    .bind(house.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn colleagues(db: &Db, house: &House) -> Result<Vec<Colleague>> {
    sqlx::query_as(
        "SELECT id, name, email, role, last_sign_in_at_ms, verified_at_ms FROM people
         WHERE COALESCE(customer_id, 'staff') = $1 AND removed_at_ms IS NULL ORDER BY LOWER(name), id",
    )
    .bind(house.as_str())
    .fetch_all(db.read())
    .await
}

pub async fn colleague(db: &Db, house: &House, id: &Id<Person>) -> Result<Option<Colleague>> {
    sqlx::query_as(
        "SELECT id, name, email, role, last_sign_in_at_ms, verified_at_ms FROM people
         WHERE id = $1 AND COALESCE(customer_id, 'staff') = $2 AND removed_at_ms IS NULL",
    )
    .bind(id)
    .bind(house.as_str())
    .fetch_optional(db.read())
    .await
}

/// False if it would take the house's last person in this role, or is not there. After [`take_change`].
pub async fn set_role(tx: &mut Tx, house: &House, id: &Id<Person>, role: &str) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE people SET role = $3 WHERE id = $1 AND customer_id = $2 AND removed_at_ms IS NULL
           AND (role <> 'owner' OR $3 = 'owner' OR (SELECT COUNT(*) FROM people AS others
             WHERE others.customer_id = $2 AND others.role = 'owner' AND others.removed_at_ms IS NULL) > 1)",
    )
    .bind(id)
    .bind(house.as_str())
    .bind(role)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The person leaves, and their address is free. False if it would take the house's last owner or member of staff, or
/// is not there. After [`take_change`].
pub async fn remove(tx: &mut Tx, house: &House, id: &Id<Person>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE people SET removed_at_ms = $3, email = id, password_hash = 'none'
         WHERE id = $1 AND COALESCE(customer_id, 'staff') = $2 AND removed_at_ms IS NULL
           AND (role NOT IN ('owner', 'staff') OR (SELECT COUNT(*) FROM people AS others
             WHERE COALESCE(others.customer_id, 'staff') = $2 AND others.role = people.role
               AND others.removed_at_ms IS NULL) > 1)",
    )
    .bind(id)
    .bind(house.as_str())
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn delete_links_of(tx: &mut Tx, person: &Id<Person>) -> Result<()> {
    sqlx::query("DELETE FROM links WHERE person_id = $1").bind(person).execute(&mut **tx).await?;
    Ok(())
}

/// Invitations of the same address that still wait are replaced.
pub async fn withdraw_of_email(tx: &mut Tx, house: &House, email: &str, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE invitations SET withdrawn_at_ms = $3
         WHERE COALESCE(customer_id, 'staff') = $1 AND email = $2 AND used_at_ms IS NULL AND withdrawn_at_ms IS NULL",
    )
    .bind(house.as_str())
    .bind(email)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn insert(tx: &mut Tx, invitation: &Invitation, hash: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO invitations
           (id, customer_id, email, role, token_hash, invited_by, created_at_ms, expires_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&invitation.id)
    .bind(invitation.customer_id.as_ref())
    .bind(&invitation.email)
    .bind(&invitation.role)
    .bind(hash)
    .bind(&invitation.invited_by)
    .bind(invitation.created_at_ms)
    .bind(invitation.expires_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// People and waiting invitations of a house. After [`take_change`], so that nobody counts at the same time.
pub async fn count(tx: &mut Tx, house: &House, now_ms: i64) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM people WHERE COALESCE(customer_id, 'staff') = $1 AND removed_at_ms IS NULL)
           + (SELECT COUNT(*) FROM invitations WHERE COALESCE(customer_id, 'staff') = $1 AND used_at_ms IS NULL
               AND withdrawn_at_ms IS NULL AND expires_at_ms > $2)",
    )
    .bind(house.as_str())
    .bind(now_ms)
    .fetch_one(&mut **tx)
    .await
}

/// Invitations that still wait and have not expired, newest first.
pub async fn waiting(db: &Db, house: &House, now_ms: i64) -> Result<Vec<Invitation>> {
    sqlx::query_as(
        "SELECT id, customer_id, email, role, invited_by, created_at_ms, expires_at_ms FROM invitations
         WHERE COALESCE(customer_id, 'staff') = $1 AND used_at_ms IS NULL AND withdrawn_at_ms IS NULL
           AND expires_at_ms > $2 ORDER BY id DESC",
    )
    .bind(house.as_str())
    .bind(now_ms)
    .fetch_all(db.read())
    .await
}

/// The invitation of a link, while it is good.
pub async fn good(db: &Db, hash: &str, now_ms: i64) -> Result<Option<Invitation>> {
    sqlx::query_as(
        "SELECT id, customer_id, email, role, invited_by, created_at_ms, expires_at_ms FROM invitations
         WHERE token_hash = $1 AND used_at_ms IS NULL AND withdrawn_at_ms IS NULL AND expires_at_ms > $2",
    )
    .bind(hash)
    .bind(now_ms)
    .fetch_optional(db.read())
    .await
}

/// Uses an invitation up. None if it was used or taken back, or has expired.
pub async fn take(tx: &mut Tx, hash: &str, now_ms: i64) -> Result<Option<Invitation>> {
    sqlx::query_as(
        "UPDATE invitations SET used_at_ms = $2
         WHERE token_hash = $1 AND used_at_ms IS NULL AND withdrawn_at_ms IS NULL AND expires_at_ms > $2
         RETURNING id, customer_id, email, role, invited_by, created_at_ms, expires_at_ms",
    )
    .bind(hash)
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await
}

/// None if it is not of this house, or does not wait any more.
pub async fn withdraw(
    tx: &mut Tx,
    house: &House,
    id: &Id<Invitation>,
    now_ms: i64,
) -> Result<Option<Invitation>> {
    sqlx::query_as(
        "UPDATE invitations SET withdrawn_at_ms = $3
         WHERE id = $1 AND COALESCE(customer_id, 'staff') = $2 AND used_at_ms IS NULL AND withdrawn_at_ms IS NULL
         RETURNING id, customer_id, email, role, invited_by, created_at_ms, expires_at_ms",
    )
    .bind(id)
    .bind(house.as_str())
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await
}

/// Invitations that somebody sent and nobody has used: who may not invite any more has invited nobody.
pub async fn withdraw_by(tx: &mut Tx, house: &House, person: &Id<Person>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE invitations SET withdrawn_at_ms = $3
         WHERE invited_by = $1 AND COALESCE(customer_id, 'staff') = $2
           AND used_at_ms IS NULL AND withdrawn_at_ms IS NULL",
    )
    .bind(person)
    .bind(house.as_str())
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
