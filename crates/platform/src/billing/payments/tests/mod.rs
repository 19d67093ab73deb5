mod import;
mod killed;
mod matching;
mod pages;
mod properties;
mod rules;

use super::*;
use crate::accounts::{Customer, Person, Role};
use crate::app::App;
use crate::billing::invoices::{self, Invoice, close};
use crate::billing::ledger::Account;
use crate::billing::ledger::balance;
use crate::events::Actor;
use crate::testing::bank::{Day, Line};
use crate::testing::{self, Journal, customer, go_to, server, work};
use crate::web::Paging;
use hostler_kit::http::Fault;
use std::sync::Arc;

/// Anna's account, and another one.
const ANNA: &str = "NL91ABNA0417164300";
const BRAM: &str = "NL20INGB0001234567";

/// The customers of these names with ten users each in October, whose invoices of 59.90 are issued on 2 November.
async fn billed(app: &Arc<App>, names: &[&str]) -> (Vec<Customer>, Person) {
    let (mut companies, mut journals) = (Vec::new(), Vec::new());
    for name in names {
        let (company, owner) = customer(app, name).await;
        let mut journal = Journal::of(&server(app, &owner, &format!("server-{name}")).await);
        journal.create("2026-10-01T09:00:00+02:00", 1..=10);
        companies.push(company);
        journals.push(journal);
    }
    go_to(app, "2026-11-02T09:00:00+01:00");
    for journal in &mut journals {
        journal.send(app).await;
    }
    let sofie = testing::person(app, None, "Sofie", Role::Staff).await;
    close(app, "2026-10".parse().unwrap(), &sofie).await.unwrap();
    work(app).await;
    (companies, sofie)
}

async fn invoice_of(app: &App, customer: &Customer) -> Invoice {
    let paging = Paging { limit: 1, offset: 0 };
    invoices::of_customer(&app.db, &customer.id, &paging).await.unwrap().remove(0)
}

async fn taken(app: &App, day: &Day) -> Result<Imported, Fault> {
    import(app, &Actor::platform(), "day.xml", day.camt("001.08").into_bytes()).await
}

/// All payments, newest first.
async fn payments(app: &App) -> Vec<Payment> {
    found(app, &Wanted::default(), &Paging { limit: 100, offset: 0 }).await.unwrap().payments
}

async fn matches_of(app: &App, payment: &Payment) -> Vec<Match> {
    store::matches::of_payment(&app.db, &payment.id).await.unwrap()
}

/// What must hold after anything: the ledger's bank is the bank's, and what is not settled lies in suspense.
async fn check_books(app: &App) {
    let standing = super::found::standing(app).await.unwrap();
    let account = standing.account.map_or(0, |account| account.balance_minor);
    assert_eq!(standing.ledger_minor, account, "the ledger's bank");
    assert_eq!(balance(&app.db, &Account::Suspense).await.unwrap(), -standing.unsettled_minor, "suspense");
    let credits: i64 =
        sqlx::query_scalar("SELECT CAST(COALESCE(SUM(balance_minor), 0) AS BIGINT) FROM customer_credits")
            .fetch_one(app.db.read())
            .await
            .unwrap();
    let credit = balance(&app.db, &Account::CustomerCredit).await.unwrap();
    assert_eq!(-credit, credits + standing.refunds_minor, "customers' credit");
    let open: i64 = sqlx::query_scalar("SELECT CAST(COALESCE(SUM(open_minor), 0) AS BIGINT) FROM invoices")
        .fetch_one(app.db.read())
        .await
        .unwrap();
    assert_eq!(balance(&app.db, &Account::Debtors).await.unwrap(), open, "debtors");
}
