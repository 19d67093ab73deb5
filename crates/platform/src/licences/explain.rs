//! A licence with every number and date's reason: for its page, its owner and staff.

use super::issue::opened;
use super::look_up::{waiting, whole};
use super::machines::most_moves;
use super::model::{Issued, Licence, Machine};
use super::store;
use crate::app::App;
use hostler_kit::http::Fault;
use hostler_licence::counting::AddOn;
use hostler_licence::file::Maintenance;
use hostler_wire::registration::{Brings, Told};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "LicenceExplained")]
pub struct Explained {
    #[serde(flatten)]
    pub licence: Licence,
    #[schemars(with = "Vec<BTreeMap<String, serde_json::Value>>")]
    pub add_ons: Vec<AddOn>,
    /// None before the first registration.
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    pub maintenance: Option<Maintenance>,
    /// Where each number and date comes from, in the order of redemption.
    pub explanation: Vec<Told>,
    /// What comes in when the base key is registered again.
    pub waiting: Vec<Brings>,
    /// Keys in it, and keys that only it may have, with their texts.
    pub keys: Vec<Issued>,
    /// Machines that hold it (no `until_ms`) or held it, the newest first.
    pub machines: Vec<Machine>,
    /// How often within a year a machine may be declared offline.
    pub offline_moves_per_year: i64,
}

/// Everything about a licence. What happened to it is in the event log, under its id as subject.
pub async fn explain(app: &App, licence: Licence) -> Result<Explained, Fault> {
    let rows = store::keys::of_licence(&app.db, &licence.id).await?;
    let number = || Some(licence.number.clone());
    let keys = rows.iter().filter(|row| row.sealed.is_some()).map(|row| opened(app, row, number()));
    let keys = keys.collect::<Result<_, _>>()?;
    let machines = store::machines::all(&app.db, &licence.id).await?;
    let waiting = waiting(app, &licence).await?;
    let offline_moves_per_year = most_moves(app, &licence);
    let whole = whole(app, licence).await?;
    Ok(Explained {
        add_ons: whole.ledger.add_ons(),
        maintenance: whole.ledger.maintenance(&whole.licence.zone),
        explanation: whole.told(),
        waiting,
        keys,
        machines,
        offline_moves_per_year,
        licence: whole.licence,
    })
}
