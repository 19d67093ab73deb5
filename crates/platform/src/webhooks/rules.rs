//! What a webhook may be, when a delivery is tried again, and what an answer means.

use super::model::Wish;
use super::reach::{OutOfReach, Reach, check};
use crate::events::asked_kinds_fit;
use hostler_kit::http::{Args, Fault, Kind, Refuse};

/// Webhooks of one customer, or of the provider.
pub const MOST_WEBHOOKS: i64 = 20;
/// After a rotation the secret before stays good for a day.
pub const OVERLAP_MS: i64 = 24 * 3_600_000;
/// Failed deliveries that one request sends again.
pub const MOST_REPLAYED: i64 = 1_000;
const LONGEST_DESCRIPTION: usize = 200;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// Pauses after each failed attempt: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 20 h; in all just under 3 days.
const PAUSES_MS: [i64; 9] =
    [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 20 * HOUR];

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefused {
    #[error("this is not an address")]
    BadUrl,
    #[error("the address is not https")]
    NotHttps,
    #[error("the address is private")]
    PrivateUrl,
    #[error("the description is too long")]
    DescriptionLong,
    #[error("a webhook is on or off")]
    BadState,
    #[error("as many webhooks as there may be")]
    TooMany,
    #[error("the webhook is off")]
    Off,
    #[error("the delivery still waits")]
    Waits,
}

impl From<OutOfReach> for WebhookRefused {
    fn from(error: OutOfReach) -> WebhookRefused {
        match error {
            OutOfReach::Malformed => WebhookRefused::BadUrl,
            OutOfReach::NotHttps => WebhookRefused::NotHttps,
            OutOfReach::Private => WebhookRefused::PrivateUrl,
        }
    }
}

impl Refuse for WebhookRefused {
    fn kind(&self) -> Kind {
        match self {
            WebhookRefused::TooMany | WebhookRefused::Off | WebhookRefused::Waits => Kind::Conflict,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            WebhookRefused::BadUrl => "webhook-url-malformed",
            WebhookRefused::NotHttps => "webhook-url-not-https",
            WebhookRefused::PrivateUrl => "webhook-url-private",
            WebhookRefused::DescriptionLong => "webhook-description-long",
            WebhookRefused::BadState => "webhook-state-unknown",
            WebhookRefused::TooMany => "too-many-webhooks",
            WebhookRefused::Off => "webhook-off",
            WebhookRefused::Waits => "delivery-waits",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            WebhookRefused::BadUrl | WebhookRefused::NotHttps | WebhookRefused::PrivateUrl => Some("url"),
            WebhookRefused::DescriptionLong => Some("description"),
            WebhookRefused::BadState => Some("state"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            WebhookRefused::DescriptionLong => Args::from([("most", LONGEST_DESCRIPTION.to_string())]),
            WebhookRefused::TooMany => Args::from([("most", MOST_WEBHOOKS.to_string())]),
            _ => Args::new(),
        }
    }
}

/// Tidies a wish; what is wrong with it first.
pub fn tidy(wish: Wish, reach: Reach) -> Result<Wish, Fault> {
    let url = wish.url.map(|url| check(url.trim(), reach)).transpose().map_err(WebhookRefused::from)?;
    let description = wish.description.map(|text| text.trim().to_string());
    if description.as_ref().is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
        return Err(WebhookRefused::DescriptionLong.into());
    }
    if wish.state.as_ref().is_some_and(|state| state != "on" && state != "off") {
        return Err(WebhookRefused::BadState.into());
    }
    let kinds = wish.kinds.map(|kinds| asked_kinds_fit(&kinds)).transpose()?;
    Ok(Wish { url: url.map(String::from), description, kinds, state: wish.state })
}

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Delivered,
    /// Tried again after so many milliseconds.
    Again(i64),
    /// It was the last attempt.
    Failed,
    /// The receiver wants no more (410): the webhook is switched off.
    Gone,
}

/// `status` of the answer, none if there was none; `tried` attempts so far, this one included.
pub fn verdict(status: Option<u16>, tried: i64) -> Verdict {
    let pause = usize::try_from(tried - 1).ok().and_then(|index| PAUSES_MS.get(index));
    match (status, pause) {
        (Some(200..=299), _) => Verdict::Delivered,
        (Some(410), _) => Verdict::Gone,
        (_, Some(pause)) => Verdict::Again(*pause),
        (_, None) => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_means() {
        for (status, tried, expect) in [
            (Some(200), 1, Verdict::Delivered),
            (Some(204), 10, Verdict::Delivered),
            (Some(302), 1, Verdict::Again(5_000)),
            (Some(500), 2, Verdict::Again(300_000)),
            (None, 9, Verdict::Again(20 * HOUR)),
            (None, 10, Verdict::Failed),
            (Some(410), 1, Verdict::Gone),
        ] {
            assert_eq!(verdict(status, tried), expect, "{status:?}, {tried}");
        }
    }

    #[test]
    fn it_is_tried_for_up_to_three_days() {
        let all: i64 = PAUSES_MS.iter().sum();
        assert!((70 * HOUR..=72 * HOUR).contains(&all), "{all}");
    }
}
