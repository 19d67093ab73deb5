//! The server's own name, and where it asks for others'.

use nix::errno::Errno;
use std::fs;
use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long the gateway may take to say whether it resolves names.
const PATIENCE: Duration = Duration::from_millis(200);

/// What `/etc/hosts` says of a server whose system calls itself `system` (what the host named it, if it may not change
/// that). Without a line for its own name Dovecot asks DNS at start and waits ten seconds.
pub fn hosts(host: &str, system: &str) -> String {
    let short = host.split('.').next().unwrap_or(host);
    let mut names = vec![host, short, system];
    names.dedup();
    format!("127.0.0.1 localhost\n127.0.1.1 {}\n", names.join(" "))
}

/// Calls this system `host`, where the host lets it.
pub fn take_host_name(host: &str) -> io::Result<()> {
    match nix::unistd::sethostname(host) {
        Ok(()) | Err(Errno::EPERM) => {}
        Err(error) => return Err(error.into()),
    }
    let system = nix::unistd::gethostname()?.to_string_lossy().into_owned();
    fs::write("/etc/hostname", format!("{host}\n"))?;
    fs::write("/etc/hosts", hosts(host, &system))
}

/// Asks the gateway for names where it answers on port 53; otherwise leaves what the host wrote.
pub async fn find_resolver(gateway: Ipv4Addr) -> io::Result<()> {
    if let Ok(Ok(_)) = timeout(PATIENCE, TcpStream::connect((gateway, 53))).await {
        // In place: the host may have put a mount on this file.
        fs::write("/etc/resolv.conf", format!("nameserver {gateway}\n"))?;
    }
    Ok(())
}
