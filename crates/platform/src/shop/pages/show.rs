//! A customer's orders for licences: where each is, what was agreed, its keys, and what to do next.

use super::priced::Priced;
use crate::accounts::{Doing, Session};
use crate::app::App;
use crate::billing::invoices;
use crate::licences::Issued;
use crate::shop::deliver::vat_is_known;
use crate::shop::told::Voice;
use crate::shop::{LicenceOrder, Sent, State, decide, keys_for, store};
use crate::web::{Answer, Member, Paging, Posted, ROWS, Uploaded, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{
    Badge, Column, Empty, Field, Form, ListQuery, Listing, Page, Step, StepState, Steps, Tone,
};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/shop/orders", get(list_page))
        .route("/shop/orders/{id}", get(order_page))
        .route("/shop/orders/{id}/cancel", post(cancel))
}

/// What takes a file.
pub fn evidence() -> Router<Arc<App>> {
    Router::new().route("/shop/orders/{id}/evidence", get(evidence_file).post(give_evidence))
}

#[derive(askama::Template)]
#[template(path = "shop/pages/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    what: String,
    reference: String,
    placed: String,
    total: String,
    badge: Badge,
}

async fn list_page(member: Member, Query(query): Query<ListQuery>) -> Answer {
    let visit = &member.visit;
    let (db, paging, t) = (&visit.app.db, Paging::of(&query), |key: &str| visit.words.t(key));
    let found = store::of_customer(db, &member.customer, (paging.limit, paging.offset)).await?;
    let total = store::count_of_customer(db, &member.customer).await?;
    let rows = found.iter().map(|order| row(visit, order)).collect::<Result<_, Fault>>()?;
    let list = Listing::new("/shop/orders", t("shop-orders"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("shop-order")))
        .column(Column::text(t("shop-reference")))
        .column(Column::text(t("shop-placed")))
        .column(Column::number(t("invoice-total")))
        .column(Column::text(t("shop-state")))
        .query(query, ROWS)
        .empty(Empty::new(t("shop-orders-none"), t("shop-orders-none-do")).action(t("nav-shop"), "/shop"));
    page(&ListPage { page: visit.page(t("shop-orders")).action(t("nav-shop"), "/shop"), list, rows })
}

fn row(visit: &Visit, order: &LicenceOrder) -> Result<Row, Fault> {
    let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
    Ok(Row {
        href: format!("/shop/orders/{}", order.id),
        what: voice.title(&order.quote().map_err(Fault::broken)?),
        reference: order.reference.clone(),
        placed: visit.words.instant(instant(order.placed_at_ms), visit.app.zone()),
        total: visit.words.money(order.gross_minor, &order.currency),
        badge: badge(visit, order),
    })
}

/// Where an order is, in a word.
pub fn badge(visit: &Visit, order: &LicenceOrder) -> Badge {
    let (tone, key) = match (order.state(), order.evidence_at_ms) {
        (State::Placed, _) => (Tone::Busy, "shop-state-placed"),
        (State::Waiting, None) => (Tone::Warn, "shop-state-evidence"),
        (State::Waiting, Some(_)) => (Tone::Busy, "shop-state-waiting"),
        (State::Checking, _) => (Tone::Warn, "shop-state-checking"),
        (State::Delivered, _) => (Tone::Good, "shop-state-delivered"),
        (State::Refused, _) => (Tone::Bad, "shop-state-refused"),
        (State::Cancelled, _) => (Tone::Quiet, "shop-state-cancelled"),
        (State::Lapsed, _) => (Tone::Quiet, "shop-state-lapsed"),
    };
    Badge::new(tone, visit.words.t(key))
}

#[derive(askama::Template)]
#[template(path = "shop/pages/show.html")]
struct OrderPage {
    page: Page,
    order: LicenceOrder,
    facts: Vec<(String, String)>,
    steps: Steps,
    quote: Priced,
    /// With their licence's number.
    keys: Vec<(String, String)>,
    next: Option<String>,
    due: Option<String>,
    /// Where it is, and its number.
    invoice: Option<(String, String)>,
    evidence: Option<Form>,
    /// Why its VAT is not known.
    held_up: Option<String>,
    cancel: Option<String>,
}

