//! A customer's VAT: its number, what follows from it, and every check, for the customer and for staff.

use super::model::{Category, VatCheck};
use super::{VatRefused, store};
use crate::accounts::{self, Customer};
use crate::app::App;
use crate::billing::invoices::{self, month_page::refusal};
use crate::web::{Answer, Member, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day, instant};
use hostler_kit::ui::{Column, Empty, Field, Form, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

/// Checks that a page shows.
const MOST: i64 = 50;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/invoices/vat", get(own_page).post(change))
        .route("/staff/customers/{id}/vat", get(staff_page))
        .route("/staff/customers/{id}/vat/check", post(check))
        .route("/staff/customers/{id}/vat/acceptance", post(accept))
}

#[derive(askama::Template)]
#[template(path = "billing/vat/page.html")]
struct VatPage {
    page: Page,
    facts: Vec<(String, String)>,
    /// Months that wait, and why.
    waiting: Vec<String>,
    form: Option<Form>,
    /// Where staff let the register be asked now.
    check: Option<String>,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    at: String,
    number: String,
    answer: String,
    whose: String,
    proof: String,
}

fn row(visit: &Visit, check: VatCheck) -> Row {
    let registered = [check.name, check.address];
    let registered: Vec<String> = registered.into_iter().filter(|text| !text.is_empty()).collect();
    Row {
        at: visit.words.instant(instant(check.asked_at_ms), visit.app.zone()),
        number: check.vat_number,
        answer: visit.words.t(&format!("vat-answer-{}", check.answer)),
        whose: registered.join(", "),
        proof: [check.consultation, check.detail].join(" ").trim().to_string(),
    }
}

/// What the number and the country come to today, in words.
fn treated(visit: &Visit, customer: &Customer) -> String {
    let today = day(visit.app.now_ms(), visit.app.zone());
    match super::treatment(&visit.app, customer, today) {
        Ok(treatment) => match treatment.category {
            Category::Reverse => visit.words.t("vat-treated-reverse"),
            Category::Outside => visit.words.t("vat-treated-outside"),
            Category::Standard | Category::Zero => {
                let rate = visit.words.percent(treatment.permyriad);
                let values = [("rate", rate.into()), ("country", treatment.country.into())];
                visit.words.tr("vat-treated-charged", &values)
            }
        },
        Err(refused) => visit.sentence(&refused.into()),
    }
}

async fn shown(
    visit: &Visit,
    customer: &Customer,
    frame: Page,
    form: Option<Form>,
) -> Result<VatPage, Fault> {
    let t = |key: &str| visit.words.t(key);
    let db = &visit.app.db;
    let checks = store::of_customer(db, &customer.id, MOST).await?;
    let number = if customer.vat_number.is_empty() { "–".into() } else { customer.vat_number.clone() };
    let waits = |(month, code, values): (String, String, String)| {
        let name = month.parse::<Month>().map_or(month, |month| visit.words.month(month.first_day()));
        format!("{name}: {}", refusal(visit, &code, &serde_json::from_str(&values).unwrap_or_default()))
    };
    let path = frame.here.clone();
    let list = Listing::new(path, t("vat-checks"), checks.len() as u64)
        .column(Column::text(t("vat-check-at")))
        .column(Column::text(t("order-vat-number")))
        .column(Column::text(t("vat-check-answer")))
        .column(Column::text(t("vat-check-whose")))
        .column(Column::text(t("vat-check-proof")))
        .empty(Empty::new(t("vat-checks-none"), t("vat-checks-none-do")));
    Ok(VatPage {
        facts: vec![
            (t("order-country"), customer.country.clone()),
            (t("order-vat-number"), number),
            (t("vat-treated"), treated(visit, customer)),
        ],
        waiting: invoices::waiting_of(db, &customer.id).await?.into_iter().map(waits).collect(),
        form,
        check: None,
        list,
        rows: checks.into_iter().map(|check| row(visit, check)).collect(),
        page: frame,
    })
}

async fn customer(app: &App, id: &Id<Customer>) -> Result<Customer, Fault> {
    accounts::customer(&app.db, id).await?.ok_or_else(Fault::missing)
}

