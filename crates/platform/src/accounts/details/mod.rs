//! What stands on a customer's invoices and where they are sent: name and address, the customer's own reference, and
//! an address beside those of its owners and accountants. Issued invoices stay as they are.

pub mod pages;
pub mod routes;
#[cfg(test)]
mod tests;

use super::rules::{LONGEST_REFERENCE, check_text};
use super::{Customer, check_email, customer, store};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use hostler_kit::http::{Args, Fault, Kind, Refuse};
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "CustomerDetails")]
pub struct Details {
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The customer's own words on each invoice, such as an order number; empty: none.
    pub invoice_reference: String,
    /// Where invoices are sent besides the owners and accountants; empty: nowhere.
    pub invoice_email: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DetailsRefused {
    #[error("the reference is too long")]
    ReferenceTooLong,
    #[error("the country is no code of two letters")]
    BadCountry,
}

impl Refuse for DetailsRefused {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            DetailsRefused::ReferenceTooLong => "customer-reference-long",
            DetailsRefused::BadCountry => "customer-country",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            DetailsRefused::ReferenceTooLong => Some("invoice_reference"),
            DetailsRefused::BadCountry => Some("country"),
        }
    }

    fn args(&self) -> Args {
        match self {
            DetailsRefused::ReferenceTooLong => Args::from([("most", LONGEST_REFERENCE.to_string())]),
            _ => Args::new(),
        }
    }
}

impl Details {
    pub fn of(customer: &Customer) -> Details {
        Details {
            name: customer.name.clone(),
            street: customer.street.clone(),
            postcode: customer.postcode.clone(),
            city: customer.city.clone(),
            country: customer.country.clone(),
            invoice_reference: customer.invoice_reference.clone(),
            invoice_email: customer.invoice_email.clone(),
        }
    }

    /// Spaces around and within tidied, the country in capitals; everything that is wrong with it at once.
    fn checked(&self) -> Result<Details, Vec<Fault>> {
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let tidied = Details {
            name: tidy(&self.name),
            street: tidy(&self.street),
            postcode: tidy(&self.postcode),
            city: tidy(&self.city),
            country: tidy(&self.country).to_uppercase(),
            invoice_reference: tidy(&self.invoice_reference),
            invoice_email: tidy(&self.invoice_email).to_lowercase(),
        };
        let needed = [
            ("name", &tidied.name),
            ("street", &tidied.street),
            ("postcode", &tidied.postcode),
            ("city", &tidied.city),
        ];
        let odd = needed.into_iter().filter_map(|(field, value)| check_text(field, value).err());
        let mut wrong: Vec<Fault> = odd.map(Fault::from).collect();
        if tidied.country.len() != 2 || !tidied.country.bytes().all(|b| b.is_ascii_uppercase()) {
            wrong.push(DetailsRefused::BadCountry.into());
        }
        if tidied.invoice_reference.chars().count() > LONGEST_REFERENCE {
            wrong.push(DetailsRefused::ReferenceTooLong.into());
        }
        if !tidied.invoice_email.is_empty() {
            let bad = check_email(&tidied.invoice_email).err();
            wrong.extend(bad.map(|bad| Fault { field: Some("invoice_email"), ..Fault::from(bad) }));
        }
        if wrong.is_empty() { Ok(tidied) } else { Err(wrong) }
    }
}

/// Changes what stands on a customer's invoices from the next one on.
///
/// # Errors
/// Everything that is wrong with it.
pub async fn change(
    app: &App,
    by: &Actor,
    id: &Id<Customer>,
    details: &Details,
) -> Result<Details, Vec<Fault>> {
    let details = details.checked()?;
    write(app, by, id, &details).await.map_err(|fault| vec![fault])?;
    Ok(details)
}

async fn write(app: &App, by: &Actor, id: &Id<Customer>, details: &Details) -> Result<(), Fault> {
    let before = Details::of(&customer(&app.db, id).await?.ok_or_else(Fault::missing)?);
    if before == *details {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    store::set_details(&mut tx, id, details).await?;
    let data = serde_json::json!({ "before": before, "after": details });
    let happened =
        Happened { kind: "customer.details", customer: Some(id.as_str()), subject: id.as_str(), data };
    events::record(app, &mut tx, by, happened).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
