//! Mail addresses in the one form in which the engines compare them: small letters, domain with `xn--` labels.

/// An address or a domain that cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an address or domain that mail can be kept for")]
pub struct Unusable(pub String);

/// Signs that a local part may hold beside letters and digits. Each is safe in a folder's name, in a sign-in name
/// and in the lists that Postfix reads; `+` parts the name from a detail and so belongs to no stored name.
const SIGNS: &str = "._-'&=";

/// `Bücher.Example.` → `xn--bcher-kva.example`.
pub fn domain(text: &str) -> Result<String, Unusable> {
    let unusable = || Unusable(text.to_string());
    let ascii = idna::domain_to_ascii_strict(text.trim_end_matches('.')).map_err(|_| unusable())?;
    if ascii.is_empty() || !ascii.contains('.') || ascii.len() > 253 { Err(unusable()) } else { Ok(ascii) }
}

/// An address that is kept here: of a mailbox or an alias. At most 64 signs before the `@` (RFC 5321).
pub fn local(text: &str) -> Result<String, Unusable> {
    let unusable = || Unusable(text.to_string());
    let (name, at) = text.rsplit_once('@').ok_or_else(unusable)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || SIGNS.contains(c);
    let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    if name.is_empty() || name.len() > 64 || dots || !name.chars().all(fits) {
        return Err(unusable());
    }
    Ok(format!("{}@{}", name.to_ascii_lowercase(), domain(at).map_err(|_| unusable())?))
}

/// An address that an alias hands mail to, here or elsewhere; it may carry a `+detail`. What stands before the `@`
/// keeps its case, since only its own server may fold it (RFC 5321 section 2.4).
pub fn target(text: &str) -> Result<String, Unusable> {
    let unusable = || Unusable(text.to_string());
    let (name, at) = text.rsplit_once('@').ok_or_else(unusable)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-'&=+!#$%*/?^`{|}~".contains(c);
    if name.is_empty() || name.len() > 64 || !name.chars().all(fits) {
        return Err(unusable());
    }
    Ok(format!("{name}@{}", domain(at).map_err(|_| unusable())?))
}
