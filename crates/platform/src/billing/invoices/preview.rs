//! A month before it is closed: what each customer would be billed, beside the month before, with what staff should
//! look at. The odd ones come first.

use super::issue::is_in_the_way;
use super::model::{Document, Draft, Item, Totals, Warning};
use super::write::{Writing, document};
use super::{draft, rules, store};
use crate::accounts::{self, Customer};
use crate::app::App;
use crate::billing::pricing::Kind;
use crate::billing::{einvoice, vat};
use crate::catalogue::{Dated, Price};
use crate::servers;
use futures_util::{StreamExt, TryStreamExt};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Customers whose months are counted side by side.
const AT_ONCE: usize = 8;

/// What a customer's month comes to: what it would be billed, and what it was billed the month before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub draft: Draft,
    pub now: Size,
    /// None: nothing was billed for it.
    pub before: Option<Size>,
}

/// How much a month is, of its own lines; corrections of other months are in the amount alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "MonthSize")]
pub struct Size {
    pub total_minor: i64,
    pub users: i64,
    /// GB that are billed beyond what is included.
    pub gb: i64,
}

impl Size {
    fn of(month: Month, items: &[Item], totals: &Totals) -> Size {
        let sum = |kind: Kind| -> i64 {
            let own = items.iter().filter(|item| item.month == month && item.line.kind == kind);
            own.map(|item| item.line.quantity).sum()
        };
        Size { total_minor: totals.total_minor, users: sum(Kind::Users), gb: sum(Kind::Storage) }
    }

    fn plus(self, sign: i64, other: Size) -> Size {
        Size {
            total_minor: self.total_minor + sign * other.total_minor,
            users: self.users + sign * other.users,
            gb: self.gb + sign * other.gb,
        }
    }
}

impl Expected {
    /// In minor units; none where there was no bill before.
    pub fn difference_minor(&self) -> Option<i64> {
        self.before.map(|before| self.now.total_minor - before.total_minor)
    }

    /// Hundredths of a percent of the month before.
    pub fn difference_permyriad(&self) -> Option<i64> {
        let before = self.before?.total_minor;
        let difference = i128::from(self.difference_minor()?) * 10_000;
        (before > 0).then(|| hostler_kit::money::divide_half_even(difference, i128::from(before)))
    }

    /// How much it wants to be looked at: 0 is not at all.
    pub fn oddness(&self) -> u8 {
        self.draft.warnings.iter().map(weight).max().unwrap_or(0)
    }
}

fn weight(warning: &Warning) -> u8 {
    match warning {
        Warning::MayNotBeIssued { .. } => 6,
        Warning::NoReadings { .. } | Warning::Nothing => 5,
        Warning::Doubled { .. } | Warning::Halved { .. } | Warning::CountryChanged { .. } => 4,
        Warning::NotReached { .. } => 3,
        Warning::First => 2,
        Warning::PriceChanged { .. } => 1,
        Warning::PriceAnnounced { .. } => 0,
    }
}

/// The last month's bills of everybody, and who was billed ever before.
struct Past {
    before: BTreeMap<Id<Customer>, (Size, String)>,
    known: BTreeSet<Id<Customer>>,
}

impl Past {
    async fn of(app: &App, month: Month) -> Result<Past, Fault> {
        let previous = month.previous();
        let mut before: BTreeMap<Id<Customer>, (Size, String)> = BTreeMap::new();
        for (customer, sign, document) in store::documents_of(&app.db, previous).await? {
            let Document { items, totals, customer: party, .. } = document;
            let (size, country) = before.entry(customer).or_default();
            *size = size.plus(sign, Size::of(previous, &items, &totals));
            *country = party.country;
        }
        Ok(Past { before, known: store::billed_before(&app.db, month).await?.into_iter().collect() })
    }
}

/// Every customer's month as it stands, the odd ones first, then by how much it differs; also those whose bill comes
/// to nothing.
pub async fn preview(app: &App, month: Month) -> Result<Vec<Expected>, Fault> {
    let past = Past::of(app, month).await?;
    let customers = servers::customers_before(&app.db, month.end_ms(app.zone())).await?;
    let expecting = customers.into_iter().map(|id| expected(app, month, (id, &past)));
    let mut found: Vec<Expected> =
        futures_util::stream::iter(expecting).buffer_unordered(AT_ONCE).try_collect().await?;
    found.sort_by_cached_key(|one| {
        let differs = one.difference_minor().unwrap_or(one.now.total_minor).saturating_abs();
        (u8::MAX - one.oddness(), -differs, one.draft.customer.name.to_lowercase())
    });
    Ok(found)
}

