//! The ledger as a file for the bookkeeper and the auditor: CSV, and the Dutch XML auditfile (XAF 3.2). Both are
//! written part by part, so a ledger of any length needs the memory of one part; what is posted after a file was begun
//! is not in it.

mod csv;
mod xaf;

use super::rules::{Days, LedgerRefused, Span};
use super::store::{self, Bound};
use crate::app::App;
use axum::body::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use hostler_kit::http::Fault;
use serde::Deserialize;
use std::sync::Arc;

/// A file, part by part.
pub type Parts = BoxStream<'static, Result<Bytes, sqlx::Error>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "LedgerFormat")]
pub enum Format {
    #[default]
    Csv,
    Xaf,
}

impl Format {
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xaf => "application/xml",
        }
    }

    /// The file's name: `ledger-2026-01-2026-12.csv`, `auditfile-2026-01-2026-12.xaf`.
    pub fn file_name(self, span: Span) -> String {
        match self {
            Format::Csv => format!("ledger-{}-{}.csv", span.from, span.to),
            Format::Xaf => format!("auditfile-{}-{}.xaf", span.from, span.to),
        }
    }
}

/// What a file is made of: the days, and how far each of their years had come.
pub(super) struct Extent {
    pub app: Arc<App>,
    pub span: Span,
    pub days: Days,
    pub bounds: Vec<Bound>,
}

/// The ledger of a span of months.
///
/// # Errors
/// An audit file over more than one year.
pub async fn export(app: &Arc<App>, span: Span, format: Format) -> Result<Parts, Fault> {
    let span = match format {
        Format::Csv => span,
        Format::Xaf => span.within_a_year().map_err(|refused: LedgerRefused| Fault::from(refused))?,
    };
    let days = span.days();
    let bounds = store::bounds(&app.db, &days).await?;
    let extent = Arc::new(Extent { app: app.clone(), span, days, bounds });
    Ok(match format {
        Format::Csv => csv::parts(extent).boxed(),
        Format::Xaf => xaf::parts(extent).await?.boxed(),
    })
}

/// Hundredths as a decimal with a point: `54.45`, `-0.05`.
pub(super) fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, rest) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
    format!("{sign}{whole}.{rest:02}")
}
