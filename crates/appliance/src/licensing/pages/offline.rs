//! Without a network: the request goes out as a file, a text or a QR code, and the licence file comes in (L7).

use super::{download, installing, titled};
use crate::app::App;
use crate::licensing::draft;
use crate::licensing::draft::request_of;
use crate::licensing::refusals::{LicensingError, Refusal};
use crate::licensing::register::owner;
use crate::web::Frame;
use crate::web::frame::shown;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Form, Page, qr};
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/licence/register/offline", get(show))
        .route("/licence/register/offline/request", get(file))
}

#[derive(Template)]
#[template(path = "licensing/pages/offline.html")]
struct OfflinePage {
    page: Page,
    request: String,
    /// None where the request is too long for a QR code.
    qr: Option<String>,
    portal: String,
    vendor: String,
    form: Form,
}

/// The step that is not done yet, if there is one.
async fn missing(app: &App) -> Result<Option<&'static str>, Fault> {
    let known = draft(app).await?;
    Ok(match (&known.base_key, owner(&known.owner)) {
        (None, _) => Some("/licence/register"),
        (_, Err(_)) => Some("/licence/register/owner"),
        _ => None,
    })
}

async fn show(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    if let Some(step) = missing(&app).await? {
        return Ok(Redirect::to(&frame.page().to(step)).into_response());
    }
    let request = request_of(&app, &draft(&app).await?).await?;
    let vendor = &app.bootstrap.licensed().ok_or_else(Fault::missing)?.vendor;
    let page = titled(&frame, "licence-offline").crumb(frame.t("licence-register"), "/licence/register");
    shown(&OfflinePage {
        page: page.lead(frame.t("licence-offline-lead")),
        qr: qr::svg(&request, &frame.t("licence-request-qr")),
        request,
        portal: format!("{}/licences/register", vendor.portal),
        vendor: vendor.name.clone(),
        form: installing::form(&frame),
    })
}

async fn file(State(app): State<Arc<App>>) -> Result<Response, Fault> {
    if missing(&app).await?.is_some() {
        return Err(LicensingError::from(Refusal::BaseKeyMissing).into());
    }
    let request = request_of(&app, &draft(&app).await?).await?;
    Ok(download(&format!("request-{}.txt", app.bootstrap.host), &request))
}
