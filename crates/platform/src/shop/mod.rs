//! The shop for licences: prices, a quote that explains itself, the order, and the keys (L1, L2, L4–L6, L10, P10).
//!
//! A customer's owner orders at the total that they saw, and has the keys at once, on the order's page and by mail. EDU
//! and GOV prices need evidence that staff approve first; an approval holds for a year. What was agreed stands in the
//! order for good, to be invoiced. A licence has one open order at a time, so its size cannot change under a quote.

mod decide;
mod deliver;
mod held;
pub mod jobs;
mod model;
pub mod pages;
pub mod quote;
pub mod routes;
mod rules;
pub mod staff;
mod store;
#[cfg(test)]
mod tests;
mod told;

pub use decide::{approve, cancel, give_evidence, refuse};
pub use deliver::{invoice_delivered, try_again};
pub use model::{Asked, Evidence, LicenceOrder, Sent, State};
pub use rules::ShopRefused;
pub use store::{count_of_customer, count_waiting, evidence, find, of_customer};

use crate::accounts::{self, Customer, Doing, Person, Session, SignUp};
use crate::app::App;
use crate::billing::vat::{self, Treatment};
use crate::catalogue::Percent;
use crate::events::{self, Actor, Happened};
use crate::licences::{self, Issued};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use jiff::civil::Date;
use quote::{Held, Market, Quote, Wish};

/// Who buys.
#[derive(Debug, Clone, Copy)]
pub enum Buyer<'a> {
    Customer(&'a Id<Customer>),
    /// Who they are is what they say in the form.
    Visitor(&'a SignUp),
}

/// What a wish costs today, with the VAT of who buys.
pub async fn price(app: &App, buyer: Buyer<'_>, wish: &Wish) -> Result<Quote, Fault> {
    let treatment = treatment(app, buyer).await?;
    let held: Option<Held> = match (wish.licence(), buyer) {
        (Some(licence), Buyer::Customer(buyer)) => Some(held::find(app, buyer, licence).await?),
        _ => None,
    };
    Ok(quote::quote(market(app, &treatment), wish, held.as_ref())?)
}

/// The VAT on what somebody buys today.
async fn treatment(app: &App, buyer: Buyer<'_>) -> Result<Treatment, Fault> {
    match buyer {
        Buyer::Customer(id) => {
            let customer = accounts::customer(&app.db, id).await?.ok_or_else(Fault::missing)?;
            Ok(vat::treatment(app, &customer, today(app))?)
        }
        Buyer::Visitor(form) => {
            let home = &app.catalogue.provider.country;
            let country = form.country.trim().to_ascii_uppercase();
            let number = accounts::tidied_vat_number(&form.vat_number);
            let (country, postcode) =
                (if country.is_empty() { home } else { &country }, form.postcode.trim());
            accounts::check_vat(&number, (country, postcode), &app.catalogue)?;
            let buyer = vat::Buyer { country, postcode, vat_number: &number };
            Ok(vat::treat(&app.catalogue, buyer, today(app))?)
        }
    }
}

fn market<'a>(app: &'a App, treatment: &Treatment) -> Market<'a> {
    let vat = Percent { permyriad: treatment.permyriad };
    Market { catalogue: &app.catalogue, on: today(app), vat }
}

/// An order's keys for whoever looks at it: their texts are for those who may register them (W2).
async fn keys_for(app: &App, session: Option<&Session>, order: &LicenceOrder) -> Result<Vec<Issued>, Fault> {
    let keys = licences::keys_of_order(app, order.id.as_str()).await?;
    let may = session.is_some_and(|session| session.may(Doing::RegisterLicences).is_ok());
    Ok(keys.into_iter().map(|issued| if may { issued } else { Issued { key: None, ..issued } }).collect())
}

fn today(app: &App) -> Date {
    day(app.now_ms(), app.zone())
}

/// A visitor's order: signs them up and waits for the link in the mail. Everything wrong is told at once.
pub async fn place(app: &App, asked: Asked, form: SignUp) -> Result<LicenceOrder, Vec<Fault>> {
    let form = accounts::check_sign_up(form, &app.catalogue);
    let form = form.map_err(|wrong| wrong.into_iter().map(Fault::from).collect());
    let checked = match &form {
        Ok(form) => {
            let quote = price(app, Buyer::Visitor(form), &asked.wish).await;
            check(asked, quote)
        }
        Err(_) => Err(wrong_for_anybody(app, asked).await),
    };
    let ((asked, quote), form) = match (checked, form) {
        (Ok(checked), Ok(form)) => (checked, form),
        (checked, form) => return Err([checked.err(), form.err()].into_iter().flatten().flatten().collect()),
    };
    let hash = accounts::hashed(app, form.password.clone()).await;
    sign_up_and_place(app, (&asked, &quote), &form, hash).await.map_err(|fault| vec![fault])
}

/// What is wrong with an order whoever places it.
async fn wrong_for_anybody(app: &App, asked: Asked) -> Vec<Fault> {
    let quote = price(app, Buyer::Visitor(&SignUp::default()), &asked.wish).await;
    let wrong = rules::check(asked).err().into_iter().flatten().map(Fault::from);
    wrong.chain(quote.err()).collect()
}

