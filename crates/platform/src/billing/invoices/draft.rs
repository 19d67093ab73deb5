//! From what is stored to a customer's month as it stands. The preview, the next invoice and the issued one are all
//! made here.

use super::model::{Draft, Item, Warning};
use super::rules::{InvoiceRefused, is_doubled, totals};
use super::store;
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::pricing::{Kind, Line, ServerMonth, UsersOfMonth, corrections, lines};
use crate::metering::usage::{self, DayUsers, Usage};
use crate::servers::{self, Server, ending, host_name};
use hostler_kit::http::Fault;
use hostler_kit::time::{Month, day};
use std::collections::BTreeMap;

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
    let mut items = items(app, customer, &servers, (month, own.lines, &own.days))?;
    if own.is_settled {
        settled.push(month);
    }
    for earlier in store::unsettled(&app.db, &customer.id, month).await? {
        let right = count(app, &servers, earlier).await?;
        let invoiced = invoiced(app, customer, earlier).await?;
        let lines = corrections(earlier, &right.lines, &invoiced);
        items.extend(self::items(app, customer, &servers, (earlier, lines, &right.days))?);
        corrected.push(earlier);
        if right.is_settled {
            settled.push(earlier);
        }
    }
    mark_last(app, &servers, &mut items).await?;
    let totals = totals(&items);
    let mut warnings = own.warnings;
    let before = store::of_month(&app.db, &customer.id, month.previous()).await?;
    let before_minor = before.map_or(0, |invoice| invoice.total_minor);
    if is_doubled(before_minor, totals.total_minor) {
        warnings.push(Warning::Doubled { before_minor });
    }
    let currency = app.catalogue.provider.currency.clone();
    Ok(Draft { customer: customer.clone(), month, items, totals, currency, warnings, corrected, settled })
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

/// Every line issued for a month so far, its corrections included.
async fn invoiced(app: &App, customer: &Customer, month: Month) -> Result<Vec<Line>, Fault> {
    let documents = store::documents_since(&app.db, &customer.id, month).await?;
    let items = documents.into_iter().flat_map(|document| document.items);
    Ok(items.filter(|item| item.month == month).map(|item| item.line).collect())
}

type OfMonth<'a> = (Month, Vec<Line>, &'a BTreeMap<String, Vec<DayUsers>>);

fn items(
    app: &App,
    customer: &Customer,
    servers: &[Server],
    of: OfMonth<'_>,
) -> Result<Vec<Item>, InvoiceRefused> {
    let (month, lines, days) = of;
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let rate = app.catalogue.vat_on(&customer.country, month.last_day());
    let rate = rate.ok_or_else(|| InvoiceRefused::NoVatRate { country: customer.country.clone() })?;
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
            vat_permyriad: rate.permyriad,
            days: of_line.and_then(|id| days.get(id)).cloned().unwrap_or_default(),
            last_day: None,
            line,
        }
    };
    Ok(lines.into_iter().map(item).collect())
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
