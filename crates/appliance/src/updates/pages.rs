//! Updates for people: what is installed, what may be, how far an installation is.

use super::model::{Age, Installation, Offer, Outcome, Picture, Step as At, Way, Wish};
use super::sentences;
use crate::app::App;
use crate::web::frame::{Done, shown};
use crate::web::words::sentence;
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::time::instant;
use hostler_kit::ui::{
    Badge, Column, Empty, Entry, Field, Form, History, Listing, Page, Step, StepState, Steps, Tone,
};
use hostler_licence::release::Verdict;
use serde::Deserialize;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/updates", get(list))
        .route("/updates/question", post(ask))
        .route("/updates/installation", post(install))
        .route("/updates/{version}", get(show))
}

#[derive(Template)]
#[template(path = "updates/updates.html")]
struct UpdatesPage {
    page: Page,
    version: String,
    since: Option<String>,
    released: Option<String>,
    kept: Option<String>,
    asked: String,
    unanswered: Option<String>,
    rejected: usize,
    list: Listing,
    rows: Vec<Row>,
    steps: Option<Steps>,
    last: Option<(Tone, String)>,
    history: History,
}

struct Row {
    version: String,
    released: String,
    security: bool,
    certificates: String,
    badge: Badge,
    verdict: String,
}

#[derive(Template)]
#[template(path = "updates/release.html")]
struct ReleasePage {
    page: Page,
    row: Row,
    notes: Option<String>,
    bytes: i64,
    form: Option<Form>,
}

fn row(offer: &Offer, picture: &Picture, frame: &Frame) -> Row {
    let badge = match (offer.age, &offer.verdict) {
        (Age::Installed, _) => Badge::new(Tone::Quiet, frame.t("update-installed")),
        (Age::Older, _) => Badge::new(Tone::Quiet, frame.t("update-older")),
        (Age::Newer, Verdict::Allowed(_)) => Badge::new(Tone::Good, frame.t("update-allowed")),
        (Age::Newer, Verdict::AskFirst { .. }) => Badge::new(Tone::Warn, frame.t("update-asks")),
        (Age::Newer, Verdict::Refused(_)) => Badge::new(Tone::Bad, frame.t("update-refused")),
    };
    let certificates: Vec<String> = offer
        .certificates
        .iter()
        .map(|one| format!("{} {}", one.scheme.to_uppercase(), one.number))
        .collect();
    Row {
        version: offer.version.clone(),
        released: frame.words().date(offer.released),
        security: offer.security,
        certificates: certificates.join(", "),
        badge,
        verdict: sentences::verdict(offer, picture, frame.words()),
    }
}

fn steps(one: &Installation, frame: &Frame) -> Steps {
    let all = At::ALL.into_iter().filter(|step| one.way == Way::Forward || *step != At::Downloading);
    let mut all: Vec<At> = all.collect();
    if one.step == At::GoingBack {
        all.push(At::GoingBack);
    }
    let at = all.iter().position(|step| *step == one.step).unwrap_or(0);
    let step = |(place, step): (usize, &At)| {
        let state = match place.cmp(&at) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Waiting,
        };
        let shown = Step::new(frame.t(&format!("update-step-{}", step.code())), state);
        match *step == At::Downloading && one.bytes > 0 && state == StepState::Now {
            true => shown.detail(format!("{} %", one.loaded_bytes.clamp(0, one.bytes) * 100 / one.bytes)),
            false => shown,
        }
    };
    Steps::new(all.iter().enumerate().map(step).collect())
}

fn tone(outcome: Option<&Outcome>) -> Tone {
    match outcome {
        Some(Outcome::Installed) => Tone::Good,
        Some(Outcome::Broken { .. }) => Tone::Bad,
        _ => Tone::Warn,
    }
}

fn history(picture: &Picture, frame: &Frame) -> History {
    let entry = |one: &Installation| {
        let at_ms = one.ended_at_ms.unwrap_or(one.begun_at_ms);
        Some(Entry {
            at: frame.at(at_ms),
            exact: instant(at_ms).to_string(),
            what: sentences::outcome(one, frame.words())?,
            who: Some(one.by.clone()).filter(|by| !by.is_empty()),
            tone: tone(one.outcome.as_ref()),
        })
    };
    History { entries: picture.results.iter().filter_map(entry).collect() }
}

