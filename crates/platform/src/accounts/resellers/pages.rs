//! A reseller's customers and the switch for whom it acts; and a customer's way to end it.

use super::Served;
use crate::accounts::{Customer, Doing, SignUp};
use crate::app::App;
use crate::web::{Answer, Member, Paging, Posted, ROWS, Visit, page, refused, see, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Confirm, Empty, Field, Form, Link, ListQuery, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/customers", get(list_page).post(create))
        .route("/customers/{id}/invitation", get(invite_page).post(invite))
        .route("/acting", post(begin))
        .route("/acting/end", post(end))
        .route("/reseller/end", get(end_page).post(end_reseller))
}

#[derive(askama::Template)]
#[template(path = "accounts/resellers/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
    form: Form,
}

struct Row {
    id: String,
    name: String,
    city: String,
    since: String,
    /// While nobody has joined.
    invite: Option<String>,
}

fn row(visit: &Visit, customer: Served) -> Row {
    Row {
        invite: (customer.people == 0).then(|| format!("/customers/{}/invitation", customer.id)),
        id: customer.id.to_string(),
        since: visit.words.instant(instant(customer.since_ms), visit.app.zone()),
        name: customer.name,
        city: customer.city,
    }
}

fn customer_form(visit: &Visit, typed: &SignUp) -> Form {
    let t = |key: &str| visit.words.t(key);
    let country =
        if typed.country.is_empty() { &visit.app.catalogue.provider.country } else { &typed.country };
    Form::new("/customers", t("customer-create"))
        .field(Field::text("company", t("order-company")).value(&typed.company))
        .field(Field::text("street", t("order-street")).value(&typed.street))
        .field(Field::text("postcode", t("order-postcode")).short().value(&typed.postcode))
        .field(Field::text("city", t("order-city")).value(&typed.city))
        .field(Field::text("country", t("order-country")).short().value(country))
        .field(Field::text("vat_number", t("order-vat-number")).optional().value(&typed.vat_number))
        .field(
            Field::email("email", t("customer-owner-email"))
                .hint(t("customer-owner-hint"))
                .value(&typed.email),
        )
}

