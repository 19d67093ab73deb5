//! The words of the portal's pages, refusals and mails, one file per domain and language (W1).

use hostler_kit::ui::{Lang, Languages, Words, WordsError};

/// Every file; `Words::load` puts the common words in front.
pub const FILES: &[(Lang, &str)] = &[
    (Lang::En, include_str!("../words/en/billing.ftl")),
    (Lang::En, include_str!("../words/en/metering.ftl")),
    (Lang::Nl, include_str!("../words/nl/billing.ftl")),
    (Lang::Nl, include_str!("../words/nl/metering.ftl")),
];

/// Reads all words.
///
/// # Errors
/// A file with a syntax error, or a key that is there twice.
pub fn load() -> Result<Languages, WordsError> {
    Words::load(FILES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hostler_kit::ui::words::check::differences;

    #[test]
    fn both_languages_say_the_same_things() {
        load().expect("the words load");
        assert_eq!(differences(FILES), Vec::<String>::new());
    }
}
