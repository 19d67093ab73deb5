//! The whole server as one file, for the platform alone: it hands it to the customer's owner and to nobody else.

use crate::app::App;
use crate::export::stream;
use crate::web::sign_in::Visitor;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use hostler_kit::http::{Fault, Kind};
use hostler_wire::bootstrap::Holding;
use std::sync::Arc;

/// Who the platform says it is in its own assertions.
const PLATFORM: &str = "platform";

pub async fn export(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Fault> {
    if !matches!(app.bootstrap.holding, Holding::Hosted(_)) {
        return Err(Fault::missing());
    }
    if visitor.sign_in.person != PLATFORM {
        return Err(Fault::new(Kind::Forbidden, "export-by-platform"));
    }
    let stream = stream(&app).await.map_err(Fault::broken)?;
    Ok(([(CONTENT_TYPE, "application/x-tar")], Body::from_stream(stream)).into_response())
}
