//! From what is stored to a customer's month as it stands. The preview, the next invoice and the issued one are all
//! made here.

use super::model::{Document, Draft, Invoice, Item, Warning};
use super::rules::totals;
use super::store;
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::pricing::{Kind, Line, ServerMonth, UsersOfMonth, corrections, lines};
use crate::billing::vat::{self, Treatment};
use crate::metering::usage::{self, DayUsers, Usage};
use crate::servers::{self, Server, ending, host_name};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day};
use std::collections::{BTreeMap, BTreeSet};

/// What one month of a customer comes to, from all readings stored now.
struct Counted {
    lines: Vec<Line>,
    days: BTreeMap<String, Vec<DayUsers>>,
    warnings: Vec<Warning>,
    is_settled: bool,
}

/// A customer's month as it stands, with corrections of earlier months whose readings came late (B7).
pub async fn draft(app: &App, customer: &Customer, month: Month) -> Result<Draft, Fault> {
    let servers = servers::of_customer(&app.db, &customer.id).await?;
    let own = count(app, &servers, month).await?;
    let (mut corrected, mut settled) = (Vec::new(), Vec::new());
    let mut items = match own.lines.is_empty() {
        true => Vec::new(),
        // The tax point of a month is its last day (EN 16931, BT-7), whatever the rate was before.
        false => {
            let treatment = vat::treatment(app, customer, month.last_day())?;
            items(app, &servers, (month, own.lines, &own.days), &treatment)
        }
    };
    if own.is_settled {
        settled.push(month);
    }
    for earlier in store::unsettled(&app.db, &customer.id, month).await? {
        let right = count(app, &servers, earlier).await?;
        let billed = billed(app, customer, earlier, None).await?;
        let lines = corrections(earlier, &right.lines, &billed);
        if !lines.is_empty() {
            let treatment = treated_before(app, customer, earlier).await?;
            items.extend(self::items(app, &servers, (earlier, lines, &right.days), &treatment));
        }
        corrected.push(earlier);
        if right.is_settled {
            settled.push(earlier);
        }
    }
    mark_last(app, &servers, &mut items).await?;
    let totals = totals(&items);
    let currency = app.catalogue.provider.currency.clone();
    let (customer, warnings) = (customer.clone(), own.warnings);
    Ok(Draft { customer, month, items, totals, currency, warnings, corrected, settled })
}

async fn count(app: &App, servers: &[Server], month: Month) -> Result<Counted, Fault> {
    let mut counted =
        Counted { lines: Vec::new(), days: BTreeMap::new(), warnings: Vec::new(), is_settled: true };
    let mut months = Vec::new();
    for server in servers.iter().filter(|server| usage::existed(app, server, month)) {
        let used = usage::of_month(app, server, month).await?;
        counted.warnings.extend(warning(app, server, &used));
        counted.is_settled &= used.is_settled(server);
        let days = usage::by_day(app, server, &used.meter).await?;
        counted.days.insert(server.id.to_string(), days);
        months.push(server_month(app, server, used).await?);
    }
    counted.lines = lines(&app.catalogue, month, months).map_err(Fault::broken)?;
    Ok(counted)
}

fn warning(app: &App, server: &Server, used: &Usage) -> Option<Warning> {
    let host = host_name(app, server);
    match used.journal.last_number {
        0 => Some(Warning::NoReadings { host }),
        _ if !used.is_settled(server) => Some(Warning::NotReached { host }),
        _ => None,
    }
}

async fn server_month(app: &App, server: &Server, used: Usage) -> Result<ServerMonth, sqlx::Error> {
    Ok(ServerMonth {
        customer: server.customer_id.to_string(),
        server: server.id.to_string(),
        product: server.product.clone(),
        users: UsersOfMonth {
            peak: used.meter.peak,
            peak_at_ms: used.meter.peak_at_ms,
            carried_over: used.meter.carried_over,
            accounts: usage::at_peak(app, server, &used.meter).await?,
        },
        storage: used.storage,
    })
}

