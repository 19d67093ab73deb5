//! The platform's own backup as a job.

use super::OwnBackup;
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct BackUpPlatform {
    pub backup: Id<OwnBackup>,
}

impl Job<App> for BackUpPlatform {
    const KIND: &'static str = "back-up-platform";

    fn subject(&self) -> String {
        self.backup.to_string()
    }

    /// A failure is written down and begun again by the clock; a worker that was killed is followed by the next one.
    async fn run(self, app: &App) -> Result<(), Failure> {
        super::make(app, &self.backup).await.map_err(|fault| Failure(fault.detail))
    }
}
