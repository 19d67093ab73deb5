//! The disk that all servers of this machine share: one trouble of the machine, which names the servers that grow fastest
//! (H3). While nothing more can be put on it, starting a server again is in vain: people are asked at once, with that as
//! the cause (K2).

use super::super::model::Trouble;
use super::super::rules::{Disk, Full, full, full_in_days};
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
    /// What there is none of any more, as last measured.
    full: Option<Full>,
}

/// A disk as measured: its room, and how many files may still be made, where that has a limit.
#[derive(Clone, Copy)]
struct Measured {
    disk: Disk,
    files: Option<i64>,
}

impl Watcher {
    /// Measures the disk now and then, and tells when it fills up.
    pub(super) async fn look_at_disk(&mut self, now_ms: i64) -> Done {
        if now_ms < self.disk.looked_at_ms + LOOK_EVERY_MS {
            return Ok(());
        }
        self.disk.looked_at_ms = now_ms;
        let Some(measured) = measured(&self.app.settings.data.join("servers"), now_ms) else { return Ok(()) };
        let now = measured.disk;
        let before = loads::oldest_of_any(&self.app.db, now_ms - FORECAST_MS).await?;
        let before = before.map(|hour| Disk {
            at_ms: hour.hour_ms,
            free_bytes: hour.disk_free_bytes,
            bytes: hour.disk_bytes,
        });
        let filling = full_in_days(before, now).filter(|days| *days < self.standard.terms.disk_days);
        let filling = match full(now, measured.files) {
            Some(Full::Files) => Some("no more files can be made on the disk of all servers".to_string()),
            _ => filling.map(|days| format!("the disk of all servers is full in {days} days")),
        };
        if filling.is_none() && self.disk.well.is_some() {
            return Ok(());
        }
        let well = filling.is_none().then_some(());
        tell(&self.app, filling, now_ms).await?;
        self.disk.well = well;
        Ok(())
    }

    /// Whether a server that is in trouble has no room: that is its cause then, until there is room again.
    pub(super) fn judge_disk(&mut self, now_ms: i64) {
        if !self.servers.values().any(|seen| seen.is_raised()) && self.disk.full.is_none() {
            return;
        }
        let Some(measured) = measured(&self.app.settings.data.join("servers"), now_ms) else { return };
        let now = full(measured.disk, measured.files);
        if now != self.disk.full {
            // Told at the next turn.
            self.disk.looked_at_ms = 0;
            self.disk.full = now;
        }
        let cause = now.map(|full| said(full, measured.disk));
        for seen in self.servers.values_mut() {
            seen.blame(cause.as_deref());
        }
    }
}

/// The cause in words.
fn said(full: Full, disk: Disk) -> String {
    match full {
        Full::Room => format!("the disk of all servers is full: it has {} MB", disk.bytes >> 20),
        Full::Files => "no more files can be made on the disk of all servers".to_string(),
    }
}

fn measured(folder: &Path, now_ms: i64) -> Option<Measured> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let bytes = |blocks: u64| i64::try_from(blocks.saturating_mul(disk.f_frsize)).unwrap_or(i64::MAX);
    Some(Measured {
        disk: Disk { at_ms: now_ms, free_bytes: bytes(disk.f_bavail), bytes: bytes(disk.f_blocks) },
        // Where files have no limit of their own, none are counted.
        files: (disk.f_files > 0).then(|| i64::try_from(disk.f_favail).unwrap_or(i64::MAX)),
    })
}

async fn tell(app: &App, filling: Option<String>, now_ms: i64) -> Done {
    let detail = match filling {
        None => None,
        Some(filling) => {
            let fastest = loads::fastest(&app.db, (now_ms - FORECAST_MS, NAMED)).await?;
            let named = fastest.into_iter().filter(|(_, grown)| *grown > 0);
            let named: Vec<String> =
                named.map(|(name, grown)| format!("{name} ({} MB)", grown >> 20)).collect();
            let most = match named.is_empty() {
                true => String::new(),
                false => format!("; most mail was added within a week by {}", named.join(", ")),
            };
            Some(format!("{filling}{most}"))
        }
    };
    let mut tx = app.db.begin().await?;
    match detail {
        Some(detail) => raise(app, &mut tx, Trouble { server: None, kind: "disk-filling", detail }).await?,
        None => over(app, &mut tx, (None, "disk-filling")).await?,
    }
    tx.commit().await
}