async fn own(member: &Member, id: &Id<LicenceOrder>) -> Result<LicenceOrder, Fault> {
    let order = store::find(&member.visit.app.db, id).await?;
    order.filter(|order| order.customer_id == member.customer).ok_or_else(Fault::missing)
}

async fn order_page(member: Member, Path(id): Path<Id<LicenceOrder>>) -> Answer {
    let order = own(&member, &id).await?;
    let form = evidence_form(&member.visit, &order);
    page(&shown(&member.visit, order, form).await?)
}

fn evidence_form(visit: &Visit, order: &LicenceOrder) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new(format!("/shop/orders/{}/evidence", order.id), t("shop-evidence-submit"))
        .field(Field::area("words", t("shop-evidence-words")).hint(t("shop-evidence-words-hint")).optional())
        .field(
            Field::file("file", t("shop-evidence-file"))
                .hint(t("shop-evidence-file-hint"))
                .attribute("accept", ".pdf,.png,.jpg,.jpeg,.txt")
                .optional(),
        )
}

async fn shown(visit: &Visit, order: LicenceOrder, form: Form) -> Result<OrderPage, Fault> {
    let agreed = order.quote().map_err(Fault::broken)?;
    let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
    let keys = keys_for(&visit.app, visit.session.as_ref(), &order).await?;
    let (waits, delivered) = (order.state() == State::Waiting, order.state() == State::Delivered);
    let held_up = held_up(visit, &order).await?;
    let total = visit.words.money(order.gross_minor, &order.currency);
    let frame = visit
        .page(voice.title(&agreed))
        .badge(badge(visit, &order))
        .crumb(visit.words.t("shop-orders"), "/shop/orders")
        .with_form(&form);
    Ok(OrderPage {
        page: frame,
        facts: facts(visit, &order)?,
        steps: steps(visit, &order),
        quote: Priced::of(visit, &agreed),
        keys: keys.into_iter().filter_map(shown_key).collect(),
        next: delivered.then(|| voice.how_to_register(&agreed.wish)),
        invoice: invoice_link(visit, &order, "/invoices").await?,
        due: delivered.then(|| visit.words.with("shop-due", "total", total)),
        evidence: waits.then_some(form),
        cancel: (waits || held_up.is_some()).then(|| format!("/shop/orders/{}/cancel", order.id)),
        held_up,
        order,
    })
}

/// Why an order waits for its VAT, in a sentence; none where it does not.
pub async fn held_up(visit: &Visit, order: &LicenceOrder) -> Result<Option<String>, Fault> {
    if order.state() != State::Checking {
        return Ok(None);
    }
    match vat_is_known(&visit.app, order).await {
        Err(fault) if fault.kind == Kind::Conflict => Ok(Some(visit.sentence(&fault))),
        Err(fault) => Err(fault),
        // The job that delivers it is on its way.
        Ok(()) => Ok(Some(visit.words.t("shop-goes-on"))),
    }
}

/// Where an order's invoice is, and its number, for those who may see it.
pub async fn invoice_link(
    visit: &Visit,
    order: &LicenceOrder,
    below: &str,
) -> Result<Option<(String, String)>, Fault> {
    let may =
        |session: &Session| session.may(Doing::SeeInvoices).is_ok() || session.may(Doing::Provide).is_ok();
    if !visit.session.as_ref().is_some_and(may) {
        return Ok(None);
    }
    let found = invoices::of_order(&visit.app, &order.id).await?;
    Ok(found.map(|invoice| (format!("{below}/{}", invoice.id), invoice.number)))
}

fn shown_key(issued: Issued) -> Option<(String, String)> {
    Some((issued.number.unwrap_or_default(), issued.key?))
}

