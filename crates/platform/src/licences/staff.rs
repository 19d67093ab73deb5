//! Licences for programs of the provider's staff: find, issue by hand, withdraw, and what expires when.

use super::issue::issue;
use super::model::{Arrives, Issue, Issued, Licence, Wish};
use super::routes::{Declared, download_of};
use super::store::found::Sought;
use super::{
    Explained, For, declare_offline, explain, look_up, named, restore, revoke, revoke_key, rules, store,
};
use crate::accounts::{self, Customer};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Paging, Staff};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use hostler_kit::ui::ListQuery;
use hostler_licence::ledger::GrantKind;
use hostler_wire::registration::KeyFound;
use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/staff/licences", get(list).post(issue_by_hand))
        .route("/api/v1/staff/licences/expiry", get(expiry))
        .route("/api/v1/staff/licences/{id}", get(show))
        .route("/api/v1/staff/licences/{id}/file", get(download))
        .route("/api/v1/staff/licences/{id}/offline", post(offline))
        .route("/api/v1/staff/licences/{id}/revoke", post(revoke_one))
        .route("/api/v1/staff/licences/{id}/restore", post(restore_one))
        .route("/api/v1/staff/keys/{key}", get(key))
        .route("/api/v1/staff/keys/{key}/revoke", post(revoke_a_key))
}

pub fn describe(api: &mut Api) {
    let by = Who::Staff;
    let licences = "/api/v1/staff/licences";
    api.get(
        licences,
        "Licences, newest first; found by number, holder, host name or the last group of a key",
    )
    .by(by)
    .asks::<Search>()
    .asks::<Narrow>()
    .answers::<List>(200);
    api.post(licences, "Issue keys by hand").by(by).takes::<ByHand>().answers::<Vec<Issued>>(201);
    api.get("/api/v1/staff/licences/expiry", "Licences by the last day of their maintenance")
        .by(by)
        .asks::<Between>()
        .answers::<Vec<Licence>>(200);
    api.get("/api/v1/staff/licences/{id}", "A licence, by id or number").by(by).answers::<Explained>(200);
    api.get("/api/v1/staff/licences/{id}/file", "Its newest licence file").by(by).answers_file("text/plain");
    api.post("/api/v1/staff/licences/{id}/offline", "Declare its machine permanently offline, past any cap")
        .by(by)
        .takes::<Declared>()
        .answers::<Licence>(200);
    let reasoned = [
        ("/api/v1/staff/licences/{id}/revoke", "Withdraw a licence"),
        ("/api/v1/staff/licences/{id}/restore", "Give a withdrawn licence back"),
    ];
    for (path, summary) in reasoned {
        api.post(path, summary).by(by).takes::<Why>().answers::<Licence>(200);
    }
    api.get("/api/v1/staff/keys/{key}", "What a key is").by(by).answers::<KeyFound>(200);
    api.post(
        "/api/v1/staff/keys/{key}/revoke",
        "Withdraw a key that is in no licence, by its text or its id",
    )
    .by(by)
    .takes::<Why>()
    .answers_nothing(204);
}

/// As in the other lists; here for the description.
#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "read by ListQuery")]
struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: u64,
}

/// What a list is narrowed to.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(default)]
#[schemars(rename = "LicencesNarrowed")]
pub(super) struct Narrow {
    /// A product's id.
    pub product: String,
    /// `valid`, `ended`, `new` (never registered) or `revoked`.
    pub state: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LicenceList")]
struct List {
    licences: Vec<Licence>,
    total: i64,
}

async fn list(
    staff: Staff,
    Query(query): Query<ListQuery>,
    Query(narrow): Query<Narrow>,
) -> Result<Json<List>, Fault> {
    let (app, paging) = (&staff.visit.app, Paging::of(&query));
    let today = day(app.now_ms(), app.zone()).to_string();
    let sought = Sought {
        term: query.term(),
        product: &narrow.product,
        state: &narrow.state,
        today: &today,
        customer: "",
    };
    let found = store::found::list(&app.db, &sought, (paging.limit, paging.offset)).await?;
    let licences = found.into_iter().map(|found| found.licence).collect();
    Ok(Json(List { licences, total: store::found::count(&app.db, &sought).await? }))
}

#[derive(Deserialize, JsonSchema)]
struct Between {
    /// First day, `YYYY-MM-DD`; today unless given.
    #[schemars(with = "Option<String>")]
    from: Option<Date>,
    /// Last day; 60 days later unless given.
    #[schemars(with = "Option<String>")]
    to: Option<Date>,
}

/// Days that the calendar of expiries shows unless asked otherwise: as far as warnings reach.
const AHEAD_DAYS: i64 = 60;

async fn expiry(staff: Staff, Query(between): Query<Between>) -> Result<Json<Vec<Licence>>, Fault> {
    let app = &staff.visit.app;
    let from = between.from.unwrap_or_else(|| day(app.now_ms(), app.zone()));
    let to = between.to.unwrap_or_else(|| from.saturating_add(AHEAD_DAYS.days()));
    Ok(Json(store::ending(&app.db, &from.to_string(), &to.to_string(), ("", "")).await?))
}

async fn show(staff: Staff, Path(id): Path<String>) -> Result<Json<Explained>, Fault> {
    let licence = named(&staff.visit.app, For::Staff, &id).await?;
    Ok(Json(explain(&staff.visit.app, licence).await?))
}

async fn download(staff: Staff, Path(id): Path<String>) -> Answer {
    let licence = named(&staff.visit.app, For::Staff, &id).await?;
    download_of(&staff.visit.app, &licence).await
}

async fn offline(
    staff: Staff,
    Path(id): Path<String>,
    Json(declared): Json<Declared>,
) -> Result<Json<Licence>, Fault> {
    let (app, actor) = (&staff.visit.app, staff.session.actor());
    let licence = named(app, For::Staff, &id).await?;
    declare_offline(app, &actor, For::Staff, (&licence.id, &declared.into())).await.map(Json)
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "Reason")]
struct Why {
    #[serde(default)]
    reason: String,
}

