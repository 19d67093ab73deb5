//! A folder into which the bank's files are dropped: each is taken in once it has stopped growing, and is then found in
//! `done`, or in `refused` with a text beside it that says why. Killed between taking a file in and moving it away, it is
//! known at the next look, and moved then.

use crate::app::App;
use crate::drivers::bank::{LARGEST, StatementRefused};
use crate::events::Actor;
use crate::web;
use hostler_kit::http::Fault;
use hostler_kit::ui::Lang;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often the folder is looked at. A file that is the same at two looks is whole.
const EVERY: Duration = Duration::from_secs(5);
/// Most files that are taken in at one look.
const MOST: usize = 100;

/// Size and last change of a file, by which it is seen to be quiet.
type Seen = (u64, SystemTime);

/// A folder, and how its files were at the last look.
pub struct Folder {
    path: PathBuf,
    seen: BTreeMap<PathBuf, Seen>,
}

impl Folder {
    pub fn new(path: &Path) -> Folder {
        Folder { path: path.to_path_buf(), seen: BTreeMap::new() }
    }

    /// Looks at the folder for as long as the platform runs.
    pub async fn watch(mut self, app: &App) {
        loop {
            if let Err(error) = self.look(app).await {
                tracing::warn!(%error, folder = %self.path.display(), "the folder of statements cannot be read");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Takes in every file that is as it was at the last look: how many, taken or refused.
    pub async fn look(&mut self, app: &App) -> std::io::Result<usize> {
        let now = files(&self.path)?;
        let mut moved = 0;
        for (path, seen) in &now {
            if self.seen.get(path) == Some(seen) && moved < MOST {
                self.take(app, path).await?;
                moved += 1;
            }
        }
        self.seen = now;
        Ok(moved)
    }

    async fn take(&self, app: &App, path: &Path) -> std::io::Result<()> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let too_large = std::fs::metadata(path)?.len() > LARGEST as u64;
        let taken = match too_large {
            true => Err(StatementRefused::TooLarge { most: LARGEST >> 20 }.into()),
            false => {
                let actor = Actor::new("folder", name.clone());
                super::import(app, &actor, &name, std::fs::read(path)?).await
            }
        };
        match taken {
            Ok(_) => self.move_to("done", path, &name).map(|_| ()),
            // Nothing is wrong with the file: it stays for the next look.
            Err(fault) if fault.kind.status().is_server_error() => {
                tracing::warn!(detail = fault.detail, file = name, "a statement could not be taken in");
                Ok(())
            }
            Err(fault) => {
                let to = self.move_to("refused", path, &name)?;
                let text = PathBuf::from(format!("{}.txt", to.display()));
                std::fs::write(text, why(app, &fault))
            }
        }
    }

    /// A name that is taken already gets a number.
    fn move_to(&self, folder: &str, path: &Path, name: &str) -> std::io::Result<PathBuf> {
        let folder = self.path.join(folder);
        std::fs::create_dir_all(&folder)?;
        let names = std::iter::once(name.to_string()).chain((2..).map(|number| format!("{number}-{name}")));
        let to = names.map(|name| folder.join(name)).find(|to| !to.exists()).expect("numbers do not end");
        std::fs::rename(path, &to)?;
        Ok(to)
    }
}

fn why(app: &App, fault: &Fault) -> String {
    let said = [Lang::En, Lang::Nl].map(|lang| web::sentence(&app.languages.of(lang), fault));
    format!("{}\n", said.join("\n"))
}

/// The files directly in a folder, by name; those that begin with a point are somebody's unfinished ones.
fn files(folder: &Path) -> std::io::Result<BTreeMap<PathBuf, Seen>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        if about.is_file() && !entry.file_name().to_string_lossy().starts_with('.') {
            found.insert(entry.path(), (about.len(), about.modified()?));
        }
    }
    Ok(found)
}
