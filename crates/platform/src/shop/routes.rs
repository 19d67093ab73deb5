//! The shop for programs.

mod answers;

use super::model::{Asked, LicenceOrder, Sent};
use super::pages::MOST_BYTES;
use super::quote::Wish;
use super::{Buyer, ShopRefused, decide, store};
use crate::accounts::SignUp;
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Member, Paging, Staff, Visit};
use answers::{OrderAnswer, OrdersAnswer, PricesAnswer, QuoteAnswer, order_answer, prices};
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::ListQuery;
use serde::Deserialize;
use std::sync::Arc;

/// The whole shop, for customers, staff and programs.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router()).merge(super::staff::router())
}

pub fn router() -> Router<Arc<App>> {
    let evidence = Router::new()
        .route("/api/v1/shop/orders/{id}/evidence", post(give_evidence))
        .layer(DefaultBodyLimit::max(MOST_BYTES));
    Router::new()
        .route("/api/v1/shop/prices", get(price_list))
        .route("/api/v1/shop/quotes", post(quote))
        .route("/api/v1/shop/orders", get(list).post(place))
        .route("/api/v1/shop/orders/{id}", get(show))
        .route("/api/v1/shop/orders/{id}/cancel", post(cancel))
        .route("/api/v1/staff/shop/orders", get(all))
        .route("/api/v1/staff/shop/orders/{id}", get(any))
        .route("/api/v1/staff/shop/orders/{id}/approval", post(approval))
        .merge(evidence)
}

pub fn describe(api: &mut Api) {
    let orders = "/api/v1/shop/orders";
    api.get("/api/v1/shop/prices", "What licences cost today").by(Who::Anybody).answers::<PricesAnswer>(200);
    api.post("/api/v1/shop/quotes", "What a wish costs today, with the reason of every line and the customer's VAT (the provider's own for visitors)")
        .by(Who::Anybody)
        .takes::<Wish>()
        .answers::<QuoteAnswer>(200);
    api.get(orders, "Orders for licences, newest first").by(Who::Customer).answers::<OrdersAnswer>(200);
    api.post(
        orders,
        "Order at the total that was quoted; the keys are in the answer, unless evidence is needed",
    )
    .by(Who::Owner)
    .takes::<NewOrder>()
    .answers::<OrderAnswer>(201);
    api.get("/api/v1/shop/orders/{id}", "An order with its keys")
        .by(Who::Customer)
        .answers::<OrderAnswer>(200);
    api.post("/api/v1/shop/orders/{id}/evidence", "Evidence for EDU or GOV prices")
        .by(Who::Owner)
        .takes::<NewEvidence>()
        .answers::<OrderAnswer>(200);
    api.post("/api/v1/shop/orders/{id}/cancel", "Cancel an order that waits")
        .by(Who::Owner)
        .answers::<OrderAnswer>(200);
    api.get("/api/v1/staff/shop/orders", "All orders, those that wait first")
        .by(Who::Staff)
        .answers::<OrdersAnswer>(200);
    api.get("/api/v1/staff/shop/orders/{id}", "An order").by(Who::Staff).answers::<OrderAnswer>(200);
    api.post(
        "/api/v1/staff/shop/orders/{id}/approval",
        "Approve the evidence of an order, or refuse the order",
    )
    .by(Who::Staff)
    .takes::<Approval>()
    .answers::<OrderAnswer>(200);
}

async fn price_list(visit: Visit) -> Json<PricesAnswer> {
    Json(prices(&visit))
}

