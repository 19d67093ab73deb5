//! Registration: what a product on a customer's own machine asks the vendor's platform, and the answers (L7, L8, L12).
//!
//! No session: who knows a key may register it. Requests and receipts are signed by the machine itself
//! (`licence::registration`), answers are documents signed by the vendor; so the same texts may travel by file or QR.
//!
//! | `POST` | body | answer |
//! |---|---|---|
//! | [`KEYS`] | [`KeyQuestion`] | [`KeyFound`] |
//! | [`REGISTER`] | text of a request file | [`Registered`] |
//! | [`RECEIPTS`] | text of a receipt | [`Released`] |
//! | [`CHECKS`] | [`Check`] | [`Checked`] |
//!
//! `GET` [`KEYRING`] answers the text of the keyring. Refusals are problem+json with a code and a sentence.

use hostler_licence::file::Maintenance;
use hostler_licence::ledger::{Because, GrantKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const KEYS: &str = "/api/v1/registration/keys";
pub const REGISTER: &str = "/api/v1/registration";
pub const RECEIPTS: &str = "/api/v1/registration/receipts";
pub const CHECKS: &str = "/api/v1/registration/checks";
pub const KEYRING: &str = "/api/v1/registration/keyring";

/// What is this key?
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyQuestion {
    /// As typed.
    pub key: String,
}

/// Keys stay out of logs.
impl std::fmt::Debug for KeyQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyQuestion")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyFound {
    /// `licence::key::Key::id`.
    pub id: String,
    /// The key's last group.
    pub hint: String,
    pub state: KeyState,
    /// What it brings.
    pub grant: Brings,
    /// The licence that it is in, or the only one that it may be added to.
    pub licence: Option<KeyLicence>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Brings {
    /// `base`, `users`, `add-on` or `renewal`.
    #[schemars(with = "String")]
    pub kind: GrantKind,
    pub product: String,
    pub edition: String,
    pub price_class: String,
    /// Users that it adds.
    pub users: i64,
    /// Add-ons, each with the users that it adds to it.
    pub add_ons: BTreeMap<String, i64>,
    /// Years of maintenance that it adds.
    pub years: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeyState {
    /// Not in a licence yet.
    Free,
    /// In a licence.
    Redeemed,
    /// Withdrawn by the vendor.
    Revoked,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyLicence {
    /// `L-000042`.
    pub number: String,
    pub users: i64,
    /// None before its first registration.
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    pub maintenance: Option<Maintenance>,
    /// Whether a machine holds it now.
    pub held: Held,
    /// That machine's host name; told only to whoever the licence belongs to.
    pub host: Option<String>,
    /// What was bought for it and comes in when its base key is registered again: a renewal in place.
    pub waiting: Vec<Brings>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    ByNobody,
    ByAMachine,
}

/// The answer to a request (`licence::registration::Request`, signed): good for its machine only. The same request gets the same answer again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registered {
    /// The request's nonce.
    pub nonce: String,
    /// `lic_…`
    pub licence: String,
    pub number: String,
    pub serial: i64,
    /// Text of the signed licence file.
    pub licence_file: String,
    /// Text of the signed keyring: verified by the root key, it verifies the other two.
    pub keyring: String,
    /// Text of the signed list of withdrawn licences.
    pub revocations: String,
    /// Every number and date of the licence with where it comes from, in the order of redemption.
    pub explanation: Vec<Told>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Told {
    /// `because` names it: `registered`, `users`, `add-on` or `renewed`; with its numbers and days.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub because: Because,
    /// Last group of the key that brought it; none where no key did, as with a renewal in place.
    pub hint: Option<String>,
}

/// The answer to a receipt (`licence::registration::Receipt`, signed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    pub licence: String,
    pub number: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The machine held the licence; now it does not.
    Freed,
    /// It had left before; nothing was changed.
    KnownBefore,
}

/// Is there anything new for this machine?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// `lic_…`
    pub licence: String,
    /// Of the licence file that is installed.
    pub serial: i64,
    /// The machine's id.
    pub machine: String,
    /// Number of the newest list of withdrawn licences that is known there; 0: none.
    #[serde(default)]
    pub revocations: i64,
    /// Number of the newest keyring that is known there; 0: none.
    #[serde(default)]
    pub keyring: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    pub standing: Standing,
    /// The newest licence file for this machine, where it is newer than the one asked about.
    pub licence_file: Option<String>,
    /// The list of withdrawn licences, where it is newer.
    pub revocations: Option<String>,
    /// The keyring, where it is newer.
    pub keyring: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The installed file is the newest.
    Current,
    /// There is a newer one, and it is in the answer.
    Newer,
    /// The licence is not this machine's any more: it left, or was declared offline.
    NotHere,
    /// The vendor has withdrawn the licence.
    Revoked,
    /// The platform does not know the licence.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_is_read_back() {
        let because = Because::Users {
            key: "ab".into(),
            on: "2026-10-01".parse().expect("a day"),
            added: 5,
            users: 10,
        };
        let told = Told { because, hint: Some("QRTUV".into()) };
        let text = serde_json::to_string(&told).unwrap();
        assert_eq!(
            text,
            r#"{"because":"users","key":"ab","on":"2026-10-01","added":5,"users":10,"hint":"QRTUV"}"#
        );
        assert_eq!(serde_json::from_str::<Told>(&text).unwrap(), told);
    }

    #[test]
    fn a_key_stays_out_of_logs() {
        let question = KeyQuestion { key: "7KMRW-Q2XTE".into() };
        assert!(!format!("{question:?}").contains("7KMRW"));
    }
}
