//! A closed month computed again (B11): each invoice from the journals' readings and the catalogue, to the cent; and
//! whether numbers, documents and ledger are whole.

use super::credited::is_goodwill;
use super::model::{Document, Invoice};
use super::rules::{InvoiceRefused, totals};
use super::store::{self, Written};
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::ledger;
use crate::billing::pricing::{ServerMonth, UsersOfMonth, lines};
use crate::billing::settlement;
use crate::metering::{month_as_known, usage};
use crate::servers::{self, Server};
use crate::web::Paging;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::Month;
use serde::Serialize;
use std::collections::BTreeSet;

/// Months before the one that is verified, of which a correction might be missing.
const LOOKED_BACK: usize = 3;

/// What verifying a month found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Verification {
    pub month: Month,
    /// Documents that were looked at.
    pub documents: i64,
    /// Customers whose month was computed again.
    pub customers: i64,
    /// Of the amounts.
    pub currency: String,
    /// Empty: all is right.
    pub differences: Vec<Difference>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Difference {
    /// The document's number, the customer's name, or the series.
    pub about: String,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "difference", rename_all = "kebab-case")]
#[schemars(rename = "VerifiedDifference")]
pub enum What {
    /// All that was billed for a month so far is not what its readings come to, without VAT.
    Amount { month: Month, billed_minor: i64, right_minor: i64 },
    /// The document is not what was written.
    Hash,
    /// Lines, VAT groups, totals and the row do not add up.
    Totals,
    /// The ledger has no entry, or one of another amount.
    Ledger,
    /// What is open is not the total less what was settled.
    Open,
    /// Numbers of a series are missing.
    Gap { have: i64, last: i64 },
}

/// Computes a closed month again.
///
/// # Errors
/// The month is not closed.
pub async fn verify(app: &App, month: Month) -> Result<Verification, Fault> {
    if store::month(&app.db, month).await?.is_none() {
        return Err(InvoiceRefused::NotClosed { month }.into());
    }
    let everything = Paging { limit: i64::MAX, offset: 0 };
    let documents = store::invoices_of(&app.db, month, &everything).await?;
    let mut differences = Vec::new();
    for invoice in &documents {
        let found = of_document(app, invoice).await?;
        differences.extend(found.into_iter().map(|what| Difference { about: invoice.number.clone(), what }));
    }
    let customers = store::run_customers(&app.db, month).await?;
    for customer in &customers {
        differences.extend(of_customer(app, month, customer).await?);
    }
    let numbers = documents.iter().filter_map(|invoice| invoice.number.split_once('-'));
    for name in numbers.map(|(series, _)| series).collect::<BTreeSet<_>>() {
        differences.extend(of_series(app, name).await?);
    }
    Ok(Verification {
        month,
        documents: documents.len() as i64,
        customers: customers.len() as i64,
        currency: app.catalogue.provider.currency.clone(),
        differences,
    })
}

