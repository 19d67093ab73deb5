//! An engine is started again, when the platform sees from outside that it does not do its work.

use crate::app::App;
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
    let unavailable = || Fault::new(Kind::Unavailable, "engines-not-supervised");
    let orders = app.signals.orders.get().ok_or_else(unavailable)?;
    orders.send(order).await.map_err(|_| unavailable())?;
    tracing::info!(engine = name, "the platform has the engine started again");
    Ok(StatusCode::ACCEPTED)
}

/// Nobody but the platform itself may do this.
pub(super) fn only_platform(visitor: &Visitor) -> Result<(), Fault> {
    match visitor.sign_in.person == PLATFORM {
        true => Ok(()),
        false => Err(Fault::new(Kind::Forbidden, "platform-only")),
    }
}
