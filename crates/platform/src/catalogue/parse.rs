//! TOML text to a checked catalogue. Every problem carries the place in the text where it was seen.

use super::decimal::scaled;
use super::model::*;
use hostler_licence::counting::{Basis, CountingRule, Holding, Source, Treatment};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawCatalogue {
    provider: RawProvider,
    seller: Option<Seller>,
    product: Vec<Spanned<RawProduct>>,
    #[serde(default)]
    combination: Vec<Spanned<RawCombination>>,
    vat: Vec<Spanned<RawRate>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawProvider {
    name: Spanned<String>,
    domain: Spanned<String>,
    zone: Spanned<String>,
    country: Spanned<String>,
    currency: Spanned<String>,
    payment_term_days: Spanned<i64>,
    languages: Spanned<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawProduct {
    id: Spanned<String>,
    name: Spanned<String>,
    price: Vec<RawPrice>,
    storage: Option<RawStorage>,
    counting: Vec<Spanned<RawCounting>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrice {
    from: Spanned<String>,
    amount: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawStorage {
    included_gb_per_user: Spanned<String>,
    price: Vec<RawPrice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCounting {
    holding: Holding,
    version: u32,
    requirement: String,
    sentence: String,
    counts: Basis,
    disabled: Spanned<Treatment>,
    administrator: Spanned<Treatment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCombination {
    products: Vec<Spanned<String>>,
    from: Spanned<String>,
    percent: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRate {
    country: Spanned<String>,
    from: Spanned<String>,
    percent: Spanned<String>,
}

/// A problem and its place in the text.
pub struct Problem {
    at: Option<Range<usize>>,
    problem: String,
    remedy: String,
}

impl Problem {
    fn new(at: Range<usize>, problem: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem { at: Some(at), problem: problem.into(), remedy: remedy.into() }
    }

    pub fn in_file(self, file: &str, text: &str) -> CatalogueError {
        let line = self.at.map(|at| 1 + text.bytes().take(at.start).filter(|byte| *byte == b'\n').count());
        CatalogueError { file: file.to_string(), line, problem: self.problem, remedy: self.remedy }
    }
}

/// Reads and checks the whole text.
pub fn catalogue(text: &str) -> Result<Catalogue, Problem> {
    let raw: RawCatalogue = toml::from_str(text).map_err(|error| Problem {
        at: error.span(),
        problem: error.message().to_string(),
        remedy: "compare with catalogue/offer.toml".into(),
    })?;
    let provider = provider(raw.provider)?;
    let products = products(raw.product)?;
    let combinations = combinations(raw.combination, &products)?;
    let vat = vat(raw.vat)?;
    if !vat.iter().any(|rate| rate.country == provider.country) {
        return Err(Problem {
            at: None,
            problem: format!("there is no VAT rate for the provider's country {}", provider.country),
            remedy: "add a [[vat]] for it".into(),
        });
    }
    Ok(Catalogue { provider, seller: raw.seller.unwrap_or_default(), products, combinations, vat })
}

fn provider(raw: RawProvider) -> Result<Provider, Problem> {
    let zone = TimeZone::get(raw.zone.get_ref()).map_err(|_| {
        let problem = format!("`{}` is not a time zone", raw.zone.get_ref());
        Problem::new(raw.zone.span(), problem, "write an IANA name, such as Europe/Amsterdam")
    })?;
    let term = *raw.payment_term_days.get_ref();
    if !(0..=365).contains(&term) {
        let problem = format!("a payment term of {term} days makes no sense");
        return Err(Problem::new(raw.payment_term_days.span(), problem, "write 0 to 365 days"));
    }
    let languages = raw.languages.get_ref();
    if languages.is_empty() || languages.iter().any(|language| language != "en" && language != "nl") {
        let problem = "the languages are `en` and `nl`";
        return Err(Problem::new(raw.languages.span(), problem, "name at least one of them, no other"));
    }
    Ok(Provider {
        name: filled(raw.name, "the provider's name")?,
        domain: domain(raw.domain)?,
        zone,
        country: letters(raw.country, 2, "a country code of two letters, such as NL")?,
        currency: currency(raw.currency)?,
        payment_term_days: term,
        languages: raw.languages.into_inner(),
    })
}

fn products(raw: Vec<Spanned<RawProduct>>) -> Result<Vec<Product>, Problem> {
    let mut products: Vec<Product> = Vec::new();
    for product in raw {
        let span = product.span();
        let product = self::product(product.into_inner(), span.clone())?;
        if products.iter().any(|other| other.id == product.id) {
            let problem = format!("the product `{}` is there twice", product.id);
            return Err(Problem::new(span, problem, "keep one of them"));
        }
        products.push(product);
    }
    Ok(products)
}

fn product(raw: RawProduct, span: Range<usize>) -> Result<Product, Problem> {
    let id = raw.id.get_ref();
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        let problem = format!("`{id}` cannot be a product's id");
        return Err(Problem::new(raw.id.span(), problem, "use small letters, digits and hyphens"));
    }
    let mut counting: Vec<CountingRule> = Vec::new();
    for rule in raw.counting {
        let span = rule.span();
        let rule = counting_rule(rule.into_inner(), id)?;
        if counting.iter().any(|other| (other.holding, other.version) == (rule.holding, rule.version)) {
            let problem = format!("the counting rule {} is there twice", rule.name());
            return Err(Problem::new(span, problem, "give each rule a version of its own"));
        }
        counting.push(rule);
    }
    let storage = raw.storage.map(storage).transpose()?;
    let name = filled(raw.name, "the product's name")?;
    Ok(Product { id: raw.id.into_inner(), name, prices: prices(raw.price, span)?, storage, counting })
}

fn counting_rule(raw: RawCounting, product: &str) -> Result<CountingRule, Problem> {
    if raw.holding == Holding::Hosted {
        for (what, treatment) in
            [("disabled accounts", &raw.disabled), ("the administrator", &raw.administrator)]
        {
            if *treatment.get_ref() == Treatment::Free {
                let problem = format!("hosted, {what} cannot be free: every account that exists is billed");
                return Err(Problem::new(treatment.span(), problem, "write \"counts\" (D2, D3)"));
            }
        }
    }
    Ok(CountingRule {
        product: product.to_string(),
        holding: raw.holding,
        version: raw.version,
        source: Source { requirement: raw.requirement, sentence: raw.sentence },
        counts: raw.counts,
        disabled: raw.disabled.into_inner(),
        administrator: raw.administrator.into_inner(),
    })
}

fn storage(raw: RawStorage) -> Result<Storage, Problem> {
    let span = raw.included_gb_per_user.span();
    let included =
        scaled(raw.included_gb_per_user.get_ref(), 9).filter(|bytes| *bytes <= MOST).ok_or_else(|| {
            let problem = format!("`{}` is not a number of GB", raw.included_gb_per_user.get_ref());
            Problem::new(span.clone(), problem, "write it as text with a point, such as \"1\" or \"0.5\"")
        })?;
    Ok(Storage { included_bytes_per_user: included, prices: prices(raw.price, span)? })
}

/// Beyond this, an amount is a slip of the keyboard: a million units, or a million GB.
const MOST: i64 = 1_000_000_000_000_000;

fn prices(raw: Vec<RawPrice>, whole: Range<usize>) -> Result<Dated<Price>, Problem> {
    let mut dated = Vec::new();
    for price in raw {
        let micro = scaled(price.amount.get_ref(), 6).filter(|micro| *micro <= MOST).ok_or_else(|| {
            let problem = format!("`{}` is not an amount", price.amount.get_ref());
            let remedy = "write it as text with a point and at most six decimals, such as \"4.95\"";
            Problem::new(price.amount.span(), problem, remedy)
        })?;
        let from = first_of_month(&price.from)?;
        insert(&mut dated, price.from.span(), (from, Price { micro }))?;
    }
    if dated.is_empty() {
        return Err(Problem::new(whole, "there is no price", "add at least one"));
    }
    Ok(Dated { values: dated })
}

fn combinations(
    raw: Vec<Spanned<RawCombination>>,
    products: &[Product],
) -> Result<Vec<Combination>, Problem> {
    let mut combinations: Vec<Combination> = Vec::new();
    for entry in raw {
        let span = entry.span();
        let entry = entry.into_inner();
        let mut names: Vec<String> = Vec::new();
        for name in entry.products {
            if !products.iter().any(|product| product.id == *name.get_ref()) {
                let problem = format!("there is no product `{}`", name.get_ref());
                return Err(Problem::new(name.span(), problem, "name products of this file"));
            }
            if names.contains(name.get_ref()) {
                let problem = format!("`{}` is named twice", name.get_ref());
                return Err(Problem::new(name.span(), problem, "name each product once"));
            }
            names.push(name.into_inner());
        }
        if names.len() < 2 {
            return Err(Problem::new(span, "a combination needs two products", "name at least two"));
        }
        let value = (first_of_month(&entry.from)?, percent(&entry.percent)?);
        match combinations.iter_mut().find(|other| other.products == names) {
            Some(known) => insert(&mut known.percents.values, entry.from.span(), value)?,
            None => {
                combinations.push(Combination { products: names, percents: Dated { values: vec![value] } })
            }
        }
    }
    Ok(combinations)
}

fn vat(raw: Vec<Spanned<RawRate>>) -> Result<Vec<Vat>, Problem> {
    let mut vat: Vec<Vat> = Vec::new();
    for entry in raw {
        let entry = entry.into_inner();
        let from = entry.from.span();
        let value = (date(&entry.from)?, percent(&entry.percent)?);
        let country = letters(entry.country, 2, "a country code of two letters, such as NL")?;
        match vat.iter_mut().find(|other| other.country == country) {
            Some(known) => insert(&mut known.rates.values, from, value)?,
            None => vat.push(Vat { country, rates: Dated { values: vec![value] } }),
        }
    }
    Ok(vat)
}

/// Adds a dated value at its place; two for the same day contradict each other.
fn insert<T>(values: &mut Vec<(Date, T)>, span: Range<usize>, value: (Date, T)) -> Result<(), Problem> {
    let Err(place) = values.binary_search_by_key(&value.0, |(from, _)| *from) else {
        let problem = format!("two values hold from {}", value.0);
        return Err(Problem::new(span, problem, "keep one of them"));
    };
    values.insert(place, value);
    Ok(())
}

fn percent(text: &Spanned<String>) -> Result<Percent, Problem> {
    let permyriad = scaled(text.get_ref(), 2).filter(|permyriad| *permyriad <= 10_000).ok_or_else(|| {
        let problem = format!("`{}` is not a percentage", text.get_ref());
        Problem::new(text.span(), problem, "write it as text from \"0\" to \"100\", such as \"21\"")
    })?;
    Ok(Percent { permyriad })
}

fn date(text: &Spanned<String>) -> Result<Date, Problem> {
    let is_plain = text.get_ref().len() == 10;
    text.get_ref().parse().ok().filter(|_| is_plain).ok_or_else(|| {
        let problem = format!("`{}` is not a day", text.get_ref());
        Problem::new(text.span(), problem, "write it as text, such as \"2026-01-01\"")
    })
}

fn first_of_month(text: &Spanned<String>) -> Result<Date, Problem> {
    let day = date(text)?;
    if day.day() == 1 {
        return Ok(day);
    }
    let problem = format!("a price cannot begin on {day}: months are billed whole");
    Err(Problem::new(text.span(), problem, "write the first day of a month"))
}

fn filled(text: Spanned<String>, what: &str) -> Result<String, Problem> {
    if text.get_ref().trim().is_empty() {
        return Err(Problem::new(text.span(), format!("{what} is empty"), "write it"));
    }
    Ok(text.into_inner())
}

fn letters(text: Spanned<String>, length: usize, what: &str) -> Result<String, Problem> {
    let letters = text.get_ref();
    if letters.len() != length || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Problem::new(text.span(), format!("`{letters}` is not {what}"), format!("write {what}")));
    }
    Ok(text.into_inner())
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

fn domain(text: Spanned<String>) -> Result<String, Problem> {
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
