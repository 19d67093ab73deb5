//! Getting a server's certificate and handing it over.

use crate::app::App;
use crate::servers::Server;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct RenewCertificate {
    pub server: Id<Server>,
}

impl Job<App> for RenewCertificate {
    const KIND: &'static str = "renew-certificate";

    fn subject(&self) -> String {
        self.server.to_string()
    }

    /// What fails is written into the certificate's row, which says when it is tried again.
    async fn run(self, app: &App) -> Result<(), Failure> {
        super::renew(app, &self.server).await.map_err(|fault| Failure(fault.detail))
    }
}
