//! Anna's bakery pays by direct debit.

mod answers;
mod batches;
mod judge;
mod mandates;
mod rules;

use super::store::debits as store;
use super::*;
use crate::accounts::{Person, Role};
use crate::app::MIGRATIONS;
use crate::billing::invoices::{self, Invoice, close, store as invoice_store};
use crate::catalogue::{Catalogue, STANDARD};
use crate::portal;
use crate::testing::{self, Browser, Journal, Seen, customer, go_to, server, work};
use crate::web::Paging;
use axum::Router;
use std::future::Future;
use std::sync::Arc;

pub(super) const IBAN: &str = "NL91ABNA0417164300";
pub(super) const OTHER_IBAN: &str = "NL20INGB0001234567";
const FIRST_PAGE: Paging = Paging { limit: 50, offset: 0 };

/// The built-in offer of a provider that collects.
pub(super) fn catalogue(more: &str) -> Catalogue {
    let text = STANDARD.replace("NL00BANK0000000000", "NL44RABO0123456789").replace("BANKNL2A", "RABONL2U");
    let debit = "\n[debit]\ncreditor-id = \"NL79ZZZ999999990000\"\n";
    Catalogue::parse("offer.toml", &format!("{text}{debit}{more}")).expect("the offer is in order")
}

/// Runs a test on a platform that collects, over each engine.
pub(super) async fn collecting<F: Future<Output = ()>>(more: &str, test: impl Fn(Arc<App>) -> F) {
    hostler_kit::db::testing::on_each_engine(&MIGRATIONS, |db| {
        let mut app = Arc::into_inner(testing::app(db)).expect("nobody else has it yet");
        app.catalogue = catalogue(more);
        test(Arc::new(app))
    })
    .await;
}

pub(super) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

pub(super) async fn browser(app: &Arc<App>, person: &Person) -> Browser {
    Browser::of(app, routes(app), person).await
}

pub(super) async fn staff(app: &Arc<App>) -> Browser {
    let sofie = testing::person(app, None, "Sofie", Role::Staff).await;
    browser(app, &sofie).await
}

/// Signs in the portal, with the reference that the page shows.
pub(super) async fn sign(anna: &Browser, iban: &str) -> Seen {
    let page = anna.get("/payment").await.text();
    let from = page.find("name=\"reference\"").expect("the form has the reference");
    let rest = &page[from..];
    let value = rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value");
    let fields = [("holder", "Bakkerij Anna"), ("iban", iban), ("reference", value), ("agreed", "yes")];
    anna.post("/payment", &fields).await
}

/// Anna has signed, and her October of ten users is invoiced on 2 November: 59.90 €, due on the 23rd.
pub(super) async fn october(app: &Arc<App>) -> (Person, Invoice) {
    let (_, anna) = customer(app, "anna").await;
    assert_eq!(sign(&browser(app, &anna).await, IBAN).await.status, 303);
    let mut journal = Journal::of(&server(app, &anna, "bakkerij").await);
    journal.create("2026-10-01T09:00:00+02:00", 1..=10);
    go_to(app, "2026-11-02T09:00:00+01:00");
    journal.send(app).await;
    let tess = testing::person(app, None, "Tess", Role::Staff).await;
    close(app, "2026-10".parse().unwrap(), &tess).await.unwrap();
    work(app).await;
    let invoice = invoice_store::list(&app.db, "", &FIRST_PAGE).await.unwrap().remove(0);
    (anna, invoice)
}

/// The same, with the file made on the day on which it has to be.
pub(super) async fn sent(app: &Arc<App>) -> (Invoice, Debit) {
    let (_, invoice) = october(app).await;
    go_to(app, "2026-11-18T09:00:00+01:00");
    super::batches::make(app, &Actor::new("per_1", "Sofie")).await.unwrap();
    let debit = store::of_invoice(&app.db, &invoice.id).await.unwrap().remove(0);
    (invoice, debit)
}

pub(super) async fn invoice_now(app: &App, invoice: &Invoice) -> (i64, String) {
    let found = invoice_store::find(&app.db, &invoice.id).await.unwrap().unwrap();
    (found.open_minor, found.state)
}

/// States of an invoice's debits with their reasons, oldest first.
pub(super) async fn states(app: &App, invoice: &Invoice) -> Vec<String> {
    let debits = store::of_invoice(&app.db, &invoice.id).await.unwrap();
    debits.iter().map(|debit| format!("{} {}", debit.state, debit.reason).trim().to_string()).collect()
}

pub(super) async fn settled_by(app: &App, invoice: &Invoice, amount_minor: i64) {
    use crate::billing::settlement::{Means, Settling, settle};
    let mut tx = app.db.begin().await.unwrap();
    let date = "2026-11-10".parse().unwrap();
    let source = "pay_1";
    let settling = Settling { invoice: &invoice.id, amount_minor, means: Means::Payment, source, date };
    settle(app, &mut tx, &settling).await.unwrap();
    tx.commit().await.unwrap();
}

pub(super) async fn say_booked(app: &App, debit: &Debit) -> bool {
    let mut tx = app.db.begin().await.unwrap();
    let done = booked(app, &mut tx, &debit.end_to_end_id, "2026-11-23".parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    done
}

pub(super) async fn say_returned(app: &App, debit: &Debit, reason: &str) -> bool {
    let mut tx = app.db.begin().await.unwrap();
    let day = "2026-11-25".parse().unwrap();
    let done = returned(app, &mut tx, &debit.end_to_end_id, (reason, day)).await.unwrap();
    tx.commit().await.unwrap();
    done
}