async fn quote(visit: Visit, Json(wish): Json<Wish>) -> Result<Json<QuoteAnswer>, Fault> {
    let customer = visit.session.as_ref().and_then(|session| session.person.customer_id.as_ref());
    let nobody = SignUp::default();
    let buyer = customer.map_or(Buyer::Visitor(&nobody), Buyer::Customer);
    Ok(Json(QuoteAnswer::of(&visit, &super::price(&visit.app, buyer, &wish).await?)?))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewLicenceOrder")]
struct NewOrder {
    wish: Wish,
    /// The total of the quote: nobody buys at a price that they have not seen.
    gross_minor: Option<i64>,
    /// Version of the terms, as on the page `/terms`.
    #[serde(default)]
    terms: String,
    /// Your own.
    #[serde(default)]
    reference: String,
}

async fn place(member: Member, Json(new): Json<NewOrder>) -> Result<(StatusCode, Json<OrderAnswer>), Fault> {
    let asked = Asked {
        wish: new.wish,
        reference: new.reference,
        terms: new.terms,
        seen_minor: new.gross_minor,
        form: String::new(),
    };
    let placed = super::place_as(&member.visit.app, &member.session, asked).await;
    let order = placed.map_err(|faults| faults.into_iter().next().unwrap_or_else(Fault::missing))?;
    Ok((StatusCode::CREATED, Json(order_answer(&member.visit, &order).await?)))
}

async fn list(member: Member, Query(query): Query<ListQuery>) -> Result<Json<OrdersAnswer>, Fault> {
    let (db, paging) = (&member.visit.app.db, Paging::of(&query));
    let found = store::of_customer(db, &member.customer, (paging.limit, paging.offset)).await?;
    let total = store::count_of_customer(db, &member.customer).await?;
    Ok(Json(OrdersAnswer::of(&member.visit, &found, total)?))
}

async fn own(member: &Member, id: &Id<LicenceOrder>) -> Result<LicenceOrder, Fault> {
    let order = store::find(&member.visit.app.db, id).await?;
    order.filter(|order| order.customer_id == member.customer).ok_or_else(Fault::missing)
}

async fn show(member: Member, Path(id): Path<Id<LicenceOrder>>) -> Result<Json<OrderAnswer>, Fault> {
    Ok(Json(order_answer(&member.visit, &own(&member, &id).await?).await?))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewEvidence")]
struct NewEvidence {
    #[serde(default)]
    words: String,
    /// A PDF, PNG, JPEG or text file of at most 5 MB.
    file: Option<NewFile>,
}

#[derive(Deserialize, schemars::JsonSchema)]
struct NewFile {
    name: String,
    /// Base64 (RFC 4648 section 4).
    content: String,
}

async fn give_evidence(
    member: Member,
    Path(id): Path<Id<LicenceOrder>>,
    Json(new): Json<NewEvidence>,
) -> Result<Json<OrderAnswer>, Fault> {
    let order = own(&member, &id).await?;
    let file = match new.file {
        Some(NewFile { name, content }) => {
            Some((name, STANDARD.decode(content).map_err(|_| ShopRefused::FileUnknown)?))
        }
        None => None,
    };
    let sent = Sent { words: new.words, file };
    let order = decide::give_evidence(&member.visit.app, &member.session, &order, sent).await?;
    Ok(Json(order_answer(&member.visit, &order).await?))
}

async fn cancel(member: Member, Path(id): Path<Id<LicenceOrder>>) -> Result<Json<OrderAnswer>, Fault> {
    let order = own(&member, &id).await?;
    let order = decide::cancel(&member.visit.app, &member.session, &order).await?;
    Ok(Json(order_answer(&member.visit, &order).await?))
}

async fn all(staff: Staff, Query(query): Query<ListQuery>) -> Result<Json<OrdersAnswer>, Fault> {
    let (db, paging) = (&staff.visit.app.db, Paging::of(&query));
    let found = store::search(db, query.term(), (paging.limit, paging.offset)).await?;
    let orders: Vec<LicenceOrder> = found.into_iter().map(|found| found.order).collect();
    let total = store::count(db, query.term()).await?;
    Ok(Json(OrdersAnswer::of(&staff.visit, &orders, total)?))
}

async fn found(staff: &Staff, id: &Id<LicenceOrder>) -> Result<LicenceOrder, Fault> {
    store::find(&staff.visit.app.db, id).await?.ok_or_else(Fault::missing)
}

async fn any(staff: Staff, Path(id): Path<Id<LicenceOrder>>) -> Result<Json<OrderAnswer>, Fault> {
    Ok(Json(order_answer(&staff.visit, &found(&staff, &id).await?).await?))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(tag = "decision", rename_all = "lowercase")]
enum Approval {
    /// The keys are delivered; for a year the customer's orders in this class need no evidence.
    Approve,
    /// With a reason that the customer reads.
    Refuse { reason: String },
}

async fn approval(
    staff: Staff,
    Path(id): Path<Id<LicenceOrder>>,
    Json(approval): Json<Approval>,
) -> Result<Json<OrderAnswer>, Fault> {
    let (app, order) = (&staff.visit.app, found(&staff, &id).await?);
    let order = match approval {
        Approval::Approve => decide::approve(app, &staff.session, &order).await?,
        Approval::Refuse { reason } => decide::refuse(app, &staff.session, &order, &reason).await?,
    };
    Ok(Json(order_answer(&staff.visit, &order).await?))
}
