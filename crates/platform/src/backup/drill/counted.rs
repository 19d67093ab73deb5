//! How many messages a backup holds, as it lies in the repository and as the server said.

use crate::app::App;
use crate::backup::model::{Backup, Held};
use crate::backup::{browse, vault};
use hostler_backup::{Fault as Damage, Kind, Repository};
use hostler_kit::http::Fault;
use hostler_wire::backup::{Manifest, message_base};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Messages by mailbox and folder.
pub type Counts = BTreeMap<(String, String), i64>;

/// So many messages, and one of twenty, may come or go while a backup is made.
const COME_AND_GO: i64 = 3;

/// How many messages of each folder are in the backup itself, of all folders that the server spoke of.
///
/// # Errors
/// What the store says; and a folder in which are far fewer or more than the server said.
pub async fn counts(app: &App, backup: &Backup, held: &Held) -> Result<Counts, Fault> {
    let (repository, snapshot) = (vault::open(app, &backup.server_id).await?, vault::snapshot(backup)?);
    let bounds = bounds(held);
    let mut paths: Vec<((String, String), PathBuf)> = Vec::new();
    for (address, folder) in bounds.keys() {
        paths.push(((address.clone(), folder.clone()), browse::folder(address, folder)?));
    }
    let counts = vault::blocking(move || {
        let count = |(key, path): ((String, String), PathBuf)| {
            messages(&repository, &snapshot, &path).map(|count| (key, count))
        };
        paths.into_iter().map(count).collect::<Result<Counts, _>>()
    })
    .await?;
    for (key, bound) in bounds {
        let count = counts.get(&key).copied().unwrap_or(0);
        roughly(count, bound).map_err(|why| Fault::broken(format!("{}, {}: {why}", key.0, key.1)))?;
    }
    Ok(counts)
}

fn messages(repository: &Repository, snapshot: &str, folder: &Path) -> Result<i64, Damage> {
    let mut found = BTreeSet::new();
    for part in ["cur", "new"] {
        let nodes = match repository.list(snapshot, &folder.join(part)) {
            Err(Damage::NotThere(_)) => continue,
            nodes => nodes?,
        };
        let files = nodes.into_iter().filter(|node| node.kind == Kind::File && !node.name.starts_with('.'));
        found.extend(files.map(|node| message_base(&node.name).to_owned()));
    }
    Ok(i64::try_from(found.len()).unwrap_or(i64::MAX))
}

/// The fewest and the most that the server said it held, right before or right after.
fn bounds(held: &Held) -> BTreeMap<(String, String), (i64, i64)> {
    let (before, after) = (said(&held.before), said(&held.after));
    let of = |key: &(String, String)| {
        let (a, b) = (before.get(key).copied().unwrap_or(0), after.get(key).copied().unwrap_or(0));
        (a.min(b), a.max(b))
    };
    before.keys().chain(after.keys()).map(|key| (key.clone(), of(key))).collect()
}

fn said(manifest: &Manifest) -> Counts {
    manifest.folders.iter().map(|one| ((one.address.clone(), one.folder.clone()), one.messages)).collect()
}

/// What comes and is fetched within the minutes of a backup is in neither of the server's two counts.
fn roughly(count: i64, (least, most): (i64, i64)) -> Result<(), String> {
    let (fewest, highest) = (least - least / 20 - COME_AND_GO, most + most / 20 + COME_AND_GO);
    match (fewest..=highest).contains(&count) {
        true => Ok(()),
        false => Err(format!("{count} messages in the backup, {least} to {most} on the server")),
    }
}

#[cfg(test)]
mod tests {
    use super::{bounds, roughly};
    use crate::backup::model::Held;
    use hostler_wire::backup::{Folder, Manifest};

    fn manifest(inbox: i64, sent: i64) -> Manifest {
        let folder = |folder: &str, messages| Folder {
            address: "anna@bakery.test".into(),
            folder: folder.into(),
            messages,
        };
        Manifest {
            server: "srv_bakery".into(),
            version: "0".into(),
            at_ms: 0,
            last_number: 1,
            accounts: Vec::new(),
            folders: [folder("INBOX", inbox), folder("Sent", sent)]
                .into_iter()
                .filter(|one| one.messages > 0)
                .collect(),
        }
    }

    #[test]
    fn mail_that_came_or_went_during_the_backup_is_no_difference() {
        let bounds = bounds(&Held { before: manifest(4, 0), after: manifest(5, 1) });
        let of = |folder: &str| bounds[&("anna@bakery.test".to_string(), folder.to_string())];
        assert_eq!((of("INBOX"), of("Sent")), ((4, 5), (0, 1)));
        assert!(roughly(5, (4, 4)).is_ok(), "one came and was fetched meanwhile");
        assert!(roughly(1, (4, 4)).is_ok() && roughly(106, (100, 100)).is_ok());
        assert_eq!(roughly(0, (4, 5)).unwrap_err(), "0 messages in the backup, 4 to 5 on the server");
        assert!(roughly(90, (100, 100)).is_err() && roughly(109, (100, 100)).is_err());
    }
}
