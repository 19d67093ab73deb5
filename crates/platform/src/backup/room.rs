//! Whether there is room for what is fetched from a backup: it lies on the disk that all servers share, and one restore
//! must not take theirs.

use super::BackupRefused;
use hostler_kit::http::Fault;
use std::path::Path;

/// What must be left of the disk, in bytes.
const RESERVE: i64 = 1 << 30;

/// Refuses what would not leave the reserve.
pub fn check(folder: &Path, bytes: i64) -> Result<(), BackupRefused> {
    match free(folder) {
        Some(free) if !fits(free, bytes) => Err(BackupRefused::NoRoom),
        _ => Ok(()),
    }
}

/// The same for a job: how much was wanted is written down.
pub fn check_now(folder: &Path, bytes: i64) -> Result<(), Fault> {
    check(folder, bytes).map_err(|refused| Fault {
        detail: format!("there is no room on the disk for {} MB and 1 GB to spare", bytes >> 20),
        ..Fault::from(refused)
    })
}

fn fits(free: i64, bytes: i64) -> bool {
    bytes.checked_add(RESERVE).is_some_and(|needed| needed <= free)
}

/// What a file system has left for others than root, in bytes; none: it does not say.
fn free(folder: &Path) -> Option<i64> {
    let there = folder.ancestors().find(|path| path.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    Some(i64::try_from(disk.f_bavail.saturating_mul(disk.f_frsize)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{RESERVE, check, fits};
    use std::path::Path;

    #[test]
    fn k1_what_is_fetched_leaves_the_reserve() {
        for (free, bytes, expect) in [
            (RESERVE, 0, true),
            (RESERVE + 9, 9, true),
            (RESERVE + 9, 10, false),
            (0, 0, false),
            (i64::MAX, i64::MAX, false),
        ] {
            assert_eq!(fits(free, bytes), expect, "{bytes} of {free}");
        }
        assert!(check(Path::new("/nowhere/yet"), i64::MAX).is_err(), "the disk it would lie on is asked");
    }
}
