//! The server's network: its own address on the bridge, and the way out through the gateway.

use hostler_wire::Bootstrap;
use std::io;
use std::net::Ipv4Addr;
use std::process::Stdio;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// The network device that the host gives to every server.
pub const DEVICE: &str = "host0";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub address: Ipv4Addr,
    /// Bits of its network.
    pub prefix: u8,
    pub gateway: Ipv4Addr,
}

impl Address {
    pub fn of(bootstrap: &Bootstrap) -> Address {
        Address { address: bootstrap.address, prefix: bootstrap.prefix, gateway: bootstrap.gateway }
    }
}

/// What `ip -batch` is told; each line may be repeated.
pub fn batch(to: &Address) -> String {
    let Address { address, prefix, gateway } = to;
    format!(
        "link set dev lo up\n\
         address replace {address}/{prefix} dev {DEVICE}\n\
         link set dev {DEVICE} up\n\
         route replace default via {gateway} dev {DEVICE} onlink\n"
    )
}

/// Gives the server its address. One process for all of it: 2 ms.
pub async fn configure(to: &Address) -> io::Result<()> {
    let mut ip =
        Command::new("ip").args(["-batch", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut input = ip.stdin.take().expect("stdin was piped");
    input.write_all(batch(to).as_bytes()).await?;
    drop(input);
    let output = ip.wait_with_output().await?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_string()))
}
