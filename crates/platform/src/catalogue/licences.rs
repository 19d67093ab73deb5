//! Licences as they are sold: what a server licence includes, packs, add-ons, editions, price classes and their
//! prices (L1–L5, L8–L11), and the questions that the shop asks.

use super::model::{Catalogue, Dated, Percent, Price};
use hostler_licence::counting::AddOnRule;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A product's licences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceOffer {
    /// Users of a base licence (L1).
    pub included_users: i64,
    /// Users of a pack (L1).
    pub pack_users: i64,
    /// Years of maintenance that come with a new licence (L2).
    pub maintenance_years: i64,
    /// Days for which everything works without a licence (L9).
    pub trial_days: i64,
    /// How often in a year a licence may leave a machine that is declared permanently offline (L8).
    pub offline_moves_per_year: i64,
    /// Days before an expiry on which somebody is warned, highest first (L13).
    pub warning_days: Vec<i64>,
    /// What belongs to the base without being sold: `antispam` (P8).
    pub part_of_base: Vec<String>,
    /// One year of maintenance, of the current price of the same licence new (L4).
    pub maintenance: Dated<Percent>,
    /// In the order of the file; the first is the default.
    pub editions: Vec<Edition>,
    pub add_ons: Vec<AddOnOffer>,
    pub(super) prices: Vec<Tariff>,
}

/// A way in which a product is built and sold: standard, or certified by a scheme (L11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// `certified`.
    pub id: String,
    pub name: String,
    /// The scheme whose certificates its releases carry: `fstek`.
    pub scheme: Option<String>,
}

/// An add-on as it is sold; its rule says since when (P7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddOnOffer {
    pub name: String,
    pub rule: AddOnRule,
}

/// Who buys (L10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PriceClass {
    Standard,
    /// Education.
    Edu,
    /// Government, and organisations without profit.
    Gov,
}

impl PriceClass {
    pub const ALL: [PriceClass; 3] = [PriceClass::Standard, PriceClass::Edu, PriceClass::Gov];

    pub fn code(self) -> &'static str {
        match self {
            PriceClass::Standard => "standard",
            PriceClass::Edu => "edu",
            PriceClass::Gov => "gov",
        }
    }

    /// The class of a code.
    pub fn of_code(code: &str) -> Option<PriceClass> {
        PriceClass::ALL.into_iter().find(|class| class.code() == code)
    }

    /// Whether staff approve the buyer's evidence before it is sold (L10).
    pub fn needs_evidence(self) -> bool {
        self != PriceClass::Standard
    }
}

impl fmt::Display for PriceClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What is asked for a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant<'a> {
    pub product: &'a str,
    pub edition: &'a str,
    pub class: PriceClass,
}

/// The price lists of one edition and class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    pub edition: String,
    pub class: PriceClass,
    /// From any day on.
    pub lists: Dated<PriceList>,
}

/// What a licence of one edition and class costs, without tax; whole cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceList {
    /// The server licence with the users that it includes.
    pub base: Price,
    /// Each pack of users.
    pub pack: Price,
    /// By the add-on's id: for as many users as the base.
    pub add_ons: BTreeMap<String, AddOnPrice>,
}

/// An add-on follows the base's users: so much for the base, so much for each pack (P5–P7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddOnPrice {
    pub base: Price,
    pub pack: Price,
}

impl PriceList {
    /// A new licence with so many packs and these add-ons; `None` if an add-on is not sold on this list.
    pub fn licence(&self, packs: i64, add_ons: &[&str]) -> Option<Price> {
        let more = self.packs(packs, add_ons)?.micro;
        let base = add_ons
            .iter()
            .try_fold(self.base.micro, |sum, id| sum.checked_add(self.add_ons.get(*id)?.base.micro))?;
        Some(Price { micro: base.checked_add(more)? })
    }

    /// So many packs more, for the base and these add-ons; `None` if an add-on is not sold on this list.
    pub fn packs(&self, packs: i64, add_ons: &[&str]) -> Option<Price> {
        let each = add_ons
            .iter()
            .try_fold(self.pack.micro, |sum, id| sum.checked_add(self.add_ons.get(*id)?.pack.micro))?;
        Some(Price { micro: each.checked_mul(packs)? })
    }
}

impl LicenceOffer {
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == id)
    }

    pub fn add_on(&self, id: &str) -> Option<&AddOnOffer> {
        self.add_ons.iter().find(|add_on| add_on.rule.id == id)
    }

    /// The add-ons that are sold on a day; those that are part of the base then are not.
    pub fn add_ons_on(&self, day: Date) -> impl Iterator<Item = &AddOnOffer> {
        self.add_ons
            .iter()
            .filter(move |add_on| add_on.rule.sold_separately_since.is_none_or(|since| since <= day))
    }

    /// The fewest packs that make a licence of at least so many users.
    pub fn packs_for(&self, users: i64) -> i64 {
        let beyond = users.saturating_sub(self.included_users).max(0);
        beyond / self.pack_users + i64::from(beyond % self.pack_users > 0)
    }

    /// The users of a licence with so many packs.
    pub fn users_with(&self, packs: i64) -> i64 {
        self.included_users.saturating_add(packs.max(0).saturating_mul(self.pack_users))
    }

    /// The classes in which an edition is sold.
    pub fn classes(&self, edition: &str) -> Vec<PriceClass> {
        let sold = |class: &PriceClass| self.tariff(edition, *class).is_some();
        PriceClass::ALL.into_iter().filter(sold).collect()
    }

    /// Every price list, in the order of the file.
    pub fn tariffs(&self) -> &[Tariff] {
        &self.prices
    }

    fn tariff(&self, edition: &str, class: PriceClass) -> Option<&Tariff> {
        self.prices.iter().find(|tariff| tariff.edition == edition && tariff.class == class)
    }
}

impl Catalogue {
    /// The licences of a product, if it is sold by licence.
    pub fn licence(&self, product: &str) -> Option<&LicenceOffer> {
        self.product(product)?.licence.as_ref()
    }

    /// What licences of this kind cost on a day.
    ///
    /// # Errors
    /// The product is not sold by licence, not in this edition and class, or not yet on this day.
    pub fn licence_price(&self, variant: Variant<'_>, day: Date) -> Result<&PriceList, NoLicencePrice> {
        let tariff =
            self.licence(variant.product).and_then(|offer| offer.tariff(variant.edition, variant.class));
        tariff.and_then(|tariff| tariff.lists.at(day)).ok_or_else(|| NoLicencePrice {
            product: variant.product.to_string(),
            edition: variant.edition.to_string(),
            class: variant.class,
            day,
            begins: tariff.and_then(|tariff| tariff.lists.begins()),
        })
    }
}

/// Nothing is sold that has no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the catalogue has no price on {day} for a licence of {product}, edition {edition}, price class {class}{}; add a \
     [[product.licence.price]] that holds then",
    super::model::from(.begins)
)]
pub struct NoLicencePrice {
    pub product: String,
    pub edition: String,
    pub class: PriceClass,
    pub day: Date,
    /// The day from which the first holds, if there is one.
    pub begins: Option<Date>,
}