/// What an order is about, for its page and for staff.
pub fn facts(visit: &Visit, order: &LicenceOrder) -> Result<Vec<(String, String)>, Fault> {
    let agreed = order.quote().map_err(Fault::broken)?;
    let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
    let t = |key: &str| visit.words.t(key);
    let add_ons = agreed.after.add_ons.iter().map(|id| voice.add_on(&agreed.product, id));
    let facts = vec![
        (t("shop-product"), voice.product(&agreed.product)),
        (t("shop-edition"), voice.edition(&agreed.product, &agreed.edition)),
        (t("shop-class"), voice.class(agreed.class)),
        (t("shop-users"), visit.words.number(agreed.after.users)),
        (t("shop-add-ons"), add_ons.collect::<Vec<_>>().join(", ")),
        (t("shop-placed"), visit.words.instant(instant(order.placed_at_ms), visit.app.zone())),
        (t("shop-reference"), order.reference.clone()),
    ];
    Ok(facts.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

/// The order's way: placed, evidence and approval where its class needs them, delivered.
pub fn steps(visit: &Visit, order: &LicenceOrder) -> Steps {
    use StepState::{Done, Failed, Now, Waiting};
    let step = |key: &str, state| Step::new(visit.words.t(key), state);
    let (state, sent) = (order.state(), order.evidence_at_ms.is_some());
    let ended = matches!(state, State::Refused | State::Cancelled);
    let verified = match state {
        State::Placed => Now,
        State::Lapsed => Failed,
        _ => Done,
    };
    let mut steps = vec![step("shop-step-placed", verified)];
    if order.evidence_at_ms.is_some() || order.decided_at_ms.is_some() || state == State::Waiting {
        let evidence = if sent {
            Done
        } else if ended {
            Failed
        } else {
            Now
        };
        let approval = match state {
            State::Delivered | State::Checking => Done,
            State::Waiting if sent => Now,
            _ if ended && sent => Failed,
            _ => Waiting,
        };
        let approval = step("shop-step-approval", approval);
        let reason = order.reason.as_str();
        steps.push(step("shop-step-evidence", evidence));
        steps.push(if reason.is_empty() { approval } else { approval.detail(reason) });
    }
    if state == State::Checking {
        steps.push(step("shop-step-vat", Now));
    }
    steps.push(step("shop-step-delivered", if state == State::Delivered { Done } else { Waiting }));
    Steps::new(steps).resting()
}

async fn give_evidence(member: Member, Path(id): Path<Id<LicenceOrder>>, mut sent: Uploaded) -> Answer {
    let (visit, order) = (&member.visit, own(&member, &id).await?);
    let words = sent.text("words").to_string();
    let given = Sent { words: words.clone(), file: sent.file.take() };
    match decide::give_evidence(&visit.app, &member.session, &order, given).await {
        Ok(_) => Ok(see_told(&format!("/shop/orders/{id}"), "flash-evidence-sent")),
        Err(fault) if [Kind::Invalid, Kind::TooLarge].contains(&fault.kind) => {
            let form = evidence_form(visit, &order).fill("words", words);
            let form = form.refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
            refused(&shown(visit, order, form).await?)
        }
        Err(fault) => Err(fault),
    }
}

async fn evidence_file(member: Member, Path(id): Path<Id<LicenceOrder>>) -> Answer {
    let order = own(&member, &id).await?;
    download(&member.visit.app, &order).await
}

/// The file as it was sent; a browser keeps it, and runs nothing of it.
pub async fn download(app: &App, order: &LicenceOrder) -> Answer {
    let (evidence, content) = decide::file(app, order).await?;
    let name = format!("attachment; filename=\"{}\"", evidence.file_name);
    Ok(([(CONTENT_TYPE, evidence.file_type), (CONTENT_DISPOSITION, name)], content).into_response())
}

#[derive(Deserialize)]
struct Nothing {}

async fn cancel(
    member: Member,
    Path(id): Path<Id<LicenceOrder>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let order = own(&member, &id).await?;
    decide::cancel(&member.visit.app, &member.session, &order).await?;
    Ok(see_told(&format!("/shop/orders/{id}"), "flash-order-cancelled"))
}
