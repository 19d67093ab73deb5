//! The EU's register of VAT numbers (VIES), asked by its REST interface, one number at a time.
//!
//! What comes back is somebody else's: it is read within limits, believed only if it is about the number that was
//! asked, and anything unclear counts as no answer.

mod answer;

pub use answer::{Answer, Registered};

use reqwest::redirect::Policy;
use serde::Serialize;
use std::time::Duration;
use url::Url;

/// The register itself.
pub const OFFICIAL: &str = "https://ec.europa.eu/taxation_customs/vies";
/// The member states answer through it, some slowly.
const WITHIN: Duration = Duration::from_secs(20);
/// An answer has a few hundred bytes.
const MOST_BYTES: usize = 64 << 10;

/// A way to the register.
#[derive(Debug)]
pub struct Vies {
    client: reqwest::Client,
    check: Url,
}

#[derive(Debug, thiserror::Error)]
pub enum BadVies {
    #[error(
        "`--vies` is not an address ({0}); write {OFFICIAL}, or leave it out to accept VAT numbers by hand"
    )]
    Url(String),
    #[error("the client for VIES cannot be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// `POST /rest-api/check-vat-number`. With the requester's number the answer has a consultation number.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    country_code: &'a str,
    vat_number: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    requester_member_state_code: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    requester_number: &'a str,
}

impl Vies {
    /// The register at this address, such as [`OFFICIAL`].
    pub fn at(base: &str) -> Result<Vies, BadVies> {
        Vies::within(base, WITHIN)
    }

    /// The same, with how long an answer may take.
    pub fn within(base: &str, within: Duration) -> Result<Vies, BadVies> {
        let bad = |error: url::ParseError| BadVies::Url(error.to_string());
        let check =
            Url::parse(&format!("{}/rest-api/check-vat-number", base.trim_end_matches('/'))).map_err(bad)?;
        if !matches!(check.scheme(), "http" | "https") || check.host().is_none() {
            return Err(BadVies::Url(base.into()));
        }
        let client = reqwest::Client::builder()
            .timeout(within)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("hostler/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Vies { client, check })
    }

    /// What the register says of a number with its prefix, asked by whoever has the number `requester` (empty: nobody).
    pub async fn ask(&self, number: &str, requester: &str) -> Answer {
        let apart = |text: &str| text.split_at_checked(2).map(|(a, b)| (a.to_string(), b.to_string()));
        let Some((country, rest)) = apart(number) else { return Answer::nothing("no number") };
        let (own_country, own) = apart(requester).unwrap_or_default();
        let question = Question {
            country_code: &country,
            vat_number: &rest,
            requester_member_state_code: &own_country,
            requester_number: &own,
        };
        let sent = self.client.post(self.check.clone()).json(&question).send().await;
        match sent {
            Ok(response) => match limited(response).await {
                Ok(body) => answer::read(&body, (&country, &rest)),
                Err(why) => Answer::nothing(why),
            },
            Err(error) if error.is_timeout() => Answer::nothing("no answer in time"),
            Err(_) => Answer::nothing("it cannot be reached"),
        }
    }
}

async fn limited(mut response: reqwest::Response) -> Result<Vec<u8>, &'static str> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|_| "the answer broke off")? {
        body.extend_from_slice(&part);
        if body.len() > MOST_BYTES {
            return Err("the answer is too long");
        }
    }
    Ok(body)
}
