//! The next step of one server.

use super::model::Rollout;
use crate::app::App;
use crate::servers::Server;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct UpdateServer {
    pub rollout: Id<Rollout>,
    pub server: Id<Server>,
}

impl Job<App> for UpdateServer {
    const KIND: &'static str = "update-server";

    fn subject(&self) -> String {
        self.server.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::one::advance(app, (&self.rollout, &self.server)).await.map_err(|fault| Failure(fault.detail))
    }
}
