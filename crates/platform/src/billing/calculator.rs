//! The bill calculator (H1, B11): what a month with so many users and so many GB would cost, by the same rules that
//! bill.

use super::invoices::{Item, Totals, totals};
use super::pricing::{Kind, Line, ServerMonth, UsersOfMonth, lines};
use crate::app::App;
use crate::billing::vat::Category;
use crate::catalogue::Catalogue;
use crate::metering::{GB, StorageDay, StorageMonth};
use crate::web::{Answer, Visit, page};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::http::{Args, Fault, Kind as FaultKind, Refuse};
use hostler_kit::time::Month;
use hostler_kit::ui::Page;
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/prices/calculate", get(calculated))
}

/// What is asked: users of Connect and the GB that they store, and users of Operator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    pub users: i64,
    pub gb: i64,
    pub operator_users: i64,
}

/// What it would cost a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub items: Vec<Item>,
    pub totals: Totals,
    pub currency: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalculatorRefused {
    #[error("`{field}` is not a whole number from 0 to {MOST}")]
    NotANumber { field: &'static str },
}

/// The most users or GB that the calculator takes.
pub const MOST: i64 = 1_000_000;

impl Refuse for CalculatorRefused {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "calculator-number"
    }

    fn field(&self) -> Option<&'static str> {
        let CalculatorRefused::NotANumber { field } = self;
        Some(field)
    }

    fn args(&self) -> Args {
        Args::from([("most", MOST.to_string())])
    }
}

/// The fields as they were typed; what is empty is nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub users: String,
    pub gb: String,
    pub operator_users: String,
}

impl Typed {
    pub fn read(&self) -> Result<Wish, CalculatorRefused> {
        let whole = |text: &str, field| match text.trim() {
            "" => Ok(0),
            text => {
                let number = text.parse().ok().filter(|number| (0..=MOST).contains(number));
                number.ok_or(CalculatorRefused::NotANumber { field })
            }
        };
        Ok(Wish {
            users: whole(&self.users, "users")?,
            gb: whole(&self.gb, "gb")?,
            operator_users: whole(&self.operator_users, "operator_users")?,
        })
    }
}

/// A month of one Connect server, and of one Operator server where users are asked for.
///
/// # Errors
/// The catalogue has no price or no VAT rate for the month.
pub fn quote(catalogue: &Catalogue, month: Month, wish: Wish) -> Result<Quote, Fault> {
    let mut servers = Vec::new();
    for (product, users, gb) in [("connect", wish.users, wish.gb), ("operator", wish.operator_users, 0)] {
        if users > 0 {
            servers.push(server_month(product, month, users, gb));
        }
    }
    let priced = lines(catalogue, month, servers).map_err(Fault::broken)?;
    let vat = catalogue.vat_on(&catalogue.provider.country, month.first_day());
    let vat = vat.ok_or_else(|| Fault::broken("the catalogue has no VAT rate for this month"))?;
    let item = |line: Line| Item {
        month,
        host: None,
        product: catalogue
            .product(&line.product)
            .map_or(line.product.clone(), |product| product.name.clone()),
        vat_permyriad: vat.permyriad,
        vat_category: Category::Standard,
        vat_country: catalogue.provider.country.clone(),
        days: Vec::new(),
        text: String::new(),
        of_line: None,
        last_day: None,
        line,
    };
    let items: Vec<Item> = priced.into_iter().map(item).collect();
    Ok(Quote { totals: totals(&items), items, currency: catalogue.provider.currency.clone() })
}

fn server_month(product: &str, month: Month, users: i64, gb: i64) -> ServerMonth {
    let day = StorageDay { day: month.first_day(), bytes: gb.saturating_mul(GB), read: true };
    ServerMonth {
        customer: String::new(),
        server: product.to_string(),
        product: product.to_string(),
        users: UsersOfMonth { peak: users, peak_at_ms: 0, carried_over: users, accounts: Vec::new() },
        storage: StorageMonth { days: vec![day] },
    }
}

/// The answer to put into a page (htmx swaps it in as it is): `{{ bill.html() }}`.
#[derive(askama::Template)]
#[template(path = "billing/calculator.html")]
pub struct Bill {
    pub page: Page,
    quote: Option<Quote>,
    problem: Option<String>,
}

impl Bill {
    /// The bill for what was typed; a number that is none is told in words.
    pub fn of(visit: &Visit, typed: &Typed) -> Result<Bill, Fault> {
        let month = Month::of(visit.app.now_ms(), visit.app.zone());
        let (quote, problem) = match typed.read() {
            Ok(wish) => (Some(quote(&visit.app.catalogue, month, wish)?), None),
            Err(refused) => (None, Some(visit.sentence(&refused.into()))),
        };
        Ok(Bill { page: visit.page(""), quote, problem })
    }

    fn what(&self, item: &Item) -> String {
        let key = match item.line.kind {
            Kind::Users => "invoice-line-users",
            Kind::Storage => "invoice-line-storage",
            Kind::CombinationDiscount => "invoice-line-discount",
            Kind::Licence | Kind::Goodwill => "invoice-line-licence",
        };
        self.page.with(key, "product", item.product.as_str())
    }
}

async fn calculated(visit: Visit, Query(typed): Query<Typed>) -> Answer {
    page(&Bill::of(&visit, &typed)?)
}
