//! The channel of a product: its published versions, as the vendor's platform offers them to every machine (L3).
//!
//! `GET` [`path`] answers a [`Channel`]; `GET` [`package_path`] the file that a manifest names. Neither needs a session:
//! what may be installed is decided by the machine, from the signed manifest and its licence.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Channel {
    pub product: String,
    /// Text of the signed keyring.
    pub keyring: String,
    /// Texts of signed manifests (`licence::release::Manifest`), newest version first.
    pub releases: Vec<String>,
}

pub fn path(product: &str) -> String {
    format!("/api/v1/releases/{product}")
}

pub fn package_path(product: &str, version: &str) -> String {
    format!("/api/v1/releases/{product}/{version}/package")
}
