//! The start of a server whose whole data folder was put back from a backup.
//!
//! What is billed is counted from the usage journal, which only ever goes on. So the accounts come back as they were,
//! the journal does not: it is taken over as the platform knows it, with what the server had written beyond that, and
//! the difference between its accounts and those that came back is written behind it as new entries. Who is gone is
//! written first: at no time there were more accounts than before or after.

use super::store;
use crate::accounts::{Account, Actor, Change};
use crate::app::{App, MIGRATOR};
use crate::history::Action;
use crate::server::Folders;
use hostler_kit::db::{Db, Tx};
use hostler_wire::backup::{BEFORE, CONTINUATION, CameBack, Continuation, DATABASE, FOLDER};
use hostler_wire::{Entry, What};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// Why a server that was put back does not start: what is billed would not be right.
#[derive(Debug, thiserror::Error)]
pub enum NotContinued {
    #[error("the restored folder cannot be taken over: {0}")]
    Io(#[from] io::Error),
    #[error("what the platform says of the usage journal cannot be read: {0}")]
    Malformed(serde_json::Error),
    #[error("entry {number} of the usage journal does not follow the restored one")]
    Broken { number: i64 },
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Before the database is opened: the copy becomes the database, and clients are told that messages have new numbers.
/// Does nothing to a server that was not put back; broken off, it is done again: no engine runs before the journal goes on.
pub fn take_place(folders: &Folders) -> io::Result<()> {
    let root = folders.root();
    let database = root.join("appliance.sqlite");
    let continuation = match fs::read(root.join(CONTINUATION)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        text => serde_json::from_slice::<Continuation>(&text?),
    };
    // What cannot be read is refused later; until then nothing is numbered.
    if continuation.is_ok_and(|continuation| continuation.came_back == CameBack::Everything) {
        forget_numbers(&folders.mail())?;
    }
    // The backup of a server that did not run holds the database itself.
    if database.exists() {
        return Ok(());
    }
    fs::rename(root.join(FOLDER).join(DATABASE), database)
}

/// Files in which Dovecot remembers the numbers of messages.
const NUMBERED: [&str; 3] = ["dovecot-uidlist", "dovecot.index", "dovecot.list"];

/// Messages that came after the backup had numbers (UIDs) that others will get now. Without its list of numbers,
/// Dovecot gives each folder a new validity, and mail programs read it afresh instead of showing the wrong message.
fn forget_numbers(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name().to_string_lossy().into_owned(), entry.file_type()?);
        if kind.is_dir() && !["cur", "new", "tmp"].contains(&name.as_str()) {
            forget_numbers(&entry.path())?;
        } else if kind.is_file() && NUMBERED.iter().any(|own| name.starts_with(own)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Lets the journal go on where it was. Does nothing to a server that was not put back; broken off, it is done again.
pub async fn adopt(app: &App) -> Result<(), NotContinued> {
    let root = app.folders.root();
    let text = match fs::read(root.join(CONTINUATION)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        text => text?,
    };
    let continuation: Continuation = serde_json::from_slice(&text).map_err(NotContinued::Malformed)?;
    let (actor, beyond) = (Actor::server(), beyond(&root.join(BEFORE), &continuation).await);
    let mut change = Change::begin(app, &actor).await?;
    take_over(&mut change.tx, &continuation.entries).await?;
    go_on(&mut change.tx, &beyond).await?;
    store::acknowledge(&mut change.tx, continuation.acknowledged).await?;
    reconcile(&mut change).await?;
    change.note(Action::ServerRestored, &app.bootstrap.host, "").await?;
    change.commit().await?;
    for name in [BEFORE, "before.sqlite-wal", "before.sqlite-shm"] {
        let _ = fs::remove_file(root.join(name));
    }
    Ok(fs::remove_file(root.join(CONTINUATION))?)
}

/// What the server had written and the platform had not heard: read from the database of right before, if that can be
/// read at all. It may be what was broken, so nothing in it is relied on.
async fn beyond(file: &Path, continuation: &Continuation) -> Vec<Entry> {
    if !fs::symlink_metadata(file).is_ok_and(|meta| meta.is_file()) {
        return Vec::new();
    }
    let read = async {
        let db = Db::open(&format!("sqlite:{}", file.display()), &MIGRATOR).await?;
        let (mut entries, mut from) = (Vec::new(), continuation.acknowledged);
        loop {
            let part = crate::journal::since(&db, from).await?;
            let Some(last) = part.last() else { break };
            from = last.number;
            entries.extend(part);
        }
        db.close().await;
        Ok::<_, Box<dyn std::error::Error>>(entries)
    };
    read.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the journal of right before cannot be read; the platform's copy is gone on from");
        Vec::new()
    })
}

/// The platform's entries behind those of the backup: each must follow.
async fn take_over(tx: &mut Tx, entries: &[Entry]) -> Result<(), NotContinued> {
    let mut last = store::last(tx).await?;
    for entry in entries {
        if last.as_ref().is_some_and(|last| entry.number <= last.number) {
            continue;
        }
        if !entry.is_intact() || !entry.follows(last.as_ref()) {
            return Err(NotContinued::Broken { number: entry.number });
        }
        store::insert(tx, entry).await?;
        last = Some(entry.clone());
    }
    Ok(())
}

/// The server's own entries beyond, as far as they follow.
async fn go_on(tx: &mut Tx, entries: &[Entry]) -> Result<(), NotContinued> {
    let mut last = store::last(tx).await?;
    for entry in entries {
        if last.as_ref().is_some_and(|last| entry.number <= last.number) {
            continue;
        }
        if !entry.is_intact() || !entry.follows(last.as_ref()) {
            tracing::warn!(number = entry.number, "the journal of right before goes on no further");
            return Ok(());
        }
        store::insert(tx, entry).await?;
        last = Some(entry.clone());
    }
    Ok(())
}

/// Account by account whether it is disabled, as the journal says.
type Known = BTreeMap<String, Disabled>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disabled {
    No,
    Yes,
}

/// Writes behind the journal what it takes to come from its accounts to those that are here.
async fn reconcile(change: &mut Change<'_>) -> Result<(), sqlx::Error> {
    let (known, here) = (known(&mut change.tx).await?, store::accounts(&mut change.tx).await?);
    for what in difference(&known, &here) {
        change.journal(what).await?;
    }
    Ok(())
}

async fn known(tx: &mut Tx) -> Result<Known, sqlx::Error> {
    let (mut known, mut from) = (Known::new(), 0);
    loop {
        let part = store::since(tx, from).await?;
        let Some(last) = part.last() else { return Ok(known) };
        from = last.number;
        for entry in part {
            match entry.what {
                What::Created { account, .. } | What::Enabled { account } => {
                    known.insert(account, Disabled::No);
                }
                What::Deleted { account } => {
                    known.remove(&account);
                }
                What::Disabled { account } => {
                    known.insert(account, Disabled::Yes);
                }
                What::Storage { .. } => {}
            }
        }
    }
}

/// Deletions, then creations, then who is disabled or enabled.
fn difference(known: &Known, here: &[Account]) -> Vec<What> {
    let is_here = |id: &str| here.iter().any(|account| account.id.as_str() == id);
    let gone = known.keys().filter(|id| !is_here(id)).map(|id| What::Deleted { account: id.clone() });
    let back = here.iter().filter(|account| !known.contains_key(account.id.as_str()));
    let back = back
        .map(|account| What::Created { account: account.id.to_string(), address: account.address.clone() });
    let switched = here.iter().filter_map(|account| {
        let id = account.id.to_string();
        let was = known.get(&id).copied().unwrap_or(Disabled::No);
        match (was, account.disabled_at_ms) {
            (Disabled::No, Some(_)) => Some(What::Disabled { account: id }),
            (Disabled::Yes, None) => Some(What::Enabled { account: id }),
            _ => None,
        }
    });
    gone.chain(back).chain(switched).collect()
}
