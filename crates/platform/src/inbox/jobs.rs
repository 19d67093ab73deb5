//! Reading a message that came.

use super::model::Message;
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct ReadMessage {
    pub message: Id<Message>,
}

impl Job<App> for ReadMessage {
    const KIND: &'static str = "read-message";
    /// More than an hour: longer than a sender is checked for.
    const ATTEMPTS: i64 = 16;

    fn subject(&self) -> String {
        self.message.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::read(app, &self.message).await.map_err(|fault| Failure(fault.detail))
    }
}
