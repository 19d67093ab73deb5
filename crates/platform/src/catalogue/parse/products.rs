//! Products: how each is counted, what it costs hosted and by licence.

use super::licences::{RawLicence, licence};
use super::prices::{RawPrice, monthly};
use super::text::{MOST, filled, id};
use super::{Problem, Problems, shaped};
use crate::catalogue::decimal::scaled;
use crate::catalogue::model::{Product, Storage};
use hostler_licence::counting::{CountingRule, Holding, Treatment, WrittenRule};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawProduct {
    id: Spanned<String>,
    name: Spanned<String>,
    #[serde(default)]
    price: Vec<RawPrice>,
    storage: Option<RawStorage>,
    counting: Vec<Spanned<WrittenRule<Spanned<Treatment>>>>,
    licence: Option<Spanned<RawLicence>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawStorage {
    included_gb_per_user: Spanned<String>,
    price: Vec<RawPrice>,
}

/// Those that are in order; each once.
pub fn products(sections: Vec<Spanned<DeValue<'_>>>, problems: &mut Problems) -> Vec<Product> {
    let mut products: Vec<Product> = Vec::new();
    for section in sections {
        let Some(raw) = problems.good(shaped::<RawProduct>(section)) else { continue };
        let span = raw.span();
        let Some(product) = product(raw, problems) else { continue };
        if products.iter().any(|other| other.id == product.id) {
            let problem = format!("the product `{}` is there twice", product.id);
            problems.add(Problem::new(span, problem, "keep one of them"));
        }
        products.push(product);
    }
    products
}

fn product(raw: Spanned<RawProduct>, problems: &mut Problems) -> Option<Product> {
    let span = raw.span();
    let raw = raw.into_inner();
    let id = problems.good(id(&raw.id, "a product's"));
    let of = id.as_deref().unwrap_or(raw.id.get_ref()).to_string();
    let name = problems.good(filled(raw.name, "the product's name"));
    let holdings: Vec<Holding> = raw.counting.iter().map(|rule| rule.get_ref().holding).collect();
    let counting = counting_rules(raw.counting, &of, problems);
    for problem in ways(&holdings, (&raw.price, raw.storage.is_some(), raw.licence.is_some())) {
        problems.add(Problem::new(span.clone(), problem.0, problem.1));
    }
    let storage = raw.storage.and_then(|raw| storage(raw, problems));
    let licence = raw.licence.and_then(|raw| licence(raw, &of, problems));
    Some(Product { id: id?, name: name?, prices: monthly(raw.price, problems), storage, counting, licence })
}

/// A way of holding a product has both, its counting rule and its prices, or neither: what is missing and the remedy.
fn ways(
    holdings: &[Holding],
    (prices, stored, licensed): (&[RawPrice], bool, bool),
) -> Vec<(&'static str, &'static str)> {
    let hosted = holdings.contains(&Holding::Hosted);
    let by_licence = holdings.contains(&Holding::Licence);
    let checks = [
        (
            hosted && prices.is_empty(),
            (
                "there is no price",
                "add a [[product.price]] for the hosted product, or remove its counting rule",
            ),
        ),
        (
            !hosted && !prices.is_empty(),
            ("there is a monthly price but no hosted counting rule", "add the rule, or remove the price"),
        ),
        (
            !hosted && stored,
            (
                "there is a price of storage but no hosted counting rule",
                "add the rule, or remove the storage",
            ),
        ),
        (
            by_licence && !licensed,
            ("there is a counting rule for licences but no [product.licence]", "add it, or remove the rule"),
        ),
        (
            !by_licence && licensed,
            ("there is a [product.licence] but no counting rule for licences", "add the rule, or remove it"),
        ),
        (!hosted && !by_licence, ("there is no counting rule", "add a [[product.counting]]")),
    ];
    checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, said)| said).collect()
}

fn counting_rules(
    raw: Vec<Spanned<WrittenRule<Spanned<Treatment>>>>,
    product: &str,
    problems: &mut Problems,
) -> Vec<CountingRule> {
    let mut rules: Vec<CountingRule> = Vec::new();
    for rule in raw {
        let span = rule.span();
        let Some(rule) = problems.good(counting_rule(rule.into_inner(), product)) else { continue };
        if rules.iter().any(|other| (other.holding, other.version) == (rule.holding, rule.version)) {
            let problem = format!("the counting rule {} is there twice", rule.name());
            problems.add(Problem::new(span, problem, "give each rule a version of its own"));
        }
        rules.push(rule);
    }
    rules
}

fn counting_rule(raw: WrittenRule<Spanned<Treatment>>, product: &str) -> Result<CountingRule, Problem> {
    let accounts = [
        ("disabled accounts", Some(&raw.disabled)),
        ("the administrator", Some(&raw.administrator)),
        ("guests", raw.guests.as_ref()),
    ];
    for (what, treatment) in accounts {
        let free = treatment.filter(|treatment| *treatment.get_ref() == Treatment::Free);
        if let Some(free) = free.filter(|_| raw.holding == Holding::Hosted) {
            let problem = format!("hosted, {what} cannot be free: every account that exists is billed");
            return Err(Problem::new(free.span(), problem, "write \"counts\" (D2, D3)"));
        }
    }
    Ok(raw.map(Spanned::into_inner).of_product(product))
}

fn storage(raw: RawStorage, problems: &mut Problems) -> Option<Storage> {
    let span = raw.included_gb_per_user.span();
    let included = problems.good(included(&raw.included_gb_per_user));
    problems.good(needed(&raw.price, span, "there is no price of storage"));
    let prices = monthly(raw.price, problems);
    Some(Storage { included_bytes_per_user: included?, prices })
}

fn included(text: &Spanned<String>) -> Result<i64, Problem> {
    scaled(text.get_ref(), 9).filter(|bytes| *bytes <= MOST).ok_or_else(|| {
        let problem = format!("`{}` is not a number of GB", text.get_ref());
        Problem::new(text.span(), problem, "write it as text with a point, such as \"1\" or \"0.5\"")
    })
}

/// At least one.
pub fn needed<T>(values: &[T], span: Range<usize>, problem: &str) -> Result<(), Problem> {
    if values.is_empty() {
        return Err(Problem::new(span, problem, "add at least one"));
    }
    Ok(())
}
