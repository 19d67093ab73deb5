//! The form of a customer's invoice details, for its owner and for staff.

use super::{Details, change};
use crate::accounts::{Customer, customer};
use crate::app::App;
use crate::web::{Answer, Member, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::ui::{Field, Form, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/invoices/details", get(own_page).post(change_own))
        .route("/staff/customers/{id}/details", get(staff_page).post(staff_change))
}

#[derive(askama::Template)]
#[template(path = "accounts/details/form.html")]
struct DetailsPage {
    page: Page,
    form: Form,
}

fn form(visit: &Visit, action: &str, details: &Details) -> Form {
    let t = |key: &str| visit.words.t(key);
    let reference = Field::text("invoice_reference", t("details-reference"))
        .hint(t("details-reference-hint"))
        .value(&details.invoice_reference);
    let email = Field::email("invoice_email", t("details-email"))
        .hint(t("details-email-hint"))
        .value(&details.invoice_email);
    Form::new(action, t("details-save"))
        .field(Field::text("name", t("order-company")).value(&details.name))
        .field(Field::text("street", t("order-street")).value(&details.street))
        .field(Field::text("postcode", t("order-postcode")).value(&details.postcode).short())
        .field(Field::text("city", t("order-city")).value(&details.city))
        .field(
            Field::text("country", t("details-country"))
                .hint(t("details-country-hint"))
                .value(&details.country)
                .short(),
        )
        .field(reference.optional())
        .field(email.optional())
}

/// Where the form is, and the list that it stands below.
struct Place<'a> {
    path: &'a str,
    crumb: (String, String),
}

fn shown(visit: &Visit, place: &Place<'_>, form: Form) -> DetailsPage {
    let frame = visit.page(visit.words.t("details-title")).lead(visit.words.t("details-lead"));
    let (label, href) = place.crumb.clone();
    DetailsPage { page: frame.crumb(label, href).with_form(&form), form }
}

async fn found(app: &App, id: &Id<Customer>) -> Result<Customer, Fault> {
    customer(&app.db, id).await?.ok_or_else(Fault::missing)
}

/// The form again with what is wrong with it.
fn again(visit: &Visit, place: &Place<'_>, details: &Details, wrong: Vec<Fault>) -> Answer {
    if let Some(broken) = wrong.iter().find(|fault| !matches!(fault.kind, Kind::Invalid)) {
        return Err(broken.clone());
    }
    let form = wrong.iter().fold(form(visit, place.path, details), |form, fault| {
        form.refuse(fault.field.unwrap_or_default(), visit.sentence(fault))
    });
    refused(&shown(visit, place, form))
}

fn own(visit: &Visit) -> Place<'static> {
    Place { path: "/invoices/details", crumb: (visit.words.t("nav-invoices"), "/invoices".into()) }
}

async fn own_page(member: Member) -> Answer {
    let (visit, place) = (&member.visit, own(&member.visit));
    let details = Details::of(&found(&visit.app, &member.customer).await?);
    page(&shown(visit, &place, form(visit, place.path, &details)))
}

async fn change_own(member: Member, Posted(typed): Posted<Details>) -> Answer {
    let (visit, place) = (&member.visit, own(&member.visit));
    match change(&visit.app, &member.session.actor(), &member.customer, &typed).await {
        Ok(_) => Ok(see_told(place.path, "flash-customer-details")),
        Err(wrong) => again(visit, &place, &typed, wrong),
    }
}

async fn staff_page(staff: Staff, Path(id): Path<Id<Customer>>) -> Answer {
    let customer = found(&staff.visit.app, &id).await?;
    let path = format!("/staff/customers/{id}/details");
    let crumb = (customer.name.clone(), format!("/staff/customers/{id}"));
    let place = Place { path: &path, crumb };
    let form = form(&staff.visit, &path, &Details::of(&customer));
    page(&shown(&staff.visit, &place, form))
}

async fn staff_change(staff: Staff, Path(id): Path<Id<Customer>>, Posted(typed): Posted<Details>) -> Answer {
    let customer = found(&staff.visit.app, &id).await?;
    let path = format!("/staff/customers/{id}/details");
    let back = format!("/staff/customers/{id}");
    let place = Place { path: &path, crumb: (customer.name, back.clone()) };
    match change(&staff.visit.app, &staff.session.actor(), &id, &typed).await {
        Ok(_) => Ok(see_told(&back, "flash-customer-details")),
        Err(wrong) => again(&staff.visit, &place, &typed, wrong),
    }
}
