//! What people read: the interface's words in English and Dutch, and numbers,
//! amounts and dates the way each of the two writes them (W1).
//!
//! The words live in fluent files: the parts' own in `crates/kit/words`, a
//! program's beside it. [`Words::load`] reads all of them once; the result is
//! shared by every request.

pub mod check;
mod format;
mod language;

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

pub use format::Whole;
pub use language::Lang;

/// The words that the parts of every page need, in each language.
pub const COMMON: &[(Lang, &str)] = &[
    (Lang::En, include_str!("../../words/en/common.ftl")),
    (Lang::Nl, include_str!("../../words/nl/common.ftl")),
];

/// One language's words and its way of writing numbers, amounts and dates.
pub struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

/// Every language's words, read once when a program starts.
#[derive(Clone)]
pub struct Languages {
    en: Arc<Words>,
    nl: Arc<Words>,
}

/// A fluent file that cannot be taken: a syntax error, or a key that another
/// file of the same language already has.
#[derive(Debug, thiserror::Error)]
#[error("words ({lang:?}): {reason}")]
pub struct WordsError {
    lang: Lang,
    reason: String,
}

/// A value put into a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Taken as it is: a name, an address, an amount already written out.
    Text(String),
    /// A count: written with the language's grouping, and decides the plural.
    Count(i64),
}

macro_rules! arg_from_count {
    ($($number:ty),*) => {$(
        impl From<$number> for Arg {
            fn from(count: $number) -> Arg {
                Arg::Count(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
        impl From<&$number> for Arg {
            fn from(count: &$number) -> Arg {
                Arg::from(*count)
            }
        }
    )*};
}
arg_from_count!(i64, i32, u32, u64, usize);

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Arg {
        Arg::Text(text.clone())
    }
}

impl Words {
    /// Reads the common words and the given files, each `(language, fluent text)`.
    ///
    /// # Errors
    /// A file with a syntax error, or a key that is there twice.
    pub fn load(files: &[(Lang, &str)]) -> Result<Languages, WordsError> {
        let of = |lang| Words::of_language(lang, files).map(Arc::new);
        Ok(Languages { en: of(Lang::En)?, nl: of(Lang::Nl)? })
    }

    fn of_language(lang: Lang, files: &[(Lang, &str)]) -> Result<Words, WordsError> {
        let locale: LanguageIdentifier = lang.code().parse().expect("en and nl are language identifiers");
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::En => english_count,
            Lang::Nl => dutch_count,
        }));
        for (_, text) in COMMON.iter().chain(files).filter(|(of, _)| *of == lang) {
            let refused = |reason: String| WordsError { lang, reason };
            let resource = FluentResource::try_new((*text).to_owned())
                .map_err(|(_, errors)| refused(format!("{errors:?}")))?;
            bundle.add_resource(resource).map_err(|errors| refused(format!("{errors:?}")))?;
        }
        Ok(Words { lang, bundle })
    }

    /// The language these words are in.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The sentence of a key, or `⟨key⟩` when there is none.
    pub fn t(&self, key: &str) -> String {
        self.sentence(key, None)
    }

    /// The sentence of a key with values in it, plurals decided by [`Arg::Count`].
    pub fn tr(&self, key: &str, values: &[(&str, Arg)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            match value {
                Arg::Text(text) => args.set(*name, text.as_str()),
                Arg::Count(count) => args.set(*name, *count),
            }
        }
        self.sentence(key, Some(&args))
    }

    /// As [`Words::tr`] with one value: the usual case in a template.
    pub fn with(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        self.tr(key, &[(name, value.into())])
    }

    fn sentence(&self, key: &str, args: Option<&FluentArgs>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟨{key}⟩");
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if errors.is_empty() { text } else { format!("⟨{key}⟩ {text}") }
    }
}

impl Languages {
    /// The words of one language.
    pub fn of(&self, lang: Lang) -> Arc<Words> {
        match lang {
            Lang::En => self.en.clone(),
            Lang::Nl => self.nl.clone(),
        }
    }
}

fn english_count(value: &FluentValue, _: &IntlLangMemoizer) -> Option<String> {
    count(Lang::En, value)
}

fn dutch_count(value: &FluentValue, _: &IntlLangMemoizer) -> Option<String> {
    count(Lang::Nl, value)
}

/// Counts reach fluent as its floating-point numbers; whole ones are written grouped.
fn count(lang: Lang, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(format::grouped(lang, number.value as i64))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
