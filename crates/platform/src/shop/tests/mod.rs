//! From the price list to the keys, on both engines: as a visitor, an owner, staff, and a program.

mod api;
mod classes;
mod licences;
mod orders;
mod pages;
mod roles;

use crate::accounts::{self, Person, Role, Session};
use crate::app::App;
use crate::licences::{Issued, Licence};
use crate::orders::TERMS;
use crate::portal;
use crate::shop::quote::{MoreUsers, NewLicence, OneAddOn, Renewal, RenewalBy, Wish};
use crate::shop::{self, Asked, LicenceOrder, Sent};
use crate::testing::{Browser, customer, go_to, on_each_engine, person};
use axum::Router;
use hostler_kit::id::Id;
use hostler_licence::ledger::{Grant, GrantKind};
use std::sync::Arc;

fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

async fn browser(app: &Arc<App>, person: &Person) -> Browser {
    Browser::of(app, routes(app), person).await
}

async fn session(app: &App, person: &Person) -> Session {
    let mut tx = app.db.begin().await.unwrap();
    let token = accounts::start_session(app, &mut tx, person).await.unwrap();
    tx.commit().await.unwrap();
    accounts::session(app, &token).await.unwrap().unwrap()
}

async fn sofie(app: &App) -> Person {
    person(app, None, "Sofie", Role::Staff).await
}

fn new(users: i64, class: &str, add_ons: &[&str]) -> Wish {
    Wish::New(NewLicence {
        product: "connect".into(),
        edition: String::new(),
        class: crate::catalogue::PriceClass::of_code(class).unwrap(),
        users,
        add_ons: add_ons.iter().map(|id| id.to_string()).collect(),
        more_years: 0,
    })
}

fn more(licence: &Id<Licence>, users: i64) -> Wish {
    Wish::Users(MoreUsers { licence: licence.to_string(), users })
}

fn add_on(licence: &Id<Licence>, id: &str) -> Wish {
    Wish::AddOn(OneAddOn { licence: licence.to_string(), add_on: id.into() })
}

fn renew(licence: &Id<Licence>, years: i64, by: RenewalBy) -> Wish {
    Wish::Renewal(Renewal { licence: licence.to_string(), years, by })
}

/// Orders at the total that is quoted now; what is refused, as its code.
async fn order(app: &App, owner: &Person, wish: Wish) -> Result<LicenceOrder, String> {
    let quote = shop::price(app, shop::Buyer::Customer(owner.customer_id.as_ref().unwrap()), &wish).await;
    let quote = quote.map_err(|fault| fault.code.to_string())?;
    let asked = Asked {
        wish,
        reference: "Inkoop 12".into(),
        terms: TERMS.into(),
        seen_minor: Some(quote.gross_minor),
        form: String::new(),
    };
    let placed = shop::place_as(app, &session(app, owner).await, asked).await;
    placed.map_err(|faults| faults[0].code.to_string())
}

async fn keys(app: &App, order: &LicenceOrder) -> Vec<Issued> {
    crate::licences::keys_of_order(app, order.id.as_str()).await.unwrap()
}

/// A licence of Connect that was bought just now.
async fn bought(app: &App, owner: &Person, wish: Wish) -> Id<Licence> {
    let order = order(app, owner, wish).await.unwrap();
    keys(app, &order).await.remove(0).licence.unwrap()
}

/// What was issued for a licence, of one kind.
async fn grant(app: &App, licence: &Id<Licence>, kind: GrantKind) -> Grant {
    let grants = crate::licences::issued_for(app, licence).await.unwrap();
    grants.into_iter().find(|grant| grant.kind == kind).unwrap()
}

/// As if it had been registered on this day; what it holds is summed from its keys.
async fn registered(app: &App, licence: &Id<Licence>, on: &str) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("UPDATE licences SET registered_on = $2, last_day = $2 WHERE id = $1")
        .bind(licence)
        .bind(on)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn found(app: &App, order: &LicenceOrder) -> LicenceOrder {
    shop::find(&app.db, &order.id).await.unwrap().unwrap()
}

/// The mail to somebody whose subject ends like this.
async fn mail(app: &App, to: &str, end: &str) -> (String, String) {
    let mails = crate::mail::list(&app.db, to, 20, 0).await.unwrap();
    let found = mails.into_iter().find(|mail| mail.subject.ends_with(end));
    found.map(|mail| (mail.subject, mail.body)).unwrap_or_else(|| panic!("no mail {end} to {to}"))
}

async fn kinds(app: &App, subject: &str) -> Vec<String> {
    let rows = sqlx::query_scalar("SELECT kind FROM events WHERE subject = $1 ORDER BY id")
        .bind(subject)
        .fetch_all(app.db.read());
    // Within one instant lines have no order.
    let mut kinds: Vec<String> = rows.await.unwrap();
    kinds.sort();
    kinds
}
