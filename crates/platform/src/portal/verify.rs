//! The link in the mail that proves an address: every order that waited for it goes on, for a server or a licence.

use crate::app::App;
use crate::web::{self, Answer, Posted, Visit, page, see};
use crate::{accounts, orders, shop};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::Page;
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/verify/{token}", get(verify_page).post(verify))
}

#[derive(askama::Template)]
#[template(path = "portal/verify.html")]
struct VerifyPage {
    page: Page,
    action: String,
}

/// A link in a mail is opened by scanners too: only the button does something.
async fn verify_page(visit: Visit, Path(token): Path<String>) -> Answer {
    let action = format!("/verify/{token}");
    page(&VerifyPage { page: visit.page(visit.words.t("verify-title")), action })
}

#[derive(Deserialize)]
struct Nothing {}

async fn verify(visit: Visit, Path(token): Path<String>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let (session, next) = accept(&visit.app, &token).await?;
    Ok(web::with_session(see(&next), Some(&session), &visit.app.settings.portal_url))
}

/// Proves the address and signs the person in: the session's token, and the page of what they ordered first.
async fn accept(app: &App, token: &str) -> Result<(String, String), Fault> {
    let mut tx = app.db.begin().await?;
    let person = accounts::verify(app, &mut tx, token).await?;
    let server = orders::accept_waiting(app, &mut tx, &person).await?;
    let licence = shop::accept_waiting(app, &mut tx, &person).await?;
    let session = accounts::start_session(app, &mut tx, &person).await?;
    tx.commit().await?;
    app.wake.wake();
    let server = server.map(|order| format!("/orders/{}", order.id));
    let licence = licence.map(|order| format!("/shop/orders/{}", order.id));
    Ok((session, server.or(licence).unwrap_or_else(|| "/servers".into())))
}
