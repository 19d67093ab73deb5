//! A customer's licences as the quote sees them: with all that was bought, redeemed yet or not.

use super::quote::{Held, QuoteRefused};
use crate::accounts::Customer;
use crate::app::App;
use crate::catalogue::PriceClass;
use crate::licences::{self, Licence};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_licence::ledger::{FIRST_YEARS, Grant, Ledger, Redeemed};
use jiff::civil::Date;

/// A licence of this customer for which something can be bought: not withdrawn.
pub async fn find(app: &App, customer: &Id<Customer>, licence: &str) -> Result<Held, Fault> {
    let id: Id<Licence> = licence.parse().map_err(|_| QuoteRefused::NoLicence)?;
    let found = licences::find(&app.db, &id).await?;
    let found = found.filter(|found| found.is_of(customer) && found.revoked_at_ms.is_none());
    of(app, &found.ok_or(QuoteRefused::NoLicence)?).await
}

/// All licences of a customer for which something can be bought.
pub async fn all(app: &App, customer: &Id<Customer>) -> Result<Vec<Held>, Fault> {
    let mut all = Vec::new();
    for licence in licences::of_customer(&app.db, customer).await? {
        if licence.revoked_at_ms.is_none() {
            all.push(of(app, &licence).await?);
        }
    }
    Ok(all)
}

async fn of(app: &App, licence: &Licence) -> Result<Held, Fault> {
    let grants = licences::issued_for(app, &licence.id).await?;
    summed(licence, grants).map_err(Fault::broken)
}

#[derive(Debug, thiserror::Error)]
enum Odd {
    #[error("a day cannot be read: {0}")]
    Day(#[from] jiff::Error),
    #[error("the price class {0} is unknown")]
    Class(String),
}

/// What all its grants add up to. Those that are not redeemed yet count as if they were: they were sold.
fn summed(licence: &Licence, grants: Vec<Grant>) -> Result<Held, Odd> {
    let bought: Date = licence.bought.parse()?;
    let registered = licence.registered_on.as_deref().map(str::parse).transpose()?;
    let redeemed: Vec<Redeemed> = grants.into_iter().map(|grant| Redeemed { grant, on: bought }).collect();
    let ledger = Ledger { registered, redeemed };
    let class = PriceClass::of_code(&licence.price_class);
    Ok(Held {
        licence: licence.id.to_string(),
        number: licence.number.clone(),
        product: licence.product.clone(),
        edition: licence.edition.clone(),
        class: class.ok_or_else(|| Odd::Class(licence.price_class.clone()))?,
        bought,
        users: ledger.users(),
        add_ons: ledger.add_ons().into_iter().map(|add_on| add_on.id).collect(),
        maintenance: ledger.maintenance(&licence.zone),
        years: FIRST_YEARS + ledger.redeemed.iter().map(|one| one.grant.years).sum::<i64>(),
    })
}