fn number_form(visit: &Visit, number: &str) -> Form {
    Form::new("/invoices/vat", visit.words.t("vat-number-save"))
        .field(Field::text("vat_number", visit.words.t("order-vat-number")).optional().value(number))
}

async fn own(member: &Member, form: Form) -> Result<VatPage, Fault> {
    let visit = &member.visit;
    let customer = customer(&visit.app, &member.customer).await?;
    let frame = visit.page(visit.words.t("vat-title")).crumb(visit.words.t("nav-invoices"), "/invoices");
    shown(visit, &customer, frame.with_form(&form), Some(form)).await
}

async fn own_page(member: Member) -> Answer {
    let number = customer(&member.visit.app, &member.customer).await?.vat_number;
    page(&own(&member, number_form(&member.visit, &number)).await?)
}

#[derive(Deserialize)]
struct Number {
    #[serde(default)]
    vat_number: String,
}

async fn change(member: Member, Posted(typed): Posted<Number>) -> Answer {
    let app = &member.visit.app;
    let customer = customer(app, &member.customer).await?;
    match super::change_number(app, &member.session.actor(), &customer, &typed.vat_number).await {
        Ok(_) => Ok(see_told("/invoices/vat", "flash-vat-number-saved")),
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let form = number_form(&member.visit, &typed.vat_number);
            let form = form.refuse(fault.field.unwrap_or_default(), member.visit.sentence(&fault));
            refused(&own(&member, form).await?)
        }
    }
}

fn acceptance(visit: &Visit, id: &Id<Customer>) -> Form {
    let field =
        Field::text("reason", visit.words.t("vat-accept-reason")).hint(visit.words.t("vat-accept-hint"));
    Form::new(format!("/staff/customers/{id}/vat/acceptance"), visit.words.t("vat-accept")).field(field)
}

async fn of_staff(staff: &Staff, id: &Id<Customer>, form: Form) -> Result<VatPage, Fault> {
    let visit = &staff.visit;
    let customer = customer(&visit.app, id).await?;
    let frame = visit
        .page(visit.words.t("vat-title"))
        .crumb(visit.words.t("nav-customers"), "/staff/customers")
        .crumb(customer.name.clone(), format!("/staff/customers/{id}"));
    let form = (!customer.vat_number.is_empty()).then_some(form);
    let frame = match &form {
        Some(form) => frame.with_form(form),
        None => frame,
    };
    let check = form.as_ref().map(|_| format!("/staff/customers/{id}/vat/check"));
    Ok(VatPage { check, ..shown(visit, &customer, frame, form).await? })
}

async fn staff_page(staff: Staff, Path(id): Path<Id<Customer>>) -> Answer {
    page(&of_staff(&staff, &id, acceptance(&staff.visit, &id)).await?)
}

#[derive(Deserialize)]
struct Nothing {}

async fn check(staff: Staff, Path(id): Path<Id<Customer>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let app = &staff.visit.app;
    let check = super::ask(app, &customer(app, &id).await?).await?;
    let flash = match check.is_decided() {
        true => "flash-vat-checked",
        false => "flash-vat-unanswered",
    };
    Ok(see_told(&format!("/staff/customers/{id}/vat"), flash))
}

#[derive(Deserialize)]
struct Reason {
    #[serde(default)]
    reason: String,
}

async fn accept(staff: Staff, Path(id): Path<Id<Customer>>, Posted(typed): Posted<Reason>) -> Answer {
    let app = &staff.visit.app;
    let by = (&staff.session.person, &staff.session.actor());
    match super::accept(app, by, &customer(app, &id).await?, &typed.reason).await {
        Ok(_) => Ok(see_told(&format!("/staff/customers/{id}/vat"), "flash-vat-accepted")),
        Err(fault) if fault.code == hostler_kit::http::Refuse::code(&VatRefused::NoReason) => {
            let form = acceptance(&staff.visit, &id).refuse("reason", staff.visit.sentence(&fault));
            refused(&of_staff(&staff, &id, form).await?)
        }
        Err(fault) => Err(fault),
    }
}
