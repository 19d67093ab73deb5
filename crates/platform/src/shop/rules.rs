//! What an order and its evidence need.

use super::model::{Asked, LicenceOrder, Sent, State};
use super::quote::Quote;
use crate::orders::TERMS;
use hostler_kit::http::{Args, Kind, Refuse};
use thiserror::Error;

/// Largest file of evidence, in bytes.
pub const MOST_FILE_BYTES: usize = 5_000_000;
const LONGEST_REFERENCE: usize = 80;
const LONGEST_WORDS: usize = 4_000;
const LONGEST_REASON: usize = 1_000;
const LONGEST_FILE_NAME: usize = 100;
/// An approval holds for a year for further orders in the class.
pub const APPROVED_FOR_DAYS: i64 = 365;
/// An order that was not verified within a day lapses.
pub const LAPSES_AFTER_MS: i64 = 24 * 3_600_000;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShopRefused {
    #[error("only the owner may order")]
    NotTheOwner,
    #[error("the terms were not accepted")]
    TermsNotAccepted,
    #[error("the reference is too long")]
    ReferenceTooLong,
    #[error("the total was not seen, or is another now")]
    TotalNotSeen,
    #[error("another order for this licence is open")]
    OrderOpen,
    #[error("the licence has changed since the quote")]
    LicenceChanged,
    #[error("the order is {state}")]
    OtherState { state: &'static str },
    #[error("no evidence was sent")]
    NoEvidence,
    #[error("what was written is too long")]
    WordsTooLong,
    #[error("the file is too large")]
    FileTooLarge,
    #[error("the file is none of the kinds that are taken")]
    FileUnknown,
    #[error("no reason was given")]
    NoReason,
    #[error("the reason is too long")]
    ReasonTooLong,
    #[error("the VAT is another than when it was ordered")]
    VatChanged,
}

impl Refuse for ShopRefused {
    fn kind(&self) -> Kind {
        match self {
            ShopRefused::NotTheOwner => Kind::Forbidden,
            ShopRefused::TotalNotSeen
            | ShopRefused::OrderOpen
            | ShopRefused::LicenceChanged
            | ShopRefused::VatChanged
            | ShopRefused::OtherState { .. } => Kind::Conflict,
            ShopRefused::FileTooLarge => Kind::TooLarge,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            ShopRefused::NotTheOwner => "not-the-owner",
            ShopRefused::TermsNotAccepted => "terms-not-accepted",
            ShopRefused::ReferenceTooLong => "reference-too-long",
            ShopRefused::TotalNotSeen => "total-not-seen",
            ShopRefused::OrderOpen => "licence-order-open",
            ShopRefused::LicenceChanged => "licence-changed",
            ShopRefused::OtherState { .. } => "licence-order-state",
            ShopRefused::NoEvidence => "evidence-missing",
            ShopRefused::WordsTooLong => "evidence-too-long",
            ShopRefused::FileTooLarge => "evidence-file-too-large",
            ShopRefused::FileUnknown => "evidence-file-unknown",
            ShopRefused::NoReason => "approval-reason-missing",
            ShopRefused::ReasonTooLong => "approval-reason-too-long",
            ShopRefused::VatChanged => "licence-order-vat",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            ShopRefused::TermsNotAccepted => Some("terms"),
            ShopRefused::ReferenceTooLong => Some("reference"),
            ShopRefused::NoEvidence | ShopRefused::WordsTooLong => Some("words"),
            ShopRefused::FileTooLarge | ShopRefused::FileUnknown => Some("file"),
            ShopRefused::NoReason | ShopRefused::ReasonTooLong => Some("reason"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        let most = |most: usize| Args::from([("most", most.to_string())]);
        match self {
            ShopRefused::ReferenceTooLong => most(LONGEST_REFERENCE),
            ShopRefused::WordsTooLong => most(LONGEST_WORDS),
            ShopRefused::ReasonTooLong => most(LONGEST_REASON),
            ShopRefused::FileTooLarge => most(MOST_FILE_BYTES / 1_000_000),
            ShopRefused::OtherState { state } => Args::from([("state", state.to_string())]),
            _ => Args::new(),
        }
    }
}

/// Tidies an order and names everything that is wrong with it, whatever it costs.
pub fn check(asked: Asked) -> Result<Asked, Vec<ShopRefused>> {
    let reference = asked.reference.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut wrong = Vec::new();
    if reference.chars().count() > LONGEST_REFERENCE {
        wrong.push(ShopRefused::ReferenceTooLong);
    }
    if asked.terms != TERMS {
        wrong.push(ShopRefused::TermsNotAccepted);
    }
    if wrong.is_empty() { Ok(Asked { reference, ..asked }) } else { Err(wrong) }
}

/// Nobody buys at a price that they have not seen.
pub fn check_total(seen_minor: Option<i64>, quote: &Quote) -> Result<(), ShopRefused> {
    if seen_minor == Some(quote.gross_minor) { Ok(()) } else { Err(ShopRefused::TotalNotSeen) }
}

/// Whether the licence still has the size that was agreed on. It may have been registered since.
pub fn same_licence(agreed: &Quote, now: &Quote) -> Result<(), ShopRefused> {
    let size = |quote: &Quote| {
        let before = quote.before.clone()?;
        Some((before.users, before.add_ons, before.years))
    };
    if size(agreed) == size(now) { Ok(()) } else { Err(ShopRefused::LicenceChanged) }
}

/// Whether an order waits for evidence or for staff.
pub fn check_waiting(order: &LicenceOrder) -> Result<(), ShopRefused> {
    match order.state() {
        State::Waiting => Ok(()),
        state => Err(ShopRefused::OtherState { state: state.code() }),
    }
}

/// Tidies evidence and says of which type its file is.
pub fn check_evidence(sent: Sent) -> Result<(Sent, &'static str), ShopRefused> {
    let words = sent.words.trim().to_string();
    let file = sent.file.filter(|(_, content)| !content.is_empty());
    if words.is_empty() && file.is_none() {
        return Err(ShopRefused::NoEvidence);
    }
    if words.chars().count() > LONGEST_WORDS {
        return Err(ShopRefused::WordsTooLong);
    }
    let Some((name, content)) = file else { return Ok((Sent { words, file: None }, "")) };
    if content.len() > MOST_FILE_BYTES {
        return Err(ShopRefused::FileTooLarge);
    }
    let file_type = file_type(&content).ok_or(ShopRefused::FileUnknown)?;
    Ok((Sent { words, file: Some((file_name(&name, file_type), content)) }, file_type))
}

/// The media type of what is in a file; its name says nothing.
fn file_type(content: &[u8]) -> Option<&'static str> {
    match content {
        content if content.starts_with(b"%PDF-") => Some("application/pdf"),
        content if content.starts_with(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        content if content.starts_with(b"\xff\xd8\xff") => Some("image/jpeg"),
        content => {
            let text = std::str::from_utf8(content).ok()?;
            let plain = |char: char| !char.is_control() || ['\n', '\r', '\t'].contains(&char);
            text.chars().all(plain).then_some("text/plain")
        }
    }
}

/// A name that is safe in a header and on every file system, with the ending of its type.
fn file_name(name: &str, file_type: &str) -> String {
    let ending = match file_type {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        _ => "txt",
    };
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let plain = |char: char| if char.is_ascii_alphanumeric() || "-_".contains(char) { char } else { '-' };
    let stem: String = stem.chars().take(LONGEST_FILE_NAME).map(plain).collect();
    let stem = stem.trim_matches('-');
    format!("{}.{ending}", if stem.is_empty() { "evidence" } else { stem })
}

/// Why staff refuse an order: the customer reads it.
pub fn check_reason(reason: &str) -> Result<String, ShopRefused> {
    let reason = reason.trim();
    match reason.chars().count() {
        0 => Err(ShopRefused::NoReason),
        1..=LONGEST_REASON => Ok(reason.to_string()),
        _ => Err(ShopRefused::ReasonTooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(name: &str, content: &[u8]) -> Result<(String, &'static str), ShopRefused> {
        let sent = Sent { words: String::new(), file: Some((name.into(), content.to_vec())) };
        check_evidence(sent).map(|(sent, kind)| (sent.file.unwrap().0, kind))
    }

    #[test]
    fn a_file_is_what_is_in_it_and_its_name_harms_nobody() {
        for (name, content, expect) in [
            ("brief.pdf", &b"%PDF-1.7"[..], Ok(("brief.pdf".to_string(), "application/pdf"))),
            ("brief.exe", b"%PDF-1.7", Ok(("brief.pdf".into(), "application/pdf"))),
            ("C:\\foto\\school \"1\".JPEG", b"\xff\xd8\xff\xe0", Ok(("school--1.jpg".into(), "image/jpeg"))),
            ("../../etc/passwd", b"\x89PNG\r\n\x1a\n0", Ok(("passwd.png".into(), "image/png"))),
            ("", "Wij zijn één school.\r\n".as_bytes(), Ok(("evidence.txt".into(), "text/plain"))),
            ("a.txt", b"MZ\x90\x00", Err(ShopRefused::FileUnknown)),
            ("a.txt", b"a\x00b", Err(ShopRefused::FileUnknown)),
            ("a.txt", b"", Err(ShopRefused::NoEvidence)),
        ] {
            assert_eq!(evidence(name, content), expect, "{name}");
        }
        assert_eq!(evidence("a.txt", &vec![b'a'; MOST_FILE_BYTES + 1]), Err(ShopRefused::FileTooLarge));
        assert!(evidence("a.txt", &vec![b'a'; MOST_FILE_BYTES]).is_ok());
    }

    #[test]
    fn words_alone_are_evidence() {
        let words = |words: &str| {
            check_evidence(Sent { words: words.into(), file: None }).map(|(sent, _)| sent.words)
        };
        assert_eq!(words(" BRIN 12AB "), Ok("BRIN 12AB".into()));
        assert_eq!(words(" \n"), Err(ShopRefused::NoEvidence));
        assert_eq!(words(&"a".repeat(4_001)), Err(ShopRefused::WordsTooLong));
    }

    #[test]
    fn a_refusal_has_a_reason() {
        assert_eq!(check_reason("  "), Err(ShopRefused::NoReason));
        assert_eq!(check_reason(" Not a school. "), Ok("Not a school.".into()));
        assert_eq!(check_reason(&"a".repeat(1_001)), Err(ShopRefused::ReasonTooLong));
    }
}
