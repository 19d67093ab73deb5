//! What the platform alone may ask for a backup, and do with what comes back from one (K1).

use crate::app::App;
use crate::backup::{self, NotCopied, NotPutBack};
use crate::web::sign_in::Visitor;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use hostler_kit::http::{Fault, Kind};
use hostler_wire::backup::{Manifest, Put, PutBack};
use hostler_wire::bootstrap::Holding;
use std::sync::Arc;

/// Who the platform says it is in its own assertions.
const PLATFORM: &str = "platform";

/// `POST /api/v1/backup`: makes the copy that goes into the backup.
pub async fn copy(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Manifest>, Fault> {
    platform_only(&app, &visitor)?;
    Ok(Json(backup::copy(&app).await.map_err(not_copied)?))
}

/// `GET /api/v1/backup`: what the server holds now.
pub async fn manifest(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Json<Manifest>, Fault> {
    platform_only(&app, &visitor)?;
    Ok(Json(backup::manifest(&app).await.map_err(not_copied)?))
}

/// `PUT /api/v1/restored`: a message of a backup, into a folder of its own.
pub async fn put_back(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(to): Query<PutBack>,
    message: Bytes,
) -> Result<Json<Put>, Fault> {
    platform_only(&app, &visitor)?;
    Ok(Json(backup::put_back(&app, &to, &message).await.map_err(not_put_back)?))
}

fn platform_only(app: &App, visitor: &Visitor) -> Result<(), Fault> {
    if !matches!(app.bootstrap.holding, Holding::Hosted(_)) {
        return Err(Fault::missing());
    }
    match visitor.sign_in.person == PLATFORM {
        true => Ok(()),
        false => Err(Fault::new(Kind::Forbidden, "backup-by-platform")),
    }
}

fn not_copied(error: NotCopied) -> Fault {
    Fault { detail: error.to_string(), ..Fault::new(Kind::Unavailable, "backup-not-copied") }
}

fn not_put_back(error: NotPutBack) -> Fault {
    let detail = error.to_string();
    match error {
        NotPutBack::NoMailbox(_) => Fault { detail, ..Fault::new(Kind::Conflict, "restore-no-mailbox") },
        NotPutBack::Name(_) => Fault { detail, ..Fault::new(Kind::Invalid, "restore-bad-name") },
        NotPutBack::Io(_) | NotPutBack::Database(_) => Fault::broken(error),
    }
}
