//! Backups that are in a repository and that the platform does not know as ready become so: what was made after the
//! platform's own backup that it came back from, and what was whole when whoever made it was killed.

use super::model::{Backup, Held};
use super::{alarm, store, vault};
use crate::app::App;
use crate::servers::Server;
use hostler_backup::{Backup as Found, Fault as Damage, Repository};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use hostler_wire::backup::{DATABASE, FOLDER, MANIFEST, Manifest};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

const REASONS: [&str; 3] = ["night", "asked", "restore"];

/// What a backup's labels say: whose row it is, of which day and why.
struct Label<'a> {
    id: Id<Backup>,
    day: &'a str,
    reason: &'a str,
}

/// The labels of a backup, in any order.
pub fn labels(backup: &Backup) -> Vec<String> {
    vec![backup.id.to_string(), backup.day.clone(), backup.reason.clone()]
}

fn label(found: &Found) -> Option<Label<'_>> {
    let labels = || found.labels.iter().map(String::as_str);
    let id = labels().find_map(|label| label.parse().ok())?;
    let day = labels().find(|label| label.parse::<Date>().is_ok())?;
    // Those of an earlier version do not say it.
    let reason = labels().find(|label| REASONS.contains(label)).unwrap_or("night");
    Some(Label { id, day, reason })
}

/// Whether Hostler made it, and not somebody with restic.
pub fn is_ours(found: &Found) -> bool {
    label(found).is_some()
}

/// Makes those ready that are whole, the newest of each first. What is left then is not needed.
pub async fn adopt(
    app: &App,
    server: &Server,
    (repository, found): (&Arc<Repository>, &[Found]),
) -> Result<(), Fault> {
    let ready = store::ready_of(&app.db, &server.id).await?;
    let ready: BTreeSet<&str> = ready.iter().map(|one| one.snapshot.as_str()).collect();
    let whole = |one: &&Found| one.unread == 0 && !ready.contains(one.id.as_str());
    for one in found.iter().rev().filter(whole) {
        let Some(label) = label(one) else { continue };
        let row = store::find(&app.db, &label.id).await?;
        if row.as_ref().is_some_and(|row| row.server_id != server.id || is_over(row)) {
            continue;
        }
        let (of, id) = (repository.clone(), one.id.clone());
        let held = vault::blocking(move || Ok(held(&of, &id).ok().flatten())).await?;
        let backup = backup(server, (one, &label), held.as_ref());
        write_down(app, server, &backup).await?;
    }
    Ok(())
}

fn is_over(row: &Backup) -> bool {
    row.is_ready() || row.state == "forgotten"
}

/// What the server said it held when it copied its database; none if it was at rest then.
fn held(repository: &Repository, id: &str) -> Result<Option<Held>, Damage> {
    if repository.list(id, Path::new(""))?.iter().any(|node| node.name == DATABASE) {
        return Ok(None);
    }
    let mut text = Vec::new();
    repository.read(id, &Path::new(FOLDER).join(MANIFEST), &mut text)?;
    let manifest: Option<Manifest> = serde_json::from_slice(&text).ok();
    Ok(manifest.map(|before| Held { after: before.clone(), before }))
}

fn backup(server: &Server, (found, label): (&Found, &Label<'_>), held: Option<&Held>) -> Backup {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Backup {
        id: label.id.clone(),
        server_id: server.id.clone(),
        day: label.day.into(),
        reason: label.reason.into(),
        state: "ready".into(),
        snapshot: found.id.clone(),
        files: number(found.files),
        bytes: number(found.bytes),
        added_bytes: number(found.added_bytes),
        messages: held.map_or(0, |held| held.before.messages()),
        manifest: held.map_or(String::new(), |held| serde_json::to_string(held).unwrap_or_default()),
        error: String::new(),
        asked_name: String::new(),
        wanted_at_ms: found.at_ms,
        begun_at_ms: Some(found.at_ms),
        ended_at_ms: Some(found.at_ms + (found.seconds * 1_000.0) as i64),
    }
}

/// Its row: new, or the one that waits for it. A second one of a night was asked for, whatever it says.
async fn write_down(app: &App, server: &Server, backup: &Backup) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let known = store::set_found(&mut tx, backup).await?;
    let made = known
        || store::insert_ready(&mut tx, backup).await?
        || store::insert_ready(&mut tx, &Backup { reason: "asked".into(), ..backup.clone() }).await?;
    if made {
        tracing::info!(server = server.name, backup = %backup.id, "a backup in the repository was found");
    }
    if known && backup.date() == day(app.now_ms(), app.zone()) {
        alarm::over(app, &mut tx, server).await?;
    }
    tx.commit().await?;
    Ok(())
}
