//! Making an export, and removing it.

use super::model::Export;
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job, Length};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct MakeExport {
    pub export: Id<Export>,
}

impl Job<App> for MakeExport {
    const KIND: &'static str = "make-export";
    const LENGTH: Length = Length::Long;

    fn subject(&self) -> String {
        self.export.to_string()
    }

    /// A failure is shown to the owner, who asks again; a worker that was killed is followed by the next one.
    async fn run(self, app: &App) -> Result<(), Failure> {
        if let Err(fault) = super::make(app, &self.export).await {
            tracing::warn!(export = %self.export, detail = fault.detail, "an export failed");
            super::fetch::fail(app, &self.export, &fault.detail).await?;
        }
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
pub struct RemoveExport {
    pub export: Id<Export>,
}

impl Job<App> for RemoveExport {
    const KIND: &'static str = "remove-export";

    fn subject(&self) -> String {
        self.export.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::remove(app, &self.export).await.map_err(|fault| Failure(fault.detail))
    }
}
