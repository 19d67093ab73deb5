//! Resellers (W2): customers that have customers of their own, and act for them in the shop and for licences.
//!
//! Staff say who is one. An owner of a reseller creates customers, whose owner is invited, and acts for one of them at
//! a time: on pages by a switch that the page's head shows, in the API by the header `Hostler-Customer`. What they do
//! then is the customer's: its orders, its licences, its invoices; each event says who acted for whom. They see no
//! servers, consoles, invoices or people of that customer. The customer sees who its reseller is and may end it.

pub mod pages;
pub mod routes;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use rules::ResellerRefused;
#[cfg(test)]
pub use store::take;
pub use store::{Served, count_served, of_customer, served, since};

use super::people::{self, House, Wanted};
use super::rules::{Doing, check_customer};
use super::{Acting, Customer, Person, Role, Session, SignUp, sessions, store as accounts};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::secret::token_hash;

pub(super) async fn is_reseller(app: &App, customer: &Id<Customer>) -> Result<bool, sqlx::Error> {
    store::is_reseller(&app.db, customer).await
}

/// For whom this person may act, if `customer` is their reseller's.
pub(super) async fn acting(
    app: &App,
    session: &Session,
    customer: &Id<Customer>,
) -> Result<Option<Acting>, sqlx::Error> {
    match &session.reseller {
        Some(reseller) => store::acting(&app.db, reseller, customer).await,
        None => Ok(None),
    }
}

/// The same session, acting.
pub(super) fn as_for(session: Session, acting: Acting) -> Session {
    let person = Person { customer_id: Some(acting.customer.clone()), ..session.person };
    Session { person, role: Role::Reseller, acting: Some(acting), ..session }
}

/// The session as a request's header names a customer: the person's own, or one to act for. Anybody else's customer
/// does not exist for them.
pub async fn for_customer(app: &App, session: Session, named: &str) -> Result<Session, Fault> {
    let customer: Id<Customer> = named.trim().parse().map_err(|_| Fault::missing())?;
    let own = session.reseller.as_ref().or(session.person.customer_id.as_ref());
    if session.acting.is_none() && own == Some(&customer) {
        return Ok(session);
    }
    session.may(Doing::KeepCustomers)?;
    let acting = acting(app, &session, &customer).await?.ok_or_else(Fault::missing)?;
    Ok(as_for(session, acting))
}

/// From now on the session of this token acts for the customer.
pub async fn begin_acting(
    app: &App,
    session: &Session,
    token: &str,
    customer: &Id<Customer>,
) -> Result<(), Fault> {
    acting(app, session, customer).await?.ok_or_else(Fault::missing)?;
    sessions::act_for(app, &token_hash(token), Some(customer)).await?;
    Ok(())
}

/// They act for themselves again.
pub async fn end_acting(app: &App, token: &str) -> Result<(), Fault> {
    sessions::act_for(app, &token_hash(token), None).await?;
    Ok(())
}

/// The reseller whose owner this is; for anybody else there is nothing here.
pub fn own(session: &Session) -> Result<&Id<Customer>, Fault> {
    session.may(Doing::KeepCustomers)?;
    session.reseller.as_ref().ok_or_else(Fault::missing)
}

/// The session as that of the reseller itself, whoever it acts for now.
fn as_self(session: &Session) -> Session {
    let person = Person { customer_id: session.reseller.clone(), ..session.person.clone() };
    Session { person, role: Role::Owner, acting: None, ..session.clone() }
}

/// A new customer of a reseller, whose owner is invited. Everything wrong is told at once.
pub async fn create_customer(app: &App, session: &Session, form: SignUp) -> Result<Customer, Vec<Fault>> {
    let one = |fault: Fault| vec![fault];
    let reseller = own(session).map_err(one)?.clone();
    let form = check_customer(form, &app.catalogue)
        .map_err(|wrong| wrong.into_iter().map(Fault::from).collect::<Vec<_>>())?;
    people::free_email(app, &form.email).await.map_err(one)?;
    create_checked(app, session, (&reseller, &form)).await.map_err(one)
}

