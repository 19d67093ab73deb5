//! Delivery: what was ordered becomes keys, in the transaction that says so, once its VAT is known (B9).

use super::jobs::DeliverOrder;
use super::model::{LicenceOrder, State, VAT};
use super::quote::{self, Quote, RenewalBy, Wish};
use super::told::Voice;
use super::{Buyer, ShopRefused, note, price, rules, store, today};
use crate::accounts::{self, Customer, Person};
use crate::app::App;
use crate::billing::invoices::{self, Invoice, OrderBill, OrderLine};
use crate::billing::vat::{self, Category};
use crate::events::Actor;
use crate::licences::{self, Arrives, Issue};
use crate::mail;
use hostler_kit::db::Tx;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::jobs::enqueue;
use hostler_kit::ui::words::Lang;
use hostler_licence::ledger::GrantKind;
use std::collections::BTreeMap;

/// Nothing else is in an order's way: it is delivered, or waits until its VAT is known.
pub(super) async fn go_on(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    order: LicenceOrder,
) -> Result<LicenceOrder, Fault> {
    match vat_is_known(app, &order).await {
        Ok(()) => deliver(app, tx, by, order).await,
        Err(fault) if fault.kind == Kind::Conflict => wait_for_vat(app, tx, by, order).await,
        Err(fault) => Err(fault),
    }
}

/// Whether an order can be invoiced as it was agreed.
///
/// # Errors
/// The sentence that says why not: the register has not answered, or the VAT is another now.
pub(super) async fn vat_is_known(app: &App, order: &LicenceOrder) -> Result<(), Fault> {
    let customer = accounts::customer(&app.db, &order.customer_id).await?.ok_or_else(Fault::missing)?;
    let agreed = order.quote().map_err(Fault::broken)?;
    let treatment = vat::treatment(app, &customer, today(app))?;
    if treatment.permyriad != agreed.vat_permyriad {
        return Err(ShopRefused::VatChanged.into());
    }
    match treatment.category {
        Category::Reverse => vat::proof(app, &customer).await.map(|_| ()),
        _ => Ok(()),
    }
}

/// The register is asked, and the person told why there are no keys yet. Waiting already, nothing happens.
async fn wait_for_vat(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    order: LicenceOrder,
) -> Result<LicenceOrder, Fault> {
    if !store::wait_for_vat(tx, &order.id).await? {
        return Ok(order);
    }
    vat::ask_later(app, tx, &order.customer_id).await?;
    let order = LicenceOrder { state: State::Waiting.code().into(), waits_for: VAT.into(), ..order };
    note(app, tx, by, (&order, "licence-order.waiting")).await?;
    tell(app, tx, &order, "mail-licence-vat").await?;
    Ok(order)
}

/// Something about a customer's VAT is known that was not: orders that wait for it are looked at again.
pub async fn try_again(app: &App, tx: &mut Tx, customer: &Id<Customer>) -> Result<(), sqlx::Error> {
    for order in store::waiting_for_vat(tx, customer).await? {
        enqueue(tx, &DeliverOrder { order }, app.now_ms()).await?;
    }
    Ok(())
}

