//! Backups, restores and drills as jobs.

use super::model::{Backup, Drill, Restore};
use super::{drill, restore};
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job, Length};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct BackUpServer {
    pub backup: Id<Backup>,
}

impl Job<App> for BackUpServer {
    const KIND: &'static str = "back-up-server";
    const LENGTH: Length = Length::Long;
    /// Some four minutes; what a person has to look at then is an incident.
    const ATTEMPTS: i64 = 8;

    fn subject(&self) -> String {
        self.backup.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::make(app, &self.backup).await.map_err(|fault| Failure(fault.detail))
    }
}

#[derive(Serialize, Deserialize)]
pub struct RestoreBackup {
    pub restore: Id<Restore>,
}

impl Job<App> for RestoreBackup {
    const KIND: &'static str = "restore-backup";
    /// Two days: until then a server that could not be brought back to what it was is tried again.
    const ATTEMPTS: i64 = 60;
    const LENGTH: Length = Length::Long;

    fn subject(&self) -> String {
        self.restore.to_string()
    }

    /// A failure is shown to whoever asked, who asks again; a worker that was killed is followed by the next one, and so
    /// is one that left the server half way.
    async fn run(self, app: &App) -> Result<(), Failure> {
        if let Err(fault) = restore::run(app, &self.restore).await {
            tracing::warn!(restore = %self.restore, detail = fault.detail, "a restore failed");
            restore::fail(app, &self.restore, &fault.detail).await.map_err(|fault| Failure(fault.detail))?;
        }
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
pub struct RemoveRestored {
    pub restore: Id<Restore>,
}

impl Job<App> for RemoveRestored {
    const KIND: &'static str = "remove-restored";

    fn subject(&self) -> String {
        self.restore.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        restore::remove_due(app, &self.restore).await.map_err(|fault| Failure(fault.detail))
    }
}

#[derive(Serialize, Deserialize)]
pub struct RunDrill {
    pub drill: Id<Drill>,
}

impl Job<App> for RunDrill {
    const KIND: &'static str = "run-drill";
    const LENGTH: Length = Length::Long;

    fn subject(&self) -> String {
        self.drill.to_string()
    }

    /// However it ends is written down; the next one comes by the schedule.
    async fn run(self, app: &App) -> Result<(), Failure> {
        drill::run(app, &self.drill).await.map_err(|fault| Failure(fault.detail))
    }
}
