//! Releases: which versions of a product exist, and which of them may be installed here (L3, L11).
//!
//! The manifest of a release is signed and carries its date, so the answer needs neither the vendor nor this
//! machine's clock: a version may be installed for ever if maintenance was valid on the day of its release.

use crate::file::Licence;
use crate::signed::Document;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub key_id: String,
    pub issued_at_ms: i64,
    pub product: String,
    /// Numbers with full stops, `10.0.2`.
    pub version: String,
    pub released: Date,
    /// It mends a hole that others may use.
    pub security: bool,
    /// Schemes that this version is certified for, with the certificate's number.
    pub certificates: Vec<Certificate>,
    pub package: Package,
    /// What is new, for people: language to text.
    pub notes: std::collections::BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// `fstek`.
    pub scheme: String,
    pub number: String,
}

/// The file that is installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    pub file: String,
    pub bytes: i64,
    /// 64 hexadecimal digits.
    pub sha256: String,
}

impl Document for Manifest {
    const KIND: &'static str = "release";

    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn issued_at_ms(&self) -> i64 {
        self.issued_at_ms
    }
}

/// By which right an installation gets versions.
#[derive(Debug, Clone, Copy)]
pub enum Right<'a> {
    /// The trial: everything (L9).
    Trial,
    Licensed(&'a Licence),
    /// The trial has ended and no licence is installed.
    Locked,
}

/// Whether a version may be installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum Verdict {
    Allowed(Allowed),
    /// It is not certified for what the customer bought; a person has to say yes (L11).
    AskFirst {
        scheme: String,
    },
    Refused(RefusedRelease),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum Allowed {
    Trial,
    /// Released on a day of maintenance, of which this is the last.
    Maintained {
        last_day: Date,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum RefusedRelease {
    #[error(
        "it was released on {released} and maintenance ended on {last_day}; versions released until then can be installed"
    )]
    MaintenanceEnded { released: Date, last_day: Date },
    #[error("the trial has ended; install a licence first")]
    Locked,
    #[error("it is a release of {found}, and {wanted} runs here")]
    OtherProduct { found: String, wanted: String },
    #[error("`{0}` is not a version")]
    NoVersion(String),
}

impl RefusedRelease {
    /// Stable; pages have their words under it.
    pub fn code(&self) -> &'static str {
        match self {
            RefusedRelease::MaintenanceEnded { .. } => "maintenance-ended",
            RefusedRelease::Locked => "locked",
            RefusedRelease::OtherProduct { .. } => "release-other-product",
            RefusedRelease::NoVersion(_) => "release-no-version",
        }
    }
}

/// Whether this version of `product` may be installed by this right.
pub fn may_install(manifest: &Manifest, product: &str, right: Right) -> Verdict {
    if manifest.product != product {
        let (found, wanted) = (manifest.product.clone(), product.to_string());
        return Verdict::Refused(RefusedRelease::OtherProduct { found, wanted });
    }
    if version(&manifest.version).is_none() {
        return Verdict::Refused(RefusedRelease::NoVersion(manifest.version.clone()));
    }
    let licence = match right {
        Right::Trial => return Verdict::Allowed(Allowed::Trial),
        Right::Locked => return Verdict::Refused(RefusedRelease::Locked),
        Right::Licensed(licence) => licence,
    };
    let (released, last_day) = (manifest.released, licence.maintenance.last_day);
    if released > last_day {
        return Verdict::Refused(RefusedRelease::MaintenanceEnded { released, last_day });
    }
    let certified = |scheme: &String| manifest.certificates.iter().any(|one| one.scheme == *scheme);
    match licence.schemes.iter().find(|scheme| !certified(scheme)) {
        Some(scheme) => Verdict::AskFirst { scheme: scheme.clone() },
        None => Verdict::Allowed(Allowed::Maintained { last_day }),
    }
}

/// The numbers of a version: `10.0.2`; at most eight. `None` where it is none.
pub fn version(text: &str) -> Option<Vec<u32>> {
    let numbers: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| numbers.len() <= 8)
}