async fn sign_up_and_place(
    app: &App,
    agreed: (&Asked, &Quote),
    form: &SignUp,
    hash: String,
) -> Result<LicenceOrder, Fault> {
    let mut tx = app.db.begin().await?;
    store::lapse(&mut tx, app.now_ms() - rules::LAPSES_AFTER_MS).await?;
    let person = accounts::sign_up(app, &mut tx, form, hash).await?;
    let order = new_order(app, &person, agreed)?;
    if !store::insert(&mut tx, &order).await? {
        return Err(ShopRefused::OrderOpen.into());
    }
    note(app, &mut tx, &person.actor(), (&order, "licence-order.placed")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(order)
}

/// An order by a customer's owner who is signed in: delivered at once, or it waits for evidence. A form that is sent
/// again is the order that it became.
pub async fn place_as(app: &App, session: &Session, asked: Asked) -> Result<LicenceOrder, Vec<Fault>> {
    if session.may(Doing::BuyLicences).is_err() {
        return Err(vec![ShopRefused::NotTheOwner.into()]);
    }
    let one = |fault: Fault| vec![fault];
    if let Some(before) = placed_before(app, session, &asked.form).await.map_err(one)? {
        return Ok(before);
    }
    let customer = session.person.customer_id.as_ref().ok_or_else(|| one(ShopRefused::NotTheOwner.into()))?;
    let quote = price(app, Buyer::Customer(customer), &asked.wish).await;
    let (asked, quote) = check(asked, quote)?;
    vat::ready(app, customer).await.map_err(one)?;
    place_checked(app, session, (&asked, &quote)).await.map_err(one)
}

async fn placed_before(app: &App, session: &Session, form: &str) -> Result<Option<LicenceOrder>, Fault> {
    let Some(customer) = &session.person.customer_id else { return Ok(None) };
    let mut tx = app.db.begin().await?;
    Ok(store::of_form(&mut tx, customer, form).await?)
}

/// Everything that is wrong with an order, its price included.
fn check(asked: Asked, quote: Result<Quote, Fault>) -> Result<(Asked, Quote), Vec<Fault>> {
    let asked = rules::check(asked);
    let mut wrong: Vec<Fault> =
        asked.as_ref().err().into_iter().flatten().cloned().map(Fault::from).collect();
    match (asked, quote) {
        (Ok(asked), Ok(quote)) => match rules::check_total(asked.seen_minor, &quote) {
            Ok(()) => Ok((asked, quote)),
            Err(unseen) => Err(vec![unseen.into()]),
        },
        (_, quote) => {
            wrong.extend(quote.err());
            Err(wrong)
        }
    }
}

async fn place_checked(
    app: &App,
    session: &Session,
    agreed: (&Asked, &Quote),
) -> Result<LicenceOrder, Fault> {
    let by = session.actor();
    let mut tx = app.db.begin().await?;
    store::lapse(&mut tx, app.now_ms() - rules::LAPSES_AFTER_MS).await?;
    let order = new_order(app, &session.person, agreed)?;
    if !store::insert(&mut tx, &order).await? {
        let sent_before = store::of_form(&mut tx, &order.customer_id, &order.form).await?;
        return sent_before.ok_or_else(|| ShopRefused::OrderOpen.into());
    }
    note(app, &mut tx, &by, (&order, "licence-order.placed")).await?;
    let order = accept(app, &mut tx, &by, order).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(order)
}

fn new_order(app: &App, person: &Person, (asked, quote): (&Asked, &Quote)) -> Result<LicenceOrder, Fault> {
    let id = Id::new(app.now_ms(), &app.random);
    let licence = asked.wish.licence().map(str::parse).transpose().map_err(Fault::broken)?;
    Ok(LicenceOrder {
        customer_id: person.customer_id.clone().ok_or(ShopRefused::NotTheOwner)?,
        person_id: person.id.clone(),
        // Without a form each is an order of its own.
        form: if asked.form.is_empty() { id.to_string() } else { asked.form.clone() },
        kind: asked.wish.kind().into(),
        product: quote.product.clone(),
        edition: quote.edition.clone(),
        price_class: quote.class.code().into(),
        licence_id: licence,
        reference: asked.reference.clone(),
        quote: serde_json::to_string(quote).map_err(Fault::broken)?,
        gross_minor: quote.gross_minor,
        currency: quote.currency.clone(),
        terms: asked.terms.clone(),
        state: State::Placed.code().into(),
        waits_for: "evidence".into(),
        placed_at_ms: app.now_ms(),
        evidence_at_ms: None,
        decided_at_ms: None,
        decided_by: None,
        reason: String::new(),
        delivered_at_ms: None,
        id,
    })
}

/// The person is known: it goes on, unless the price class needs evidence that nobody has approved yet.
async fn accept(app: &App, tx: &mut Tx, by: &Actor, order: LicenceOrder) -> Result<LicenceOrder, Fault> {
    let quote = order.quote().map_err(Fault::broken)?;
    let approved = store::approved_until(tx, &order.customer_id, &order.price_class).await?;
    if !quote.class.needs_evidence() || approved.is_some_and(|until_ms| until_ms > app.now_ms()) {
        return deliver::go_on(app, tx, by, order).await;
    }
    store::wait(tx, &order.id).await?;
    let order = LicenceOrder { state: State::Waiting.code().into(), ..order };
    deliver::tell(app, tx, &order, "mail-licence-evidence").await?;
    Ok(order)
}

/// The person's address is proven: their orders that waited for it go on. The first of them.
pub async fn accept_waiting(app: &App, tx: &mut Tx, person: &Person) -> Result<Option<LicenceOrder>, Fault> {
    let mut first = None;
    for order in store::placed_by(tx, &person.id).await? {
        let order = accept(app, tx, &person.actor(), order).await?;
        first.get_or_insert(order);
    }
    Ok(first)
}

/// Writes down what became of an order.
async fn note(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (order, kind): (&LicenceOrder, &'static str),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: Some(order.customer_id.as_str()),
        subject: order.id.as_str(),
        data: serde_json::json!({
            "kind": order.kind, "product": order.product, "edition": order.edition, "class": order.price_class,
            "licence": order.licence_id, "gross_minor": order.gross_minor, "currency": order.currency,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
