//! Whose a licence and its keys are.

use super::Result;
use crate::accounts::Customer;
use crate::licences::model::Licence;
use hostler_kit::db::Tx;
use hostler_kit::id::Id;

pub async fn set(tx: &mut Tx, id: &Id<Licence>, customer: &Customer) -> Result<()> {
    sqlx::query("UPDATE licences SET customer_id = $2, holder = $3 WHERE id = $1")
        .bind(id)
        .bind(&customer.id)
        .bind(&customer.name)
        .execute(&mut **tx)
        .await?;
    sqlx::query("UPDATE licence_keys SET customer_id = $2 WHERE licence_id = $1")
        .bind(id)
        .bind(&customer.id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
