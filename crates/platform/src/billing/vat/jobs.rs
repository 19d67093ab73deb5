//! Asking the register, again and again while it does not answer.

use super::model::VatCheck;
use crate::accounts::{self, Customer};
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

/// Asks the register about a customer's number. Invoices that wait for it go on when it answers.
#[derive(Serialize, Deserialize)]
pub struct CheckVatNumber {
    pub customer: Id<Customer>,
}

impl Job<App> for CheckVatNumber {
    const KIND: &'static str = "check-vat-number";
    /// Three days, at an hour at most between two.
    const ATTEMPTS: i64 = 82;

    fn subject(&self) -> String {
        self.customer.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        let customer = accounts::customer(&app.db, &self.customer).await?;
        let Some(customer) = customer.filter(|customer| !customer.vat_number.is_empty()) else {
            return Ok(());
        };
        // The customer's own number may have been decided meanwhile, by staff or by another invoice's question.
        if super::is_good(app, &customer).await.map_err(|fault| Failure(fault.detail))? {
            return Ok(());
        }
        let check: VatCheck = super::ask(app, &customer).await.map_err(|fault| Failure(fault.detail))?;
        match check.is_decided() {
            true => Ok(()),
            false => {
                Err(Failure(format!("VIES gave no answer about {}: {}", check.vat_number, check.detail)))
            }
        }
    }
}