/// A document by itself: what was written, added up, in the ledger.
async fn of_document(app: &App, invoice: &Invoice) -> Result<Vec<What>, Fault> {
    let document = match store::document(&app.db, &invoice.id).await {
        Ok(Some(document)) => document,
        Ok(None) => return Err(Fault::missing()),
        Err(sqlx::Error::Protocol(_)) => return Ok(vec![What::Hash]),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    if !adds_up(invoice, &document) {
        found.push(What::Totals);
    }
    let (kind, sign) = if invoice.kind == "credit-note" { ("credit-note", -1) } else { ("invoice", 1) };
    let posted = ledger::debtors_of(&app.db, kind, invoice.id.as_str()).await?;
    if posted != sign * invoice.total_minor {
        found.push(What::Ledger);
    }
    let settled = settlement::sum_of(&app.db, &invoice.id).await?;
    let owed = if invoice.kind == "credit-note" { 0 } else { invoice.total_minor };
    if owed - settled != invoice.open_minor {
        found.push(What::Open);
    }
    Ok(found)
}

fn adds_up(invoice: &Invoice, document: &Document) -> bool {
    let right = totals(&document.items);
    let of = &document.totals;
    // A credit note in several parts may take the cent that rounding each part for itself would lose.
    let cents = if document.credits.is_some() { of.vat.len() as i64 } else { 0 };
    right.net_minor == of.net_minor
        && (right.vat_minor - of.vat_minor).abs() <= cents
        && of.net_minor + of.vat_minor == of.total_minor
        && (of.net_minor, of.vat_minor, of.total_minor)
            == (invoice.net_minor, invoice.vat_minor, invoice.total_minor)
}

/// A customer's documents of a month: what each bills for it and for the months that it corrects.
async fn of_customer(app: &App, month: Month, id: &Id<Customer>) -> Result<Vec<Difference>, Fault> {
    let servers = servers::of_customer(&app.db, id).await?;
    let written = match store::written(&app.db, id).await {
        // It is said of the document itself.
        Err(sqlx::Error::Protocol(_)) => return Ok(Vec::new()),
        written => written?,
    };
    let mut found = Vec::new();
    for own in written.iter().filter(|one| one.document.month == month) {
        let first = (0..LOOKED_BACK).fold(month, |month, _| month.previous());
        let months = own.document.items.iter().map(|item| item.month);
        let months: BTreeSet<Month> = written
            .iter()
            .map(|one| one.document.month)
            .filter(|of| (first..=month).contains(of))
            .chain(months)
            .collect();
        for of in months {
            let what = of_month(app, (&servers, &written), own, of).await?;
            let about = own.document.number.clone();
            found.extend(what.map(|what| Difference { about, what }));
        }
    }
    Ok(found)
}

/// What a document bills for a month is what was right when it was written, less what others had billed for it. A
/// reading that came in that very instant is on the next invoice, so the month as a whole may show it too.
async fn of_month(
    app: &App,
    (servers, written): (&[Server], &[Written]),
    own: &Written,
    of: Month,
) -> Result<Option<What>, Fault> {
    let before = |one: &&Written| {
        (one.issued_at_ms, &one.id) < (own.issued_at_ms, &own.id)
            && one.undone_at_ms.is_none_or(|undone| undone > own.issued_at_ms)
    };
    let others: i64 = written.iter().filter(before).map(|one| billed(one, of)).sum();
    let right_minor = right(app, servers, of, own.issued_at_ms).await? - others;
    let billed_minor = billed(own, of);
    if billed_minor == right_minor {
        return Ok(None);
    }
    let standing = written.iter().filter(|one| one.undone_at_ms.is_none());
    let in_all: i64 = standing.map(|one| billed(one, of)).sum();
    let made_up = in_all == right(app, servers, of, i64::MAX).await?;
    Ok((!made_up).then_some(What::Amount { month: of, billed_minor, right_minor }))
}

/// What a document bills for a month, without VAT; what was given away before is not billed.
fn billed(one: &Written, of: Month) -> i64 {
    let items = one.document.items.iter().filter(|item| item.month == of && !is_goodwill(item));
    one.sign * items.map(|item| item.line.amount_minor).sum::<i64>()
}

/// What a month comes to without VAT, from the readings known at an instant.
async fn right(app: &App, servers: &[Server], of: Month, known_ms: i64) -> Result<i64, Fault> {
    let mut months = Vec::new();
    for server in servers.iter().filter(|server| usage::existed(app, server, of)) {
        let (meter, storage) = month_as_known(app, server, of, known_ms).await?;
        let users = UsersOfMonth {
            peak: meter.peak,
            peak_at_ms: meter.peak_at_ms,
            carried_over: meter.carried_over,
            accounts: Vec::new(),
        };
        let (customer, product) = (server.customer_id.to_string(), server.product.clone());
        months.push(ServerMonth { customer, server: server.id.to_string(), product, users, storage });
    }
    let lines = lines(&app.catalogue, of, months).map_err(Fault::broken)?;
    Ok(lines.iter().map(|line| line.amount_minor).sum())
}

async fn of_series(app: &App, name: &str) -> Result<Option<Difference>, Fault> {
    let (have, last) = store::series(&app.db, name).await?;
    Ok((have != last).then(|| Difference { about: name.into(), what: What::Gap { have, last } }))
}
