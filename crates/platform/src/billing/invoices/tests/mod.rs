mod closing;
mod credits;
mod months;
mod pages;
mod rules;

use crate::accounts::{Customer, Person, Role};
use crate::app::App;
use crate::servers::Server;
use crate::testing::{self, Journal, customer, go_to, server};
use hostler_kit::time::Month;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

async fn staff(app: &App) -> Person {
    testing::person(app, None, "Sofie", Role::Staff).await
}

/// Anna's bakery with one server.
async fn bakery(app: &App) -> (Customer, Person, Server, Journal) {
    let (company, anna) = customer(app, "anna").await;
    let server = server(app, &anna, "bakkerij").await;
    let journal = Journal::of(&server);
    (company, anna, server, journal)
}

/// Ten accounts and 12 GB through October, known up to its end (B3's example); it is 2 November.
async fn october(app: &App, journal: &mut Journal) {
    journal.create("2026-10-01T09:00:00+02:00", 1..=10);
    journal.store("2026-10-01T23:00:00+02:00", 12_000_000_000);
    journal.store("2026-11-01T00:30:00+01:00", 12_000_000_000);
    go_to(app, "2026-11-02T09:00:00+01:00");
    journal.send(app).await;
}