async fn create_checked(
    app: &App,
    session: &Session,
    (reseller, form): (&Id<Customer>, &SignUp),
) -> Result<Customer, Fault> {
    let now_ms = app.now_ms();
    let customer = Customer::of_form(Id::new(now_ms, &app.random), form, now_ms);
    let mut tx = app.db.begin().await?;
    accounts::insert_customer(&mut tx, &customer).await?;
    if !store::take(&mut tx, reseller, &customer.id, (now_ms, rules::MOST_CUSTOMERS)).await? {
        return Err(ResellerRefused::TooMany.into());
    }
    let acting = Acting {
        customer: customer.id.clone(),
        customer_name: customer.name.clone(),
        reseller: reseller.clone(),
        reseller_name: people::house_name(app, &House::Customer(reseller.clone())).await?,
    };
    let session = as_for(as_self(session), acting);
    let data = serde_json::json!({ "name": customer.name, "email": form.email });
    note(app, &mut tx, &session.actor(), ("customer.created", &customer.id, data)).await?;
    invite(app, &mut tx, &session, (&customer, &form.email)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(customer)
}

/// Invites the owner-to-be; `session` acts for the customer.
async fn invite(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    (customer, email): (&Customer, &str),
) -> Result<(), Fault> {
    let house = House::Customer(customer.id.clone());
    let wanted = Wanted { house, email: email.into(), role: Role::Owner };
    let (invitation, token) = people::write(app, tx, session, &wanted).await?;
    let acting = session.acting.as_ref().ok_or_else(Fault::missing)?;
    let letter = people::Letter {
        invitation: &invitation,
        token: &token,
        language: customer.language.clone(),
        house: customer.name.clone(),
        from: format!("{} ({})", session.person.name, acting.reseller_name),
    };
    people::send(app, tx, "mail-invitation-owner", letter).await
}

/// Invites the owner of a customer once more, at this address; only while nobody has joined.
pub async fn invite_owner(app: &App, session: &Session, id: &Id<Customer>, email: &str) -> Result<(), Fault> {
    own(session)?;
    let acting = acting(app, session, id).await?.ok_or_else(Fault::missing)?;
    let customer = accounts::customer(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let email = people::free_email(app, email).await?;
    let subject = format!("invite {id}");
    super::throttle(app, &subject).await?;
    if !accounts::people_of(&app.db, id).await?.is_empty() {
        return Err(ResellerRefused::HasPeople.into());
    }
    let session = as_for(as_self(session), acting);
    let mut tx = app.db.begin().await?;
    accounts::note_attempt(&mut tx, &subject, app.now_ms()).await?;
    invite(app, &mut tx, &session, (&customer, &email)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Staff say that this customer is a reseller.
pub async fn mark(app: &App, staff: &Session, id: &Id<Customer>) -> Result<(), Fault> {
    staff.may(Doing::Provide)?;
    let customer = accounts::customer(&app.db, id).await?.ok_or_else(Fault::missing)?;
    if store::of_customer(&app.db, id).await?.is_some() {
        return Err(ResellerRefused::HasReseller.into());
    }
    let mut tx = app.db.begin().await?;
    if !store::mark(&mut tx, id, app.now_ms()).await? {
        return Err(ResellerRefused::Marked.into());
    }
    let data = serde_json::json!({ "name": customer.name });
    note(app, &mut tx, &staff.actor(), ("reseller.marked", id, data)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Staff say that this customer is a reseller no more: its customers are their own again.
pub async fn unmark(app: &App, staff: &Session, id: &Id<Customer>) -> Result<(), Fault> {
    staff.may(Doing::Provide)?;
    let customer = accounts::customer(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    for served in store::let_all_go(&mut tx, id).await? {
        note_end(app, &mut tx, &staff.actor(), (&customer, &served)).await?;
    }
    if !store::unmark(&mut tx, id).await? {
        return Err(Fault::missing());
    }
    let data = serde_json::json!({ "name": customer.name });
    note(app, &mut tx, &staff.actor(), ("reseller.unmarked", id, data)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// An owner ends that a reseller acts for their customer.
pub async fn end(app: &App, session: &Session) -> Result<(), Fault> {
    session.may(Doing::ChangePeople)?;
    let id = session.person.customer_id.as_ref().ok_or_else(Fault::missing)?;
    let reseller = store::of_customer(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    if !store::let_go(&mut tx, &reseller.id, id).await? {
        return Err(Fault::missing());
    }
    note_end(app, &mut tx, &session.actor(), (&reseller, id)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Both hear of it: the customer in its own trail, the reseller in theirs.
async fn note_end(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (reseller, served): (&Customer, &Id<Customer>),
) -> Result<(), sqlx::Error> {
    let data =
        serde_json::json!({ "reseller": reseller.id, "reseller_name": reseller.name, "customer": served });
    for customer in [served, &reseller.id] {
        let happened = Happened {
            kind: "reseller.ended",
            customer: Some(customer.as_str()),
            subject: served.as_str(),
            data: data.clone(),
        };
        events::record(app, tx, by, happened).await?;
    }
    Ok(())
}

async fn note(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (kind, customer, data): (&'static str, &Id<Customer>, serde_json::Value),
) -> Result<(), sqlx::Error> {
    let happened = Happened { kind, customer: Some(customer.as_str()), subject: customer.as_str(), data };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
