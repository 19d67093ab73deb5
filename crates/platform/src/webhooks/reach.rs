//! Where webhooks may be sent: to the public internet only, so that nobody makes the platform knock on doors inside its
//! own network (SSRF). A name is looked up once, by the client that connects, and only to addresses found to be public.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// How far a webhook's address may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses, by HTTPS: what customers may give.
    Public,
    /// Any address, also without TLS: the provider's own, and installations on one machine.
    Anywhere,
}

/// The specification: "15s or more"; its own sender waits for 15.
const WITHIN: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutOfReach {
    #[error("not an address that can be sent to")]
    Malformed,
    #[error("only https:// is sent to")]
    NotHttps,
    #[error("a private address")]
    Private,
}

/// A client that looks names up itself, connects to what it found and nothing else, and follows no redirects.
pub fn client(reach: Reach) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .dns_resolver(Arc::new(Lookup { reach }))
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .timeout(WITHIN)
        .user_agent(concat!("hostler/", env!("CARGO_PKG_VERSION")))
        .pool_max_idle_per_host(0)
        .build()
}

/// Checks what can be seen of an address without looking it up.
pub fn check(text: &str, reach: Reach) -> Result<Url, OutOfReach> {
    let url = Url::parse(text).map_err(|_| OutOfReach::Malformed)?;
    let whole = url.username().is_empty() && url.password().is_none() && text.len() <= 2_000;
    match (url.scheme(), reach) {
        ("https", _) | ("http", Reach::Anywhere) if whole => {}
        ("http", Reach::Public) => return Err(OutOfReach::NotHttps),
        _ => return Err(OutOfReach::Malformed),
    }
    let address = match url.host().ok_or(OutOfReach::Malformed)? {
        Host::Ipv4(ip) => IpAddr::V4(ip),
        Host::Ipv6(ip) => IpAddr::V6(ip),
        Host::Domain(name) if reach == Reach::Public && is_local_name(name) => {
            return Err(OutOfReach::Private);
        }
        Host::Domain(_) => return Ok(url),
    };
    if reach == Reach::Public && !is_public(address) { Err(OutOfReach::Private) } else { Ok(url) }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    !name.contains('.') || [".localhost", ".local", ".internal"].iter().any(|end| name.ends_with(end))
}

struct Lookup {
    reach: Reach,
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let fit: Vec<SocketAddr> =
                found.filter(|found| reach == Reach::Anywhere || is_public(found.ip())).collect();
            if fit.is_empty() {
                return Err("it leads to no public address".into());
            }
            Ok(Box::new(fit.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet (IANA's special-purpose registries, RFC 6890 and later).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_unspecified()
        || ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

/// 2000::/3 without its special parts; addresses that carry an IPv4 one (mapped, 6to4, NAT64) are judged as special.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let global = first & 0xe000 == 0x2000;
    let special = (first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        || first == 0x2002
        || (first == 0x3fff && second < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_addresses_are_public() {
        for ip in ["93.184.216.34", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "2001:4860::1"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "0.0.0.0",
            "127.0.0.1",
            "127.9.9.9",
            "10.83.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2001::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn which_addresses_may_be_given() {
        let public = |text: &str| check(text, Reach::Public).err();
        assert_eq!(public("https://hooks.bakkerij.test/in?x=1"), None);
        assert_eq!(public("http://hooks.bakkerij.test/"), Some(OutOfReach::NotHttps));
        for text in
            ["", "hooks", "ftp://a.test/", "https://", "https://anna:secret@a.test/", "mailto:a@b.test"]
        {
            assert_eq!(public(text), Some(OutOfReach::Malformed), "{text}");
        }
        for text in [
            "https://localhost/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://10.83.0.1:8443/",
            "https://[::ffff:10.0.0.1]/",
            "https://db.internal/",
            "https://printer/",
            "https://a.localhost./",
        ] {
            assert_eq!(public(text), Some(OutOfReach::Private), "{text}");
        }
        assert!(check("http://127.0.0.1:9/", Reach::Anywhere).is_ok());
    }
}