/// Which of two versions is newer; `10.0` and `10.0.0` are the same. `None` where one is none.
pub fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (mut left, mut right) = (version(left)?, version(right)?);
    let length = left.len().max(right.len());
    left.resize(length, 0);
    right.resize(length, 0);
    Some(left.cmp(&right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn manifest(version: &str, released: Date) -> Manifest {
        Manifest {
            key_id: String::new(),
            issued_at_ms: 0,
            product: "connect".into(),
            version: version.into(),
            released,
            security: false,
            certificates: vec![],
            package: Package { file: "hostler-connect.deb".into(), bytes: 1, sha256: "0".repeat(64) },
            notes: [].into(),
        }
    }

    fn licence(schemes: &[&str]) -> Licence {
        serde_json::from_value(serde_json::json!({
            "key_id": "k", "issued_at_ms": 0, "serial": 1, "licence": "lic_bakery", "number": "L-000042",
            "vendor": "Hostler", "holder": "Bakkerij de Vries", "product": "connect", "edition": "standard",
            "price_class": "standard", "machines": [], "users": 5, "add_ons": [],
            "bought": "2026-03-01", "parts_of_base": [],
            "maintenance": { "first_day": "2026-03-01", "last_day": "2027-02-28", "zone": "Europe/Amsterdam" },
            "schemes": schemes,
            "rule": { "product": "connect", "holding": "licence", "version": 1, "counts": "mailbox",
                "source": { "requirement": "P1", "sentence": "Each mailbox counts." },
                "disabled": "counts", "administrator": "counts" },
        }))
        .unwrap()
    }

    #[test]
    fn l3_what_was_released_in_time_stays_installable_for_ever() {
        let own = licence(&[]);
        let check = |day: Date, expect: &str| {
            let verdict = may_install(&manifest("10.1", day), "connect", Right::Licensed(&own));
            let told = match &verdict {
                Verdict::Allowed(_) => "allowed",
                Verdict::AskFirst { .. } => "ask",
                Verdict::Refused(refused) => refused.code(),
            };
            assert_eq!(told, expect, "{day}");
        };
        check(date(2019, 1, 1), "allowed");
        check(date(2027, 2, 28), "allowed");
        check(date(2027, 3, 1), "maintenance-ended");
    }

    #[test]
    fn l9_a_trial_gets_everything_and_a_lock_nothing() {
        let new = manifest("11.0", date(2030, 1, 1));
        assert_eq!(may_install(&new, "connect", Right::Trial), Verdict::Allowed(Allowed::Trial));
        assert_eq!(may_install(&new, "connect", Right::Locked), Verdict::Refused(RefusedRelease::Locked));
        assert!(matches!(may_install(&new, "control", Right::Trial), Verdict::Refused(_)));
    }

    #[test]
    fn l11_what_is_not_certified_is_asked_about() {
        let own = licence(&["fstek"]);
        let mut new = manifest("10.1", date(2026, 5, 1));
        let ask = Verdict::AskFirst { scheme: "fstek".into() };
        assert_eq!(may_install(&new, "connect", Right::Licensed(&own)), ask);
        new.certificates.push(Certificate { scheme: "fstek".into(), number: "4242".into() });
        let last_day = date(2027, 2, 28);
        let allowed = Verdict::Allowed(Allowed::Maintained { last_day });
        assert_eq!(may_install(&new, "connect", Right::Licensed(&own)), allowed);
    }

    #[test]
    fn versions_are_numbers() {
        for (left, right, expect) in [
            ("10.0", "9.9.9", Some(Ordering::Greater)),
            ("10.0", "10.0.0", Some(Ordering::Equal)),
            ("10.0.2", "10.0.10", Some(Ordering::Less)),
            ("10.x", "10", None),
            ("", "1", None),
        ] {
            assert_eq!(compare(left, right), expect, "{left} {right}");
        }
    }
}
