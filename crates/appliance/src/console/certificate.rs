//! The certificate that mail programs see (H3): brought by the platform, which got it from an authority.

use super::engines::only_platform;
use crate::app::App;
use crate::server::certificate::{self, NotTaken};
use crate::supervise::Order;
use crate::web::sign_in::Visitor;
use axum::Json;
use axum::extract::State;
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
    let (folders, host) = (app.folders.clone(), app.bootstrap.host.clone());
    let now_ms = app.clock.now_ms();
    let taken = tokio::task::spawn_blocking(move || {
        certificate::install(&folders, (&host, now_ms), (&pair.chain, &pair.key))
    });
    taken.await.map_err(Fault::broken)?.map_err(refused)?;
    if let Some(orders) = app.signals.orders.get() {
        for engine in ["postfix", "dovecot"] {
            let _ = orders.send(Order::Reload(engine)).await;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

fn refused(error: NotTaken) -> Fault {
    match error {
        NotTaken::Disk(error) => Fault::broken(error),
        wrong => Fault { detail: wrong.to_string(), ..Fault::new(Kind::Invalid, "certificate-wrong") },
    }
}
