//! Writing one customer's invoice of a closed month.

use crate::accounts::Customer;
use crate::app::App;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use hostler_kit::time::Month;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct IssueInvoice {
    pub month: Month,
    pub customer: Id<Customer>,
}

impl Job<App> for IssueInvoice {
    const KIND: &'static str = "issue-invoice";

    fn subject(&self) -> String {
        format!("{} {}", self.month, self.customer)
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        super::issue(app, self.month, &self.customer).await.map_err(|fault| Failure(fault.detail))?;
        Ok(())
    }
}
