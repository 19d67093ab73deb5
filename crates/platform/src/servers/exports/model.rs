use crate::app::App;
use crate::events::Actor;
use crate::servers::Server;
use hostler_kit::id::{Id, Named};
use serde::Serialize;
use sqlx::FromRow;
use std::path::PathBuf;

/// The whole of a server as a file, wanted or there.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ServerExport")]
pub struct Export {
    pub id: Id<Export>,
    pub server_id: Id<Server>,
    /// `waiting`, `running`, `ready`, `failed` or `removed` (its time is over).
    pub state: String,
    /// How many came so far.
    pub bytes: i64,
    /// What the server said it stores: how far `bytes` will about get.
    pub expected_bytes: i64,
    /// Of a ready one, in hexadecimal digits.
    pub sha256: String,
    /// Why it failed; empty if it did not.
    pub error: String,
    pub asked_at_ms: i64,
    pub asked_name: String,
    pub ready_at_ms: Option<i64>,
    /// When its file is removed.
    pub expires_at_ms: Option<i64>,
}

impl Named for Export {
    const PREFIX: &'static str = "exp";
}

impl Export {
    pub(super) fn wanted(app: &App, server: &Server, by: &Actor) -> Export {
        Export {
            id: Id::new(app.now_ms(), &app.random),
            server_id: server.id.clone(),
            state: "waiting".into(),
            bytes: 0,
            expected_bytes: 0,
            sha256: String::new(),
            error: String::new(),
            asked_at_ms: app.now_ms(),
            asked_name: by.name.clone(),
            ready_at_ms: None,
            expires_at_ms: None,
        }
    }

    pub fn is_under_way(&self) -> bool {
        self.state == "waiting" || self.state == "running"
    }

    /// How far it is, from 0 to 99.
    pub fn percent(&self) -> i64 {
        (self.bytes * 100 / self.expected_bytes.max(1)).clamp(0, 99)
    }
}

/// Where its file lies.
pub fn path(app: &App, id: &Id<Export>) -> PathBuf {
    app.settings.data.join("exports").join(format!("{id}.tar"))
}
