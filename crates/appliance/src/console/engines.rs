//! An engine is started again, when the platform sees from outside that it does not do its work.

use crate::app::App;
use crate::engines::{self, files};
use crate::lock;
use crate::server::certificate;
use crate::supervise::Order;
use crate::web::sign_in::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use hostler_kit::http::{Fault, Kind};
use std::sync::Arc;

/// Whom the platform's own assertion names.
const PLATFORM: &str = "platform";

/// `POST /api/v1/engines/{name}/restart`: for the platform alone.
pub async fn restart(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<StatusCode, Fault> {
    only_platform(&visitor)?;
    let order = match name.as_str() {
        "postfix" => Order::Restart("postfix"),
        "dovecot" => Order::Restart("dovecot"),
        _ => return Err(Fault::missing()),
    };
    renew(&app);
    let unavailable = || Fault::new(Kind::Unavailable, "engines-not-supervised");
    let orders = app.signals.orders.get().ok_or_else(unavailable)?;
    orders.send(order).await.map_err(|_| unavailable())?;
    tracing::info!(engine = name, "the platform has the engine started again");
    Ok(StatusCode::ACCEPTED)
}

/// Folders, certificate, settings and maps as they shall be: what was spoiled meanwhile would keep the engine from its work
/// again.
fn renew(app: &App) {
    let intake = lock::intake(&app.signals.lock.borrow());
    let made = app.folders.make().and_then(|()| certificate::keep(&app.folders, &app.bootstrap.host));
    let renewed = made.and_then(|()| files::write(&engines::settings(&app.site(), intake)));
    app.signals.changed.notify_one();
    if let Err(error) = renewed {
        tracing::warn!(%error, "folders and settings cannot be renewed; the engine is started again as it is");
    }
}

/// Nobody but the platform itself may do this.
pub(super) fn only_platform(visitor: &Visitor) -> Result<(), Fault> {
    match visitor.sign_in.person == PLATFORM {
        true => Ok(()),
        false => Err(Fault::new(Kind::Forbidden, "platform-only")),
    }
}
