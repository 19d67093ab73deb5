use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use std::path::PathBuf;

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Release {
    pub product: String,
    pub version: String,
    /// `YYYY-MM-DD`
    pub released: String,
    /// Text of the signed manifest.
    pub manifest: String,
    /// Name of the package's file.
    pub file: String,
    pub bytes: i64,
    pub sha256: String,
    pub published_at_ms: i64,
    pub withdrawn_at_ms: Option<i64>,
    pub withdrawn_why: String,
}

/// What staff say about a version when they publish it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
pub struct Announcement {
    /// The file's name, such as `hostler-connect_10.0.2_amd64.deb`.
    pub file: String,
    /// The day of the release; today, unless it is given.
    #[serde(default)]
    pub released: Option<Date>,
    /// `yes` if it mends a hole that others may use.
    #[serde(default)]
    pub security: String,
    /// `SCHEME:NUMBER`, several with commas between (L11).
    #[serde(default)]
    pub certificates: String,
    /// What is new, for people.
    #[serde(default)]
    pub notes_en: String,
    #[serde(default)]
    pub notes_nl: String,
}

/// A package that has arrived whole, not published yet.
#[derive(Debug)]
pub struct Arrived {
    pub path: PathBuf,
    pub bytes: i64,
    /// 64 hexadecimal digits.
    pub sha256: String,
}

/// A release as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Release")]
pub struct Shown {
    pub product: String,
    pub version: String,
    pub released: String,
    pub security: bool,
    /// `SCHEME:NUMBER`
    pub certificates: Vec<String>,
    pub file: String,
    pub bytes: i64,
    pub sha256: String,
    pub published_at_ms: i64,
    pub withdrawn_at_ms: Option<i64>,
    pub withdrawn_why: String,
}
