//! A month as staff look at it: the months to choose from, and one with its drafts or its invoices.

use super::model::{ClosedMonth, Invoice};
use super::preview::Expected;
use super::store;
use crate::accounts;
use crate::app::App;
use crate::servers;
use crate::web::Paging;
use hostler_kit::http::Fault;
use hostler_kit::time::Month;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Months in the list; older ones are reached by their address.
const MOST: usize = 60;

pub struct View {
    pub closed: Option<ClosedMonth>,
    /// Empty once the month is closed.
    pub expected: Vec<Expected>,
    /// This page's, of a closed month.
    pub invoices: Vec<Invoice>,
    /// What waits, of a closed month.
    pub waiting: Vec<Waits>,
}

/// A customer whose invoice waits, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WaitingInvoice")]
pub struct Waits {
    pub customer: String,
    pub name: String,
    /// The refusal's code.
    pub code: String,
    /// The values of its sentence.
    pub values: BTreeMap<String, String>,
}

pub async fn view(app: &App, month: Month, paging: &Paging) -> Result<View, Fault> {
    let closed = store::month(&app.db, month).await?;
    let (expected, invoices, waiting) = match &closed {
        None => (super::preview(app, month).await?, Vec::new(), Vec::new()),
        Some(_) => {
            let invoices = store::invoices_of(&app.db, month, paging).await?;
            (Vec::new(), invoices, waiting(app, month).await?)
        }
    };
    Ok(View { closed, expected, invoices, waiting })
}

/// What of a closed month waits.
pub async fn waiting(app: &App, month: Month) -> Result<Vec<Waits>, Fault> {
    let mut found = Vec::new();
    for run in store::waiting(&app.db, month).await? {
        let customer = accounts::customer(&app.db, &run.customer_id).await?.ok_or_else(Fault::missing)?;
        found.push(Waits {
            customer: run.customer_id.to_string(),
            name: customer.name,
            code: run.waits_for,
            values: serde_json::from_str(&run.waits_with).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// What was billed in the year before a month and in that month, without VAT; the month itself as it stands.
pub async fn year_before(app: &App, month: Month, stands: Option<i64>) -> Result<Vec<(Date, i64)>, Fault> {
    let first = (0..12).fold(month, |month, _| month.previous());
    let billed: BTreeMap<String, i64> = store::by_month(&app.db, first).await?.into_iter().collect();
    let mut of = first;
    let mut found = Vec::new();
    while of <= month {
        let net_minor = billed.get(&of.to_string()).copied();
        let net_minor = if of == month { stands.or(net_minor) } else { net_minor };
        found.push((of.first_day(), net_minor.unwrap_or(0).max(0)));
        of = of.next();
    }
    Ok(found)
}

/// Every month from the first order to now, newest first, with how far it is closed.
pub async fn all(app: &App) -> Result<Vec<(Month, Option<ClosedMonth>)>, Fault> {
    let (zone, mut month) = (app.zone(), Month::of(app.now_ms(), app.zone()));
    let Some(first) = servers::first_created(&app.db).await? else { return Ok(Vec::new()) };
    let first = Month::of(first, zone);
    let closed = store::months(&app.db, MOST as i64).await?;
    let mut months = Vec::new();
    while month >= first && months.len() < MOST {
        let name = month.to_string();
        months.push((month, closed.iter().find(|closed| closed.month == name).cloned()));
        month = month.previous();
    }
    Ok(months)
}
