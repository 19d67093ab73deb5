//! The licence moves to another machine: typed confirmation, then the receipt, sent and to keep (L8).

use super::{download, language, titled};
use crate::app::App;
use crate::licensing::{LicensingError, Refusal, leave, notes, send_receipt, standing};
use crate::web::frame::{Done, shown};
use crate::web::words::sentence;
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Confirm, Page};
use hostler_licence::registration::GivenUp;
use serde::Deserialize;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/licence/move", get(ask).post(go))
        .route("/licence/receipt", get(receipt))
        .route("/licence/receipt/send", post(send))
}

#[derive(Template)]
#[template(path = "licensing/pages/move.html")]
struct MovePage {
    page: Page,
    confirm: Confirm,
}

/// The number of the licence that is in force.
fn number(app: &App) -> Result<String, Fault> {
    let stand = standing(app).ok_or_else(Fault::missing)?;
    let licence = stand.in_force().ok_or(LicensingError::from(Refusal::NothingInstalled))?;
    Ok(licence.number.clone())
}

fn question(frame: &Frame, number: &str) -> Confirm {
    Confirm::new("/licence/move", frame.t("licence-move-do"), number)
        .consequence(frame.t("licence-move-locks"))
        .consequence(frame.t("licence-move-keeps"))
        .consequence(frame.t("licence-move-receipt"))
        .cancel("/licence")
}

async fn ask(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    let confirm = question(&frame, &number(&app)?);
    shown(&MovePage { page: titled(&frame, "licence-move"), confirm })
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    confirm: String,
}

async fn go(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(typed): Checked<Typed>,
) -> Result<Response, Fault> {
    let page = titled(&frame, "licence-move");
    if let Err(confirm) = question(&frame, &number(&app)?).check(&typed.confirm, &page) {
        let html = MovePage { page, confirm: *confirm }.render().map_err(Fault::broken)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response());
    }
    leave(&app, &frame.visitor.actor(), GivenUp::Moved).await?;
    if let Err(error) = send_receipt(&app, language(&frame)).await {
        tracing::warn!(%error, "the receipt waits; its administrator can send or hand it in");
    }
    Ok(frame.done("/licence", Done::LicenceLeft))
}

async fn receipt(State(app): State<Arc<App>>) -> Result<Response, Fault> {
    let kept = notes(&app).await?.receipt.ok_or(LicensingError::from(Refusal::NoReceipt))?;
    Ok(download(&format!("receipt-{}.txt", kept.number), &kept.text))
}

#[derive(Deserialize)]
struct Nothing {}

async fn send(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(_): Checked<Nothing>,
) -> Result<Response, Fault> {
    match send_receipt(&app, language(&frame)).await {
        Ok(_) => Ok(frame.done("/licence", Done::ReceiptSent)),
        Err(error) => {
            let text = sentence(&Fault::from(error), frame.words());
            super::again(&super::licence::page_saying(&app, &frame, text).await?)
        }
    }
}
