//! What is kept, and for how long: one restorable day each for the last month; everything of a server until a month
//! after its end.

use super::model::{Backup, Kept};
use super::rules::{self, Known};
use super::{adopt, alarm, store, vault};
use crate::app::App;
use crate::servers::{self, Server};
use hostler_backup::{Depth, Fault as Damage, Place, Repository};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use jiff::ToSpan;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Before a backup: what is in the repository and in no row becomes one, and what is not kept any more is let go, so
/// that a full store has room again. Only for the repository's one writer.
pub async fn sort(app: &App, server: &Server) -> Result<(), Fault> {
    match sorted(app, server).await? {
        Some((repository, forgotten)) if forgotten > 0 => vault::blocking(move || repository.prune()).await,
        _ => Ok(()),
    }
}

/// After one that failed for want of room: the same, and the space comes back at once.
pub async fn make_room(app: &App, server: &Server) -> Result<(), Fault> {
    match sorted(app, server).await? {
        Some((repository, _)) => vault::blocking(move || repository.make_room()).await,
        None => Ok(()),
    }
}

/// After a backup: lets go of what it stands in for, and reads the repository through now and then.
pub async fn tidy(app: &App, server: &Server) -> Result<(), Fault> {
    if !due(app, server).await?.is_empty() {
        sort(app, server).await?;
    }
    check(app, server).await
}

/// The repository, if there is one, and how many backups were forgotten in it.
async fn sorted(app: &App, server: &Server) -> Result<Option<(Arc<Repository>, usize)>, Fault> {
    if store::repository(&app.db, &server.id).await?.is_none_or(|kept| kept.removed_at_ms.is_some()) {
        return Ok(None);
    }
    let repository = match vault::open(app, &server.id).await {
        // Whether one is to be made is decided by the backup.
        Err(fault) if fault.code == vault::NOT_THERE => return Ok(None),
        opened => opened?,
    };
    let listing = repository.clone();
    let found = vault::blocking(move || listing.backups()).await?;
    adopt::adopt(app, server, (&repository, &found)).await?;
    // The rows first: what a page offers is there.
    let mut tx = app.db.begin().await?;
    for backup in due(app, server).await? {
        store::set_forgotten(&mut tx, &backup.id).await?;
    }
    tx.commit().await?;
    let ready = store::ready_of(&app.db, &server.id).await?;
    let ready: BTreeSet<&str> = ready.iter().map(|one| one.snapshot.as_str()).collect();
    let over = |one: &&hostler_backup::Backup| adopt::is_ours(one) && !ready.contains(one.id.as_str());
    let over: Vec<String> = found.iter().filter(over).map(|one| one.id.clone()).collect();
    let (forgotten, forgetting) = (over.len(), repository.clone());
    if forgotten > 0 {
        vault::blocking(move || forgetting.forget(&over)).await?;
    }
    Ok(Some((repository, forgotten)))
}

/// Those whose time is over.
async fn due(app: &App, server: &Server) -> Result<Vec<Backup>, Fault> {
    let ready = store::ready_of(&app.db, &server.id).await?;
    let known: Vec<Known<'_>> = ready.iter().map(known).collect();
    let kept: BTreeSet<String> =
        rules::kept(&known, day(app.now_ms(), app.zone())).into_iter().map(String::from).collect();
    Ok(ready.into_iter().filter(|backup| !kept.contains(backup.id.as_str())).collect())
}

fn known(backup: &Backup) -> Known<'_> {
    Known {
        id: backup.id.as_str(),
        day: backup.date(),
        at_ms: backup.begun_at_ms.unwrap_or(0),
        reason: &backup.reason,
    }
}

/// Reads every byte of the repository, once a week. What is wrong is an incident until it is read and whole.
async fn check(app: &App, server: &Server) -> Result<(), Fault> {
    let Some(kept) = store::repository(&app.db, &server.id).await? else { return Ok(()) };
    let every_ms = if kept.check_error.is_empty() { rules::CHECK_EVERY_MS } else { rules::CHECK_AGAIN_MS };
    let last_ms = kept.checked_at_ms.unwrap_or(kept.created_at_ms);
    if app.now_ms() < last_ms.saturating_add(every_ms) {
        return Ok(());
    }
    let repository = vault::open(app, &server.id).await?;
    let read = move || match repository.check(Depth::Data) {
        Err(Damage::Damaged(why)) => Ok(why),
        read => read.map(|()| String::new()),
    };
    let error = vault::blocking(read).await?;
    let mut tx = app.db.begin().await?;
    store::set_checked(&mut tx, &server.id, (&error, app.now_ms())).await?;
    match error.as_str() {
        "" => alarm::whole(app, &mut tx, server).await?,
        why => alarm::damaged(app, &mut tx, server, why).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Removes repositories and keys of servers that ended a month ago. One that cannot be removed holds up no other.
pub async fn remove_ended(app: &App) -> Result<(), Fault> {
    for kept in store::repositories(&app.db).await? {
        let Some(server) = servers::find(&app.db, &kept.server_id).await? else { continue };
        let Some(over_at_ms) = server.over_at_ms() else { continue };
        if app.now_ms() < removed_ms(over_at_ms, app) {
            continue;
        }
        if let Err(fault) = remove(app, (&server, &kept)).await {
            let mut tx = app.db.begin().await?;
            alarm::not_removed(app, &mut tx, &server, &fault.detail).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// A month after the end, at that day's begin.
pub fn removed_ms(over_at_ms: i64, app: &App) -> i64 {
    let last = day(over_at_ms, app.zone()).saturating_add(1.month().days(1));
    hostler_kit::time::day_start_ms(last, app.zone())
}

/// What lies there goes first: a key that is gone opens nothing that is left.
async fn remove(app: &App, (server, kept): (&Server, &Kept)) -> Result<(), Fault> {
    erase(app, &kept.server_id).await?;
    let mut tx = app.db.begin().await?;
    store::set_repository_removed(&mut tx, &kept.server_id, app.now_ms()).await?;
    alarm::removed(app, &mut tx, server).await?;
    tx.commit().await?;
    Ok(())
}

async fn erase(app: &App, server: &Id<Server>) -> Result<(), Fault> {
    match app.settings.backups.place(server.as_str()) {
        Place::Folder(folder) => match tokio::fs::remove_dir_all(&folder).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::broken(error)),
            _ => Ok(()),
        },
        // In a bucket nothing can be read without the key; its space is given back by forgetting all of it.
        Place::S3 { .. } => {
            let repository = match vault::open(app, server).await {
                Err(fault) if fault.code == vault::NOT_THERE => return Ok(()),
                opened => opened?,
            };
            vault::blocking(move || {
                let ids: Vec<String> = repository.backups()?.into_iter().map(|backup| backup.id).collect();
                repository.forget(&ids)?;
                repository.prune_at_once()
            })
            .await
        }
    }
}
