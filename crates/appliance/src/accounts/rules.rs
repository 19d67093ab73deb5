//! What a domain, an address, a name, a password and a set of aliases may be. Pure.

use super::refusals::Refusal;
use crate::engines::address;
use hostler_kit::secret::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
use std::collections::{BTreeMap, BTreeSet};

/// Limits of one server; each refusal names its own.
pub const MOST_DOMAINS: i64 = 1_000;
pub const MOST_MAILBOXES: i64 = 10_000;
pub const MOST_ALIASES: i64 = 20_000;
/// Targets of one alias.
pub const MOST_TARGETS: i64 = 100;
const LONGEST_NAME: usize = 200;
/// What refusals repeat of an input.
const SHOWN: usize = 100;

/// Passwords that everybody tries first, of those that are long enough (public lists of leaked passwords).
const COMMON: [&str; 24] = [
    "1234567890",
    "0123456789",
    "0987654321",
    "1111111111",
    "0000000000",
    "1q2w3e4r5t",
    "qwertyuiop",
    "password12",
    "password123",
    "password1234",
    "password12345",
    "wachtwoord",
    "wachtwoord1",
    "wachtwoord12",
    "wachtwoord123",
    "welkom12345",
    "welkom1234",
    "welcome123",
    "welcome1234",
    "qwerty12345",
    "qwerty123456",
    "iloveyou123",
    "administrator",
    "changeme123",
];

/// A domain that mail can be kept for, in small letters with `xn--` labels (RFC 1035 section 2.3.4, RFC 5891).
pub fn domain(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let refused = || Refusal::DomainInvalid(shown(text));
    let name = address::domain(text).map_err(|_| refused())?;
    let labels = name.split('.').all(|label| !label.is_empty() && label.len() <= 63);
    let last = name.rsplit('.').next().unwrap_or_default();
    let numeric = last.bytes().all(|byte| byte.is_ascii_digit());
    if !labels || numeric || name.contains(['/', '@', ' ']) { Err(refused()) } else { Ok(name) }
}

/// An address to be kept here, in the form in which it is stored, and its domain.
pub fn own_address(text: &str) -> Result<(String, String), Refusal> {
    let text = text.trim();
    let address = address::local(text).map_err(|_| Refusal::AddressInvalid(shown(text)))?;
    let at = address.rsplit_once('@').map(|(_, domain)| domain.to_string()).unwrap_or_default();
    domain(&at).map_err(|_| Refusal::AddressInvalid(shown(text)))?;
    Ok((address, at))
}

/// A person's name without the spaces around it.
pub fn person_name(text: &str) -> Result<String, Refusal> {
    let name = text.trim();
    let fits =
        !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
    if fits { Ok(name.to_string()) } else { Err(Refusal::NameInvalid) }
}

pub fn quota(bytes: Option<i64>) -> Result<Option<i64>, Refusal> {
    if bytes.is_some_and(|bytes| bytes < 1) { Err(Refusal::QuotaInvalid) } else { Ok(bytes) }
}

/// Whether a password may be chosen for this person (NIST SP 800-63B section 3.1.1.2: length, and no guessable ones).
pub fn password(password: &str, address: &str, name: &str) -> Result<(), Refusal> {
    if password.len() > LONGEST_PASSWORD {
        return Err(Refusal::PasswordTooLong);
    }
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Refusal::PasswordTooShort);
    }
    let folded = password.to_lowercase();
    let local = address.split('@').next().unwrap_or_default();
    if [address, name, local].iter().any(|own| folded == own.to_lowercase()) {
        return Err(Refusal::PasswordIsAddress);
    }
    let mut letters = folded.chars();
    let first = letters.next();
    if COMMON.contains(&folded.as_str()) || letters.all(|letter| Some(letter) == first) {
        return Err(Refusal::PasswordCommon);
    }
    Ok(())
}

/// The targets of an alias in the form in which they are stored, each once, in the order given.
pub fn targets<S: AsRef<str>>(texts: &[S]) -> Result<Vec<String>, Refusal> {
    let mut targets = Vec::new();
    for text in texts.iter().map(|text| text.as_ref().trim()).filter(|text| !text.is_empty()) {
        let target = address::target(text).map_err(|_| Refusal::TargetInvalid(shown(text)))?;
        if !targets.contains(&target) {
            targets.push(target);
        }
        if targets.len() as i64 > MOST_TARGETS {
            return Err(Refusal::TooManyTargets(MOST_TARGETS));
        }
    }
    if targets.is_empty() { Err(Refusal::TargetsMissing) } else { Ok(targets) }
}

/// A target as the addresses of this server are stored: small letters, without `+detail`.
pub fn as_own(target: &str) -> String {
    let (name, domain) = target.rsplit_once('@').unwrap_or((target, ""));
    let name = name.split('+').next().unwrap_or_default();
    format!("{}@{domain}", name.to_ascii_lowercase())
}

/// Addresses and what they hand their mail on to.
pub type Aliases = BTreeMap<String, Vec<String>>;

/// Refuses an alias through which mail would come back to itself.
pub fn no_loop(alias: &str, targets: &[String], others: &Aliases) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<String> = targets.iter().map(|target| as_own(target)).collect();
    while let Some(next) = open.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        let further = others.get(&next).map(Vec::as_slice).unwrap_or_default();
        if next == alias || further.iter().any(|target| as_own(target) == alias) {
            return Err(Refusal::AliasLoop { alias: alias.to_string(), through: next });
        }
        open.extend(further.iter().map(|target| as_own(target)));
    }
    Ok(())
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
