//! The servers' network on this machine: one bridge, an address for each server, and nobody in another's name (H4).
//!
//! A server has its address alone (/32) and reaches everything, other servers too, through the gateway, as any host on
//! the internet would. A frame that leaves a server passes only with that server's hardware address and IPv4 address
//! (in ARP as well); servers' ports never pass frames to each other; IPv6, VLANs and the rest are dropped.
//! Of this machine itself, servers reach only the ports that are opened to them; one port of each server is reached by
//! this machine alone.

use super::super::{HostError, ServerSpec};
use super::Config;
use super::tool::{run, run_with};
use serde_json::Value;
use std::fs;
use std::net::Ipv4Addr;

#[derive(Debug)]
pub(super) struct Network {
    bridge: String,
}

/// Hardware address of the host whose IPv4 address this is: `02:48` (locally administered) and the address's four
/// bytes. Servers use it for `host0`, the machine for the bridge.
pub fn hardware_address(address: Ipv4Addr) -> String {
    let [a, b, c, d] = address.octets();
    format!("02:48:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

/// The machine's end of a server's link; systemd-nspawn names it so.
pub(super) fn port(spec: &ServerSpec) -> String {
    format!("vb-{}", spec.machine)
}

impl Network {
    pub(super) fn open(config: &Config) -> Result<Network, HostError> {
        if let Some((interface, address)) = clash(config)? {
            let network = format!("{}/{}", config.gateway, config.prefix);
            return Err(HostError::NetworkTaken { network, interface, address });
        }
        let bridge = config.bridge.as_str();
        if !has_link(bridge)? {
            // With an address of its own a bridge keeps it; otherwise it would change with the ports.
            let own = hardware_address(config.gateway);
            run("ip", &["link", "add", "name", bridge, "address", &own, "type", "bridge"])?;
        }
        run("ip", &["address", "replace", &format!("{}/{}", config.gateway, config.prefix), "dev", bridge])?;
        run("ip", &["link", "set", "dev", bridge, "up"])?;
        set("/proc/sys/net/ipv4/ip_forward", "1")?;
        run_with("nft", &["-f", "-"], &rules(config))?;
        Ok(Network { bridge: bridge.to_string() })
    }

    pub(super) fn close(&self) -> Result<(), HostError> {
        let bridge = &self.bridge;
        let tables = ["bridge", "ip"]
            .map(|family| format!("table {family} {bridge}\ndelete table {family} {bridge}\n"));
        run_with("nft", &["-f", "-"], &tables.concat())?;
        if has_link(bridge)? {
            run("ip", &["link", "delete", "dev", bridge])?;
        }
        Ok(())
    }

    /// Lets the server's port speak, as this server only.
    pub(super) fn admit(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let (bridge, port) = (&self.bridge, port(spec));
        let wanted = (hardware_address(spec.address), spec.address.to_string());
        let mut script = String::new();
        for (mac, address) in self.admitted(spec)?.into_iter().filter(|found| *found != wanted) {
            script += &format!("delete element bridge {bridge} guard {{ \"{port}\" . {mac} . {address} }}\n");
        }
        let (mac, address) = wanted;
        script += &format!("add element bridge {bridge} guard {{ \"{port}\" . {mac} . {address} }}\n");
        script += &format!("add element bridge {bridge} ports {{ \"{port}\" }}\n");
        run_with("nft", &["-f", "-"], &script).map(drop)
    }

    /// Gives the server's own end the hardware address that it is admitted with, and keeps its port from the others'.
    /// `process` is any process of the server.
    pub(super) fn attach(&self, spec: &ServerSpec, process: u32) -> Result<(), HostError> {
        let (process, mac) = (process.to_string(), hardware_address(spec.address));
        let inside = ["--target", &process, "--net", "ip", "link", "set", "dev", "host0", "address", &mac];
        run("nsenter", &inside)?;
        run("ip", &["link", "set", "dev", &port(spec), "type", "bridge_slave", "isolated", "on"]).map(drop)
    }

    /// Deletes the port of a server that does not run. The kernel takes it away with the server, a moment later.
    pub(super) fn drop_port(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let port = port(spec);
        if !has_link(&port)? {
            return Ok(());
        }
        match run("ip", &["link", "delete", "dev", &port]) {
            Err(failure) if has_link(&port)? => Err(failure),
            _ => Ok(()),
        }
    }

    /// Takes back what `admit` gave.
    pub(super) fn dismiss(&self, spec: &ServerSpec) -> Result<(), HostError> {
        self.drop_port(spec)?;
        let (bridge, port) = (&self.bridge, port(spec));
        // Adding first makes the deletion right whether or not the element is there.
        let mut script = format!("add element bridge {bridge} ports {{ \"{port}\" }}\n");
        script += &format!("delete element bridge {bridge} ports {{ \"{port}\" }}\n");
        for (mac, address) in self.admitted(spec)? {
            script += &format!("delete element bridge {bridge} guard {{ \"{port}\" . {mac} . {address} }}\n");
        }
        run_with("nft", &["-f", "-"], &script).map(drop)
    }

    pub(super) fn has_port(&self, spec: &ServerSpec) -> Result<bool, HostError> {
        has_link(&port(spec))
    }

    pub(super) fn is_admitted(&self, spec: &ServerSpec) -> Result<bool, HostError> {
        Ok(!self.admitted(spec)?.is_empty())
    }

    /// Hardware and IPv4 addresses with which the server's port may speak.
    fn admitted(&self, spec: &ServerSpec) -> Result<Vec<(String, String)>, HostError> {
        let port = port(spec);
        let listed = json(&run("nft", &["--json", "list", "set", "bridge", &self.bridge, "guard"])?);
        let elements = listed["nftables"].as_array().into_iter().flatten();
        let elements = elements.flat_map(|part| part["set"]["elem"].as_array().into_iter().flatten());
        let own = elements.filter_map(|element| {
            let [found, mac, address] = element["concat"].as_array()?.as_slice() else { return None };
            (found.as_str()? == port).then_some((mac.as_str()?.to_string(), address.as_str()?.to_string()))
        });
        Ok(own.collect())
    }
}

/// An interface other than the bridge whose network overlaps the servers'.
pub(in super::super) fn clash(config: &Config) -> Result<Option<(String, String)>, HostError> {
    let listed = json(&run("ip", &["-json", "-4", "address", "show"])?);
    for interface in listed.as_array().into_iter().flatten() {
        let name = interface["ifname"].as_str().unwrap_or_default();
        for entry in interface["addr_info"].as_array().into_iter().flatten() {
            let local = entry["local"].as_str().and_then(|text| text.parse::<Ipv4Addr>().ok());
            let prefix = entry["prefixlen"].as_u64().and_then(|bits| u8::try_from(bits).ok());
            if let (Some(local), Some(prefix)) = (local, prefix)
                && name != config.bridge
                && overlap((local, prefix), (config.gateway, config.prefix))
            {
                return Ok(Some((name.to_string(), format!("{local}/{prefix}"))));
            }
        }
    }
    Ok(None)
}

/// A packet filter chain of somebody else that drops what it does not know of, so that servers could not reach out.
pub(in super::super) fn forwarding_barrier() -> Result<Option<String>, HostError> {
    let listed = json(&run("nft", &["--json", "list", "chains"])?);
    let mut chains = listed["nftables"].as_array().into_iter().flatten().map(|part| &part["chain"]);
    let barrier = chains
        .find(|chain| chain["hook"] == "forward" && chain["policy"] == "drop" && chain["family"] != "bridge");
    let name = |chain: &Value| {
        ["family", "table", "name"].map(|key| chain[key].as_str().unwrap_or_default()).join(" ")
    };
    Ok(barrier.map(name))
}

fn overlap(one: (Ipv4Addr, u8), other: (Ipv4Addr, u8)) -> bool {
    network(one.0, one.1.min(other.1)) == network(other.0, one.1.min(other.1))
}

fn network(address: Ipv4Addr, prefix: u8) -> Ipv4Addr {
    let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
    Ipv4Addr::from_bits(address.to_bits() & mask)
}

fn has_link(name: &str) -> Result<bool, HostError> {
    let listed = json(&run("ip", &["-json", "link", "show"])?);
    Ok(listed.as_array().into_iter().flatten().any(|link| link["ifname"] == name))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn set(path: &str, value: &str) -> Result<(), HostError> {
    let path = std::path::Path::new(path);
    fs::write(path, value).map_err(super::super::error::io_error("setting", path))
}

/// The whole rule set as one transaction: it may be loaded again at any time, and the sets keep their elements.
fn rules(config: &Config) -> String {
    let Config { bridge, gateway, prefix, own_port, .. } = config;
    let subnet = network(*gateway, *prefix);
    let open: Vec<String> = config.open_ports.iter().map(u16::to_string).collect();
    let open = if open.is_empty() {
        String::new()
    } else {
        format!("ip daddr {gateway} tcp dport {{ {} }} accept", open.join(", "))
    };
    format!(
        "table bridge {bridge} {{
  set ports {{ type ifname; }}
  set guard {{ type ifname . ether_addr . ipv4_addr; }}
  chain arriving {{ type filter hook prerouting priority -300; policy accept; }}
  chain passing {{ type filter hook forward priority -200; policy accept; }}
  chain server {{ }}
}}
flush chain bridge {bridge} arriving
flush chain bridge {bridge} passing
flush chain bridge {bridge} server
table bridge {bridge} {{
  chain arriving {{ iifname @ports goto server; }}
  chain passing {{ iifname @ports drop; }}
  chain server {{
    ether type arp iifname . ether saddr . arp saddr ip @guard iifname . arp saddr ether . arp saddr ip @guard accept
    ether type ip iifname . ether saddr . ip saddr @guard accept
    drop
  }}
}}
table ip {bridge} {{
  chain leaving {{ type nat hook postrouting priority 100; policy accept; }}
  chain entering {{ type filter hook input priority 0; policy accept; }}
  chain telling {{ type filter hook output priority 0; policy accept; }}
  chain crossing {{ type filter hook forward priority 0; policy accept; }}
  chain server {{ }}
}}
flush chain ip {bridge} leaving
flush chain ip {bridge} entering
flush chain ip {bridge} telling
flush chain ip {bridge} crossing
flush chain ip {bridge} server
table ip {bridge} {{
  chain leaving {{ ip saddr {subnet}/{prefix} oifname != \"{bridge}\" masquerade; }}
  chain entering {{ iifname \"{bridge}\" goto server; }}
  chain telling {{ oifname \"{bridge}\" icmp type redirect drop; }}
  chain crossing {{ oifname \"{bridge}\" tcp dport {own_port} drop; }}
  chain server {{
    ct state established,related accept
    {open}
    icmp type echo-request accept
    drop
  }}
}}
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardware_addresses_are_local_and_follow_the_address() {
        assert_eq!(hardware_address(Ipv4Addr::new(10, 83, 1, 255)), "02:48:0a:53:01:ff");
    }

    #[test]
    fn overlapping_networks_are_seen_from_both_sides() {
        let ip = |text: &str| text.parse::<Ipv4Addr>().unwrap();
        assert!(overlap((ip("10.83.4.4"), 24), (ip("10.83.0.1"), 16)));
        assert!(overlap((ip("10.0.0.1"), 8), (ip("10.83.0.1"), 16)));
        assert!(overlap((ip("192.0.2.1"), 0), (ip("10.83.0.1"), 16)));
        assert!(!overlap((ip("10.84.0.1"), 16), (ip("10.83.0.1"), 16)));
    }
}
