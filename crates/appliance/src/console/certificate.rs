//! The certificates that mail programs see (H3): brought by the platform, which got them from an authority. One is for the
//! server's own name, the others for names of the customer's own.

use super::engines::only_platform;
use crate::app::App;
use crate::engines::{self, Site, files, sni};
use crate::lock::intake;
use crate::server::certificate::{self, NotTaken};
use crate::server::hosts;
use crate::supervise::Order;
use crate::web::sign_in::Visitor;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use hostler_kit::http::{Fault, Kind};
use serde::Deserialize;
use std::sync::Arc;

/// As PEM.
#[derive(Deserialize)]
pub struct Pair {
    chain: String,
    key: String,
}

/// `PUT /api/v1/certificate`: for the platform alone. The engines use it from the next connection on.
pub async fn install(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Json(pair): Json<Pair>,
) -> Result<StatusCode, Fault> {
    only_platform(&visitor)?;
    let _alone = app.signals.certificates.lock().await;
    let (folders, host) = (app.folders.clone(), app.bootstrap.host.clone());
    let now_ms = app.clock.now_ms();
    let taken = tokio::task::spawn_blocking(move || {
        certificate::install(&folders, (&host, now_ms), (&pair.chain, &pair.key))
    });
    taken.await.map_err(Fault::broken)?.map_err(refused)?;
    reload(&app).await;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/v1/certificates/{name}`: for the platform alone. Who asks for that name is shown it from the next connection
/// on.
pub async fn install_named(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(name): Path<String>,
    Json(pair): Json<Pair>,
) -> Result<StatusCode, Fault> {
    only_platform(&visitor)?;
    let _alone = app.signals.certificates.lock().await;
    let (all, now_ms) = (app.clone(), app.clock.now_ms());
    let taken = tokio::task::spawn_blocking(move || {
        hosts::install(&all.folders, (&name, now_ms), (&pair.chain, &pair.key))?;
        rendered(&all, &all.site())
    });
    taken.await.map_err(Fault::broken)?.map_err(refused)?;
    reload(&app).await;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/v1/certificates/{name}`: for the platform alone.
pub async fn remove_named(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<StatusCode, Fault> {
    only_platform(&visitor)?;
    let _alone = app.signals.certificates.lock().await;
    let all = app.clone();
    let gone = tokio::task::spawn_blocking(move || {
        // The settings first: an engine that is started meanwhile finds every file that they name.
        let mut site = all.site();
        site.hosts.retain(|host| *host != name);
        rendered(&all, &site)?;
        hosts::remove(&all.folders, &name)
    });
    gone.await.map_err(Fault::broken)?.map_err(refused)?;
    reload(&app).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Postfix's table first, since its settings name it.
fn rendered(app: &App, site: &Site) -> Result<(), NotTaken> {
    sni::write(site)?;
    files::write(&engines::settings(site, intake(&app.signals.lock.borrow())))?;
    Ok(())
}

async fn reload(app: &App) {
    if let Some(shown) = app.signals.shown.get() {
        shown.read(&app.folders);
    }
    if let Some(orders) = app.signals.orders.get() {
        for engine in ["postfix", "dovecot"] {
            let _ = orders.send(Order::Reload(engine)).await;
        }
    }
}

fn refused(error: NotTaken) -> Fault {
    match error {
        NotTaken::Disk(error) => Fault::broken(error),
        wrong => Fault { detail: wrong.to_string(), ..Fault::new(Kind::Invalid, "certificate-wrong") },
    }
}
