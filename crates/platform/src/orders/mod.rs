//! Orders (H1): a visitor says who they are and how their server shall be called; once their address is verified the
//! order is accepted, and in that same transaction the server exists, as something to be brought about.

mod model;
pub mod pages;
pub mod routes;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Order, Wish};
pub use rules::{OrderRefused, TERMS, check_name};
pub use store::{find, of_customer};

use crate::accounts::{self, Doing, Person, Session, SignUp};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::servers;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// An order that was not verified within a day lapses.
const LAPSES_AFTER_MS: i64 = 24 * 3_600_000;

/// A visitor's order: signs them up and waits for the link in the mail. Everything wrong is told at once.
pub async fn place(app: &App, wish: Wish, form: SignUp) -> Result<Order, Vec<Fault>> {
    let wish = rules::check(wish, &hosted(app)).map_err(faults);
    let form = accounts::check_sign_up(form, &app.catalogue).map_err(faults);
    let (wish, form) = match (wish, form) {
        (Ok(wish), Ok(form)) => (wish, form),
        (wish, form) => return Err([wish.err(), form.err()].into_iter().flatten().flatten().collect()),
    };
    let hash = accounts::hashed(app, form.password.clone()).await;
    place_checked(app, &wish, &form, hash).await.map_err(|fault| vec![fault])
}

async fn place_checked(app: &App, wish: &Wish, form: &SignUp, hash: String) -> Result<Order, Fault> {
    let mut tx = app.db.begin().await?;
    store::lapse(&mut tx, app.now_ms() - LAPSES_AFTER_MS).await?;
    let person = accounts::sign_up(app, &mut tx, form, hash).await?;
    let order = insert(app, &mut tx, &person, wish).await?;
    note(app, &mut tx, &person.actor(), &order).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(order)
}

/// An order by a customer's owner who is signed in: accepted at once.
pub async fn place_as(app: &App, session: &Session, wish: Wish) -> Result<Order, Vec<Fault>> {
    if session.may(Doing::OrderServers).is_err() {
        return Err(vec![OrderRefused::NotTheOwner.into()]);
    }
    let wish = rules::check(wish, &hosted(app)).map_err(faults)?;
    place_accepted(app, session, &wish).await.map_err(|fault| vec![fault])
}

async fn place_accepted(app: &App, session: &Session, wish: &Wish) -> Result<Order, Fault> {
    let mut tx = app.db.begin().await?;
    store::lapse(&mut tx, app.now_ms() - LAPSES_AFTER_MS).await?;
    let (person, by) = (&session.person, session.actor());
    let order = insert(app, &mut tx, person, wish).await?;
    note(app, &mut tx, &by, &order).await?;
    let order = accept(app, &mut tx, order, person).await?;
    note(app, &mut tx, &by, &order).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(order)
}

async fn insert(app: &App, tx: &mut Tx, person: &Person, wish: &Wish) -> Result<Order, Fault> {
    let customer_id = person.customer_id.clone().ok_or(OrderRefused::NotTheOwner)?;
    let order = Order {
        id: Id::new(app.now_ms(), &app.random),
        customer_id,
        person_id: person.id.clone(),
        product: wish.product.clone(),
        server_name: wish.server_name.clone(),
        terms: wish.terms.clone(),
        state: "placed".into(),
        server_id: None,
        placed_at_ms: app.now_ms(),
        accepted_at_ms: None,
    };
    if !store::insert(tx, &order).await? {
        return Err(OrderRefused::NameTaken.into());
    }
    Ok(order)
}

/// Writes down what became of an order.
async fn note(app: &App, tx: &mut Tx, by: &Actor, order: &Order) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind: if order.server_id.is_some() { "order.accepted" } else { "order.placed" },
        customer: Some(order.customer_id.as_str()),
        subject: order.id.as_str(),
        data: serde_json::json!({
            "product": order.product, "server_name": order.server_name, "server_id": order.server_id,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}

/// The order becomes a server: the wish, written down before anything is done about it.
async fn accept(app: &App, tx: &mut Tx, order: Order, person: &Person) -> Result<Order, Fault> {
    if servers::count_of(tx, &order.customer_id).await? >= rules::MOST_SERVERS {
        return Err(OrderRefused::TooManyServers.into());
    }
    let server = servers::create(app, tx, &order, person).await?;
    let now_ms = app.now_ms();
    store::accept(tx, &order.id, &server.id, now_ms).await?;
    Ok(Order { state: "accepted".into(), server_id: Some(server.id), accepted_at_ms: Some(now_ms), ..order })
}

/// The person's address is proven: their orders that waited for it are accepted. The first of them.
pub async fn accept_waiting(app: &App, tx: &mut Tx, person: &Person) -> Result<Option<Order>, Fault> {
    let mut first = None;
    for order in store::waiting_for(tx, &person.id).await? {
        let order = accept(app, tx, order, person).await?;
        note(app, tx, &person.actor(), &order).await?;
        first.get_or_insert(order);
    }
    Ok(first)
}

/// Products of the catalogue that this version can run hosted.
fn hosted(app: &App) -> Vec<&str> {
    let known = |id: &str| servers::PRODUCTS.contains(&id);
    app.catalogue.products.iter().map(|product| product.id.as_str()).filter(|id| known(id)).collect()
}

fn faults<E: hostler_kit::http::Refuse>(wrong: Vec<E>) -> Vec<Fault> {
    wrong.into_iter().map(Fault::from).collect()
}
