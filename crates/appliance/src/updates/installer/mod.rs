//! The installing program: it outlives the server that started it, puts another version in its place, and goes back by
//! itself if that does not come up.

mod data;
mod package;
mod unit;
mod wait;

pub use unit::command;

use super::model::{Installation, Outcome, Step, Trouble, Way, Why};
use super::shelf::{Shelf, Turn};
use crate::server::Folders;
use data::Data;
use hostler_kit::time::Clock;
use std::io;
use std::path::Path;
use std::time::Duration;
use unit::Unit;

/// How long a version may take until its console answers and its engines work.
const PATIENCE: Duration = Duration::from_secs(60);
/// Others look at the lock for an instant.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// Why nothing was begun.
#[derive(Debug, thiserror::Error)]
pub enum NotInstalled {
    #[error("no installation was begun; begin one with `hostler appliance update`")]
    Nothing,
    #[error("another program is installing")]
    Busy,
    #[error("files of updates cannot be read or written: {0}")]
    Files(#[from] io::Error),
}

struct Installer {
    shelf: Shelf,
    data: Data,
    unit: Unit,
    installation: Installation,
    /// Whether the engines worked before: only then they must afterwards.
    worked: bool,
}

/// Carries out the installation that was begun, to its end; the result is written down.
pub async fn run(settings: &Path, folder: &Path) -> Result<Outcome, NotInstalled> {
    let shelf = Shelf::of(&Folders::at(folder));
    let _turn = turn(&shelf).await?;
    let installation =
        shelf.installation()?.filter(|one| one.outcome.is_none()).ok_or(NotInstalled::Nothing)?;
    let worked = wait::health().await.is_some_and(|health| health.ready);
    let data = Data::new(settings, folder, &shelf);
    let unit = Unit::of_machine(settings, folder);
    let mut installer = Installer { shelf, data, unit, installation, worked };
    let outcome = installer.install().await;
    installer.end(outcome.clone())?;
    Ok(outcome)
}

async fn turn(shelf: &Shelf) -> Result<std::fs::File, NotInstalled> {
    for _ in 0..ATTEMPTS {
        if let Some(turn) = shelf.take(Turn::Install)? {
            return Ok(turn);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(NotInstalled::Busy)
}

impl Installer {
    async fn install(&mut self) -> Outcome {
        let (from, to) = (self.installation.from.clone(), self.installation.to.clone());
        self.step(Step::Keeping);
        if let Err(trouble) = self.prepare(&from, &to) {
            return Outcome::Failed { trouble };
        }
        self.step(Step::Stopping);
        if let Err(trouble) = self.unit.stop() {
            return self.resume(trouble);
        }
        self.step(Step::Copying);
        if let Err(trouble) = self.data.copy(&from).await {
            return self.resume(trouble);
        }
        match self.replace(&to).await {
            Ok(()) => Outcome::Installed,
            Err(trouble) => self.go_back(&from, trouble).await,
        }
    }

    /// What can be known and done before anything stops.
    fn prepare(&self, from: &str, to: &str) -> Result<(), Trouble> {
        package::keep(&self.shelf.package(from), from)?;
        package::check(&self.shelf.package(to), self.installation.sha256.as_deref())
    }

    /// The version that stands there goes on as before.
    fn resume(&mut self, trouble: Trouble) -> Outcome {
        match self.unit.start() {
            Ok(()) => Outcome::Failed { trouble },
            Err(then) => Outcome::Broken { trouble, then },
        }
    }

    async fn replace(&mut self, to: &str) -> Result<(), Trouble> {
        self.step(Step::Installing);
        package::install(&self.shelf.package(to))?;
        if self.installation.way == Way::Back && !self.data.fits(to).await? {
            self.data.put_back(to)?;
        }
        self.step(Step::Starting);
        self.unit.start()?;
        self.come_up(to).await
    }

    async fn go_back(&mut self, from: &str, trouble: Trouble) -> Outcome {
        self.step(Step::GoingBack);
        match self.restore(from).await {
            Ok(()) => Outcome::WentBack { trouble },
            Err(then) => Outcome::Broken { trouble, then },
        }
    }

    /// Each step is tried, whatever became of the one before it: half a way back is none.
    async fn restore(&mut self, from: &str) -> Result<(), Trouble> {
        let stopped = self.unit.stop();
        package::install(&self.shelf.package(from))?;
        stopped?;
        self.data.put_back(from)?;
        self.unit.start()?;
        self.come_up(from).await
    }

    async fn come_up(&mut self, version: &str) -> Result<(), Trouble> {
        let mut waited = Duration::ZERO;
        while waited < PATIENCE {
            if wait::health()
                .await
                .is_some_and(|seen| seen.version == version && (seen.ready || !self.worked))
            {
                return Ok(());
            }
            if let Some(status) = self.unit.ended() {
                return Err(Why::Ended.said(format!("{status} {}", self.unit.last_words())));
            }
            tokio::time::sleep(wait::PAUSE).await;
            waited += wait::PAUSE;
        }
        Err(Why::Silent.said(self.unit.last_words()))
    }

    /// Only what is shown: that it cannot be written is no reason to stop here.
    fn step(&mut self, step: Step) {
        self.installation.step = step;
        if let Err(error) = self.shelf.keep_installation(&self.installation) {
            tracing::warn!(%error, "how far the installation is cannot be shown");
        }
    }

    /// Of packages and copies only those of the version that runs and of the one before are kept.
    fn end(&mut self, outcome: Outcome) -> io::Result<()> {
        let (from, to) = (self.installation.from.as_str(), self.installation.to.as_str());
        let kept = match &outcome {
            Outcome::Installed => self.shelf.keep_only(&[from, to]),
            _ => Ok(()),
        };
        if let Err(error) = kept {
            tracing::warn!(%error, "packages that nobody needs are still there");
        }
        self.installation.ended_at_ms = Some(Clock::System.now_ms());
        self.installation.outcome = Some(outcome);
        self.shelf.end(&self.installation)
    }
}
