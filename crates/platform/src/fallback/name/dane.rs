//! DANE for mail (RFC 7672), pure: whether what DNS says of the fallback's certificate fits the one that it shows.

use serde::Serialize;
use sha2::{Digest, Sha256, Sha512};

/// What the TLSA records of the fallback's name come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TlsaVerdict")]
pub enum Dane {
    /// There are none, so nobody is strict.
    None,
    /// One fits the certificate.
    Good,
    /// None fits: senders who use DANE deliver nothing to the fallback.
    Wrong,
    /// There are only such as mail servers do not use (usage 0 and 1, or malformed).
    Useless,
    /// The fallback showed no certificate.
    NotShown,
    /// DNS did not answer.
    Unknown,
}

impl Dane {
    pub const ALL: [Dane; 6] =
        [Dane::None, Dane::Good, Dane::Wrong, Dane::Useless, Dane::NotShown, Dane::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            Dane::None => "none",
            Dane::Good => "good",
            Dane::Wrong => "wrong",
            Dane::Useless => "useless",
            Dane::NotShown => "not-shown",
            Dane::Unknown => "unknown",
        }
    }

    pub fn of(text: &str) -> Option<Dane> {
        Dane::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }
}

/// The certificate's owner, and who signed it (RFC 7672, 3.1).
const TRUST_ANCHOR: u8 = 2;
const END_ENTITY: u8 = 3;

/// A record as DNS has it (RFC 6698, 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tlsa {
    pub usage: u8,
    pub selector: u8,
    pub matching: u8,
    pub data: Vec<u8>,
}

impl Tlsa {
    /// As a zone file has it.
    pub fn text(&self) -> String {
        format!("{} {} {} {}", self.usage, self.selector, self.matching, hex(&self.data))
    }

    fn is_usable(&self) -> bool {
        let length = match self.matching {
            0 => !self.data.is_empty(),
            1 => self.data.len() == 32,
            2 => self.data.len() == 64,
            _ => false,
        };
        matches!(self.usage, TRUST_ANCHOR | END_ENTITY) && self.selector <= 1 && length
    }

    fn fits(&self, certificate: &[u8]) -> bool {
        let part = match self.selector {
            0 => Some(certificate.to_vec()),
            _ => public_key(certificate),
        };
        let Some(part) = part else { return false };
        match self.matching {
            0 => part == self.data,
            1 => Sha256::digest(&part).as_slice() == self.data,
            _ => Sha512::digest(&part).as_slice() == self.data,
        }
    }
}

/// The record that fits a certificate (DER) for as long as its key stays the same: 3 1 1.
pub fn publish(certificate: &[u8]) -> Option<String> {
    let data = Sha256::digest(public_key(certificate)?).to_vec();
    Some(Tlsa { usage: END_ENTITY, selector: 1, matching: 1, data }.text())
}

/// What the records come to for a chain (DER), first the fallback's own certificate.
pub fn judge(records: &[Tlsa], chain: &[Vec<u8>]) -> Dane {
    let usable: Vec<&Tlsa> = records.iter().filter(|record| record.is_usable()).collect();
    let fits = |record: &&Tlsa| match record.usage {
        END_ENTITY => chain.first().is_some_and(|own| record.fits(own)),
        _ => chain.iter().skip(1).any(|signer| record.fits(signer)),
    };
    match usable.as_slice() {
        [] if records.is_empty() => Dane::None,
        [] => Dane::Useless,
        _ if chain.is_empty() => Dane::NotShown,
        _ if usable.iter().any(fits) => Dane::Good,
        _ => Dane::Wrong,
    }
}

/// The certificate's public key with its kind (SubjectPublicKeyInfo, DER).
fn public_key(certificate: &[u8]) -> Option<Vec<u8>> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Some(parsed.public_key().raw.to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::Authority;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use std::net::Ipv4Addr;

    fn der(pem: &str) -> Vec<u8> {
        CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec()
    }

    fn record(usage: u8, selector: u8, matching: u8, data: &[u8]) -> Tlsa {
        Tlsa { usage, selector, matching, data: data.to_vec() }
    }

    #[test]
    fn k3_tlsa_records_are_judged_by_the_certificate() {
        let authority = Authority::in_memory().unwrap();
        let own = der(&authority.issue("mx2.hostler.test", Ipv4Addr::LOCALHOST).unwrap().certificate);
        let other = der(&authority.issue("mx2.hostler.test", Ipv4Addr::LOCALHOST).unwrap().certificate);
        let signer = der(authority.certificate());
        let chain = [own.clone(), signer.clone()];
        let key = |of: &[u8]| Sha256::digest(public_key(of).unwrap()).to_vec();
        let good = record(3, 1, 1, &key(&own));
        for (records, expect) in [
            (vec![], Dane::None),
            (vec![good.clone()], Dane::Good),
            (vec![record(3, 0, 0, &own)], Dane::Good),
            (vec![record(3, 0, 2, &Sha512::digest(&own))], Dane::Good),
            (vec![record(3, 1, 1, &key(&other)), good.clone()], Dane::Good),
            (vec![record(3, 1, 1, &key(&other))], Dane::Wrong),
            (vec![record(2, 1, 1, &key(&signer))], Dane::Good),
            (vec![record(2, 1, 1, &key(&own))], Dane::Wrong),
            (vec![record(3, 1, 1, &key(&signer))], Dane::Wrong),
            (vec![record(1, 1, 1, &key(&own))], Dane::Useless),
            (vec![record(3, 1, 1, &[1, 2, 3])], Dane::Useless),
        ] {
            assert_eq!(judge(&records, &chain), expect, "{records:?}");
        }
        assert_eq!(judge(std::slice::from_ref(&good), &[]), Dane::NotShown);
        assert_eq!(publish(&own).unwrap(), good.text());
        assert!(good.text().starts_with("3 1 1 ") && good.text().len() == 6 + 64);
        assert_eq!(publish(b"no certificate"), None);
    }
}
