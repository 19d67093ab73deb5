//! How much backups may load the machine (K1).

use serde::Deserialize;

/// The section `[backups]`; what it does not say is as here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct BackupTerms {
    /// Backups of servers that are made side by side.
    pub at_once: i64,
}

impl Default for BackupTerms {
    fn default() -> BackupTerms {
        BackupTerms { at_once: 2 }
    }
}
