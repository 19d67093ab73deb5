//! Which language a person reads: what they chose on this device, else what
//! they set for themselves, else what their browser asks for.

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// British English.
    #[default]
    En,
    /// Dutch.
    Nl,
}

impl Lang {
    /// All of them, in the order the language switch shows them.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Nl];

    /// The code for `lang=""`, cookies and columns: `en`, `nl`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Nl => "nl",
        }
    }

    /// What the language calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Nl => "Nederlands",
        }
    }

    /// Reads a code such as `nl`, `NL` or `nl-BE`; `None` for a language we do not have.
    pub fn parse(code: &str) -> Option<Lang> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The switch on the page (a cookie) wins, so that it always does something; then
    /// the person's own setting, then the browser's `Accept-Language` (RFC 9110
    /// section 12.5.4), then English.
    pub fn negotiate(cookie: Option<&str>, setting: Option<Lang>, accept: Option<&str>) -> Lang {
        cookie
            .and_then(Lang::parse)
            .or(setting)
            .or_else(|| accept.and_then(best_accepted))
            .unwrap_or_default()
    }
}

/// The language with the highest weight that we have; the first one of equals.
fn best_accepted(header: &str) -> Option<Lang> {
    let mut best: Option<(Lang, u16)> = None;
    for range in header.split(',') {
        let (code, weight) = weighted(range);
        let Some(lang) = Lang::parse(code) else { continue };
        if weight > best.map_or(0, |(_, weight)| weight) {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

/// A range and its weight in thousandths; 0 when the weight is not a number.
fn weighted(range: &str) -> (&str, u16) {
    let Some((code, parameters)) = range.split_once(';') else { return (range, 1000) };
    let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
    (code, weight.map_or(0, |q| (q.clamp(0.0, 1.0) * 1000.0) as u16))
}