async fn expected(app: &App, month: Month, (id, past): (Id<Customer>, &Past)) -> Result<Expected, Fault> {
    let customer = accounts::customer(&app.db, &id).await?.ok_or(Fault::missing())?;
    let draft = match draft(app, &customer, month).await {
        Err(fault) if is_in_the_way(&fault) => hindered(app, &customer, (month, &fault)),
        drafted => drafted?,
    };
    let now = Size::of(month, &draft.items, &draft.totals);
    let mut expected = Expected { now, before: past.before.get(&id).map(|(size, _)| *size), draft };
    let mut warnings: Vec<Warning> = of_amount(&expected, past).into_iter().collect();
    if let Err(fault) = vat::cleared(app, &customer, &expected.draft.items).await {
        warnings.push(may_not(&fault));
    }
    warnings.extend(of_standard(app, &customer, &expected.draft));
    warnings.extend(of_country(&expected, past));
    warnings.extend(of_prices(app, month, &expected.draft.items));
    expected.draft.warnings.extend(warnings);
    Ok(expected)
}

/// A month that cannot be billed as it stands.
fn hindered(app: &App, customer: &Customer, (month, fault): (Month, &Fault)) -> Draft {
    Draft {
        customer: customer.clone(),
        month,
        items: Vec::new(),
        totals: Totals::default(),
        currency: app.catalogue.provider.currency.clone(),
        warnings: vec![may_not(fault)],
        corrected: Vec::new(),
        settled: Vec::new(),
    }
}

/// Every rule of EN 16931 that the document would break: it would wait with the first of them.
fn of_standard(app: &App, customer: &Customer, draft: &Draft) -> Vec<Warning> {
    if draft.items.is_empty() {
        return Vec::new();
    }
    let date = day(app.now_ms(), app.zone());
    let writing = Writing::month(customer, draft.month, draft.items.clone());
    // Its number is not given yet; the rules ask only that there is one.
    let number = rules::number(&rules::series(writing.kind, date), 1);
    let broken = einvoice::broken(app, &document(app, &writing, (number, date)));
    broken.into_iter().map(|refused| may_not(&refused.into())).collect()
}

fn may_not(fault: &Fault) -> Warning {
    let values = fault.args.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    Warning::MayNotBeIssued { code: fault.code.into(), values }
}

fn of_amount(expected: &Expected, past: &Past) -> Option<Warning> {
    let now = expected.now.total_minor;
    let hindered = |warning: &Warning| matches!(warning, Warning::MayNotBeIssued { .. });
    if expected.draft.warnings.iter().any(hindered) {
        return None;
    }
    let before_minor = expected.before.map_or(0, |before| before.total_minor);
    if now == 0 {
        return Some(Warning::Nothing);
    }
    if rules::is_doubled(before_minor, now) {
        return Some(Warning::Doubled { before_minor });
    }
    if rules::is_halved(before_minor, now) {
        return Some(Warning::Halved { before_minor });
    }
    (!past.known.contains(&expected.draft.customer.id)).then_some(Warning::First)
}

fn of_country(expected: &Expected, past: &Past) -> Option<Warning> {
    let customer = &expected.draft.customer;
    let (_, from) = past.before.get(&customer.id)?;
    let moved = *from != customer.country;
    moved.then(|| Warning::CountryChanged { from: from.clone(), to: customer.country.clone() })
}

/// What a customer is billed for whose price is another now, or will be.
fn of_prices(app: &App, month: Month, items: &[Item]) -> Vec<Warning> {
    let billed: BTreeSet<&str> = items.iter().map(|item| item.line.product.as_str()).collect();
    let products = billed.iter().filter_map(|id| app.catalogue.product(id));
    products
        .flat_map(|product| {
            let storage = product.storage.as_ref().map(|storage| &storage.prices);
            [Some(&product.prices), storage].into_iter().flatten().map(move |prices| (product, prices))
        })
        .flat_map(|(product, prices)| of_price(month, &product.name, prices))
        .collect()
}

fn of_price(month: Month, product: &str, prices: &Dated<Price>) -> Vec<Warning> {
    let now = prices.on(month.first_day());
    let before = prices.on(month.previous().first_day());
    let changed = before.zip(now).filter(|(before, now)| before != now).map(|(before, now)| {
        Warning::PriceChanged { product: product.into(), from_micro: before.micro, to_micro: now.micro }
    });
    let later = prices.all().iter().find(|(from, _)| *from > month.first_day());
    let announced = later.filter(|(_, price)| Some(*price) != now).map(|(from, price)| {
        Warning::PriceAnnounced { product: product.into(), from: *from, to_micro: price.micro }
    });
    changed.into_iter().chain(announced).collect()
}
