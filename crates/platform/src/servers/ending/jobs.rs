//! What happens on the days of a notice.

use super::model::Ending;
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

/// The end, on the first instant after the last day.
#[derive(Serialize, Deserialize)]
pub struct EndServer {
    pub ending: Id<Ending>,
}

impl Job<App> for EndServer {
    const KIND: &'static str = "end-server";
    /// Two days, at an hour at most between two: longer than the end waits for its server.
    const ATTEMPTS: i64 = 58;

    fn subject(&self) -> String {
        self.ending.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::end(app, &self.ending).await.map_err(|fault| Failure(fault.detail))
    }
}

/// A reminder, so many days before the last.
#[derive(Serialize, Deserialize)]
pub struct RemindOfEnding {
    pub ending: Id<Ending>,
    pub days: i64,
}

impl Job<App> for RemindOfEnding {
    const KIND: &'static str = "remind-of-ending";

    fn subject(&self) -> String {
        format!("{} {}", self.ending, self.days)
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::remind(app, &self.ending, self.days).await.map_err(|fault| Failure(fault.detail))
    }
}