/// Delivers an order that waited, if nothing is in its way any more.
pub(super) async fn deliver_waiting(app: &App, id: &Id<LicenceOrder>) -> Result<(), Fault> {
    let order = store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    if order.state() != State::Checking {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    go_on(app, &mut tx, &Actor::platform(), order).await?;
    tx.commit().await?;
    Ok(())
}

/// Issues the keys of an order and tells the person who ordered.
async fn deliver(app: &App, tx: &mut Tx, by: &Actor, order: LicenceOrder) -> Result<LicenceOrder, Fault> {
    let agreed = order.quote().map_err(Fault::broken)?;
    if agreed.wish.licence().is_some() {
        // No other order for this licence is open, so what is read now holds until the commit.
        let now = price(app, Buyer::Customer(&order.customer_id), &agreed.wish).await?;
        rules::same_licence(&agreed, &now)?;
    }
    if !store::deliver(tx, &order.id, app.now_ms()).await? {
        return Err(ShopRefused::OtherState { state: order.state().code() }.into());
    }
    let customer = accounts::customer(&app.db, &order.customer_id).await?.ok_or_else(Fault::missing)?;
    let wish = to_issue(&order, &agreed)?;
    let issue = Issue {
        customer: Some(&customer),
        order: order.id.as_str(),
        reason: "",
        zone: None,
        wishes: std::slice::from_ref(&wish),
    };
    let keys = licences::issue(app, tx, by, &issue).await?;
    let now_ms = Some(app.now_ms());
    let order = LicenceOrder { state: State::Delivered.code().into(), delivered_at_ms: now_ms, ..order };
    note(app, tx, by, (&order, "licence-order.delivered")).await?;
    let reader = reader(app, &order).await?;
    let voice = Voice::of(app, reader.as_ref().map_or(&customer.language, |person| &person.language));
    let invoice = invoice(app, tx, (&order, &agreed), &customer).await?;
    let link = format!("{}/invoices/{}", app.settings.portal_url, invoice.id);
    let told = [
        ("keys", voice.keys(&keys)),
        ("register", voice.how_to_register(&agreed.wish)),
        ("invoice", invoice.number),
        ("invoice_link", link),
    ];
    send(app, tx, (&order, &agreed), ("mail-licence-delivered", &told)).await?;
    Ok(order)
}

/// The order's invoice: its lines as they were agreed, in the customer's language.
async fn invoice(
    app: &App,
    tx: &mut Tx,
    (order, agreed): (&LicenceOrder, &Quote),
    customer: &Customer,
) -> Result<Invoice, Fault> {
    let voice = Voice::of(app, &customer.language);
    let line = |line: &quote::Line| OrderLine {
        what: voice.line(agreed, line),
        why: voice.why(agreed, line),
        quantity: line.quantity,
        unit_price_micro: line.unit_price_micro,
        amount_minor: line.amount_minor,
    };
    let bill = OrderBill {
        order: &order.id,
        customer,
        product: &agreed.product,
        reference: &order.reference,
        vat_permyriad: agreed.vat_permyriad,
        lines: agreed.lines.iter().map(line).collect(),
    };
    invoices::issue_order(app, tx, &bill).await
}

/// Writes the invoices of orders that were delivered before there were any. Each is a transaction of its own.
pub async fn invoice_delivered(app: &App) -> Result<(), Fault> {
    for order in store::delivered(&app.db).await? {
        if invoices::of_order(app, &order.id).await?.is_some() {
            continue;
        }
        let agreed = order.quote().map_err(Fault::broken)?;
        let customer = accounts::customer(&app.db, &order.customer_id).await?.ok_or_else(Fault::missing)?;
        let mut tx = app.db.begin().await?;
        invoice(app, &mut tx, (&order, &agreed), &customer).await?;
        tx.commit().await?;
    }
    app.wake.wake();
    Ok(())
}

/// What the licences are asked to issue for a quote: one grant, its add-ons with it (P10).
fn to_issue(order: &LicenceOrder, agreed: &Quote) -> Result<licences::Wish, Fault> {
    let before = agreed.before.as_ref();
    let added = agreed.after.users - before.map_or(0, |size| size.users);
    let each = |users: i64, ids: &[String]| -> BTreeMap<String, i64> {
        ids.iter().map(|id| (id.clone(), users)).collect()
    };
    let (kind, users, add_ons, years) = match &agreed.wish {
        Wish::New(new) => (GrantKind::Base, added, each(added, &agreed.after.add_ons), new.more_years),
        Wish::Users(_) => (GrantKind::Users, added, each(added, &agreed.after.add_ons), 0),
        Wish::AddOn(one) => {
            let ids = std::slice::from_ref(&one.add_on);
            (GrantKind::AddOn, 0, each(agreed.after.users, ids), 0)
        }
        Wish::Renewal(renewal) => (GrantKind::Renewal, 0, BTreeMap::new(), renewal.years),
    };
    let in_place = matches!(&agreed.wish, Wish::Renewal(renewal) if renewal.by == RenewalBy::SameKey);
    Ok(licences::Wish {
        kind,
        product: agreed.product.clone(),
        edition: agreed.edition.clone(),
        price_class: agreed.class.code().into(),
        users,
        add_ons,
        years,
        licence: order.licence_id.clone(),
        arrives: if in_place { Arrives::InPlace } else { Arrives::AsKey },
    })
}

/// Mails the person who ordered, or an owner if they have left, about the order.
pub(super) async fn tell(app: &App, tx: &mut Tx, order: &LicenceOrder, key: &str) -> Result<(), Fault> {
    let agreed = order.quote().map_err(Fault::broken)?;
    send(app, tx, (order, &agreed), (key, &[("reason", order.reason.clone())])).await
}

async fn send(
    app: &App,
    tx: &mut Tx,
    (order, agreed): (&LicenceOrder, &Quote),
    (key, told): (&str, &[(&str, String)]),
) -> Result<(), Fault> {
    let Some(person) = reader(app, order).await? else { return Ok(()) };
    let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
    let mut values = vec![
        ("what", Voice::of(app, &person.language).title(agreed)),
        ("total", words.money(order.gross_minor, &order.currency)),
        ("link", format!("{}/shop/orders/{}", app.settings.portal_url, order.id)),
    ];
    values.extend(told.iter().cloned());
    mail::send(app, tx, &mail::Letter { to: &person, key, values: &values }).await?;
    Ok(())
}

/// Who is told about an order; nobody where the customer has no people yet.
async fn reader(app: &App, order: &LicenceOrder) -> Result<Option<Person>, Fault> {
    Ok(accounts::told(app, &order.customer_id, &order.person_id).await?)
}