fn page(picture: Picture, frame: &Frame) -> UpdatesPage {
    let newer = picture.releases.iter().filter(|offer| offer.age == Age::Newer);
    let rows: Vec<Row> = newer.map(|offer| row(offer, &picture, frame)).collect();
    let empty = Empty::new(frame.t("update-none"), frame.t("update-none-text"));
    let list = Listing::new("/updates", frame.t("update-available"), rows.len() as u64)
        .column(Column::text(frame.t("update-version")))
        .column(Column::text(frame.t("update-released")))
        .column(Column::text(frame.t("update-certificates")))
        .column(Column::text(frame.t("update-may")))
        .empty(empty);
    let steps = picture.running().map(|one| steps(one, frame));
    let page = frame.page().titled(frame.t("nav-updates")).lead(frame.t("update-lead"));
    let page = match &steps {
        Some(steps) => page.following(steps),
        None => page,
    };
    let last = picture.installation.as_ref();
    let asked = picture.answered_at_ms.map(|at_ms| frame.ago(at_ms));
    UpdatesPage {
        page,
        since: picture.installed_at_ms.map(|at_ms| frame.at(at_ms)),
        released: picture.released.map(|day| frame.words().date(day)),
        asked: asked.unwrap_or_else(|| frame.t("update-never-asked")),
        last: last
            .and_then(|one| Some((tone(one.outcome.as_ref()), sentences::outcome(one, frame.words())?))),
        history: history(&picture, frame),
        rejected: picture.rejected.len(),
        version: picture.installed.version,
        kept: picture.kept,
        unanswered: picture.unanswered,
        list,
        rows,
        steps,
    }
}

async fn list(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    shown(&page(super::look(&app).await?, &frame))
}

#[derive(Deserialize)]
struct Nothing {}

async fn ask(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(Nothing {}): Checked<Nothing>,
) -> Result<Response, Fault> {
    match super::check(&app).await {
        Ok(_) => Ok(frame.done("/updates", Done::VersionsAsked)),
        Err(error) => match Fault::from(error) {
            // The page says so itself, beside what is known from before.
            fault if ["update-no-answer", "update-bad-answer"].contains(&fault.code) => {
                shown(&page(super::look(&app).await?, &frame))
            }
            fault => Err(fault),
        },
    }
}

fn form(offer: &Offer, frame: &Frame) -> Option<Form> {
    let verb = frame.page().with("update-install", "version", &offer.version);
    let form = Form::new("/updates/installation", verb).field(Field::hidden("version", &offer.version));
    match &offer.verdict {
        _ if !offer.is_installable() => None,
        Verdict::AskFirst { scheme } => {
            let label = frame.page().with("update-accept", "scheme", scheme.to_uppercase());
            Some(form.field(Field::tick("accept_uncertified", label).attribute("value", scheme)))
        }
        _ => Some(form),
    }
}

async fn show(
    State(app): State<Arc<App>>,
    frame: Frame,
    Path(version): Path<String>,
) -> Result<Response, Fault> {
    shown(&release(&super::look(&app).await?, &frame, &version).ok_or_else(Fault::missing)?)
}

fn release(picture: &Picture, frame: &Frame, version: &str) -> Option<ReleasePage> {
    let offer = picture.offer(version)?;
    let page = frame.page().titled(frame.page().with("update-title", "version", version));
    Some(ReleasePage {
        page: page.crumb(frame.t("nav-updates"), "/updates"),
        row: row(offer, picture, frame),
        notes: sentences::notes(offer, frame.words()).map(str::to_string),
        bytes: offer.bytes,
        form: form(offer, frame).filter(|_| picture.running().is_none()),
    })
}

#[derive(Deserialize)]
struct Typed {
    version: String,
    accept_uncertified: Option<String>,
}

async fn install(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(typed): Checked<Typed>,
) -> Result<Response, Fault> {
    // A ticked box says yes to what the page asked, which is this version's own question.
    let offer = super::look(&app).await?.offer(&typed.version).cloned();
    let scheme = offer.and_then(|offer| match offer.verdict {
        Verdict::AskFirst { scheme } => Some(scheme),
        _ => None,
    });
    let accept_uncertified = typed.accept_uncertified.and(scheme);
    let wish = Wish { version: Some(typed.version.clone()), accept_uncertified };
    match super::begin(&app, &frame.visitor.actor(), &wish).await {
        Ok(begun) => {
            super::routes::go_on(app, begun);
            Ok(frame.done("/updates", Done::UpdateBegun))
        }
        Err(error) => again(&super::look(&app).await?, &frame, (&typed.version, error.into())),
    }
}

/// The version's page again, with the reason why it is not installed.
fn again(picture: &Picture, frame: &Frame, (version, fault): (&str, Fault)) -> Result<Response, Fault> {
    let Some(mut page) = release(picture, frame, version).filter(|page| page.form.is_some()) else {
        return Err(fault);
    };
    if fault.kind == Kind::Broken {
        return Err(fault);
    }
    let form = page.form.take().map(|form| {
        let field = fault.field.filter(|field| *field == "accept_uncertified").unwrap_or_default();
        form.refuse(field, sentence(&fault, frame.words()))
    });
    page.page = form.iter().fold(page.page, |page, form| page.with_form(form));
    page.form = form;
    let html = page.render().map_err(Fault::broken)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
}
