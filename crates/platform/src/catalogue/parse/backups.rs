//! How much backups may load the machine: whether the number makes sense.

use super::Problems;
use crate::catalogue::backups::BackupTerms;
use toml::Spanned;

pub fn backups(raw: Spanned<BackupTerms>, problems: &mut Problems) -> BackupTerms {
    let (at, terms) = (raw.span(), raw.into_inner());
    problems.out_of(&[("at-once", terms.at_once, 1..=64)], &at);
    terms
}
