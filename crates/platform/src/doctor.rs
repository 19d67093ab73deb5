//! What `hostler doctor` and the staff page look at: this machine, this installation, and each server.

use crate::app::{App, open_database};
use crate::backup;
use crate::billing;
use crate::certificates;
use crate::drivers::host::{self, Config};
use crate::drivers::image::Recipe;
use crate::monitoring;
use crate::servers::plan::Desired;
use crate::servers::{self, Phase, Server, api};
use crate::signing::{self, Purpose};
use hostler_kit::check::Check;
use hostler_kit::db::Db;
use hostler_wire::report::{EngineState, Report};
use std::path::PathBuf;

/// Where the installation lies.
pub struct Folders {
    pub data: PathBuf,
    pub cache: PathBuf,
    pub database: Option<String>,
}

/// Everything that can be seen from outside of the running program: also when it does not start.
pub async fn checks(folders: &Folders, binary: PathBuf) -> Vec<Check> {
    let mut checks = host::checks(&Config::new(binary), &folders.data);
    checks.push(image(folders));
    let file = folders.data.join("platform.sqlite");
    if folders.database.is_none() && !file.exists() {
        checks.push(Check::warning("database", "not made yet", "start the platform once: ./run"));
        return checks;
    }
    let url = folders.database.clone().unwrap_or_else(|| format!("sqlite:{}", file.display()));
    match open_database(&url).await {
        Ok(db) => {
            checks.extend(root_key(&db).await);
            checks.push(billing::ledger::checked(&db).await);
            checks.extend(certificates::check(&db).await);
            checks.push(backup::keys::checked(&db).await);
            checks.extend(monitoring::vantages::check(&db).await);
            checks.extend(of_servers(&db).await);
        }
        Err(error) => checks.push(Check::bad(
            "database",
            error.to_string(),
            "mend what the message names, then start again",
        )),
    }
    checks
}

fn image(folders: &Folders) -> Check {
    let recipe = Recipe::connect();
    match recipe.is_built(&folders.cache) {
        true => Check::fine("image of Connect", recipe.name()),
        false => Check::warning(
            "image of Connect",
            "not built yet",
            "hostler image build (the first order does it too)",
        ),
    }
}

/// Where the root key lies; nothing is said of a database that has no signing keys yet, or none of their tables.
async fn root_key(db: &Db) -> Option<Check> {
    let keys = signing::keys(db).await.ok()?;
    let root = keys.into_iter().find(|key| key.purpose == Purpose::Root.code())?;
    let seen = match root.is_away() {
        true => {
            "in a file outside of this installation; bring it with --root FILE to replace or revoke a signing key"
        }
        false => "in the database, sealed; `hostler signing-key move-root FILE` takes it out",
    };
    Some(Check::fine("root key", seen))
}

async fn of_servers(db: &Db) -> Vec<Check> {
    match servers::alive(db).await {
        Ok(servers) if servers.is_empty() => vec![Check::fine("servers", "none ordered yet")],
        Ok(servers) => servers.iter().map(written).collect(),
        Err(error) => vec![Check::bad("servers", error.to_string(), "look at the database check")],
    }
}

/// A server by what is written of it.
fn written(server: &Server) -> Check {
    let name = format!("server {}", server.name);
    let wanted = match server.desired() {
        Desired::Running => Phase::Running,
        Desired::Stopped => Phase::Stopped,
        Desired::Gone => Phase::Gone,
    };
    if !server.last_error.is_empty() {
        return Check::bad(
            &name,
            server.last_error.clone(),
            "it is tried again by itself; see its page under /staff/servers",
        );
    }
    match server.phase() == wanted {
        true => Check::fine(&name, server.phase.clone()),
        false => Check::warning(
            &name,
            format!("{}, shall be {}", server.phase, server.desired),
            "wait a minute and look again",
        ),
    }
}

/// A server as the running platform sees it: it is asked.
pub async fn asked(app: &App, server: &Server) -> Vec<Check> {
    let name = format!("server {}", server.name);
    match api::report(app, server).await {
        Ok(report) => of_report(&name, &report),
        Err(fault) => vec![Check::bad(&name, fault.detail, "it is started again by itself; see its history")],
    }
}

fn of_report(name: &str, report: &Report) -> Vec<Check> {
    let mut checks: Vec<Check> = report
        .engines
        .iter()
        .map(|engine| {
            let about = format!("{name}: {}", engine.name);
            match engine.state {
                EngineState::Running => Check::fine(&about, format!("running, {} restarts", engine.restarts)),
                EngineState::Starting => Check::warning(&about, "starting", "wait a minute and look again"),
                EngineState::Waiting => {
                    Check::bad(&about, engine.reason.clone(), "it starts again by itself")
                }
                EngineState::Stopped => Check::bad(&about, "stopped", "start the server again"),
            }
        })
        .collect();
    let behind = report.written - report.acknowledged;
    let journal = format!("{name}: usage journal");
    checks.push(match behind {
        0 => Check::fine(&journal, format!("{} entries, all received", report.written)),
        _ => Check::warning(
            &journal,
            format!("{behind} entries not received yet"),
            "it sends them again by itself",
        ),
    });
    checks
}
