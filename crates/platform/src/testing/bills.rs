//! Months that were billed, for tests about money.

use super::{Journal, customer, go_to, person, server, work};
use crate::accounts::{self, Customer, Person, Role, Session};
use crate::app::App;
use crate::billing::invoices::{self, Invoice};
use crate::billing::ledger::{self, Account, Posting, Transfer};
use crate::billing::settlement::{self, Means, Settling};
use crate::servers::Server;
use crate::web::Paging;
use hostler_kit::time::{day, instant};
use std::sync::Arc;

/// A customer with a server and what its October came to.
pub struct Billed {
    pub customer: Customer,
    pub owner: Person,
    pub server: Server,
    pub invoice: Invoice,
}

/// October of customers with so many users each, issued on 2 November and due on 23 November; and who closed it.
pub async fn october(app: &Arc<App>, users: &[(&str, u32)]) -> (Session, Vec<Billed>) {
    let mut made = Vec::new();
    for (name, users) in users {
        let (customer, owner) = customer(app, name).await;
        let server = server(app, &owner, name).await;
        let mut journal = Journal::of(&server);
        journal.create("2026-10-01T09:00:00+02:00", 1..=*users);
        made.push((customer, owner, server, journal));
    }
    go_to(app, "2026-11-02T09:00:00+01:00");
    let sofie = person(app, None, "Sofie", Role::Staff).await;
    let mut billed = Vec::new();
    for (_, _, _, journal) in &mut made {
        journal.send(app).await;
    }
    close(app, "2026-10", &sofie).await;
    for (customer, owner, server, _) in made {
        let invoice = newest(app, &customer).await;
        billed.push(Billed { customer, owner, server, invoice });
    }
    (session(app, &sofie).await, billed)
}

/// Closes a month and writes its invoices.
pub async fn close(app: &Arc<App>, month: &str, by: &Person) {
    invoices::close(app, month.parse().expect("a month"), by).await.expect("it may be closed");
    work(app).await;
}

pub async fn newest(app: &App, customer: &Customer) -> Invoice {
    let one = Paging { limit: 1, offset: 0 };
    let found =
        invoices::store::of_customer(&app.db, &customer.id, &one).await.expect("the database answers");
    found.into_iter().next().expect("it was billed")
}

pub async fn session(app: &App, person: &Person) -> Session {
    let mut tx = app.db.begin().await.expect("a transaction");
    let token = accounts::start_session(app, &mut tx, person).await.expect("a session");
    tx.commit().await.expect("it commits");
    accounts::session(app, &token).await.expect("the database answers").expect("a session")
}

/// Money comes (below zero: leaves) on the bank account and settles an invoice: the invoice then, or the refusal's code.
pub async fn pay(app: &App, invoice: &Invoice, amount_minor: i64, id: &str) -> Result<Invoice, &'static str> {
    let date = day(app.now_ms(), app.zone());
    let mut tx = app.db.begin().await.expect("a transaction");
    let transfers = Transfer::of(Account::Bank, Account::Suspense, amount_minor).into_iter().collect();
    let posting = Posting { date, kind: "statement", subject: id, customer: None, words: id, transfers };
    ledger::post(app, &mut tx, &posting).await.map_err(|fault| fault.code)?;
    let settling = Settling { invoice: &invoice.id, amount_minor, means: Means::Payment, source: id, date };
    let after = settlement::settle(app, &mut tx, &settling).await.map_err(|fault| fault.code)?;
    tx.commit().await.expect("it commits");
    Ok(after)
}

/// Nine in the morning of a day in November, December …, in Amsterdam.
pub fn morning(app: &App, day: &str) {
    let at = format!("{day}T09:00:00+01:00");
    let now = instant(app.now_ms());
    if at.parse::<jiff::Timestamp>().expect("an instant") > now {
        go_to(app, &at);
    }
}
