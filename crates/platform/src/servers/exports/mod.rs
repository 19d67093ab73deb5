//! The whole of a server as one file (H6): accounts, settings and mail, for its owner to take along.
//!
//! A job fetches it from the server and keeps it in the data folder, readable to the platform alone, until a month
//! after the server's end, or after it was made where the server stays. Only the customer's owner gets it.

mod fetch;
pub mod jobs;
mod model;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

pub use fetch::{make, remove};
pub use model::{Export, path};
pub use store::{newest, of_server, under_way};

use super::{Note, Phase, Server, ServerRefused, note};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::{Args, Fault, Kind, Refuse};
use hostler_kit::id::Id;
use hostler_kit::time::Month;
use jobs::{MakeExport, RemoveExport};

/// Exports of one server that are kept; a new one is refused until an older one's time is over.
const MOST_KEPT: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExportRefused {
    #[error("an export is being made")]
    UnderWay,
    #[error("{most} exports are kept already")]
    TooMany { most: usize },
    #[error("the file is not there")]
    NotReady,
}

impl Refuse for ExportRefused {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            ExportRefused::UnderWay => "export-under-way",
            ExportRefused::TooMany { .. } => "export-too-many",
            ExportRefused::NotReady => "export-not-ready",
        }
    }

    fn args(&self) -> Args {
        match self {
            ExportRefused::TooMany { most } => Args::from([("most", most.to_string())]),
            _ => Args::new(),
        }
    }
}

/// Writes down that an export is wanted, and the job that makes it.
pub async fn ask(app: &App, server: &Server, by: &Actor) -> Result<Export, Fault> {
    if server.phase() != Phase::Running {
        return Err(ServerRefused::NotRunning.into());
    }
    let ready = of_server(&app.db, &server.id).await?;
    if ready.iter().filter(|export| export.state == "ready").count() >= MOST_KEPT {
        return Err(ExportRefused::TooMany { most: MOST_KEPT }.into());
    }
    let export = Export::wanted(app, server, by);
    let mut tx = app.db.begin().await?;
    if !store::insert(&mut tx, &export).await? {
        return Err(ExportRefused::UnderWay.into());
    }
    tell(app, &mut tx, by, (server, "server.export-wanted")).await?;
    note(app, &mut tx, &server.id, Note("export-wanted", "")).await?;
    hostler_kit::jobs::enqueue(&mut tx, &MakeExport { export: export.id.clone() }, app.now_ms()).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(export)
}

/// The server ends: what there is of it is kept for a month from there.
pub async fn keep_after_end(
    app: &App,
    tx: &mut Tx,
    server: &Id<Server>,
    ended_at_ms: i64,
) -> Result<(), sqlx::Error> {
    let until_ms = Month::of(ended_at_ms, app.zone()).end_ms(app.zone());
    for export in store::keep_until(tx, server, until_ms).await? {
        hostler_kit::jobs::enqueue_at(tx, &RemoveExport { export }, app.now_ms(), until_ms).await?;
    }
    Ok(())
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (server, kind): (&Server, &'static str),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: Some(server.customer_id.as_str()),
        subject: server.id.as_str(),
        data: serde_json::json!({}),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
