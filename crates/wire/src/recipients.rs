//! For whom a server takes mail, so that the provider's fallback knows it while the server is down (K3).
//!
//! `PUT` [`PATH`] with the server's credential. Now and then a server says which [`Snapshot`] is in force; it sends the
//! whole list only when the platform does not have it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub const PATH: &str = "/internal/v1/recipients";

/// How often a server confirms its list, in seconds; so old it is at most while both are up.
pub const EVERY_SECONDS: u64 = 30;

/// The port of a server at which the fallback hands mail over. Nothing is refused there for good.
pub const HAND_OVER_PORT: u16 = 2525;

/// What parts a name from a detail, as in `anna+shop`.
pub const DELIMITER: char = '+';

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`digest`] of the list.
    pub hash: String,
    /// The whole list, in the order of its names; none: only that the hash is still right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domains: Option<Vec<Domain>>,
    /// How it takes what the fallback hands over; none: its program is of before servers said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
}

/// How a server takes what the fallback hands over at [`HAND_OVER_PORT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandOver {
    /// By TLS, with the certificate that the platform signed for it.
    Certified,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// In small letters, international names in their ASCII form.
    pub name: String,
    /// What stands before the `@`, in small letters.
    pub recipients: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// This list is in force.
    Taken,
    /// It is not the one that the platform has: send it whole.
    SendWhole,
}

/// Hexadecimal SHA-256 over each domain's name and its recipients, a line for each, domains closed by an empty one.
pub fn digest(domains: &[Domain]) -> String {
    let mut hash = Sha256::new();
    for domain in domains {
        hash.update(format!("{}\n", domain.name));
        domain.recipients.iter().for_each(|recipient| hash.update(format!("{recipient}\n")));
        hash.update("\n");
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_known_by_its_digest() {
        let of = |list: &[(&str, &[&str])]| {
            let domain = |(name, recipients): &(&str, &[&str])| Domain {
                name: name.to_string(),
                recipients: recipients.iter().map(ToString::to_string).collect(),
            };
            digest(&list.iter().map(domain).collect::<Vec<_>>())
        };
        let bakery = of(&[("bakery.test", &["anna", "bram"])]);
        assert_eq!(bakery.len(), 64);
        for other in [
            of(&[]),
            of(&[("bakery.test", &["anna"])]),
            of(&[("bakery.test", &["anna"]), ("bram", &[])]),
            of(&[("bakery.test", &["anna", "bram"]), ("shop.test", &[])]),
        ] {
            assert_ne!(bakery, other);
        }
        // Programs of before say nothing of it, and platforms of before do not hear it.
        let old: Snapshot = serde_json::from_str(r#"{"hash":"a"}"#).unwrap();
        assert_eq!(old.hand_over, None);
        let new = Snapshot { hand_over: Some(HandOver::Certified), ..old };
        assert_eq!(serde_json::to_value(new).unwrap()["hand_over"], "certified");
        assert_eq!(serde_json::to_value(Answer::SendWhole).unwrap()["answer"], "send-whole");
    }
}
