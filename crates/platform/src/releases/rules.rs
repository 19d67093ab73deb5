//! What may be published, and under which name it is kept.

use super::model::Announcement;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_licence::release::{Certificate, version};
use std::collections::BTreeMap;

/// Largest package, in bytes.
pub const LARGEST: i64 = 2 << 30;
const LONGEST_NOTES: usize = 4_000;
const LONGEST_NAME: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseRefused {
    #[error("no product `{0}` is sold by licence")]
    NoProduct(String),
    #[error("`{0}` is not a version")]
    NoVersion(String),
    #[error("{0} was published before")]
    Known(String),
    #[error("`{0}` cannot be a file's name")]
    FileName(String),
    #[error("`{0}` is not SCHEME:NUMBER")]
    Certificate(String),
    #[error("the notes are too long")]
    Notes,
    #[error("the package is empty")]
    Empty,
    #[error("the package is larger than {LARGEST} bytes")]
    TooLarge,
    #[error("the day of the release lies ahead")]
    Ahead,
    #[error("a reason is missing")]
    NoReason,
}

impl Refuse for ReleaseRefused {
    fn kind(&self) -> Kind {
        match self {
            ReleaseRefused::Known(_) => Kind::Conflict,
            ReleaseRefused::TooLarge => Kind::TooLarge,
            ReleaseRefused::NoProduct(_) => Kind::Missing,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            ReleaseRefused::NoProduct(_) => "release-product",
            ReleaseRefused::NoVersion(_) => "release-version",
            ReleaseRefused::Known(_) => "release-known",
            ReleaseRefused::FileName(_) => "release-file-name",
            ReleaseRefused::Certificate(_) => "release-certificate",
            ReleaseRefused::Notes => "release-notes",
            ReleaseRefused::Empty => "release-empty",
            ReleaseRefused::TooLarge => "release-too-large",
            ReleaseRefused::Ahead => "release-ahead",
            ReleaseRefused::NoReason => "release-reason",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            ReleaseRefused::NoReason => Some("reason"),
            ReleaseRefused::Certificate(_) => Some("certificates"),
            ReleaseRefused::FileName(_) => Some("file"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        let (name, value) = match self {
            ReleaseRefused::NoProduct(product) => ("product", product),
            ReleaseRefused::NoVersion(version) | ReleaseRefused::Known(version) => ("version", version),
            ReleaseRefused::FileName(file) => ("file", file),
            ReleaseRefused::Certificate(certificate) => ("certificate", certificate),
            _ => return Args::new(),
        };
        Args::from([(name, value.clone())])
    }
}

/// Certificates and notes of an announcement whose every part is in order.
pub fn check(
    announcement: &Announcement,
    number: &str,
) -> Result<(Vec<Certificate>, BTreeMap<String, String>), ReleaseRefused> {
    if version(number).is_none() || number.len() > 40 {
        return Err(ReleaseRefused::NoVersion(number.chars().take(60).collect()));
    }
    if !is_file_name(&announcement.file) {
        return Err(ReleaseRefused::FileName(announcement.file.chars().take(LONGEST_NAME).collect()));
    }
    let written = announcement.certificates.split(',').map(str::trim).filter(|text| !text.is_empty());
    let certificates = written.map(certificate).collect::<Result<_, _>>()?;
    let notes = [("en", &announcement.notes_en), ("nl", &announcement.notes_nl)];
    if notes.iter().any(|(_, text)| text.len() > LONGEST_NOTES) {
        return Err(ReleaseRefused::Notes);
    }
    let told = notes.into_iter().filter(|(_, text)| !text.trim().is_empty());
    Ok((certificates, told.map(|(language, text)| (language.to_string(), text.clone())).collect()))
}

fn is_file_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+~".contains(&byte);
    !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(plain) && !name.starts_with('.')
}

fn certificate(text: &str) -> Result<Certificate, ReleaseRefused> {
    let wrong = || ReleaseRefused::Certificate(text.chars().take(60).collect());
    let (scheme, number) = text.split_once(':').ok_or_else(wrong)?;
    let scheme_ok =
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if !scheme_ok || number.trim().is_empty() || text.len() > 80 {
        return Err(wrong());
    }
    Ok(Certificate { scheme: scheme.to_string(), number: number.trim().to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announcement(file: &str, certificates: &str) -> Announcement {
        Announcement {
            file: file.into(),
            released: None,
            security: String::new(),
            certificates: certificates.into(),
            notes_en: "A hole is mended.".into(),
            notes_nl: String::new(),
        }
    }

    #[test]
    fn what_may_be_published() {
        let check = |version: &str, file: &str, certificates: &str, expect: &str| {
            let told = super::check(&announcement(file, certificates), version);
            assert_eq!(told.map_or_else(|refused| refused.code(), |_| "good"), expect, "{version} {file}");
        };
        check("10.0.2", "hostler-connect_10.0.2_amd64.deb", "fstek:4242, bsi:7", "good");
        check("10.0-beta", "connect.deb", "", "release-version");
        check("10.0", "../../etc/passwd", "", "release-file-name");
        check("10.0", ".hidden", "", "release-file-name");
        check("10.0", "connect.deb", "fstek", "release-certificate");
        check("10.0", "connect.deb", "FSTEK:1", "release-certificate");
        let (certificates, notes) = super::check(&announcement("a.deb", "fstek: 42"), "1").unwrap();
        assert_eq!((certificates[0].number.as_str(), notes.len()), ("42", 1));
    }
}
