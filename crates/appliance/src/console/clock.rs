//! The demo clock: moved forward over days by `hostler demo`, refused everywhere else.

use crate::app::App;
use crate::web::form::Accept;
use crate::{licensing, usage};
use axum::Json;
use axum::extract::State;
use hostler_kit::db::Db;
use hostler_kit::http::{Fault, Kind, Refuse};
use hostler_kit::time::ClockRefused;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offset {
    /// Milliseconds by which the clock runs ahead of the machine's.
    pub offset_ms: i64,
}

/// Why the clock stays.
#[derive(Debug)]
pub struct ClockStays(ClockRefused);

impl fmt::Display for ClockStays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ClockStays {}

impl Refuse for ClockStays {
    fn kind(&self) -> Kind {
        match self.0 {
            ClockRefused::NotMovable => Kind::Forbidden,
            ClockRefused::Backward => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self.0 {
            ClockRefused::NotMovable => "clock-not-movable",
            ClockRefused::Backward => "clock-backward",
        }
    }
}

/// `POST /api/v1/demo/clock`: the new time holds, and the storage of that instant is in the journal, before it
/// answers.
pub async fn move_clock(
    State(app): State<Arc<App>>,
    Accept(to): Accept<Offset>,
) -> Result<Json<Offset>, Fault> {
    app.clock.set_offset_ms(to.offset_ms).map_err(ClockStays)?;
    save_offset_ms(&app.db, app.clock.offset_ms()).await?;
    usage::read_storage(&app).await.map_err(Fault::broken)?;
    licensing::clock_moved(&app).await?;
    app.signals.clock.notify_one();
    Ok(Json(Offset { offset_ms: app.clock.offset_ms() }))
}

async fn save_offset_ms(db: &Db, offset_ms: i64) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    sqlx::query(
        "INSERT INTO settings (name, value) VALUES ('clock-offset-ms', $1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(offset_ms.to_string())
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// How far the demo clock ran ahead when it was last moved.
pub async fn saved_offset_ms(db: &Db) -> Result<i64, sqlx::Error> {
    let value: Option<String> =
        sqlx::query_scalar("SELECT value FROM settings WHERE name = 'clock-offset-ms'")
            .fetch_optional(db.read())
            .await?;
    Ok(value.and_then(|ms| ms.parse().ok()).unwrap_or(0))
}
