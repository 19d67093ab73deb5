//! Those who are signed in to read mail now.

use super::model::Site;
use std::io;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// How long Dovecot may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// What `doveadm kick` says when nobody was signed in as that address (EX_NOUSER of sysexits.h).
const NOBODY: i32 = 67;
/// What it says when the address is known and has no session.
const NO_SESSION: i32 = 68;

/// Ends every session of an address, so that a new password, a disabled or a deleted mailbox holds for them too.
pub async fn end(site: &Site, address: &str) -> io::Result<()> {
    let mut command = Command::new("/usr/bin/doveadm");
    command.arg("-c").arg(site.folders.dovecot_settings().join("dovecot.conf")).args(["kick", address]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let status = timeout(PATIENCE, command.status()).await??;
    match status.code() {
        Some(0 | NOBODY | NO_SESSION) => Ok(()),
        _ => Err(io::Error::other(format!("doveadm ended: {status}"))),
    }
}

/// Lets mail programs that show subscribed folders show this one.
pub async fn subscribe(site: &Site, address: &str, folder: &str) -> io::Result<()> {
    let mut command = Command::new("/usr/bin/doveadm");
    command.arg("-c").arg(site.folders.dovecot_settings().join("dovecot.conf"));
    command.args(["mailbox", "subscribe", "-u", address, folder]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    match timeout(PATIENCE, command.status()).await??.success() {
        true => Ok(()),
        false => Err(io::Error::other("doveadm refused")),
    }
}
