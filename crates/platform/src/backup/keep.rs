//! What is kept, and for how long: one restorable day each for the last month; everything of a server until a month
//! after its end.

use super::model::{Backup, Kept};
use super::{rules, store, vault};
use crate::app::App;
use crate::servers::{self, Server};
use hostler_backup::{Depth, Place};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use jiff::ToSpan;
use jiff::civil::Date;

/// Lets go of what is not kept any more, gives its space back, and reads the repository through now and then.
pub async fn tidy(app: &App, server: &Server) -> Result<(), Fault> {
    let today = day(app.now_ms(), app.zone());
    let ready: Vec<Backup> = store::of_server(&app.db, &server.id, Date::MIN)
        .await?
        .into_iter()
        .filter(Backup::is_ready)
        .collect();
    let known: Vec<(&str, Date, i64)> =
        ready.iter().map(|one| (one.id.as_str(), one.date(), one.begun_at_ms.unwrap_or(0))).collect();
    let kept = rules::kept(&known, today);
    let gone: Vec<Backup> =
        ready.iter().filter(|backup| !kept.contains(backup.id.as_str())).cloned().collect();
    forget(app, server, &gone).await?;
    check(app, server).await
}

async fn forget(app: &App, server: &Server, gone: &[Backup]) -> Result<(), Fault> {
    if gone.is_empty() {
        return Ok(());
    }
    // The rows first: what a page offers is there.
    let mut tx = app.db.begin().await?;
    for backup in gone {
        store::set_forgotten(&mut tx, &backup.id).await?;
    }
    tx.commit().await?;
    let repository = vault::open(app, &server.id).await?;
    let snapshots: Vec<String> = gone.iter().map(|backup| backup.snapshot.clone()).collect();
    vault::blocking(move || {
        repository.forget(&snapshots)?;
        repository.prune()
    })
    .await
}

/// Reads every byte of the repository, once a week.
async fn check(app: &App, server: &Server) -> Result<(), Fault> {
    let Some(kept) = store::repository(&app.db, &server.id).await? else { return Ok(()) };
    let last_ms = kept.checked_at_ms.unwrap_or(kept.created_at_ms);
    if app.now_ms() < last_ms.saturating_add(rules::CHECK_EVERY_MS) {
        return Ok(());
    }
    let repository = vault::open(app, &server.id).await?;
    let checked = vault::blocking(move || repository.check(Depth::Data)).await;
    let error = checked.as_ref().err().map_or(String::new(), |fault| fault.detail.clone());
    let mut tx = app.db.begin().await?;
    store::set_checked(&mut tx, &server.id, (&error, app.now_ms())).await?;
    tx.commit().await?;
    checked
}

/// Removes repositories and keys of servers that ended a month ago.
pub async fn remove_ended(app: &App) -> Result<(), Fault> {
    for kept in store::repositories(&app.db).await? {
        let Some(server) = servers::find(&app.db, &kept.server_id).await? else { continue };
        let Some(over_at_ms) = server.over_at_ms() else { continue };
        if app.now_ms() >= removed_ms(over_at_ms, app) {
            remove(app, &kept).await?;
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
async fn remove(app: &App, kept: &Kept) -> Result<(), Fault> {
    erase(app, &kept.server_id).await?;
    let mut tx = app.db.begin().await?;
    store::set_repository_removed(&mut tx, &kept.server_id, app.now_ms()).await?;
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
            let repository = vault::open(app, server).await?;
            vault::blocking(move || {
                let ids: Vec<String> = repository.backups()?.into_iter().map(|backup| backup.id).collect();
                repository.forget(&ids)?;
                repository.prune_at_once()
            })
            .await
        }
    }
}
