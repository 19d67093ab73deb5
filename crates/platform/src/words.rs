//! The platform's words in English and Dutch.

use hostler_kit::ui::words::Lang;
use hostler_kit::ui::{Languages, Words, WordsError};

macro_rules! files {
    ($($name:literal),*) => {
        &[$(
            (Lang::En, include_str!(concat!("../words/en/", $name, ".ftl"))),
            (Lang::Nl, include_str!(concat!("../words/nl/", $name, ".ftl"))),
        )*]
    };
}

pub const FILES: &[(Lang, &str)] = files!(
    "accounts",
    "backup",
    "billing",
    "certificates",
    "countries",
    "debits",
    "ending",
    "events",
    "fallback",
    "inbox",
    "invoices",
    "ledger",
    "licences",
    "metering",
    "monitoring",
    "orders",
    "payments",
    "people",
    "releases",
    "reminders",
    "servers",
    "shop",
    "tokens",
    "updates",
    "vantages",
    "vat",
    "vault",
    "webhooks"
);

/// All words of the platform, common ones included.
pub fn load() -> Result<Languages, WordsError> {
    Words::load(FILES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hostler_kit::ui::words::{COMMON, check};

    #[test]
    fn both_languages_say_the_same() {
        assert_eq!(check::differences(FILES), Vec::<String>::new());
        load().expect("the words can be read");
    }

    #[test]
    fn no_page_asks_for_words_that_are_not_there() {
        let files = [COMMON, FILES].concat();
        let mut missing = Vec::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|kind| kind == "html" || kind == "rs") {
                    missing.extend(check::unknown_keys(&std::fs::read_to_string(path).unwrap(), &files));
                }
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }
}
