//! The server's network: its own address on the bridge, and the way out through the gateway.

use hostler_wire::bootstrap::Hosted;
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
    pub gateway: Ipv4Addr,
}

impl Address {
    pub fn of(hosted: &Hosted) -> Address {
        Address { address: hosted.address, gateway: hosted.gateway }
    }
}

/// What `ip -batch` is told; each line may be repeated.
///
/// The address stands alone (/32): everything else, other servers too, lies behind the gateway. The hardware address
/// follows from it; the host drops frames with any other.
pub fn batch(to: &Address) -> String {
    let Address { address, gateway } = to;
    let [a, b, c, d] = address.octets();
    format!(
        "link set dev lo up\n\
         link set dev {DEVICE} address 02:48:{a:02x}:{b:02x}:{c:02x}:{d:02x}\n\
         address replace {address}/32 dev {DEVICE}\n\
         link set dev {DEVICE} up\n\
         route replace {gateway} dev {DEVICE} scope link src {address}\n\
         route replace default via {gateway} dev {DEVICE} src {address}\n"
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
