//! What holds here: which of two memories, which of two documents, and how the product stands by them.

use super::model::{Memory, Serial, Stand};
use super::refusals::Refusal;
use hostler_kit::time::day_start_ms;
use hostler_licence::file::{Here, Licence, NotForHere, Revocations};
use hostler_licence::keyring::Keyring;
use hostler_licence::signed::{BadDocument, Document, Unverified, VerifyingKey};
use hostler_licence::standing::{self, Facts, Guard, Locked, Seen, Standing};
use jiff::tz::TimeZone;

/// What a licence is looked at with.
pub struct Own {
    /// The vendor's root key, from the settings.
    pub root: VerifyingKey,
    pub product: String,
    /// The machine's id.
    pub machine: String,
    /// Of the hardware that is here now.
    pub fingerprint: String,
    /// The zone in which a trial's days end.
    pub zone: TimeZone,
}

/// The vendor's documents as far as they can be verified.
pub struct Papers {
    pub keyring: Option<Keyring>,
    pub revocations: Option<Revocations>,
}

impl Papers {
    pub fn of(memory: &Memory, root: &VerifyingKey) -> Papers {
        let keyring = memory.keyring.as_deref().and_then(|text| keyring(text, root).ok());
        let opened = |text: &str| keyring.as_ref()?.open::<Revocations>(text).ok();
        let revocations = memory.revocations.as_deref().and_then(opened);
        Papers { keyring, revocations }
    }

    pub fn keyring_number(&self) -> i64 {
        self.keyring.as_ref().map_or(0, |ring| ring.number)
    }

    pub fn revocations_number(&self) -> i64 {
        self.revocations.as_ref().map_or(0, |list| list.number)
    }
}

/// Reads a keyring, which only the root key signs.
pub fn keyring(text: &str, root: &VerifyingKey) -> Result<Keyring, BadDocument> {
    Unverified::<Keyring>::read(text)?.verify(root)
}

/// Takes a keyring in if it is newer than the known one; an older one is left alone.
pub fn take_keyring(memory: &mut Memory, text: &str, root: &VerifyingKey) -> Result<(), BadDocument> {
    let found = keyring(text, root)?;
    if found.number > Papers::of(memory, root).keyring_number() {
        memory.keyring = Some(text.to_string());
    }
    Ok(())
}

/// Takes a list of withdrawn licences in, likewise.
pub fn take_revocations(memory: &mut Memory, text: &str, root: &VerifyingKey) -> Result<(), Refusal> {
    let papers = Papers::of(memory, root);
    let ring = papers.keyring.as_ref().ok_or(Refusal::KeyringMissing)?;
    let found: Revocations = ring.open(text).map_err(Refusal::File)?;
    if found.number > papers.revocations_number() {
        memory.revocations = Some(text.to_string());
    }
    Ok(())
}

/// Reads a licence file and says whether it holds here.
pub fn licence(memory: &Memory, text: &str, own: &Own) -> Result<Licence, Refusal> {
    let papers = Papers::of(memory, &own.root);
    // What is no licence file at all is said so, also by a machine that has no keyring yet.
    Unverified::<Licence>::read(text).map_err(Refusal::File)?;
    let ring = papers.keyring.as_ref().ok_or(Refusal::KeyringMissing)?;
    let licence: Licence = ring.open(text).map_err(Refusal::File)?;
    fits(memory, &licence, own, &papers).map_err(Refusal::NotForHere)?;
    Ok(licence)
}

fn fits(memory: &Memory, licence: &Licence, own: &Own, papers: &Papers) -> Result<(), NotForHere> {
    let seen: Vec<_> = memory.serials.iter().map(|(id, serial)| (id.clone(), serial.seen)).collect();
    let given_up = memory.serials.iter().filter_map(|(id, serial)| Some((id.clone(), serial.given_up?)));
    let given_up: Vec<_> = given_up.collect();
    licence.fits(&Here {
        product: &own.product,
        machine: &own.machine,
        seen: &seen,
        given_up: &given_up,
        revocations: papers.revocations.as_ref(),
    })
}

/// Of two memories the stricter: the earlier trial, the later clock, the higher numbers.
pub fn stricter(one: Memory, other: Memory, root: &VerifyingKey) -> Memory {
    let (mut serials, mut others) = (one.serials.clone(), other.serials.clone());
    for (id, serial) in &mut serials {
        *serial = higher(*serial, others.remove(id).unwrap_or_default());
    }
    serials.extend(others);
    let (papers, other_papers) = (Papers::of(&one, root), Papers::of(&other, root));
    let keyring = match papers.keyring_number() >= other_papers.keyring_number() {
        true => one.keyring.clone(),
        false => other.keyring.clone(),
    };
    let revocations = match papers.revocations_number() >= other_papers.revocations_number() {
        true => one.revocations.clone(),
        false => other.revocations.clone(),
    };
    let newer = issued_at_ms(&one) >= issued_at_ms(&other);
    let (licence, fingerprint) =
        if newer { (one.licence, one.fingerprint) } else { (other.licence, other.fingerprint) };
    Memory {
        trial_started_at_ms: one.trial_started_at_ms.min(other.trial_started_at_ms),
        guard: one.guard.or(other.guard),
        serials,
        licence,
        keyring,
        revocations,
        fingerprint,
    }
}

