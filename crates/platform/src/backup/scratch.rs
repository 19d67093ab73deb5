//! A backup in a place of its own on the host (a drill, or a server beside): emptied, fitted, started, ready.

use crate::app::App;
use crate::backup::room;
use crate::drivers::host::UIDS;
use crate::servers::Scratch;
use hostler_kit::http::{Fault, Kind};
use hostler_wire::backup::{CONTINUATION, Continuation};
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, lchown};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long it may take until its mail can be read.
const READY_WITHIN: Duration = Duration::from_secs(120);
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// The folder that takes so many bytes of data; what somebody who was broken off left in the place goes first.
pub async fn empty(app: &App, place: &Scratch, bytes: i64) -> Result<PathBuf, Fault> {
    app.host.remove(&place.spec).await.map_err(Fault::broken)?;
    let data = place.spec.folder.join("data");
    let mut make = fs::DirBuilder::new();
    make.recursive(true).mode(0o700).create(&place.spec.folder).map_err(Fault::broken)?;
    room::check_now(&place.spec.folder, bytes)?;
    fs::DirBuilder::new().mode(0o700).create(&data).map_err(Fault::broken)?;
    Ok(data)
}

/// Gives what was fetched to the place's own people, and the server a journal that goes nowhere.
pub async fn fit(place: &Scratch) -> Result<(), Fault> {
    let data = place.spec.folder.join("data");
    let (shift, own) = (place.shift, i64::from(place.spec.uid_base));
    let shifted = tokio::task::spawn_blocking(move || {
        give_all(&data, shift, own)?;
        let text = serde_json::to_vec(&Continuation::default()).map_err(io::Error::other)?;
        let _ = fs::remove_file(data.join(CONTINUATION));
        fs::write(data.join(CONTINUATION), text)
    });
    shifted.await.map_err(Fault::broken)?.map_err(Fault::broken)
}

/// Gives everything below a folder to the same people under the place's own numbers. Nothing runs there yet, and links
/// are given away themselves.
fn give_all(folder: &Path, shift: i64, own: i64) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = fs::symlink_metadata(entry.path())?;
        let moved = |id: u32| u32::try_from(i64::from(id) + shift).unwrap_or(id);
        let theirs = |id: u32| (own - shift..own - shift + i64::from(UIDS)).contains(&i64::from(id));
        if theirs(meta.uid()) && theirs(meta.gid()) {
            lchown(entry.path(), Some(moved(meta.uid())), Some(moved(meta.gid())))?;
        }
        if meta.is_dir() {
            give_all(&entry.path(), shift, own)?;
        }
    }
    Ok(())
}

/// Starts it and waits until its mail can be read.
pub async fn start(app: &App, place: &Scratch) -> Result<(), Fault> {
    app.host.prepare(&place.spec).await.map_err(Fault::broken)?;
    app.host.start(&place.spec).await.map_err(Fault::broken)?;
    let ready = async {
        while !place.report(app).await.is_ok_and(|report| report.is_ready()) {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    };
    tokio::time::timeout(READY_WITHIN, ready).await.map_err(|_| Fault {
        detail: format!("it was not ready within {} s", READY_WITHIN.as_secs()),
        ..Fault::new(Kind::Unavailable, "server-not-running")
    })
}
