//! Who sells.

use super::text::{filled, letters, number};
use super::{Problem, Problems};
use crate::catalogue::model::Provider;
use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RawProvider {
    name: Spanned<String>,
    domain: Spanned<String>,
    zone: Spanned<String>,
    country: Spanned<String>,
    #[serde(default)]
    countries: Vec<Spanned<String>>,
    currency: Spanned<String>,
    payment_term_days: Spanned<i64>,
    languages: Spanned<Vec<String>>,
    webhook_deliveries_days: Option<Spanned<i64>>,
    notice_email: Option<Spanned<String>>,
}

/// Days for which ended deliveries of webhooks are kept, where the catalogue says nothing.
const DELIVERIES_DAYS: i64 = 30;

pub fn provider(raw: Spanned<RawProvider>, problems: &mut Problems) -> Option<Provider> {
    let raw = raw.into_inner();
    let name = problems.good(filled(raw.name, "the provider's name"));
    let domain = problems.good(domain(raw.domain));
    let zone = problems.good(zone(&raw.zone));
    let country = problems.good(letters(raw.country, 2, "a country code of two letters, such as NL"));
    let countries = countries(raw.countries, country.as_deref(), problems);
    let currency = problems.good(currency(raw.currency));
    let term = problems.good(number(&raw.payment_term_days, 0..=365, "days of payment term"));
    let languages = problems.good(languages(raw.languages));
    let kept = raw.webhook_deliveries_days.as_ref();
    let kept = kept.map_or(Ok(DELIVERIES_DAYS), |days| number(days, 1..=3650, "days of deliveries"));
    let kept = problems.good(kept);
    let notice = match raw.notice_email {
        Some(address) => problems.good(notice_email(address))?,
        None => format!("info@{}", domain.as_deref().unwrap_or_default()),
    };
    Some(Provider {
        name: name?,
        domain: domain?,
        zone: zone?,
        country: country?,
        countries,
        currency: currency?,
        payment_term_days: term?,
        languages: languages?,
        webhook_deliveries_days: kept?,
        notice_email: notice,
    })
}

/// Those named, and the provider's own in front.
fn countries(named: Vec<Spanned<String>>, own: Option<&str>, problems: &mut Problems) -> Vec<String> {
    let mut countries: Vec<String> = own.map(String::from).into_iter().collect();
    for name in named {
        let name = problems.good(letters(name, 2, "a country code of two letters, such as NL"));
        countries.extend(name.filter(|name| Some(name.as_str()) != own));
    }
    countries
}

fn zone(text: &Spanned<String>) -> Result<TimeZone, Problem> {
    TimeZone::get(text.get_ref()).map_err(|_| {
        let problem = format!("`{}` is not a time zone", text.get_ref());
        Problem::new(text.span(), problem, "write an IANA name, such as Europe/Amsterdam")
    })
}

fn notice_email(address: Spanned<String>) -> Result<String, Problem> {
    let small = address.get_ref().to_lowercase();
    match crate::accounts::check_email(&small) {
        Ok(()) => Ok(small),
        Err(_) => {
            let problem = format!("`{}` is not a mail address", address.get_ref());
            Err(Problem::new(address.span(), problem, "write one, such as info@hostler.test"))
        }
    }
}

fn languages(names: Spanned<Vec<String>>) -> Result<Vec<String>, Problem> {
    let known = |name: &String| name == "en" || name == "nl";
    if names.get_ref().is_empty() || !names.get_ref().iter().all(known) {
        let problem = "the languages are `en` and `nl`";
        return Err(Problem::new(names.span(), problem, "name at least one of them, no other"));
    }
    Ok(names.into_inner())
}

/// Amounts are kept in hundredths, so only currencies with two decimals work.
fn currency(text: Spanned<String>) -> Result<String, Problem> {
    const OTHER_DECIMALS: [&str; 12] =
        ["JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF", "BHD", "KWD", "TND"];
    if OTHER_DECIMALS.contains(&text.get_ref().as_str()) {
        let problem = format!("amounts in {} are not kept in hundredths", text.get_ref());
        return Err(Problem::new(text.span(), problem, "take a currency with two decimals, such as EUR"));
    }
    letters(text, 3, "a currency code of three letters, such as EUR")
}

pub fn domain(text: Spanned<String>) -> Result<String, Problem> {
    let good_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let name = text.get_ref();
    if name.len() > 190 || !name.contains('.') || !name.split('.').all(good_label) {
        let problem = format!("`{name}` is not a domain");
        return Err(Problem::new(text.span(), problem, "write it in small letters, such as hostler.test"));
    }
    Ok(text.into_inner())
}
