//! Licences (L1–L8, L12, L13): what customers own, the keys that it came by, and the machines that it is registered on.
//!
//! A licence exists from the day on which its base key is issued; registering that key on a machine starts its
//! maintenance and makes a licence file. What a licence covers is the sum of its grants (`licence::ledger`) and nothing
//! else. Whatever changes a licence locks its row first: of two machines that register at the same instant, one wins
//! and the other is told.

mod check;
mod explain;
mod file;
mod issue;
mod look_up;
mod machines;
mod model;
mod owner;
pub mod pages;
pub mod public;
mod redeem;
mod refusals;
mod register;
mod revoke;
pub mod routes;
mod rules;
mod show_key;
pub mod staff;
mod store;
#[cfg(test)]
mod tests;
pub mod warn;

pub use check::{CheckRows, check};
pub use explain::{Explained, explain};
pub use issue::issue;
pub use look_up::look_up;
pub use machines::{Declaration, declare_offline, leave};
pub use model::{Arrives, Issue, Issued, Licence, Machine, Wish};
pub use owner::hand_over;
pub use redeem::{preview, redeem, redeem_by_key};
pub use refusals::{At, LicenceRefused};
pub use register::register;
pub use revoke::{restore, revoke, revoke_key};
pub use show_key::show_key;
pub use store::found::{Sought, count as count_found, count_ending};
pub use store::{by_number, find, of_customer};

use crate::accounts::Customer;
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::signing;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_licence::ledger::Grant;

/// On whose behalf something is done.
#[derive(Debug, Clone, Copy)]
pub enum For<'a> {
    Customer(&'a Id<Customer>),
    /// The provider's people, who may see and do more.
    Staff,
}

impl For<'_> {
    /// Whether a licence is theirs to see.
    fn sees(self, licence: &Licence) -> bool {
        match self {
            For::Customer(customer) => licence.is_of(customer),
            For::Staff => true,
        }
    }
}

/// A licence by its id or its number.
///
/// # Errors
/// There is none, or it is another customer's.
pub async fn named(app: &App, whose: For<'_>, named: &str) -> Result<Licence, Fault> {
    let found = match named.parse() {
        Ok(id) => find(&app.db, &id).await?,
        Err(_) => by_number(&app.db, named).await?,
    };
    found.filter(|licence| whose.sees(licence)).ok_or_else(Fault::missing)
}

/// The newest licence file, with the keyring and the revocations before it, one on each line: all that a machine needs
/// which has never asked us anything.
///
/// # Errors
/// It was never registered.
pub async fn file(app: &App, licence: &Licence) -> Result<String, Fault> {
    let newest = store::files::newest(&app.db, &licence.id).await?.ok_or(LicenceRefused::NoFile)?;
    let keyring = signing::newest_keyring(app).await?.text;
    let revocations = file::revocations(app).await?.text;
    Ok(format!("{keyring}\n{revocations}\n{}\n", newest.text))
}

/// Keys of an order, each with its text: for the page and the mail that deliver them.
pub async fn keys_of_order(app: &App, order: &str) -> Result<Vec<Issued>, Fault> {
    let rows = store::keys::of_order(&app.db, order).await?;
    shown_keys(app, rows).await
}

/// What was issued for a licence, redeemed or not; keys that were withdrawn are left out.
pub async fn issued_for(app: &App, licence: &Id<Licence>) -> Result<Vec<Grant>, Fault> {
    let rows = store::keys::of_licence(&app.db, licence).await?;
    let held = rows.iter().filter(|row| row.state != "revoked");
    held.map(|row| row.grant().map_err(Fault::broken)).collect()
}

/// A customer's keys, newest first, each with its text.
pub async fn keys_of_customer(app: &App, customer: &Id<Customer>) -> Result<Vec<Issued>, Fault> {
    let rows = store::keys::of_customer(&app.db, customer).await?;
    shown_keys(app, rows).await
}

async fn shown_keys(app: &App, rows: Vec<model::KeyRow>) -> Result<Vec<Issued>, Fault> {
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let licence = match &row.licence_id {
            Some(id) => find(&app.db, id).await?,
            None => None,
        };
        shown.push(issue::opened(app, &row, licence.map(|licence| licence.number))?);
    }
    Ok(shown)
}

/// A machine, as whoever does something.
fn machine_actor(machine: &str, host: &str) -> Actor {
    Actor::new(machine, host)
}

/// What happened, of what sort and to what, and whose it is.
struct What<'a> {
    kind: &'static str,
    customer: Option<&'a str>,
    subject: &'a str,
}

impl<'a> What<'a> {
    fn to(licence: &'a Licence, kind: &'static str) -> What<'a> {
        What { kind, customer: licence.customer_id.as_ref().map(Id::as_str), subject: licence.id.as_str() }
    }
}

/// Writes a line of the event log.
async fn note(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (what, data): (What<'_>, serde_json::Value),
) -> Result<(), sqlx::Error> {
    let What { kind, customer, subject } = what;
    events::record(app, tx, by, Happened { kind, customer, subject, data }).await?;
    Ok(())
}
