//! Servers that are held: while its data is put back a server stays stopped, and during maintenance nothing acts on it
//! by itself. What it shall be is written down as before, and holds again when it is released.

mod store;

pub use store::{Hold, all, of, release};

use super::plan::Desired;
use super::{Note, Server, deaths, note};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::db::Tx;

/// Why a server is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Kept stopped.
    Restore,
    /// Left as it is.
    Maintenance,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Restore => "restore",
            Reason::Maintenance => "maintenance",
        }
    }
}

/// Holds a server. False if it is held already.
pub async fn hold(
    app: &App,
    tx: &mut Tx,
    server: &Server,
    (reason, by): (Reason, &Actor),
) -> Result<bool, sqlx::Error> {
    let hold = Hold {
        server_id: server.id.clone(),
        reason: reason.as_str().into(),
        since_ms: app.now_ms(),
        by_name: by.name.clone(),
    };
    if !store::insert(tx, &hold).await? {
        return Ok(false);
    }
    deaths::begin_anew(app, tx, &server.id).await?;
    note(app, tx, &server.id, Note("held", "")).await?;
    Ok(true)
}

/// What the reconciler brings a server to: what it shall be, or stopped while its data is put back.
pub fn wanted(server: &Server, hold: Option<&Hold>) -> Desired {
    match hold {
        Some(hold) if hold.reason == Reason::Restore.as_str() => Desired::Stopped,
        _ => server.desired(),
    }
}
