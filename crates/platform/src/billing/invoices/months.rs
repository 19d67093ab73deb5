//! A month as staff look at it: the months to choose from, and one with its drafts or its invoices.

use super::model::{ClosedMonth, Draft, Invoice};
use super::store;
use crate::app::App;
use crate::servers;
use crate::web::Paging;
use hostler_kit::http::Fault;
use hostler_kit::time::Month;

/// Months in the list; older ones are reached by their address.
const MOST: usize = 60;

pub struct View {
    pub closed: Option<ClosedMonth>,
    /// Empty once the month is closed.
    pub drafts: Vec<Draft>,
    /// This page's, of a closed month.
    pub invoices: Vec<Invoice>,
}

pub async fn view(app: &App, month: Month, paging: &Paging) -> Result<View, Fault> {
    let closed = store::month(&app.db, month).await?;
    let (drafts, invoices) = match &closed {
        None => (super::preview(app, month).await?, Vec::new()),
        Some(_) => (Vec::new(), store::invoices_of(&app.db, month, paging).await?),
    };
    Ok(View { closed, drafts, invoices })
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
