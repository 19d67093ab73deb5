//! The platform's own backup as a job.

use super::OwnBackup;
use crate::app::App;
use crate::backup::jobs::BackUpServer;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job, Length};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct BackUpPlatform {
    pub backup: Id<OwnBackup>,
}

impl Job<App> for BackUpPlatform {
    const KIND: &'static str = "back-up-platform";
    const LENGTH: Length = Length::Long;
    /// As a server's: what has not come right by then is begun anew by the clock.
    const ATTEMPTS: i64 = BackUpServer::ATTEMPTS;

    fn subject(&self) -> String {
        self.backup.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::make(app, &self.backup).await.map_err(|fault| Failure(fault.detail))
    }
}
