//! The licence file: what the vendor grants to one machine (or two that stand in for each other), signed.
//!
//! It does not expire: what was paid for stays, also when the vendor is out of reach for ever (L12). Its maintenance
//! does, and that only decides which versions may be installed (L3).

pub use crate::counting::AddOn;
use crate::counting::{CountingRule, Limit, check_add_ons};
use crate::signed::Document;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// The vendor's key, in the keyring.
    pub key_id: String,
    pub issued_at_ms: i64,
    /// Grows with each file of this licence: of two files the one with the higher serial holds.
    pub serial: i64,
    /// The licence's id at the vendor, `lic_…`, and the number that people use, `L-000042`.
    pub licence: String,
    pub number: String,
    pub vendor: String,
    /// Whose it is.
    pub holder: String,
    pub product: String,
    /// `standard`, or a certified edition.
    pub edition: String,
    /// `standard`, `edu` or `gov`.
    pub price_class: String,
    /// Ids of the machines it is for: one, or two that stand in for each other.
    pub machines: Vec<String>,
    pub users: i64,
    /// Each for as many users as the licence itself (P5–P7, D14).
    pub add_ons: Vec<AddOn>,
    /// The day on which it was bought, and the add-ons that it has as parts of the base because of that (P7, D9).
    pub bought: Date,
    pub parts_of_base: Vec<String>,
    pub maintenance: Maintenance,
    /// Schemes for which updates must be certified, such as `fstek`; others need a confirmation (L11).
    pub schemes: Vec<String>,
    /// Who counts as a user.
    pub rule: CountingRule,
}

/// Days in the customer's time zone; the last one is valid until its end (L13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    pub first_day: Date,
    pub last_day: Date,
    /// IANA name.
    pub zone: String,
}

impl Document for Licence {
    const KIND: &'static str = "licence";

    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn issued_at_ms(&self) -> i64 {
        self.issued_at_ms
    }
}

/// Why a licence file with a good signature is not for this product on this machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotForHere {
    #[error("it is a licence for {found}, and {wanted} runs here")]
    OtherProduct { found: String, wanted: String },
    #[error("it is registered for another machine")]
    OtherMachine,
    /// D14.
    #[error("the add-on {add_on} is for {found} users and the licence for {users}")]
    AddOnUsers { add_on: String, found: i64, users: i64 },
    #[error("a newer file of this licence (serial {known}) was installed; this one has serial {found}")]
    Older { found: i64, known: i64 },
    #[error("this machine has given this licence up")]
    GivenUp,
    #[error("the vendor has withdrawn this licence: {0}")]
    Revoked(String),
}

impl NotForHere {
    /// Stable; pages have their words under it.
    pub fn code(&self) -> &'static str {
        match self {
            NotForHere::OtherProduct { .. } => "licence-other-product",
            NotForHere::OtherMachine => "licence-other-machine",
            NotForHere::AddOnUsers { .. } => "add-on-users-differ",
            NotForHere::Older { .. } => "licence-older",
            NotForHere::GivenUp => "licence-given-up",
            NotForHere::Revoked(_) => "licence-revoked",
        }
    }
}

/// The machine at which a licence file is looked at.
pub struct Here<'a> {
    pub product: &'a str,
    /// Its id.
    pub machine: &'a str,
    /// The highest serial seen here of each licence.
    pub seen: &'a [(String, i64)],
    /// Licences that this machine gave up, with the serial at that time.
    pub given_up: &'a [(String, i64)],
    pub revocations: Option<&'a Revocations>,
}

impl Licence {
    /// Whether this file holds here.
    ///
    /// # Errors
    /// Why not.
    pub fn fits(&self, here: &Here) -> Result<(), NotForHere> {
        if self.product != here.product {
            let (found, wanted) = (self.product.clone(), here.product.to_string());
            return Err(NotForHere::OtherProduct { found, wanted });
        }
        if !self.machines.iter().any(|machine| machine == here.machine) {
            return Err(NotForHere::OtherMachine);
        }
        if let Err(differ) = check_add_ons(self.users, &self.add_ons) {
            let AddOn { id, users } = differ.first();
            return Err(NotForHere::AddOnUsers { add_on: id, found: users, users: self.users });
        }
        let serial_in =
            |list: &[(String, i64)]| list.iter().find(|(id, _)| *id == self.licence).map(|own| own.1);
        if serial_in(here.given_up).is_some_and(|given_up| self.serial <= given_up) {
            return Err(NotForHere::GivenUp);
        }
        if let Some(known) = serial_in(here.seen).filter(|known| self.serial < *known) {
            return Err(NotForHere::Older { found: self.serial, known });
        }
        let revoked = here.revocations.and_then(|list| list.find(&self.licence, self.serial));
        revoked.map_or(Ok(()), |revoked| Err(NotForHere::Revoked(revoked.reason.clone())))
    }

    pub fn limit(&self) -> Limit {
        Limit::Users(self.users)
    }

    /// Whether the add-on may be used, bought or as a part of the base (D9).
    pub fn has_add_on(&self, id: &str) -> bool {
        self.parts_of_base.iter().any(|part| part == id) || self.add_ons.iter().any(|add_on| add_on.id == id)
    }
}

/// Licences that the vendor has withdrawn. The list only grows, and travels with every answer of the vendor's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocations {
    pub key_id: String,
    pub issued_at_ms: i64,
    /// Grows with each list; a product keeps the highest that it has seen.
    pub number: i64,
    pub revoked: Vec<Revoked>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revoked {
    pub licence: String,
    /// Files up to this serial do not hold any more.
    pub up_to_serial: i64,
    /// For people.
    pub reason: String,
}

impl Revocations {
    pub fn find(&self, licence: &str, serial: i64) -> Option<&Revoked> {
        self.revoked.iter().find(|one| one.licence == licence && serial <= one.up_to_serial)
    }
}

impl Document for Revocations {
    const KIND: &'static str = "revocations";

    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn issued_at_ms(&self) -> i64 {
        self.issued_at_ms
    }
}
