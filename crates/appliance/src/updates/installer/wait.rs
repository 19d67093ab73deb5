//! Whether the console of this machine answers.

use crate::updates::model::Health;
use hostler_wire::bootstrap::CONSOLE_PORT;
use std::time::Duration;

/// Between two questions.
pub const PAUSE: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(5);

/// What the console says of itself, if it answers. Its certificate is for another name than this address, and nothing is
/// told to it, so it is not looked at.
pub async fn health() -> Option<Health> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client =
        reqwest::Client::builder().no_proxy().timeout(PATIENCE).tls_danger_accept_invalid_certs(true);
    let answer = client.build().ok()?.get(format!("https://127.0.0.1:{CONSOLE_PORT}/health")).send().await;
    answer.ok()?.error_for_status().ok()?.json().await.ok()
}