async fn revoke_one(
    staff: Staff,
    Path(id): Path<String>,
    Json(why): Json<Why>,
) -> Result<Json<Licence>, Fault> {
    let (app, actor) = (&staff.visit.app, staff.session.actor());
    let licence = named(app, For::Staff, &id).await?;
    revoke(app, &actor, &licence.id, &why.reason).await.map(Json)
}

async fn restore_one(
    staff: Staff,
    Path(id): Path<String>,
    Json(why): Json<Why>,
) -> Result<Json<Licence>, Fault> {
    let (app, actor) = (&staff.visit.app, staff.session.actor());
    let licence = named(app, For::Staff, &id).await?;
    restore(app, &actor, &licence.id, &why.reason).await.map(Json)
}

async fn key(staff: Staff, Path(key): Path<String>) -> Result<Json<KeyFound>, Fault> {
    look_up(&staff.visit.app, Some(For::Staff), &key).await.map(Json)
}

async fn revoke_a_key(
    staff: Staff,
    Path(key): Path<String>,
    Json(why): Json<Why>,
) -> Result<StatusCode, Fault> {
    let id = key.parse::<hostler_licence::key::Key>().map_or(key, |key| key.id());
    revoke_key(&staff.visit.app, &staff.session.actor(), &id, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewLicenceKeys")]
struct ByHand {
    /// Whose they become; none: whoever registers them.
    #[serde(default)]
    customer: Option<Id<Customer>>,
    #[serde(default)]
    reason: String,
    /// IANA name of the customer's time zone; the provider's unless given.
    #[serde(default)]
    zone: Option<String>,
    #[serde(default)]
    grants: Vec<NewGrant>,
}

#[derive(Deserialize, JsonSchema)]
struct NewGrant {
    /// `base`, `users`, `add-on` or `renewal`.
    #[schemars(with = "String")]
    kind: GrantKind,
    product: String,
    #[serde(default = "standard")]
    edition: String,
    #[serde(default = "standard")]
    price_class: String,
    /// Users that it adds.
    #[serde(default)]
    users: i64,
    /// Add-ons, each with the users that it adds to it.
    #[serde(default)]
    add_ons: BTreeMap<String, i64>,
    /// Years of maintenance that it adds.
    #[serde(default)]
    years: i64,
    /// The only licence that it is for.
    #[serde(default)]
    licence: Option<Id<Licence>>,
    /// True: by no key of its own, but when the licence's base key is registered again.
    #[serde(default)]
    in_place: bool,
}

fn standard() -> String {
    "standard".into()
}

impl From<NewGrant> for Wish {
    fn from(new: NewGrant) -> Wish {
        Wish {
            kind: new.kind,
            product: new.product,
            edition: new.edition,
            price_class: new.price_class,
            users: new.users,
            add_ons: new.add_ons,
            years: new.years,
            licence: new.licence,
            arrives: if new.in_place { Arrives::InPlace } else { Arrives::AsKey },
        }
    }
}

async fn issue_by_hand(
    staff: Staff,
    Json(asked): Json<ByHand>,
) -> Result<(StatusCode, Json<Vec<Issued>>), Fault> {
    let app = &staff.visit.app;
    let reason = rules::check_reason(&asked.reason)?;
    let customer = match &asked.customer {
        Some(id) => Some(accounts::customer(&app.db, id).await?.ok_or_else(Fault::missing)?),
        None => None,
    };
    let wishes: Vec<Wish> = asked.grants.into_iter().map(Wish::from).collect();
    let wanted = Issue {
        customer: customer.as_ref(),
        order: "",
        reason: &reason,
        zone: asked.zone.as_deref(),
        wishes: &wishes,
    };
    let mut tx = app.db.begin().await?;
    let issued = issue(app, &mut tx, &staff.session.actor(), &wanted).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(issued)))
}
