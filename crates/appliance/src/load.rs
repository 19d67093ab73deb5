//! What a hosted server carries, measured now and then for the platform's watch (K2, H3): the mail that waits to be sent
//! on, and the room on its disk.

use crate::app::App;
use crate::engines::queue;
use hostler_wire::report::Load;
use nix::sys::statvfs::statvfs;
use std::time::Duration;

const MEASURE_EVERY: Duration = Duration::from_secs(20);

/// Measures until the task is dropped; on a customer's own machine nobody asks for it.
pub async fn run(app: &App) {
    if app.bootstrap.hosted().is_none() {
        return std::future::pending().await;
    }
    loop {
        match measure(app).await {
            Ok(load) => {
                app.signals.load.send_replace(Some(load));
            }
            Err(error) => tracing::warn!(%error, "what the server carries cannot be measured; trying again"),
        }
        tokio::time::sleep(MEASURE_EVERY).await;
    }
}

async fn measure(app: &App) -> std::io::Result<Load> {
    let queue = queue::measure(&app.site()).await?;
    let disk = statvfs(app.folders.root())?;
    let bytes = |blocks: u64| i64::try_from(blocks.saturating_mul(disk.fragment_size())).unwrap_or(i64::MAX);
    Ok(Load {
        measured_at_ms: app.clock.now_ms(),
        queue_messages: queue.messages,
        // Postfix knows nothing of a demo's clock.
        queue_oldest_ms: queue.oldest_ms.map(|oldest| oldest + app.clock.offset_ms()),
        disk_free_bytes: bytes(disk.blocks_available()),
        disk_bytes: bytes(disk.blocks()),
    })
}
