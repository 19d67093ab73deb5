//! Registration in three steps: base key, further keys, who and where (L6, L7). Each step can be left and come back to.

use super::licence::add_on_key;
use super::{again, language, refused, titled};
use crate::app::App;
use crate::licensing::model::{Draft, DraftKey};
use crate::licensing::refusals::{LicensingError, Refusal};
use crate::licensing::{
    Wish, add_key, detected, draft, put_base_key, put_owner, register, remove_key, standing,
};
use crate::web::frame::{Done, shown};
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Choice, Field, Form, Page};
use hostler_licence::key::BadKey;
use hostler_licence::ledger::GrantKind;
use hostler_licence::registration::{Machine, Owner};
use hostler_wire::registration::Brings;
use serde::Deserialize;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/licence/register", get(first).post(take_base_key))
        .route("/licence/register/keys", get(second).post(take_key))
        .route("/licence/register/keys/remove", post(take_key_off))
        .route("/licence/register/owner", get(third).post(take_owner))
}

/// One step.
#[derive(Template)]
#[template(path = "licensing/pages/wizard.html")]
struct StepPage {
    page: Page,
    /// From 1.
    step: usize,
    form: Form,
    /// The key that was probably meant, as a button.
    suggestion: Option<String>,
    /// Keys that are in already: hint and what it brings.
    keys: Vec<(String, String)>,
    back: &'static str,
    /// Where the step after this is, where nothing has to be typed for it.
    on: Option<&'static str>,
    machine: Option<(Machine, String)>,
}

impl StepPage {
    fn is_first(&self) -> bool {
        self.step == 1
    }
}

fn to(frame: &Frame, path: &str) -> Response {
    Redirect::to(&frame.page().to(path)).into_response()
}

