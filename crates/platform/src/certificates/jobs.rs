//! Getting the certificate for a name of a server and handing it over, or taking it away.

use crate::app::App;
use crate::servers::Server;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job, Length};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct RenewCertificate {
    pub server: Id<Server>,
    /// Empty: the server's own name, as jobs of before have it.
    #[serde(default)]
    pub host: String,
}

impl RenewCertificate {
    pub fn of(server: &Id<Server>, host: &str) -> RenewCertificate {
        RenewCertificate { server: server.clone(), host: host.into() }
    }
}

impl Job<App> for RenewCertificate {
    const KIND: &'static str = "renew-certificate";
    const LENGTH: Length = Length::Long;

    fn subject(&self) -> String {
        format!("{} {}", self.server, self.host)
    }

    /// What fails is written into the certificate's row, which says when it is tried again.
    async fn run(self, app: &App) -> Result<(), Failure> {
        super::renew(app, (&self.server, &self.host)).await.map_err(|fault| Failure(fault.detail))
    }
}