/// Every line issued for a month so far, its corrections included. What was given away does not count: it was billed.
async fn billed(
    app: &App,
    customer: &Customer,
    month: Month,
    but: Option<&Id<Invoice>>,
) -> Result<Vec<Line>, Fault> {
    let documents = store::billing(&app.db, &customer.id, month, but).await?;
    let items = documents
        .into_iter()
        .flat_map(|(sign, document)| document.items.into_iter().map(move |item| (sign, item)));
    let metered = items.filter(|(_, item)| item.month == month && item.line.kind != Kind::Goodwill);
    let signed = |(sign, item): (i64, Item)| Line {
        quantity: sign * item.line.quantity,
        amount_minor: sign * item.line.amount_minor,
        ..item.line
    };
    Ok(metered.map(signed).collect())
}

/// The lines of an invoice that is written again: what is right for each month that it was about, less what other
/// documents bill for it.
pub(super) async fn again(
    app: &App,
    customer: &Customer,
    (undone, document): (&Invoice, &Document),
) -> Result<Vec<Item>, Fault> {
    let servers = servers::of_customer(&app.db, &customer.id).await?;
    let own = document.month;
    let mut earlier: BTreeSet<Month> = document.items.iter().map(|item| item.month).collect();
    earlier.extend(store::unsettled(&app.db, &customer.id, own).await?);
    earlier.remove(&own);
    let mut found = Vec::new();
    for month in std::iter::once(own).chain(earlier) {
        let right = count(app, &servers, month).await?;
        let billed = billed(app, customer, month, Some(&undone.id)).await?;
        let lines = match month == own && billed.is_empty() {
            true => right.lines,
            false => corrections(month, &right.lines, &billed),
        };
        if !lines.is_empty() {
            let treatment = vat::treatment(app, customer, month.last_day())?;
            found.extend(items(app, &servers, (month, lines, &right.days), &treatment));
        }
    }
    Ok(found)
}

/// The VAT of a month that was billed before: a correction follows the invoice that it corrects, wherever the customer
/// is now.
async fn treated_before(app: &App, customer: &Customer, month: Month) -> Result<Treatment, Fault> {
    let documents = store::billing(&app.db, &customer.id, month, None).await?;
    let mut items = documents.iter().flat_map(|(_, document)| &document.items);
    match items.find(|item| item.month == month) {
        Some(item) => Ok(Treatment::of_item(item)),
        None => Ok(vat::treatment(app, customer, month.last_day())?),
    }
}

type OfMonth<'a> = (Month, Vec<Line>, &'a BTreeMap<String, Vec<DayUsers>>);

fn items(app: &App, servers: &[Server], of: OfMonth<'_>, treatment: &Treatment) -> Vec<Item> {
    let (month, lines, days) = of;
    let item = |line: Line| {
        let of_line = line.server.as_ref().filter(|_| line.kind == Kind::Users);
        let server = servers.iter().find(|server| Some(server.id.as_str()) == line.server.as_deref());
        Item {
            month,
            host: server.map(|server| host_name(app, server)),
            product: app
                .catalogue
                .product(&line.product)
                .map_or(line.product.clone(), |product| product.name.clone()),
            vat_permyriad: treatment.permyriad,
            vat_category: treatment.category,
            vat_country: treatment.country.clone(),
            days: of_line.and_then(|id| days.get(id)).cloned().unwrap_or_default(),
            text: String::new(),
            of_line: None,
            last_day: None,
            line,
        }
    };
    lines.into_iter().map(item).collect()
}

/// Says on a server's line of users that its month is its last: it ended then, or it will as notice stands now.
async fn mark_last(app: &App, servers: &[Server], items: &mut [Item]) -> Result<(), Fault> {
    for server in servers {
        let noticed = match server.ended_at_ms {
            Some(_) => None,
            None => ending::standing(app, &server.id).await?.map(|ending| ending.ends_at_ms),
        };
        // Whether a notice that is due holds is decided by the end itself.
        let ends_at_ms = server.ended_at_ms.or(noticed.filter(|ends_at_ms| *ends_at_ms > app.now_ms()));
        let Some(last_day) = ends_at_ms.map(|ends_at_ms| day(ends_at_ms - 1, app.zone())) else { continue };
        let of_server = |item: &&mut Item| {
            item.line.kind == Kind::Users
                && item.line.server.as_deref() == Some(server.id.as_str())
                && item.month.last_day() == last_day
        };
        items.iter_mut().filter(of_server).for_each(|item| item.last_day = Some(last_day));
    }
    Ok(())
}
