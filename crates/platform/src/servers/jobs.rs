//! Bringing one server to where it shall be.

use super::model::Server;
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct ReconcileServer {
    pub server: Id<Server>,
}

impl Job<App> for ReconcileServer {
    const KIND: &'static str = "reconcile-server";

    fn subject(&self) -> String {
        self.server.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::reconcile(app, &self.server).await.map_err(|error| Failure(error.to_string()))
    }
}
