//! What a version could change beside its own program: the database and the settings. Mail is never touched.

use crate::updates::model::{Trouble, Why};
use crate::updates::shelf::Shelf;
use crate::updates::store;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

const DATABASE: &str = "appliance.sqlite";
const SETTINGS: &str = "settings.json";

pub struct Data {
    settings: PathBuf,
    folder: PathBuf,
    shelf: Shelf,
}

impl Data {
    pub fn new(settings: &Path, folder: &Path, shelf: &Shelf) -> Data {
        Data { settings: settings.into(), folder: folder.into(), shelf: shelf.clone() }
    }

    /// Copies everything as this version leaves it, in the place of an older copy.
    pub async fn copy(&self, version: &str) -> Result<(), Trouble> {
        let copy = self.shelf.copy(version);
        let fresh = copy.with_extension("fresh");
        let made = async {
            gone(&fresh)?;
            DirBuilder::new().mode(0o700).create(&fresh)?;
            let copied = store::copy(&self.folder.join(DATABASE), &fresh.join(DATABASE)).await;
            copied.map_err(io::Error::other)?;
            fs::copy(&self.settings, fresh.join(SETTINGS))?;
            for file in [DATABASE, SETTINGS] {
                File::open(fresh.join(file))?.sync_all()?;
            }
            gone(&copy)?;
            fs::rename(&fresh, &copy)
        };
        made.await.map_err(|error| {
            gone(&fresh).ok();
            Why::Copy.said(error)
        })
    }

    /// Whether a version can work with the data as it is now: then nothing is put back and nothing lost.
    pub async fn fits(&self, version: &str) -> Result<bool, Trouble> {
        let (now, then) = (self.folder.join(DATABASE), self.shelf.copy(version).join(DATABASE));
        if !then.exists() {
            return Ok(true);
        }
        store::have_same_tables(&now, &then).await.map_err(|error| Why::Copy.said(error))
    }

    /// Puts the copy in the place of the data. No server may run.
    pub fn put_back(&self, version: &str) -> Result<(), Trouble> {
        let copy = self.shelf.copy(version);
        let put = || {
            replace(&copy.join(SETTINGS), &self.settings)?;
            let database = self.folder.join(DATABASE);
            // What stands in these belongs to the database that goes.
            for end in ["-wal", "-shm"] {
                absent(fs::remove_file(self.folder.join(format!("{DATABASE}{end}"))))?;
            }
            replace(&copy.join(DATABASE), &database)
        };
        put().map_err(|error: io::Error| Why::Copy.said(error))
    }
}

/// The old file or the new one, never half of it.
fn replace(from: &Path, to: &Path) -> io::Result<()> {
    let fresh = to.with_extension("back");
    fs::copy(from, &fresh)?;
    File::open(&fresh)?.sync_all()?;
    fs::rename(fresh, to)
}

fn gone(folder: &Path) -> io::Result<()> {
    absent(fs::remove_dir_all(folder))
}

fn absent(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Folders;
    use crate::testing::on_sqlite_file;

    #[tokio::test]
    async fn l3_data_is_copied_while_it_is_used_and_put_back_as_it_was() {
        let (server, database) = on_sqlite_file().await;
        let folder = database.parent().unwrap();
        let settings = folder.join("connect.json");
        fs::write(&settings, "the old settings").unwrap();
        let data = Data::new(&settings, folder, &Shelf::of(&Folders::at(folder)));
        Shelf::of(&Folders::at(folder)).make().unwrap();
        data.copy("1.0.0").await.unwrap();
        server.mailbox("dirk@bakery.test", "Dirk").await;
        fs::write(&settings, "the new settings").unwrap();
        assert!(data.fits("1.0.0").await.unwrap(), "the tables are the same");
        assert!(data.fits("0.9").await.unwrap(), "nothing to put back");
        data.copy("1.0.1").await.unwrap();
        server.app.db.close().await;
        let names = async || {
            let db = hostler_kit::db::Db::open(&store_url(&database), &crate::app::MIGRATOR).await.unwrap();
            let all = crate::accounts::all_accounts(&db).await.unwrap();
            db.close().await;
            all.iter().any(|one| one.address == "dirk@bakery.test")
        };
        data.put_back("1.0.0").unwrap();
        assert!(!names().await);
        assert_eq!(fs::read_to_string(&settings).unwrap(), "the old settings");
        data.put_back("1.0.1").unwrap();
        assert!(names().await);
        assert!(data.put_back("0.9").is_err(), "there is no such copy");
    }

    fn store_url(file: &Path) -> String {
        format!("sqlite:{}", file.display())
    }
}
