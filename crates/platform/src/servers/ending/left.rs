//! Who is still on a server: asked of the server itself, or, where it does not answer, from what it reported last.

use super::model::{Left, SaidBy};
use crate::app::App;
use crate::metering;
use crate::servers::{Phase, Server, api, host_name};
use hostler_kit::http::Fault;

/// The accounts on a server besides the administrator's.
pub async fn left(app: &App, server: &Server) -> Result<Left, Fault> {
    let asked = match server.phase() {
        Phase::Running => api::addresses(app, server).await.ok(),
        _ => None,
    };
    let (accounts, said_by) = match asked {
        Some(accounts) => (accounts, SaidBy::Server),
        None => (metering::usage::addresses(&app.db, &server.id).await?, SaidBy::Readings),
    };
    let administrator = format!("admin@{}", host_name(app, server));
    let mut accounts: Vec<String> =
        accounts.into_iter().filter(|address| *address != administrator).collect();
    accounts.sort_unstable();
    Ok(Left { accounts, said_by })
}

/// Whether the platform has taken everything that a server has counted: what it wrote in its journal is stored here.
pub async fn handed_over(app: &App, server: &Server) -> Result<Handed, Fault> {
    let Ok(report) = api::report(app, server).await else { return Ok(Handed::NoAnswer) };
    let stored = metering::usage::last_number(&app.db, &server.id).await?;
    Ok(if report.written <= stored { Handed::All } else { Handed::Missing(report.written - stored) })
}

/// How much of a server's journal is stored here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    All,
    /// So many entries are still on their way.
    Missing(i64),
    NoAnswer,
}
