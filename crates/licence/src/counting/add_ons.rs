//! Add-ons of a licence: for the same number of users as the base (P5, P6, P7, D14), and how somebody comes to have
//! one that was not always sold on its own (P7, D9).

use super::Source;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An add-on of a product, as data: what it is called and since when it is sold on its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AddOnRule {
    /// `activesync`.
    pub id: String,
    /// The base product's id: `connect`.
    pub product: String,
    pub source: Source,
    /// Licences bought before this day have it as a part of the base; always sold on its own where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_separately_since: Option<Date>,
}

/// An add-on of a licence and the number of users that it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddOn {
    pub id: String,
    pub users: i64,
}

/// Whether each add-on is for exactly the base's number of users (P5–P7).
///
/// # Errors
/// Some is not: the licence is refused whole (D14), and each that differs is named with both numbers.
pub fn check_add_ons(base_users: i64, add_ons: &[AddOn]) -> Result<(), AddOnsDiffer> {
    let differ: Vec<AddOn> = add_ons.iter().filter(|one| one.users != base_users).cloned().collect();
    if differ.is_empty() {
        return Ok(());
    }
    Err(AddOnsDiffer { base_users, differ })
}

/// The refusal of D14. Nothing of the licence is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error(
    "the base licence is for {base_users} users, but {}; nothing was taken: each add-on needs exactly the base's number",
    told(.differ)
)]
pub struct AddOnsDiffer {
    pub base_users: i64,
    /// At least one, in the order given.
    pub differ: Vec<AddOn>,
}

fn told(differ: &[AddOn]) -> String {
    let told: Vec<String> = differ.iter().map(|one| format!("{} for {}", one.id, one.users)).collect();
    told.join(" and ")
}

impl AddOnsDiffer {
    /// The first that differs.
    pub fn first(self) -> AddOn {
        self.differ.into_iter().next().expect("there is at least one")
    }

    /// The stable code of this refusal in page, CLI and API.
    pub fn code(&self) -> &'static str {
        "add-on-users-differ"
    }
}

/// How a licence that was bought on `bought` comes to have the add-on (P7, D9); `held` are those bought with it.
pub fn add_on_standing(rule: &AddOnRule, bought: Date, held: &[AddOn]) -> AddOnStanding {
    let has = match rule.sold_separately_since {
        Some(since) if bought < since => Has::PartOfBase,
        _ if held.iter().any(|one| one.id == rule.id) => Has::AsAddOn,
        _ => Has::No,
    };
    AddOnStanding {
        add_on: rule.id.clone(),
        has,
        bought,
        since: rule.sold_separately_since,
        source: rule.source.clone(),
    }
}

/// The answer with its ground. As text, a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddOnStanding {
    pub add_on: String,
    pub has: Has,
    /// The day on which the licence was bought.
    pub bought: Date,
    /// The day from which the add-on is sold on its own, if it was not always.
    pub since: Option<Date>,
    pub source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Has {
    /// The licence is older than the add-on.
    PartOfBase,
    AsAddOn,
    No,
}

impl AddOnStanding {
    pub fn is_held(&self) -> bool {
        self.has != Has::No
    }
}

impl fmt::Display for AddOnStanding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AddOnStanding { add_on, bought, .. } = self;
        match (self.has, self.since) {
            (Has::PartOfBase, Some(since)) => {
                write!(
                    f,
                    "bought on {bought}, before {add_on} was sold separately ({since}): part of the base licence"
                )
            }
            (Has::AsAddOn, _) => write!(f, "{add_on} was bought as an add-on"),
            (_, Some(since)) => {
                write!(f, "bought on {bought}; {add_on} is sold separately since {since} and was not bought")
            }
            (_, None) => write!(f, "{add_on} was not bought"),
        }
    }
}
