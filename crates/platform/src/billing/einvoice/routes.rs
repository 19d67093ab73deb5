//! The XML of an invoice, for programs.

use super::pages::file;
use super::{cii, ubl};
use crate::api::{Api, Who};
use crate::app::App;
use crate::billing::invoices::api::own;
use crate::web::{Answer, Member};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/invoices/{id}/ubl", get(as_ubl))
        .route("/api/v1/invoices/{id}/cii", get(as_cii))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/invoices/{id}/ubl", "An invoice as EN 16931 UBL 2.1, by id or number")
        .by(Who::Customer)
        .answers_file("application/xml");
    api.get("/api/v1/invoices/{id}/cii", "An invoice as EN 16931 CII, by id or number")
        .by(Who::Customer)
        .answers_file("application/xml");
}

async fn as_ubl(member: Member, Path(named): Path<String>) -> Answer {
    let (_, document) = own(&member, &named).await?;
    file(&document.number, "ubl", ubl(&member.visit.app, &document)?)
}

async fn as_cii(member: Member, Path(named): Path<String>) -> Answer {
    let (_, document) = own(&member, &named).await?;
    file(&document.number, "cii", cii(&member.visit.app, &document)?)
}
