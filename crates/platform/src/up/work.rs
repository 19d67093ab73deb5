//! Jobs, the watch over servers, and the sweep of what has expired.

use crate::app::App;
use crate::events::jobs::TellOfEvent;
use crate::servers::jobs::ReconcileServer;
use crate::web::idempotency;
use crate::webhooks::jobs::DeliverEvent;
use crate::{
    accounts, backup, billing, certificates, inbox, licences, mail, monitoring, servers, shop, updates,
    webhooks,
};

use hostler_kit::jobs::{Length, Queue};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Jobs of any length that run side by side, beside backups; and short ones beside them. However many backups and exports
/// there are, a server that died is started and mail is sent.
const WORKERS: usize = 2;
const SHORT_WORKERS: usize = 2;
const SWEEP_EVERY: Duration = Duration::from_secs(600);

pub(super) fn work(tasks: &mut JoinSet<()>, app: &Arc<App>) {
    let backups = usize::try_from(app.catalogue.backups.at_once).unwrap_or(0);
    for (up_to, workers) in [(Length::Long, WORKERS + backups), (Length::Short, SHORT_WORKERS)] {
        for _ in 0..workers {
            let app = app.clone();
            let queue = queue(&app);
            tasks.spawn(async move { queue.work(app, up_to).await });
        }
    }
    let invoiced = app.clone();
    tasks.spawn(async move {
        if let Err(error) = shop::jobs::invoice_delivered_once(&invoiced).await {
            tracing::warn!(%error, "orders of before could not be queued to be invoiced");
        }
    });
    let watched = app.clone();
    tasks.spawn(async move { servers::watch(&watched).await });
    let certified = app.clone();
    tasks.spawn(async move { certificates::watch(&certified).await });
    let probed = app.clone();
    tasks.spawn(async move { monitoring::watch(&probed).await });
    let warned = app.clone();
    tasks.spawn(async move { licences::warn::watch(&warned).await });
    let reminded = app.clone();
    tasks.spawn(async move { billing::reminders::watch(&reminded).await });
    let collected = app.clone();
    tasks.spawn(async move { billing::debits::watch::watch(&collected).await });
    let backed_up = app.clone();
    tasks.spawn(async move { backup::watch(&backed_up).await });
    let updated = app.clone();
    tasks.spawn(async move { updates::watch(&updated).await });
    let paid = app.clone();
    tasks.spawn(async move { billing::payments::again::watch(&paid).await });
    let swept = app.clone();
    tasks.spawn(async move {
        loop {
            if let Err(error) = sweep(&swept).await {
                tracing::warn!(%error, "what has expired could not be removed");
            }
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    });
}

/// Removes what has expired in every part; one that fails stops none of the others.
async fn sweep(app: &App) -> Result<(), sqlx::Error> {
    let (accounts, keys) = (accounts::sweep(app).await, idempotency::sweep(app).await);
    accounts
        .and(keys)
        .and(webhooks::sweep(app).await)
        .and(monitoring::sweep(app).await)
        .and(inbox::sweep(app).await)
}

/// Takes in what is dropped into a folder.
pub(super) fn watch_statements(tasks: &mut JoinSet<()>, app: &Arc<App>, folder: &Path) {
    let (app, folder) = (app.clone(), billing::payments::folder::Folder::new(folder));
    tasks.spawn(async move { folder.watch(&app).await });
}

/// Every kind of job that the platform knows.
pub fn queue(app: &App) -> Queue<App> {
    Queue::new(app.db.clone(), app.clock.clone(), app.wake.clone())
        .register::<ReconcileServer>()
        .register::<certificates::jobs::RenewCertificate>()
        .register::<mail::SendMail>()
        .register::<TellOfEvent>()
        .register::<DeliverEvent>()
        .register::<billing::invoices::jobs::IssueInvoice>()
        .register::<shop::jobs::InvoiceOrders>()
        .register::<shop::jobs::DeliverOrder>()
        .register::<billing::vat::jobs::CheckVatNumber>()
        .register::<servers::ending::jobs::EndServer>()
        .register::<servers::ending::jobs::RemindOfEnding>()
        .register::<servers::exports::jobs::MakeExport>()
        .register::<servers::exports::jobs::RemoveExport>()
        .register::<backup::jobs::BackUpServer>()
        .register::<backup::own::jobs::BackUpPlatform>()
        .register::<backup::jobs::RestoreBackup>()
        .register::<backup::jobs::RemoveRestored>()
        .register::<backup::jobs::RunDrill>()
        .register::<updates::jobs::UpdateServer>()
        .register::<inbox::jobs::ReadMessage>()
        .register::<billing::reminders::jobs::RemindCustomer>()
}
