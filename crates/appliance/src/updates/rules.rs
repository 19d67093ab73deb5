//! What of the vendor's word is taken, and which version is installed: pure.

use super::model::{Age, Heard, Held, Installed, Offer, Rejected, Wish};
use super::refusals::UpdateRefused;
use hostler_licence::keyring::Keyring;
use hostler_licence::release::{Manifest, RefusedRelease, Verdict, compare, may_install};
use hostler_licence::signed::{BadDocument, Unverified, public_key};
use hostler_wire::channel::Channel;
use std::cmp::Ordering;

/// The vendor is asked once a day …
pub const DAY_MS: i64 = 24 * 3_600_000;
/// … each machine at another time within so long.
pub const JITTER_MS: i64 = 2 * 3_600_000;

/// Why a channel is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadChannel {
    #[error("the root key of this machine's settings is no key")]
    RootKey,
    #[error("its keyring cannot be trusted: {0}")]
    Keyring(#[from] BadDocument),
    #[error("its keyring is number {found}, and number {known} was seen already")]
    OldKeyring { found: i64, known: i64 },
    #[error("it is that of {found}, and {wanted} runs here")]
    OtherProduct { found: String, wanted: String },
}

/// The keyring, if the root key signed it.
pub fn keyring(root_key: &str, text: &str) -> Result<Keyring, BadChannel> {
    let root = public_key(root_key).ok_or(BadChannel::RootKey)?;
    Ok(Unverified::<Keyring>::read(text)?.verify(&root)?)
}

/// Whether a channel may take the place of the one that was heard before.
pub fn take(root_key: &str, product: &str, (heard, new): (&Heard, &Channel)) -> Result<(), BadChannel> {
    if new.product != product {
        let (found, wanted) = (new.product.clone(), product.to_string());
        return Err(BadChannel::OtherProduct { found, wanted });
    }
    let found = keyring(root_key, &new.keyring)?.number;
    let known = heard.channel.as_ref().and_then(|known| keyring(root_key, &known.keyring).ok());
    match known.map(|known| known.number) {
        Some(known) if found < known => Err(BadChannel::OldKeyring { found, known }),
        _ => Ok(()),
    }
}

/// The manifests that the keyring's keys signed for this product, newest first, and what is none.
pub fn open(root_key: &str, product: &str, channel: &Channel) -> (Vec<Manifest>, Vec<Rejected>) {
    let ring = match keyring(root_key, &channel.keyring) {
        Ok(ring) => ring,
        Err(bad) => return (Vec::new(), vec![Rejected { place: 0, reason: bad.to_string() }]),
    };
    let (mut good, mut rejected) = (Vec::<Manifest>::new(), Vec::new());
    for (at, text) in channel.releases.iter().enumerate() {
        match one(&ring, product, text) {
            Ok(manifest) => good.push(manifest),
            Err(reason) => rejected.push(Rejected { place: at + 1, reason }),
        }
    }
    good.sort_by(|left, right| compare(&right.version, &left.version).unwrap_or(Ordering::Equal));
    good.dedup_by(|later, first| compare(&later.version, &first.version) == Some(Ordering::Equal));
    (good, rejected)
}

fn one(ring: &Keyring, product: &str, text: &str) -> Result<Manifest, String> {
    let manifest: Manifest = ring.open(text).map_err(|bad| bad.to_string())?;
    match may_install(&manifest, product, hostler_licence::release::Right::Trial) {
        Verdict::Refused(why) => Err(why.to_string()),
        _ => Ok(manifest),
    }
}

/// What is offered to this machine, each with its verdict.
pub fn judge(manifests: &[Manifest], installed: &Installed, held: &Held) -> Vec<Offer> {
    manifests.iter().map(|manifest| offer(manifest, installed, held)).collect()
}

fn offer(manifest: &Manifest, installed: &Installed, held: &Held) -> Offer {
    let age = match compare(&manifest.version, &installed.version) {
        Some(Ordering::Greater) => Age::Newer,
        Some(Ordering::Equal) => Age::Installed,
        _ => Age::Older,
    };
    Offer {
        version: manifest.version.clone(),
        released: manifest.released,
        security: manifest.security,
        certificates: manifest.certificates.clone(),
        notes: manifest.notes.clone(),
        bytes: manifest.package.bytes,
        age,
        verdict: may_install(manifest, &installed.product, held.right()),
    }
}

/// The newest version that may run here; offers are newest first.
pub fn newest(offers: &[Offer]) -> Option<&Offer> {
    offers.iter().find(|offer| offer.age != Age::Older && !matches!(offer.verdict, Verdict::Refused(_)))
}

/// The version that is installed by this wish.
pub fn choose<'a>(
    offers: &'a [Offer],
    installed: &Installed,
    wish: &Wish,
) -> Result<&'a Offer, UpdateRefused> {
    let offer = match &wish.version {
        None => {
            offers.iter().find(|offer| offer.is_installable()).ok_or_else(|| nothing(offers, installed))?
        }
        Some(version) => {
            let same = |offer: &&Offer| compare(&offer.version, version) == Some(Ordering::Equal);
            let unknown = || UpdateRefused::Unknown { version: version.chars().take(40).collect() };
            offers.iter().find(same).ok_or_else(unknown)?
        }
    };
    if offer.age != Age::Newer {
        let (version, installed) = (offer.version.clone(), installed.version.clone());
        return Err(UpdateRefused::NotNewer { version, installed });
    }
    match &offer.verdict {
        Verdict::Allowed(_) => Ok(offer),
        Verdict::AskFirst { scheme } if wish.accept_uncertified.as_ref() == Some(scheme) => Ok(offer),
        Verdict::AskFirst { scheme } => {
            Err(UpdateRefused::Uncertified { version: offer.version.clone(), scheme: scheme.clone() })
        }
        Verdict::Refused(why) => Err(refused(why, &offer.version, offers)),
    }
}

/// Why nothing is installed where no version was named: the newest is told of, if it is refused.
fn nothing(offers: &[Offer], installed: &Installed) -> UpdateRefused {
    match offers.iter().find(|offer| offer.age == Age::Newer) {
        Some(Offer { version, verdict: Verdict::Refused(why), .. }) => refused(why, version, offers),
        _ => UpdateRefused::NothingNew { installed: installed.version.clone() },
    }
}

fn refused(why: &RefusedRelease, version: &str, offers: &[Offer]) -> UpdateRefused {
    let version = version.to_string();
    match why {
        RefusedRelease::MaintenanceEnded { released, last_day } => UpdateRefused::MaintenanceEnded {
            version,
            released: *released,
            last_day: *last_day,
            newest: newest(offers).map(|offer| offer.version.clone()),
        },
        RefusedRelease::Locked => UpdateRefused::Locked { version },
        RefusedRelease::OtherProduct { .. } | RefusedRelease::NoVersion(_) => {
            UpdateRefused::Unknown { version }
        }
    }
}

/// When the vendor is asked next.
pub fn next_question_ms(heard: &Heard, jitter_ms: i64) -> i64 {
    heard.asked_at_ms.map_or(jitter_ms, |asked_at_ms| asked_at_ms + DAY_MS + jitter_ms)
}
