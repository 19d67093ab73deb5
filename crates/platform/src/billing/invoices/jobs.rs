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
        let done = match super::issue(app, self.month, &self.customer).await {
            Err(fault) if super::waits(&fault) => {
                super::wait(app, self.month, &self.customer, fault.code).await
            }
            done => done.map(|_| ()),
        };
        done.map_err(|fault| Failure(fault.detail))
    }
}
