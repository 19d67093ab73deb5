//! The XML of an invoice to be saved, and what its page says of it.

use super::{cii, ubl};
use crate::app::App;
use crate::billing::invoices::pages::{any, own};
use crate::billing::invoices::{Document, Invoice};
use crate::web::{Answer, Member, Staff, Visit};
use axum::Router;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use hostler_kit::id::Id;
use hostler_kit::ui::{Html, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/invoices/{id}/ubl", get(own_ubl))
        .route("/invoices/{id}/cii", get(own_cii))
        .route("/staff/invoices/{id}/ubl", get(any_ubl))
        .route("/staff/invoices/{id}/cii", get(any_cii))
}

/// A part of an invoice's page: how it was checked, and where its XML is.
#[derive(askama::Template)]
#[template(path = "billing/einvoice/part.html")]
pub struct Part {
    page: Page,
    said: String,
    /// Format and address; none where a document of before breaks a rule.
    files: Vec<(&'static str, String)>,
}

impl Part {
    /// `href` is the invoice's page.
    pub fn of(visit: &Visit, document: &Document, href: &str) -> Part {
        let (said, files) = match super::check(&visit.app, document) {
            Ok(checked) => (
                visit.words.tr(
                    "einvoice-checked",
                    &[("rules", checked.rules.into()), ("hints", checked.hints.into())],
                ),
                vec![("UBL 2.1", format!("{href}/ubl")), ("CII", format!("{href}/cii"))],
            ),
            Err(refused) => {
                let super::EinvoiceRefused::Broken { rule, .. } = refused;
                (visit.words.with("einvoice-before", "rule", rule), Vec::new())
            }
        };
        Part { page: visit.page(""), said, files }
    }

    pub fn html(&self) -> Html {
        askama::filters::Safe(askama::Template::render(self).expect("writing into a string does not fail"))
    }
}

/// XML as a file of this name.
pub(super) fn file(number: &str, format: &str, xml: String) -> Answer {
    let name = format!("attachment; filename=\"{number}-{format}.xml\"");
    Ok(([(CONTENT_TYPE, "application/xml".to_string()), (CONTENT_DISPOSITION, name)], xml).into_response())
}

async fn own_ubl(member: Member, Path(id): Path<Id<Invoice>>) -> Answer {
    let (_, document) = own(&member, &id).await?;
    file(&document.number, "ubl", ubl(&member.visit.app, &document)?)
}

async fn own_cii(member: Member, Path(id): Path<Id<Invoice>>) -> Answer {
    let (_, document) = own(&member, &id).await?;
    file(&document.number, "cii", cii(&member.visit.app, &document)?)
}

async fn any_ubl(staff: Staff, Path(id): Path<Id<Invoice>>) -> Answer {
    let (_, document) = any(&staff.visit.app, &id).await?;
    file(&document.number, "ubl", ubl(&staff.visit.app, &document)?)
}

async fn any_cii(staff: Staff, Path(id): Path<Id<Invoice>>) -> Answer {
    let (_, document) = any(&staff.visit.app, &id).await?;
    file(&document.number, "cii", cii(&staff.visit.app, &document)?)
}
