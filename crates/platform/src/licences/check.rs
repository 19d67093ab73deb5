//! What a machine asks every day: is there anything new? One question to the database, and none where nothing was written
//! since the last; no write, unless a file has to be signed anew.

use super::model::Licence;
use super::store::files::CheckRow;
use super::{file, store};
use crate::app::App;
use crate::signing;
use hostler_kit::db::Stamp;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_wire::registration::{Check, Checked, Standing};
use std::collections::HashMap;
use std::sync::Mutex;

/// Answers a machine's check.
pub async fn check(app: &App, asked: &Check) -> Result<Checked, Fault> {
    let Ok(id) = asked.licence.parse::<Id<Licence>>() else { return Ok(nothing(Standing::Unknown)) };
    let Some(row) = row(app, &id, &asked.machine).await? else {
        return Ok(nothing(Standing::Unknown));
    };
    let (standing, licence_file) = match standing(&row) {
        Standing::Current => newest(app, &id, (&row, asked.serial)).await?,
        other => (other, None),
    };
    let keyring = match row.keyring.unwrap_or(0) > asked.keyring {
        true => Some(signing::newest_keyring(app).await?.text),
        false => None,
    };
    Ok(Checked { standing, licence_file, keyring, revocations: revocations(app, &row, asked).await? })
}

/// What the check turns on. What was read stays true until something is written, by whomever; then it is read anew.
async fn row(app: &App, id: &Id<Licence>, machine: &str) -> Result<Option<CheckRow>, sqlx::Error> {
    let Some(stamp) = app.db.stamp() else { return store::files::check(&app.db, id, machine).await };
    if let Some(row) = app.checks.at(stamp, id, machine) {
        return Ok(Some(row));
    }
    let row = store::files::check(&app.db, id, machine).await?;
    // Whoever names a licence that is not theirs fills no memory.
    if let Some(row) = row.as_ref().filter(|row| row.holder.is_some()) {
        app.checks.keep(stamp, (id, machine), row.clone());
    }
    Ok(row)
}

/// Machines whose rows are kept at once.
const MOST_KEPT: usize = 100_000;

/// What was read for the checks of machines since the last commit.
#[derive(Default)]
pub struct CheckRows(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    stamp: Option<Stamp>,
    /// By licence; two machines that stand in for each other hold one.
    rows: HashMap<String, Vec<(String, CheckRow)>>,
}

impl CheckRows {
    fn at(&self, stamp: Stamp, licence: &Id<Licence>, machine: &str) -> Option<CheckRow> {
        let kept = self.0.lock().ok()?;
        let rows = kept.rows.get(licence.as_str()).filter(|_| kept.stamp == Some(stamp))?;
        rows.iter().find(|(own, _)| own == machine).map(|(_, row)| row.clone())
    }

    fn keep(&self, stamp: Stamp, (licence, machine): (&Id<Licence>, &str), row: CheckRow) {
        let Ok(mut kept) = self.0.lock() else { return };
        if kept.stamp != Some(stamp) || kept.rows.len() >= MOST_KEPT {
            *kept = Kept { stamp: Some(stamp), rows: HashMap::new() };
        }
        let rows = kept.rows.entry(licence.to_string()).or_default();
        if rows.iter().all(|(own, _)| own != machine) {
            rows.push((machine.to_string(), row));
        }
    }
}

fn nothing(standing: Standing) -> Checked {
    Checked { standing, licence_file: None, revocations: None, keyring: None }
}

/// Before the serials are looked at.
fn standing(row: &CheckRow) -> Standing {
    match (&row.revoked_at_ms, &row.holder) {
        (Some(_), _) => Standing::Revoked,
        (None, None) => Standing::NotHere,
        (None, Some(_)) => Standing::Current,
    }
}

/// The newest file, where the one asked about is older, or has to be signed anew.
async fn newest(
    app: &App,
    id: &Id<Licence>,
    (row, serial): (&CheckRow, i64),
) -> Result<(Standing, Option<String>), Fault> {
    let good = row.outdated_at_ms.is_none() && row.key_revoked_at_ms.is_none();
    if good && row.serial <= serial {
        return Ok((Standing::Current, None));
    }
    let file = match good {
        true => store::files::newest(&app.db, id).await?,
        false => {
            let licence = store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
            file::renew(app, &licence).await?
        }
    };
    Ok(match file {
        Some(file) => (Standing::Newer, Some(file.text)),
        None => (Standing::Current, None),
    })
}

async fn revocations(app: &App, row: &CheckRow, asked: &Check) -> Result<Option<String>, Fault> {
    let good = row.revocations.is_some() && row.list_revoked_at_ms.is_none();
    if good && row.revocations <= Some(asked.revocations) {
        return Ok(None);
    }
    let list = file::revocations(app).await?;
    Ok((list.number > asked.revocations).then_some(list.text))
}
