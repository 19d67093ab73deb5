//! One at a time, whoever else thinks that it is their turn: a repository has one writer, a server's files are handled
//! by one worker, and a job that is leased twice (a demo's clock jumps, a database that stood still) is carried out once.

use crate::app::App;
use hostler_kit::http::Fault;
use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;

fn file(app: &App, name: &str) -> io::Result<File> {
    let folder = app.settings.data.join("locks");
    DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    File::create(folder.join(name))
}

/// Nobody else has it until the file is dropped; waits for whoever has it now.
pub async fn wait(app: &App, name: &str) -> Result<File, Fault> {
    let file = file(app, name).map_err(Fault::broken)?;
    let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file));
    locked.await.map_err(Fault::broken)?.map_err(Fault::broken)
}

/// The same for whoever does not wait: none if somebody else has it.
pub async fn at_once(app: &App, name: &str) -> Result<Option<File>, Fault> {
    let file = file(app, name).map_err(Fault::broken)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Fault::broken(error)),
    }
}
