//! What is typed into the order's form.

use crate::accounts::SignUp;
use crate::catalogue::PriceClass;
use crate::orders::TERMS;
use crate::shop::Asked;
use crate::shop::quote::{MoreUsers, NewLicence, OneAddOn, QuoteRefused, Renewal, RenewalBy, Wish};
use hostler_kit::http::Fault;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The fields as they were typed.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Typed {
    /// `new` unless it says `users`, `add-on` or `renewal`.
    pub kind: String,
    pub product: String,
    pub edition: String,
    pub class: String,
    pub users: String,
    pub years: String,
    pub licence: String,
    pub add_on: String,
    pub by: String,
    pub reference: String,
    pub terms: String,
    pub form: String,
    pub seen: String,
    pub step: String,
    #[serde(flatten)]
    pub sign_up: SignUp,
    /// `add-on-antivirus` and the like, each `yes`.
    #[serde(flatten)]
    pub ticks: BTreeMap<String, String>,
}

impl Typed {
    /// What is wished for; where a number is none, the refusal that its field shows.
    pub fn wish(&self) -> Result<Wish, Fault> {
        let licence = self.licence.clone();
        let users = || self.users.trim().parse().map_err(|_| QuoteRefused::UsersOutOfRange);
        let years = || match self.years.trim() {
            "" => Ok(0),
            years => years.parse().map_err(|_| QuoteRefused::YearsOutOfRange),
        };
        Ok(match self.kind.as_str() {
            "users" => Wish::Users(MoreUsers { licence, users: users()? }),
            "add-on" => Wish::AddOn(OneAddOn { licence, add_on: self.add_on.clone() }),
            "renewal" => Wish::Renewal(Renewal { licence, years: years()?, by: self.by() }),
            _ => Wish::New(NewLicence {
                product: self.product.clone(),
                edition: self.edition.clone(),
                class: PriceClass::of_code(&self.class).unwrap_or(PriceClass::Standard),
                users: users()?,
                add_ons: self.add_ons(),
                more_years: years()?,
            }),
        })
    }

    fn by(&self) -> RenewalBy {
        if self.by == "new-key" { RenewalBy::NewKey } else { RenewalBy::SameKey }
    }

    fn add_ons(&self) -> Vec<String> {
        let ticked = self.ticks.iter().filter(|(_, value)| *value == "yes");
        ticked.filter_map(|(name, _)| name.strip_prefix("add-on-").map(str::to_string)).collect()
    }

    pub fn ticked(&self, add_on: &str) -> &str {
        self.ticks.get(&format!("add-on-{add_on}")).map_or("", String::as_str)
    }

    pub fn asked(&self, wish: Wish) -> Asked {
        Asked {
            wish,
            reference: self.reference.clone(),
            terms: if self.terms == "yes" { TERMS.into() } else { String::new() },
            seen_minor: self.seen.parse().ok(),
            form: self.form.clone(),
        }
    }
}
