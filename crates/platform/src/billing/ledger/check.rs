//! Whether the ledger, the invoices and the customers' credit say the same (B8): what `hostler doctor` and the page
//! look at.

use super::store;
use hostler_kit::check::Check;
use hostler_kit::db::Db;

const NEXT_STEP: &str = "stop, keep a copy of the database, and compare what is named with the invoices; nothing repairs this by itself";

/// Something that does not agree: what it is about, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    /// A customer's debt in the ledger is not what its invoices have open.
    Debt { customer: String, ledger_minor: i64, invoices_minor: i64 },
    /// A customer's credit in the ledger is not what is kept of it.
    Credit { customer: String, ledger_minor: i64, kept_minor: i64 },
    /// An invoice's open amount is not its total less its settlements.
    Open { invoice: String, open_minor: i64, right_minor: i64 },
    /// An invoice without its entry.
    NoEntry { invoice: String },
    /// A year's numbers have a gap, or its series is elsewhere.
    Gap { year: String, entries: i64, highest: i64, last_given: i64 },
}

impl Finding {
    /// In one line.
    pub fn said(&self) -> String {
        match self {
            Finding::Debt { customer, ledger_minor, invoices_minor } => {
                format!("debt of {customer}: {ledger_minor} in the ledger, {invoices_minor} open on invoices")
            }
            Finding::Credit { customer, ledger_minor, kept_minor } => {
                format!("credit of {customer}: {ledger_minor} in the ledger, {kept_minor} kept")
            }
            Finding::Open { invoice, open_minor, right_minor } => {
                format!("invoice {invoice}: {open_minor} open, {right_minor} by its settlements")
            }
            Finding::NoEntry { invoice } => format!("invoice {invoice} has no entry"),
            Finding::Gap { year, entries, highest, last_given } => {
                format!(
                    "{year}: {entries} entries, the highest number {highest}, the last given {last_given}"
                )
            }
        }
    }
}

/// Everything that does not agree; nothing, where all is well. Of each sort at most twenty are named.
pub async fn check(db: &Db) -> Result<Vec<Finding>, sqlx::Error> {
    let mut found = Vec::new();
    for (customer, ledger_minor, invoices_minor) in store::debt_differences(db).await? {
        found.push(Finding::Debt { customer, ledger_minor, invoices_minor });
    }
    for (customer, ledger_minor, kept_minor) in store::credit_differences(db).await? {
        found.push(Finding::Credit { customer, ledger_minor, kept_minor });
    }
    for (invoice, open_minor, right_minor) in store::open_differences(db).await? {
        found.push(Finding::Open { invoice, open_minor, right_minor });
    }
    for invoice in store::without_entry(db).await? {
        found.push(Finding::NoEntry { invoice });
    }
    for (year, entries, highest, last_given) in store::gaps(db).await? {
        found.push(Finding::Gap { year, entries, highest, last_given });
    }
    Ok(found)
}

/// The same for the doctor.
pub async fn checked(db: &Db) -> Check {
    match check(db).await {
        Ok(found) if found.is_empty() => Check::fine("ledger", "agrees with invoices and credits"),
        Ok(found) => {
            let said: Vec<String> = found.iter().map(Finding::said).collect();
            Check::bad("ledger", said.join("; "), NEXT_STEP)
        }
        Err(error) => Check::bad("ledger", error.to_string(), "look at the database check"),
    }
}
