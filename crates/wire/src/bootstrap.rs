//! The file that makes a root file system into one server: what it is called, and how its owner holds it.
//!
//! A hosted server's is written by the platform to `bootstrap.json` in its data folder (readable by the server's root
//! only). A customer's own machine makes its own, once, with `hostler appliance setup`. The appliance reads it at
//! start.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// Where a hosted server finds its bootstrap file.
pub const PATH: &str = "/srv/hostler/bootstrap.json";

/// The port on which an appliance serves its console and API (HTTPS).
pub const CONSOLE_PORT: u16 = 8443;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// What its usage journal is chained to: `srv_…`, given by the platform, or `mch_…`, which a customer's own machine
    /// gave itself at set-up.
    pub server: String,
    /// The product it runs: `connect`.
    pub product: String,
    /// The server's full host name: `NAME.<provider's domain>` hosted, the machine's own else.
    pub host: String,
    /// The zone in which its days begin, an IANA name: the provider's hosted, the machine's own else.
    pub zone: String,
    pub clock: ClockKind,
    /// How far a demo's clock runs ahead when the server is prepared, in milliseconds; 0 for any other.
    #[serde(default)]
    pub clock_offset_ms: i64,
    #[serde(flatten)]
    pub holding: Holding,
}

/// How the product is held; decides the counting rule, who lets people in, and whose the network is. In the file it is
/// the word `holding`, with its fields beside the common ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "holding", rename_all = "lowercase")]
#[allow(clippy::large_enum_variant, reason = "a program holds one of it")]
pub enum Holding {
    /// The provider runs the server.
    Hosted(Hosted),
    /// It runs on the customer's own machine.
    Licence(Licensed),
}

/// What a hosted server knows of its platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hosted {
    pub address: Ipv4Addr,
    pub gateway: Ipv4Addr,
    /// Base URL of the platform's endpoint for servers, without a slash at the end.
    pub platform: String,
    /// The server's own credential for that endpoint (a bearer token).
    pub credential: String,
    /// Key of the console's sign-in assertions (64 hexadecimal digits).
    pub sign_in_key: String,
    /// The authority that both ends check each other's certificate against (PEM).
    pub authority: String,
    /// Certificate chain and key with which the console answers (PEM).
    pub certificate: String,
    pub key: String,
    pub administrator: Administrator,
    /// The mailbox with which the platform asks whether mail works; none where it was prepared by a version without.
    #[serde(default)]
    pub probe: Option<Probe>,
    /// Present where it is only tried out whether a backup can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<Drill>,
}

/// A mailbox that is nobody's (K2): it is no account, so it neither counts nor appears anywhere. Its address is told to
/// nobody but the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// In the server's own domain, such as `probe-1f…@anna.hostler.test`.
    pub address: String,
    /// 256 random bits, so that a quick hash of it is enough.
    pub password: String,
}

/// A server that was put back only to be looked at, and is thrown away then (K1): nothing leaves it, neither mail nor
/// journal, and every mailbox opens with one password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drill {
    /// Argon2id hash of that password, in PHC form.
    pub password_hash: String,
}

/// What a customer's own machine knows of who sold the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licensed {
    pub vendor: Vendor,
}

/// Who sells licences, and how its signatures are known. Comes with the package, in `vendor.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vendor {
    pub name: String,
    /// URL of its portal, without a slash at the end.
    pub portal: String,
    /// Public part of the root key (Ed25519, 64 hexadecimal digits), which signs its keyring.
    pub root_key: String,
}

impl Bootstrap {
    pub fn hosted(&self) -> Option<&Hosted> {
        match &self.holding {
            Holding::Hosted(hosted) => Some(hosted),
            Holding::Licence(_) => None,
        }
    }

    pub fn licensed(&self) -> Option<&Licensed> {
        match &self.holding {
            Holding::Hosted(_) => None,
            Holding::Licence(licensed) => Some(licensed),
        }
    }
}

impl Holding {
    /// The word of the file and of counting rules.
    pub fn as_str(&self) -> &'static str {
        match self {
            Holding::Hosted(_) => "hosted",
            Holding::Licence(_) => "licence",
        }
    }
}

/// The first account of a hosted server; it exists from the first start and counts like any other (D2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrator {
    /// Its address, such as `admin@anna.hostler.test`.
    pub address: String,
    pub name: String,
    /// `en` or `nl`.
    pub language: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockKind {
    System,
    /// The clock can be moved forward through the API; only `hostler demo` and tests make such servers.
    Demo,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file as hosted servers have had it from the beginning.
    const HOSTED: &str = r#"{"server":"srv_1","product":"connect","holding":"hosted","host":"anna.hostler.test",
        "address":"10.83.0.2","gateway":"10.83.0.1","platform":"https://10.83.0.1:8443","credential":"c",
        "sign_in_key":"00","authority":"a","certificate":"b","key":"k","zone":"Europe/Amsterdam",
        "administrator":{"address":"admin@anna.hostler.test","name":"Anna","language":"nl"},"clock":"system"}"#;

    #[test]
    fn a_hosted_servers_file_is_one_flat_object() {
        let bootstrap: Bootstrap = serde_json::from_str(HOSTED).unwrap();
        let hosted = bootstrap.hosted().unwrap();
        assert_eq!((hosted.gateway, bootstrap.clock_offset_ms), (Ipv4Addr::new(10, 83, 0, 1), 0));
        assert!(bootstrap.licensed().is_none());
        let again: serde_json::Value = serde_json::to_value(&bootstrap).unwrap();
        assert_eq!((&again["holding"], &again["credential"]), (&"hosted".into(), &"c".into()));
        assert_eq!(serde_json::from_value::<Bootstrap>(again).unwrap(), bootstrap);
    }

    #[test]
    fn a_customers_own_machine_names_its_vendor_and_no_platform() {
        let text = r#"{"server":"mch_1","product":"connect","holding":"licence","host":"mail.bakery.test",
            "zone":"Europe/Amsterdam","clock":"system",
            "vendor":{"name":"Hostler","portal":"https://portal.hostler.test","root_key":"00"}}"#;
        let bootstrap: Bootstrap = serde_json::from_str(text).unwrap();
        assert_eq!(bootstrap.holding.as_str(), "licence");
        assert_eq!(bootstrap.licensed().unwrap().vendor.name, "Hostler");
        let again = serde_json::to_value(&bootstrap).unwrap();
        assert!(again.get("credential").is_none() && again.get("address").is_none(), "{again}");
        for wrong in [text.replace("licence", "rented"), text.replace("licence", "hosted")] {
            assert!(serde_json::from_str::<Bootstrap>(&wrong).is_err(), "{wrong}");
        }
    }
}