async fn shown(member: &Member, form: Form, query: ListQuery) -> Result<ListPage, Fault> {
    let (visit, reseller) = (&member.visit, super::own(&member.session)?);
    let t = |key: &str| visit.words.t(key);
    let (db, paging) = (&visit.app.db, Paging::of(&query));
    let total = super::count_served(db, reseller, query.term()).await?;
    let found = super::served(db, reseller, query.term(), (paging.limit, paging.offset)).await?;
    let list = Listing::new("/customers", t("nav-own-customers"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("customer-name")))
        .column(Column::text(t("order-city")))
        .column(Column::text(t("customer-since")))
        .column(Column::actions(t("people-actions")))
        .search(t("customers-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("own-customers-none"), t("own-customers-none-do")));
    let frame = visit.page(t("nav-own-customers")).lead(t("own-customers-lead")).with_form(&form);
    let rows = found.into_iter().map(|customer| row(visit, customer)).collect();
    Ok(ListPage { page: frame, list, rows, form })
}

async fn list_page(member: Member, Query(query): Query<ListQuery>) -> Answer {
    let form = customer_form(&member.visit, &SignUp::default());
    page(&shown(&member, form, query).await?)
}

async fn create(member: Member, Posted(typed): Posted<SignUp>) -> Answer {
    let visit = &member.visit;
    let typed = SignUp { language: visit.language().into(), ..typed };
    let Err(faults) = super::create_customer(&visit.app, &member.session, typed.clone()).await else {
        return Ok(see_told("/customers", "flash-customer-created"));
    };
    let mut form = customer_form(visit, &typed);
    for fault in faults {
        if [Kind::Broken, Kind::Missing, Kind::Forbidden].contains(&fault.kind) {
            return Err(fault);
        }
        form = form.refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
    }
    refused(&shown(&member, form, ListQuery::default()).await?)
}

#[derive(askama::Template)]
#[template(path = "accounts/form.html")]
struct FormPage {
    page: Page,
    form: Form,
    below: Vec<Link>,
}

async fn invite_form(member: &Member, id: &Id<Customer>) -> Result<FormPage, Fault> {
    let visit = &member.visit;
    let t = |key: &str| visit.words.t(key);
    let acting = super::acting(&visit.app, &member.session, id).await?.ok_or_else(Fault::missing)?;
    let form = Form::new(format!("/customers/{id}/invitation"), t("people-invite"))
        .field(Field::email("email", t("customer-owner-email")).hint(t("customer-owner-hint")))
        .cancel("/customers");
    let title = visit.words.with("customer-invite-title", "customer", acting.customer_name.as_str());
    let frame = visit.page(title).crumb(t("nav-own-customers"), "/customers");
    Ok(FormPage { page: frame, form, below: Vec::new() })
}

async fn invite_page(member: Member, Path(id): Path<Id<Customer>>) -> Answer {
    page(&invite_form(&member, &id).await?)
}

#[derive(Deserialize)]
struct Invited {
    #[serde(default)]
    email: String,
}

async fn invite(member: Member, Path(id): Path<Id<Customer>>, Posted(typed): Posted<Invited>) -> Answer {
    let visit = &member.visit;
    match super::invite_owner(&visit.app, &member.session, &id, &typed.email).await {
        Ok(()) => Ok(see_told("/customers", "flash-person-invited")),
        Err(fault) if [Kind::Broken, Kind::Missing, Kind::Forbidden].contains(&fault.kind) => Err(fault),
        Err(fault) => {
            let mut shown = invite_form(&member, &id).await?;
            shown.form = shown.form.fill("email", typed.email);
            shown.form = shown.form.refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
            shown.page = shown.page.with_form(&shown.form);
            refused(&shown)
        }
    }
}

#[derive(Deserialize)]
struct Switched {
    #[serde(default)]
    customer: String,
}

/// The page is a person's: a program says for whom it asks in each request.
fn token(visit: &Visit) -> Result<&str, Fault> {
    visit.token.as_deref().ok_or(Fault::new(Kind::SignInNeeded, "sign-in-needed"))
}

async fn begin(member: Member, Posted(typed): Posted<Switched>) -> Answer {
    let visit = &member.visit;
    let customer: Id<Customer> = typed.customer.parse().map_err(|_| Fault::missing())?;
    super::begin_acting(&visit.app, &member.session, token(visit)?, &customer).await?;
    Ok(see("/shop"))
}

#[derive(Deserialize)]
struct Nothing {}

async fn end(member: Member, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    super::end_acting(&member.visit.app, token(&member.visit)?).await?;
    Ok(see_told("/customers", "flash-acting-ended"))
}

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

async fn confirm(member: &Member) -> Result<ConfirmPage, Fault> {
    let visit = &member.visit;
    let t = |key: &str| visit.words.t(key);
    let reseller = super::of_customer(&visit.app.db, &member.customer).await?.ok_or_else(Fault::missing)?;
    let confirm = Confirm::new("/reseller/end", t("reseller-end"), &reseller.name)
        .consequence(t("reseller-end-stops"))
        .consequence(t("reseller-end-keeps"))
        .cancel("/people");
    let title = visit.words.with("reseller-end-title", "reseller", reseller.name.as_str());
    Ok(ConfirmPage { page: visit.page(title).crumb(t("nav-people"), "/people"), confirm })
}

async fn end_page(member: Member) -> Answer {
    member.session.may(Doing::ChangePeople)?;
    page(&confirm(&member).await?)
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn end_reseller(member: Member, Posted(typed): Posted<Confirmed>) -> Answer {
    let shown = confirm(&member).await?;
    if let Err(confirm) = shown.confirm.check(&typed.confirm, &shown.page) {
        return refused(&ConfirmPage { page: shown.page, confirm: *confirm });
    }
    super::end(&member.visit.app, &member.session).await?;
    Ok(see_told("/people", "flash-reseller-ended"))
}
