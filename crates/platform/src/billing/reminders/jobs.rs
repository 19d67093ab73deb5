//! Reminding one customer.

use crate::accounts::Customer;
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct RemindCustomer {
    pub customer: Id<Customer>,
}

impl Job<App> for RemindCustomer {
    const KIND: &'static str = "remind-customer";

    fn subject(&self) -> String {
        self.customer.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::remind(app, &self.customer).await.map_err(|fault| Failure(fault.detail))?;
        Ok(())
    }
}