fn higher(one: Serial, other: Serial) -> Serial {
    let seen = one.seen.max(other.seen);
    let given = if one.given_up >= other.given_up { one } else { other };
    Serial { seen, given_up: given.given_up, given_up_at_ms: given.given_up_at_ms }
}

/// When the remembered licence file says to be issued.
fn issued_at_ms(memory: &Memory) -> Option<i64> {
    let text = memory.licence.as_deref()?;
    Unverified::<Licence>::read(text).ok().map(|file| file.issued_at_ms())
}

/// What the clock says, as the guard takes it. `passed_ms` is what has passed for certain since the last look: a clock
/// that was set back does not make a trial stand still.
pub fn see(guard: &mut Guard, clock_ms: i64, passed_ms: i64) -> Seen {
    if clock_ms < guard.latest_ms {
        guard.latest_ms = guard.latest_ms.saturating_add(passed_ms.max(0));
    }
    guard.see(clock_ms)
}

/// How the product stands by what is remembered.
pub fn judge(own: &Own, memory: &Memory, seen: Seen) -> Stand {
    let papers = Papers::of(memory, &own.root);
    let stored = memory.licence.as_deref().map(|text| match &papers.keyring {
        Some(ring) => ring.open::<Licence>(text).map_err(Refusal::File),
        None => Err(Refusal::KeyringMissing),
    });
    let (licence, refused) = match stored {
        None => (None, None),
        Some(Err(refusal)) => (None, Some(refusal)),
        Some(Ok(licence)) => {
            let refused = fits(memory, &licence, own, &papers).err().map(Refusal::NotForHere);
            (Some(licence), refused)
        }
    };
    let ended = ended(memory, refused.as_ref());
    let standing = standing::standing(&Facts {
        trial_started_at_ms: memory.trial_started_at_ms,
        licence: licence.as_ref().filter(|_| refused.is_none()),
        ended,
        zone: &own.zone,
        now_ms: seen.now_ms,
    });
    let here = licence.is_some() && refused.is_none();
    Stand {
        locked_since_ms: locked_since_ms(&standing, memory, &papers, own),
        hardware_changed: here && memory.fingerprint.as_ref().is_some_and(|known| *known != own.fingerprint),
        licence: licence.filter(|licence| licence.product == own.product),
        standing,
        now_ms: seen.now_ms,
        set_back_ms: seen.set_back_ms,
        refused,
        not_here: false,
        machine: own.machine.clone(),
    }
}

/// Why a licence that was here holds no more; then no trial comes back.
fn ended(memory: &Memory, refused: Option<&Refusal>) -> Option<Locked> {
    match refused {
        Some(Refusal::NotForHere(NotForHere::Revoked(reason))) => {
            Some(Locked::Revoked { reason: reason.clone() })
        }
        Some(Refusal::File(bad @ BadDocument::KeyRevoked(_))) => {
            Some(Locked::Revoked { reason: bad.to_string() })
        }
        _ => {
            let given_up = memory.serials.values().any(|serial| serial.given_up.is_some());
            given_up.then_some(Locked::GivenUp)
        }
    }
}

fn locked_since_ms(standing: &Standing, memory: &Memory, papers: &Papers, own: &Own) -> Option<i64> {
    let Standing::Locked { why } = standing else { return None };
    Some(match why {
        Locked::TrialEnded { last_day } => day_start_ms(last_day.tomorrow().unwrap_or(*last_day), &own.zone),
        Locked::Revoked { .. } => {
            papers.revocations.as_ref().map_or(memory.guard.latest_ms, |list| list.issued_at_ms)
        }
        Locked::GivenUp => {
            let times = memory.serials.values().filter_map(|serial| serial.given_up_at_ms);
            times.max().unwrap_or(memory.guard.latest_ms)
        }
    })
}

/// The documents in a text, one after another in any order; line breaks within them are ignored.
pub fn documents(text: &str) -> Vec<&str> {
    let begins =
        |at: &usize| text[..*at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '\u{feff}');
    let mut starts: Vec<usize> = text.match_indices("hostler-").map(|(at, _)| at).filter(begins).collect();
    // What stands before the first is part of it: nobody can tell what was meant.
    match starts.first_mut() {
        Some(first) => *first = 0,
        None => starts.push(0),
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| text[*start..end].trim()).collect()
}

/// Whether a text says to be a document of this kind.
pub fn says_to_be<D: Document>(text: &str) -> bool {
    text.starts_with(&format!("hostler-{}-", D::KIND))
}
