//! Lists of invoices, a customer's and everybody's: narrowed, searched, with what is open of them; and as CSV.

use super::model::{Filter, Invoice, Sums, Which};
use super::pages::{Bill, date_words, month_words};
use super::{reference, store};
use crate::accounts::Customer;
use crate::billing::payments::pages::Panel;
use crate::web::{Answer, Paging, ROWS, Visit};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use hostler_kit::ui::{Badge, Column, Empty, Html, ListQuery, Listing, NavItem, Page, Tone};
use serde::Deserialize;

/// Invoices in one CSV file; more are narrowed first.
const MOST_IN_CSV: i64 = 100_000;

#[derive(askama::Template)]
#[template(path = "billing/invoices/list.html")]
pub(super) struct ListPage {
    page: Page,
    tabs: Vec<NavItem>,
    figures: Vec<(String, String)>,
    csv: String,
    list: Listing,
    rows: Vec<Row>,
    next: Option<Bill>,
    /// What is overdue, to the customer itself.
    overdue: Option<Html>,
    /// What came from the customer.
    received: Option<Panel>,
}

pub(super) struct Row {
    pub href: String,
    pub number: String,
    pub who: String,
    pub month: String,
    pub due: String,
    pub total: String,
    pub open: String,
    pub state: Badge,
}

/// What a list is narrowed to, in its address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Narrow {
    pub state: String,
}

/// Whose invoices, and where their list is.
pub(super) struct Shelf<'a> {
    pub visit: &'a Visit,
    pub customer: Option<&'a Id<Customer>>,
    /// `/invoices` or `/staff/invoices`.
    pub base: &'static str,
}

impl Shelf<'_> {
    fn which<'a>(&'a self, search: &'a str, filter: Filter) -> Which<'a> {
        let app = &self.visit.app;
        Which { customer: self.customer, search, filter, today: day(app.now_ms(), app.zone()) }
    }

    pub async fn page(&self, narrow: &Narrow, query: ListQuery, empty: Empty) -> Result<ListPage, Fault> {
        let (visit, filter) = (self.visit, Filter::of(&narrow.state));
        let db = &visit.app.db;
        let which = self.which(query.term(), filter);
        let found = store::select(db, &which, &Paging::of(&query)).await?;
        let sums = store::sums(db, &which).await?;
        let title = if self.customer.is_some() { "nav-invoices" } else { "nav-all-invoices" };
        let list = columns(visit, self.base, sums.count)
            .narrowed("state", filter.code())
            .search(visit.words.t("invoices-search"))
            .empty(empty);
        Ok(ListPage {
            page: visit.page(visit.words.t(title)),
            tabs: self.tabs(),
            figures: self.figures(&sums),
            csv: format!("{}/invoices.csv?{}", self.base, asked(filter, query.term())),
            rows: found.iter().map(|invoice| row(visit, invoice, self.base)).collect(),
            list: list.query(query, ROWS),
            next: None,
            overdue: None,
            received: None,
        })
    }

    fn tabs(&self) -> Vec<NavItem> {
        let tab = |filter: Filter| {
            let (key, href) = match filter {
                Filter::All => ("invoices-all-filter".into(), self.base.to_string()),
                other => {
                    (format!("invoice-{}", other.code()), format!("{}?state={}", self.base, other.code()))
                }
            };
            NavItem::new(self.visit.words.t(&key), href)
        };
        Filter::ALL.map(tab).into()
    }

    fn figures(&self, sums: &Sums) -> Vec<(String, String)> {
        let words = &self.visit.words;
        let money = |minor: i64| words.money(minor, &self.visit.app.catalogue.provider.currency);
        vec![
            (words.t("invoices-count"), words.number(sums.count)),
            (words.t("invoices-open-total"), money(sums.open_minor)),
            (words.t("invoices-overdue-total"), money(sums.overdue_minor)),
        ]
    }

    /// All of them as a file for an accountant.
    pub async fn csv(&self, narrow: &Narrow, query: &ListQuery) -> Answer {
        let which = self.which(query.term(), Filter::of(&narrow.state));
        let everything = Paging { limit: MOST_IN_CSV, offset: 0 };
        let found = store::select(&self.visit.app.db, &which, &everything).await?;
        let text = csv_of(&found).map_err(Fault::broken)?;
        let name = "attachment; filename=\"invoices.csv\"";
        Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, name)], text).into_response())
    }
}

