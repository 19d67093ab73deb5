//! The counting rule of what this server runs, from the catalogue's default that is part of the program.

use hostler_licence::counting::{CountingRule, WrittenRule};
use serde::Deserialize;

const CATALOGUE: &str = include_str!("../../../../catalogue/offer.toml");

#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    #[error("the catalogue in this program cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    #[error(
        "the catalogue in this program has no counting rule for the product `{product}` held as `{holding}`"
    )]
    NoRule { product: String, holding: String },
}

/// The newest counting rule for a product and a way of holding it (`hosted`, `licence`).
pub fn counting_rule(product: &str, holding: &str) -> Result<CountingRule, OfferError> {
    let offer: Offer = toml::from_str(CATALOGUE)?;
    let mine = offer.product.into_iter().find(|one| one.id == product);
    let rules = mine.into_iter().flat_map(|one| one.counting).map(|rule| rule.of_product(product));
    let newest = rules.filter(|rule| rule.holding.to_string() == holding).max_by_key(|rule| rule.version);
    newest.ok_or_else(|| OfferError::NoRule { product: product.into(), holding: holding.into() })
}

#[derive(Deserialize)]
struct Offer {
    product: Vec<Product>,
}

#[derive(Deserialize)]
struct Product {
    id: String,
    #[serde(default)]
    counting: Vec<WrittenRule>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use hostler_licence::counting::{Basis, Treatment};

    #[test]
    fn connect_has_a_rule_each_way_and_nonsense_has_none() {
        let hosted = counting_rule("connect", "hosted").unwrap();
        assert_eq!((hosted.counts, hosted.administrator), (Basis::SignIn, Treatment::Counts));
        assert_eq!(counting_rule("connect", "licence").unwrap().counts, Basis::Mailbox);
        assert!(counting_rule("connect", "rented").is_err() && counting_rule("bakery", "hosted").is_err());
    }
}