fn step(frame: &Frame, number: usize, form: Form) -> StepPage {
    let (title, lead, back) = match number {
        1 => ("licence-step-base", "licence-step-base-lead", "/licence"),
        2 => ("licence-step-keys", "licence-step-keys-lead", "/licence/register"),
        _ => ("licence-step-owner", "licence-step-owner-lead", "/licence/register/keys"),
    };
    let page = titled(frame, title).lead(frame.t(lead)).with_form(&form);
    StepPage { page, step: number, form, suggestion: None, keys: Vec::new(), back, on: None, machine: None }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TypedKey {
    key: String,
}

fn key_field(frame: &Frame) -> Field {
    let field = Field::text("key", frame.t("licence-key")).hint(frame.t("licence-key-hint"));
    field.autocomplete("off").attribute("spellcheck", "false").attribute("autocapitalize", "characters")
}

/// The key that a mistyped one probably is.
fn meant(error: &LicensingError) -> Option<String> {
    match error {
        LicensingError::Refused(Refusal::Key(BadKey::Mistyped { suggestion, .. })) => {
            Some(suggestion.clone())
        }
        _ => None,
    }
}

fn base_form(frame: &Frame) -> Form {
    Form::new("/licence/register", frame.t("licence-continue")).field(key_field(frame))
}

async fn first(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    let known = draft(&app).await?;
    let key = known.base_key.map(|one| one.key).unwrap_or_default();
    shown(&step(&frame, 1, base_form(&frame).fill("key", key)))
}

async fn take_base_key(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(typed): Checked<TypedKey>,
) -> Result<Response, Fault> {
    match put_base_key(&app, &typed.key, language(&frame)).await {
        Ok(_) => Ok(to(&frame, "/licence/register/keys")),
        Err(error) => {
            let suggestion = meant(&error);
            let form = refused(base_form(&frame).fill("key", typed.key), error, &frame)?;
            again(&StepPage { suggestion, ..step(&frame, 1, form) })
        }
    }
}

fn keys_form(frame: &Frame) -> Form {
    Form::new("/licence/register/keys", frame.t("licence-add-key")).field(key_field(frame))
}

fn keys_page(frame: &Frame, known: &Draft, form: Form) -> StepPage {
    let all = known.base_key.iter().chain(&known.further_keys);
    let keys = all.map(|key| (hint(key), brings(key, frame))).collect();
    StepPage { keys, on: Some("/licence/register/owner"), ..step(frame, 2, form) }
}

fn hint(key: &DraftKey) -> String {
    key.key.rsplit('-').next().unwrap_or_default().to_string()
}

/// What a key brings, in words.
fn brings(key: &DraftKey, frame: &Frame) -> String {
    let Some(found) = &key.found else { return frame.t("licence-key-unchecked") };
    let Brings { kind, users, years, add_ons, .. } = &found.grant;
    let page = frame.page();
    match kind {
        GrantKind::Base => page.with("licence-key-base", "users", *users),
        GrantKind::Users => page.with("licence-key-users", "users", *users),
        GrantKind::Renewal => page.with("licence-key-renewal", "years", *years),
        GrantKind::AddOn => {
            let names: Vec<String> = add_ons.keys().map(|id| frame.t(add_on_key(id))).collect();
            page.with("licence-key-add-on", "add_ons", names.join(", "))
        }
    }
}

async fn second(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    let known = draft(&app).await?;
    if known.base_key.is_none() {
        return Ok(to(&frame, "/licence/register"));
    }
    shown(&keys_page(&frame, &known, keys_form(&frame)))
}

async fn take_key(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(typed): Checked<TypedKey>,
) -> Result<Response, Fault> {
    match add_key(&app, &typed.key, language(&frame)).await {
        Ok(_) => Ok(to(&frame, "/licence/register/keys")),
        Err(error) => {
            let (suggestion, known) = (meant(&error), draft(&app).await?);
            let form = refused(keys_form(&frame).fill("key", typed.key), error, &frame)?;
            again(&StepPage { suggestion, ..keys_page(&frame, &known, form) })
        }
    }
}

#[derive(Deserialize)]
struct TakenOff {
    #[serde(default)]
    hint: String,
}

async fn take_key_off(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(off): Checked<TakenOff>,
) -> Result<Response, Fault> {
    remove_key(&app, &off.hint).await?;
    Ok(frame.done("/licence/register/keys", Done::KeyRemoved))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TypedOwner {
    company: String,
    name: String,
    email: String,
    country: String,
    partner: String,
    /// `online` or `offline`.
    how: String,
}

fn owner_form(frame: &Frame) -> Form {
    let t = |key: &str| frame.t(key);
    let how = vec![
        Choice::new("online", t("licence-online")).hint(t("licence-online-hint")),
        Choice::new("offline", t("licence-offline")).hint(t("licence-offline-hint")),
    ];
    Form::new("/licence/register/owner", t("licence-register"))
        .field(Field::text("company", t("licence-company")).autocomplete("organization").optional())
        .field(Field::text("name", t("licence-name")).autocomplete("name").optional())
        .field(Field::email("email", t("licence-email")).autocomplete("email"))
        .field(
            Field::text("country", t("licence-country"))
                .hint(t("licence-country-hint"))
                .autocomplete("country")
                .short(),
        )
        .field(
            Field::text("partner", t("licence-partner"))
                .hint(t("licence-partner-hint"))
                .autocomplete("off")
                .optional(),
        )
        .field(Field::radios("how", t("licence-how"), how).value("online"))
}

fn owner_page(app: &App, frame: &Frame, form: Form) -> StepPage {
    let id = standing(app).map(|stand| stand.machine.clone()).unwrap_or_default();
    StepPage { machine: Some((detected(app), id)), ..step(frame, 3, form) }
}

async fn third(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    let known = draft(&app).await?;
    if known.base_key.is_none() {
        return Ok(to(&frame, "/licence/register"));
    }
    let form = owner_form(&frame)
        .fill("company", known.owner.company)
        .fill("name", known.owner.name)
        .fill("email", known.owner.email)
        .fill("country", known.owner.country)
        .fill("partner", known.partner.unwrap_or_default());
    shown(&owner_page(&app, &frame, form))
}

async fn take_owner(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(typed): Checked<TypedOwner>,
) -> Result<Response, Fault> {
    match registered(&app, &frame, &typed).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let form = owner_form(&frame)
                .fill("company", typed.company)
                .fill("name", typed.name)
                .fill("email", typed.email)
                .fill("country", typed.country)
                .fill("partner", typed.partner)
                .fill("how", typed.how);
            again(&owner_page(&app, &frame, refused(form, error, &frame)?))
        }
    }
}

async fn registered(app: &App, frame: &Frame, typed: &TypedOwner) -> Result<Response, LicensingError> {
    let owner = Owner {
        company: typed.company.clone(),
        name: typed.name.clone(),
        email: typed.email.clone(),
        country: typed.country.clone(),
        language: language(frame).to_string(),
    };
    let known = put_owner(app, &owner, &typed.partner).await?;
    if typed.how == "offline" {
        return Ok(to(frame, "/licence/register/offline"));
    }
    register(app, &frame.visitor.actor(), &Wish::of(&known)?, language(frame)).await?;
    Ok(frame.done("/licence", Done::LicenceInstalled))
}
