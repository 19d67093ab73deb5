//! The disk that all servers of this machine share: one trouble of the machine, which names the servers that grow fastest
//! (H3).

use super::super::model::Trouble;
use super::super::rules::{Disk, full_in_days};
use super::super::store::loads;
use super::super::{over, raise};
use super::{Done, LOOK_EVERY_MS, Watcher};
use crate::app::App;
use std::path::Path;

/// How far back a disk's forecast looks, in milliseconds.
const FORECAST_MS: i64 = 7 * 86_400_000;
/// How many servers are named.
const NAMED: i64 = 3;

/// What is known of the disk.
#[derive(Default)]
pub struct DiskSeen {
    looked_at_ms: i64,
    /// Nothing is wrong, and that is written down.
    well: Option<()>,
}

impl Watcher {
    /// Measures the disk now and then, and tells when it fills up.
    pub(super) async fn look_at_disk(&mut self, now_ms: i64) -> Done {
        if now_ms < self.disk.looked_at_ms + LOOK_EVERY_MS {
            return Ok(());
        }
        self.disk.looked_at_ms = now_ms;
        let Some(now) = measured(&self.app.settings.data.join("servers"), now_ms) else { return Ok(()) };
        let before = loads::oldest_of_any(&self.app.db, now_ms - FORECAST_MS).await?;
        let before = before.map(|hour| Disk {
            at_ms: hour.hour_ms,
            free_bytes: hour.disk_free_bytes,
            bytes: hour.disk_bytes,
        });
        let filling = full_in_days(before, now).filter(|days| *days < self.standard.terms.disk_days);
        if filling.is_none() && self.disk.well.is_some() {
            return Ok(());
        }
        tell(&self.app, filling, now_ms).await?;
        self.disk.well = filling.is_none().then_some(());
        Ok(())
    }
}

fn measured(folder: &Path, now_ms: i64) -> Option<Disk> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let bytes = |blocks: u64| i64::try_from(blocks.saturating_mul(disk.f_frsize)).unwrap_or(i64::MAX);
    Some(Disk { at_ms: now_ms, free_bytes: bytes(disk.f_bavail), bytes: bytes(disk.f_blocks) })
}

async fn tell(app: &App, filling: Option<i64>, now_ms: i64) -> Done {
    let detail = match filling {
        None => None,
        Some(days) => {
            let fastest = loads::fastest(&app.db, (now_ms - FORECAST_MS, NAMED)).await?;
            let named = fastest.into_iter().filter(|(_, grown)| *grown > 0);
            let named: Vec<String> =
                named.map(|(name, grown)| format!("{name} ({} MB)", grown >> 20)).collect();
            let most = match named.is_empty() {
                true => String::new(),
                false => format!("; most mail was added within a week by {}", named.join(", ")),
            };
            Some(format!("the disk of all servers is full in {days} days{most}"))
        }
    };
    let mut tx = app.db.begin().await?;
    match detail {
        Some(detail) => raise(app, &mut tx, Trouble { server: None, kind: "disk-filling", detail }).await?,
        None => over(app, &mut tx, (None, "disk-filling")).await?,
    }
    tx.commit().await
}
