//! The licence for programs.

use super::leave::leave;
use super::model::{KeptReceipt, Notes, Stand, Unanswered, Wish};
use super::refusals::{LicensingError, Refusal};
use super::{install, notes, register, request, send_receipt, standing};
use crate::app::App;
use crate::usage;
use crate::web::Visitor;
use crate::web::form::Accept;
use axum::extract::State;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use hostler_kit::http::{Fault, Refuse};
use hostler_licence::file::Licence;
use hostler_licence::registration::{GivenUp, Machine};
use hostler_licence::standing::Standing;
use hostler_wire::registration::Told;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest licence file that is taken, in bytes: three documents of the longest kind.
pub const LONGEST: usize = 1024 * 1024;

pub fn api() -> Router<Arc<App>> {
    Router::new()
        .route("/licence", get(show))
        .route("/licence/file", put(put_file))
        .route("/licence/request", post(make_request))
        .route("/licence/registration", post(registration))
        .route("/licence/receipt", post(receipt))
}

/// How the product stands, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    #[serde(flatten)]
    pub standing: Standing,
    pub licence: Option<Licence>,
    /// Code of why an installed licence file does not hold.
    pub refused: Option<&'static str>,
    pub locked_since_ms: Option<i64>,
    pub set_back_ms: Option<i64>,
    pub hardware_changed: bool,
    pub not_here: bool,
    /// Users that count now.
    pub users: i64,
    /// Users that may exist; none: as many as wanted.
    pub limit: Option<i64>,
    /// Short name of the counting rule: `connect/licence/1`.
    pub rule: String,
    /// The machine's id.
    pub machine: String,
    pub detected: Machine,
    pub checked_at_ms: Option<i64>,
    pub unanswered: Option<Unanswered>,
    /// Last groups of the registered keys.
    pub hints: Vec<String>,
    pub explanation: Vec<Told>,
    pub receipt: Option<KeptReceipt>,
}

impl Report {
    fn of(stand: &Stand, notes: Notes, users: &usage::Users, detected: Machine) -> Report {
        Report {
            standing: stand.standing.clone(),
            licence: stand.licence.clone(),
            refused: stand.refused.as_ref().map(Refuse::code),
            locked_since_ms: stand.locked_since_ms,
            set_back_ms: stand.set_back_ms,
            hardware_changed: stand.hardware_changed,
            not_here: stand.not_here,
            users: users.count.number,
            limit: users.limit,
            rule: users.rule_name.clone(),
            machine: stand.machine.clone(),
            detected,
            checked_at_ms: notes.checked_at_ms,
            unanswered: notes.unanswered,
            hints: notes.hints,
            explanation: notes.explanation,
            receipt: notes.receipt,
        }
    }

    /// One line for people.
    pub fn summary(&self) -> String {
        match &self.standing {
            Standing::Trial { days_left, last_day } => {
                format!("trial, {days_left} days left, until {last_day}")
            }
            Standing::Licensed { .. } => "licensed".to_string(),
            Standing::Locked { why } => format!("locked ({})", why.code()),
        }
    }
}

/// What stands there now.
pub async fn report(app: &App) -> Result<Report, LicensingError> {
    let stand = standing(app).ok_or(Refusal::Hosted)?;
    let (notes, users) = (notes(app).await?, usage::users(app).await?);
    Ok(Report::of(&stand, notes, &users, super::detected(app)))
}

/// `GET /api/v1/licence`.
async fn show(State(app): State<Arc<App>>) -> Result<Json<Report>, Fault> {
    Ok(Json(report(&app).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LicenceText {
    /// The licence file's text; keyring and revocations may stand before or after it.
    text: String,
}

/// `PUT /api/v1/licence/file`: installs a licence file; the same again changes nothing.
async fn put_file(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Accept(file): Accept<LicenceText>,
) -> Result<Json<Report>, Fault> {
    install(&app, &visitor.actor(), &file.text).await?;
    Ok(Json(report(&app).await?))
}

#[derive(Serialize)]
struct RequestText {
    request: String,
}

/// `POST /api/v1/licence/request`: the request file for a registration without network.
async fn make_request(
    State(app): State<Arc<App>>,
    Accept(wish): Accept<Wish>,
) -> Result<Json<RequestText>, Fault> {
    Ok(Json(RequestText { request: request(&app, &wish).await? }))
}

/// `POST /api/v1/licence/registration`: registers with the vendor over the network.
async fn registration(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Accept(wish): Accept<Wish>,
) -> Result<Json<Report>, Fault> {
    register(&app, &visitor.actor(), &wish, language(&visitor)).await?;
    Ok(Json(report(&app).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leaving {
    /// The licence's number, so that nobody gives it up by mistake.
    confirm: String,
}

/// `POST /api/v1/licence/receipt`: gives the licence up; asked again, the same receipt is given again. The vendor gets
/// it if it answers.
async fn receipt(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Accept(leaving): Accept<Leaving>,
) -> Result<Json<KeptReceipt>, Fault> {
    let number = standing(&app).and_then(|stand| Some(stand.licence.as_ref()?.number.clone()));
    if number.as_deref() != Some(leaving.confirm.as_str()) {
        return Err(LicensingError::from(Refusal::NothingInstalled).into());
    }
    let kept = leave(&app, &visitor.actor(), GivenUp::Moved).await?;
    Ok(Json(send_receipt(&app, language(&visitor)).await.unwrap_or(kept)))
}

/// The language for the vendor's sentences.
fn language(visitor: &Visitor) -> &'static str {
    visitor.lang().map_or("en", |lang| lang.code())
}
