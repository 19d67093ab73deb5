//! Prices and percentages with the day from which each holds: of users, GB, combinations, taxes.

use super::text::{amount, date, first_of_month, insert, letters, percent};
use super::{Problem, Problems, shaped};
use crate::catalogue::model::{Combination, Dated, Percent, Price, Product, Vat};
use hostler_licence::counting::Holding;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPrice {
    from: Spanned<String>,
    amount: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPercent {
    from: Spanned<String>,
    percent: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCombination {
    products: Spanned<Vec<Spanned<String>>>,
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

/// Prices of whole months.
pub fn monthly(raw: Vec<RawPrice>, problems: &mut Problems) -> Dated<Price> {
    let mut dated = Dated { values: Vec::new() };
    for price in raw {
        let amount = problems.good(amount(&price.amount, 6));
        let from = problems.good(first_of_month(&price.from));
        let added =
            amount.zip(from).map(|(amount, from)| insert(&mut dated, price.from.span(), (from, amount)));
        problems.good(added.unwrap_or(Ok(())));
    }
    dated
}

/// Percentages from any day on.
pub fn percents(raw: Vec<RawPercent>, problems: &mut Problems) -> Dated<Percent> {
    let mut dated = Dated { values: Vec::new() };
    for one in raw {
        let percent = problems.good(percent(&one.percent));
        let from = problems.good(date(&one.from));
        let added =
            percent.zip(from).map(|(percent, from)| insert(&mut dated, one.from.span(), (from, percent)));
        problems.good(added.unwrap_or(Ok(())));
    }
    dated
}

/// `known` are the products, if every one of them could be read.
pub fn combinations(
    sections: Vec<Spanned<DeValue<'_>>>,
    known: Option<&[Product]>,
    problems: &mut Problems,
) -> Vec<Combination> {
    let mut combinations = Vec::new();
    for section in sections {
        let Some(raw) = problems.good(shaped::<RawCombination>(section)) else { continue };
        let raw = raw.into_inner();
        let from = problems.good(first_of_month(&raw.from));
        let percent = problems.good(percent(&raw.percent));
        let names = problems.good(combined(raw.products, known));
        let (Some(from), Some(percent), Some(names)) = (from, percent, names) else { continue };
        problems.good(combine(&mut combinations, names, (raw.from.span(), from, percent)));
    }
    combinations
}

fn combined(names: Spanned<Vec<Spanned<String>>>, known: Option<&[Product]>) -> Result<Vec<String>, Problem> {
    let span = names.span();
    let mut seen: Vec<String> = Vec::new();
    for name in names.into_inner() {
        if let Some(problem) = known.and_then(|known| not_combinable(name.get_ref(), known)) {
            return Err(Problem::new(name.span(), problem, "name hosted products of this file"));
        }
        if seen.contains(name.get_ref()) {
            let problem = format!("`{}` is named twice", name.get_ref());
            return Err(Problem::new(name.span(), problem, "name each product once"));
        }
        seen.push(name.into_inner());
    }
    if seen.len() < 2 {
        return Err(Problem::new(span, "a combination needs two products", "name at least two"));
    }
    Ok(seen)
}

fn not_combinable(name: &str, known: &[Product]) -> Option<String> {
    match known.iter().find(|product| product.id == name) {
        None => Some(format!("there is no product `{name}`")),
        Some(product) if product.rule(Holding::Hosted).is_none() => {
            Some(format!("`{name}` is not offered hosted, so no month of it is billed"))
        }
        Some(_) => None,
    }
}

fn combine(
    combinations: &mut Vec<Combination>,
    products: Vec<String>,
    (span, from, percent): (Range<usize>, jiff::civil::Date, Percent),
) -> Result<(), Problem> {
    match combinations.iter_mut().find(|other| other.products == products) {
        Some(known) => insert(&mut known.percents, span, (from, percent)),
        None => {
            combinations.push(Combination { products, percents: Dated { values: vec![(from, percent)] } });
            Ok(())
        }
    }
}

pub fn vat(sections: Vec<Spanned<DeValue<'_>>>, problems: &mut Problems) -> Vec<Vat> {
    let mut vat: Vec<Vat> = Vec::new();
    for section in sections {
        let Some(raw) = problems.good(shaped::<RawRate>(section)) else { continue };
        let raw = raw.into_inner();
        let span = raw.from.span();
        let from = problems.good(date(&raw.from));
        let percent = problems.good(percent(&raw.percent));
        let country = problems.good(letters(raw.country, 2, "a country code of two letters, such as NL"));
        let (Some(from), Some(percent), Some(country)) = (from, percent, country) else { continue };
        match vat.iter_mut().find(|other| other.country == country) {
            Some(known) => _ = problems.good(insert(&mut known.rates, span, (from, percent))),
            None => vat.push(Vat { country, rates: Dated { values: vec![(from, percent)] } }),
        }
    }
    vat
}
