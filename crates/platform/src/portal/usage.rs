//! What a server's page says of this month: who is on it, what is stored, what it will cost.

use crate::billing::invoices::next_invoice;
use crate::metering::usage::{self, DayUsers};
use crate::servers::Server;
use crate::web::Visit;
use hostler_kit::http::Fault;
use hostler_kit::time::{Month, instant};
use hostler_kit::ui::{Plot, Shape};
use jiff::civil::Date;

pub struct Usage {
    pub users: i64,
    pub peak: i64,
    /// When this month's peak was reached, in words.
    pub explained: String,
    pub storage: String,
    pub next_invoice: String,
    pub users_plot: Plot,
    pub storage_plot: Plot,
}

pub async fn of(visit: &Visit, server: &Server) -> Result<Usage, Fault> {
    let app = &visit.app;
    let month = Month::of(app.now_ms(), app.zone());
    let used = usage::of_month(app, server, month).await?;
    let days = usage::by_day(app, server, &used.meter).await?;
    let next = next_invoice(app, &server.customer_id).await?;
    let words = &visit.words;
    let at = words.instant(instant(used.meter.peak_at_ms), app.zone());
    let peak = [("n", used.meter.peak.into()), ("at", at.into())];
    let stored = used.storage.days.iter().map(|day| (day.day, day.bytes)).collect();
    let included = app.catalogue.product(&server.product).and_then(|product| product.storage.as_ref());
    Ok(Usage {
        users: used.meter.users,
        peak: used.meter.peak,
        explained: words.tr("usage-explained", &peak),
        storage: words.bytes(u64::try_from(used.bytes().unwrap_or(0)).unwrap_or(0)),
        next_invoice: words.money(next.totals.total_minor, &next.currency),
        users_plot: users_plot(visit, month, &days),
        storage_plot: storage_plot(
            visit,
            month,
            stored,
            included.map(|storage| storage.included_bytes_per_user * used.meter.peak),
        ),
    })
}

/// The most users of each day; the month's peak is marked.
fn users_plot(visit: &Visit, month: Month, days: &[DayUsers]) -> Plot {
    let highest = days.iter().map(|day| (day.day, day.highest)).collect();
    Plot::new(visit.words.t("usage-users-plot"), Shape::Bars, highest).until(month.last_day()).peak()
}

fn storage_plot(visit: &Visit, month: Month, days: Vec<(Date, i64)>, included: Option<i64>) -> Plot {
    let plot =
        Plot::new(visit.words.t("usage-storage-plot"), Shape::Line, days).until(month.last_day()).bytes();
    match included {
        Some(bytes) => plot.limit(visit.words.t("usage-included"), bytes),
        None => plot,
    }
}
