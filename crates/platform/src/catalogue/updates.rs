//! How updates reach hosted servers (K4).

use serde::Deserialize;

/// The section `[updates]`; what it does not say is as here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct UpdateTerms {
    /// After the test servers: how many percent of the customers' servers have the update after each stage.
    pub shares: Vec<i64>,
    /// How long a stage is watched before the next begins, in hours.
    pub soak_hours: i64,
    pub security_soak_hours: i64,
    /// How many days before customers are told of a regular update; of a security update they are told as it begins.
    pub announce_days: i64,
    /// The hours of the provider's zone in which customers' servers are restarted for a regular update.
    pub night_from: i64,
    pub night_until: i64,
    /// Within what time every protocol of a server must answer well again.
    pub good_within_minutes: i64,
    /// How long a server has to answer well until its update counts as done.
    pub watch_minutes: i64,
    /// Servers that were put back, or failed, after which a rollout stops.
    pub failures: i64,
    /// Servers that are updated side by side.
    pub at_once: i64,
}

impl Default for UpdateTerms {
    fn default() -> UpdateTerms {
        UpdateTerms {
            shares: vec![1, 10, 100],
            soak_hours: 24,
            security_soak_hours: 1,
            announce_days: 3,
            night_from: 1,
            night_until: 5,
            good_within_minutes: 5,
            watch_minutes: 10,
            failures: 1,
            at_once: 2,
        }
    }
}
