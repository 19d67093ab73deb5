//! Reading what the register answers. An error's code stands in the body, whatever the status.

use serde::Deserialize;

/// Longest name and address that are kept.
const MOST_LETTERS: usize = 300;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Valid(Registered),
    Invalid,
    /// No answer that says anything, and why: the register's own code, or what happened on the way.
    Nothing(String),
}

/// Whose number it is. Member states may keep name and address to themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registered {
    pub name: String,
    pub address: String,
    /// The register's number for this question: proof that it was asked.
    pub consultation: String,
}

impl Answer {
    pub(super) fn nothing(why: &str) -> Answer {
        Answer::Nothing(why.into())
    }
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Body {
    country_code: Option<String>,
    vat_number: Option<String>,
    valid: Option<bool>,
    name: Option<String>,
    address: Option<String>,
    request_identifier: Option<String>,
    error_wrappers: Vec<Wrapped>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wrapped {
    error: String,
}

pub(super) fn read(body: &[u8], (country, number): (&str, &str)) -> Answer {
    let Ok(body) = serde_json::from_slice::<Body>(body) else {
        return Answer::nothing("the answer is unreadable");
    };
    if let Some(wrapped) = body.error_wrappers.first() {
        return match wrapped.error.as_str() {
            "INVALID_INPUT" => Answer::Invalid,
            code => Answer::Nothing(tidied(code)),
        };
    }
    if body.country_code.as_deref() != Some(country) || body.vat_number.as_deref() != Some(number) {
        return Answer::nothing("the answer is about another number");
    }
    match body.valid {
        Some(false) => Answer::Invalid,
        Some(true) => Answer::Valid(Registered {
            name: body.name.as_deref().map(tidied).unwrap_or_default(),
            address: body.address.as_deref().map(tidied).unwrap_or_default(),
            consultation: body.request_identifier.as_deref().map(tidied).unwrap_or_default(),
        }),
        None => Answer::nothing("the answer does not say"),
    }
}

/// One line without control characters, not too long; `---` is the register's word for nothing.
fn tidied(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if line == "---" { String::new() } else { line.chars().take(MOST_LETTERS).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_register_answers() {
        let check = |body: &str, expect: Answer| {
            assert_eq!(read(body.as_bytes(), ("DE", "136695976")), expect, "{body}")
        };
        let valid = |name: &str, consultation: &str| {
            Answer::Valid(Registered {
                name: name.into(),
                address: String::new(),
                consultation: consultation.into(),
            })
        };
        check(
            r#"{"countryCode":"DE","vatNumber":"136695976","valid":true,"requestIdentifier":"WAPIAAAA","name":"---","address":"---"}"#,
            valid("", "WAPIAAAA"),
        );
        check(
            r#"{"countryCode":"DE","vatNumber":"136695976","valid":true,"name":"Bäckerei\n\u0007 Schmidt GmbH","extra":[1]}"#,
            valid("Bäckerei Schmidt GmbH", ""),
        );
        check(r#"{"countryCode":"DE","vatNumber":"136695976","valid":false}"#, Answer::Invalid);
        check(r#"{"actionSucceed":false,"errorWrappers":[{"error":"INVALID_INPUT"}]}"#, Answer::Invalid);
        let nothing = Answer::nothing;
        check(r#"{"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}"#, nothing("MS_UNAVAILABLE"));
        check(
            r#"{"errorWrappers":[{"error":"MS_MAX_CONCURRENT_REQ"}],"valid":true}"#,
            nothing("MS_MAX_CONCURRENT_REQ"),
        );
        check(
            r#"{"countryCode":"DE","vatNumber":"999999999","valid":true}"#,
            nothing("the answer is about another number"),
        );
        check(r#"{"valid":true}"#, nothing("the answer is about another number"));
        check(r#"{"countryCode":"DE","vatNumber":"136695976"}"#, nothing("the answer does not say"));
        check(
            r#"{"countryCode":"DE","vatNumber":"136695976","valid":"yes"}"#,
            nothing("the answer is unreadable"),
        );
        for garbage in ["", "null", "[1]", "<html>", "{", "\u{0}", "42"] {
            check(garbage, nothing("the answer is unreadable"));
        }
        let long = format!(
            r#"{{"countryCode":"DE","vatNumber":"136695976","valid":true,"name":"{}"}}"#,
            "x".repeat(9_000)
        );
        check(&long, valid(&"x".repeat(300), ""));
    }
}