impl ListPage {
    pub fn with_next(self, next: Bill) -> ListPage {
        ListPage { next: Some(next), ..self }
    }

    pub fn with_received(self, received: Panel) -> ListPage {
        ListPage { received: Some(received), ..self }
    }

    pub fn with_overdue(self, overdue: Option<Html>) -> ListPage {
        ListPage { overdue, ..self }
    }
}

fn asked(filter: Filter, term: &str) -> String {
    serde_urlencoded::to_string([("state", filter.code()), ("q", term)]).expect("plain strings")
}

pub(super) fn row(visit: &Visit, invoice: &Invoice, base: &str) -> Row {
    let money = |minor: i64| visit.words.money(minor, &invoice.currency);
    let sign = if invoice.kind == "credit-note" { -1 } else { 1 };
    Row {
        href: format!("{base}/{}", invoice.id),
        number: invoice.number.clone(),
        who: invoice.customer_name.clone(),
        month: invoice.month.as_deref().map_or_else(String::new, |month| month_words(visit, month)),
        due: date_words(visit, &invoice.due),
        total: money(sign * invoice.total_minor),
        open: if invoice.open_minor == 0 { "–".into() } else { money(invoice.open_minor) },
        state: state(visit, invoice),
    }
}

pub(super) fn columns(visit: &Visit, path: &str, total: i64) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(path, t("invoices-all"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("invoice-number")))
        .column(Column::text(t("invoice-customer")))
        .column(Column::text(t("invoice-month")))
        .column(Column::text(t("invoice-due")))
        .column(Column::number(t("invoice-total")))
        .column(Column::number(t("invoice-open-amount")))
        .column(Column::text(t("invoice-state")))
}

/// Where an invoice is, in a word.
pub(super) fn state(visit: &Visit, invoice: &Invoice) -> Badge {
    let today = day(visit.app.now_ms(), visit.app.zone()).to_string();
    let (tone, key) = match (invoice.kind.as_str(), invoice.state.as_str()) {
        ("credit-note", _) => (Tone::Quiet, "invoice-is-credit-note"),
        (_, "paid") => (Tone::Good, "invoice-paid"),
        (_, "credited") => (Tone::Quiet, "invoice-credited"),
        (_, "written-off") => (Tone::Bad, "invoice-written-off"),
        _ if invoice.due < today => (Tone::Bad, "invoice-overdue"),
        _ => (Tone::Busy, "invoice-open"),
    };
    Badge::new(tone, visit.words.t(key))
}

const HEADS: [&str; 14] = [
    "number",
    "kind",
    "customer",
    "month",
    "date",
    "due",
    "net",
    "vat",
    "total",
    "open",
    "currency",
    "state",
    "reference",
    "settled",
];

/// A line for each, amounts with a point before the cents and below zero on credit notes.
fn csv_of(invoices: &[Invoice]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADS)?;
    for invoice in invoices {
        let sign = if invoice.kind == "credit-note" { -1 } else { 1 };
        let day = |ms: i64| hostler_kit::time::instant(ms).to_string();
        writer.write_record([
            invoice.number.clone(),
            invoice.kind.clone(),
            plain(&invoice.customer_name),
            invoice.month.clone().unwrap_or_default(),
            invoice.date.clone(),
            invoice.due.clone(),
            amount(sign * invoice.net_minor),
            amount(sign * invoice.vat_minor),
            amount(sign * invoice.total_minor),
            amount(invoice.open_minor),
            invoice.currency.clone(),
            invoice.state.clone(),
            reference(&invoice.number),
            invoice.settled_at_ms.map_or_else(String::new, day),
        ])?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn amount(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.abs() / 100, minor.abs() % 100)
}

/// A name that a spreadsheet does not take for a formula.
fn plain(name: &str) -> String {
    match name.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{name}"),
        false => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{amount, plain};

    #[test]
    fn amounts_and_names_for_spreadsheets() {
        let seen = [0, 5, -5, 12_345, -12_300].map(amount);
        assert_eq!(seen, ["0.00", "0.05", "-0.05", "123.45", "-123.00"]);
        assert_eq!(["Bakkerij", "=1+1", "@x"].map(plain), ["Bakkerij", "'=1+1", "'@x"]);
    }
}
