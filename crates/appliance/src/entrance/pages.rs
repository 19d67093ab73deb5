//! Signing in, signing out, and the page behind a link.

use super::{EntranceRefused, SESSION_MS};
use crate::accounts::{self, NewAdministrator};
use crate::app::App;
use crate::web::frame::shown;
use crate::web::sign_in::{COOKIE, token};
use crate::web::words::sentence;
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::{ConnectInfo, Form as Fields, FromRequestParts, Path, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Field, Form, Page};
use serde::Deserialize;
use std::net::SocketAddr;
use std::sync::Arc;

/// What answers without a session.
pub fn outside() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/setup/{token}", get(setup_page).post(setup))
}

/// What needs one.
pub fn inside() -> Router<Arc<App>> {
    Router::new().route("/sign-out", post(sign_out))
}

#[derive(Template)]
#[template(path = "entrance/form.html")]
struct FormPage {
    page: Page,
    /// None where there is nothing to type yet.
    form: Option<Form>,
}

/// Somebody who is not signed in, on one of our own pages: where a browser says that another site's page sends a form,
/// nobody is let in.
struct Stranger {
    frame: Frame,
    /// Where they come from, for limits.
    place: String,
}

impl FromRequestParts<Arc<App>> for Stranger {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Stranger, Fault> {
        let site = parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let own = matches!(site, None | Some(b"same-origin" | b"none"));
        if parts.method == Method::POST && !own {
            return Err(Fault::new(Kind::Forbidden, "form-expired"));
        }
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let place = from.map_or_else(String::new, |ConnectInfo(address)| address.ip().to_string());
        Ok(Stranger { frame: Frame::outside(app, &parts.headers), place })
    }
}

fn refused(page: &FormPage) -> Result<Response, Fault> {
    let html = page.render().map_err(Fault::broken)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
}

/// To the first page, with this session.
fn enter(token: &str) -> Response {
    let seconds = SESSION_MS / 1000;
    let cookie = format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    ([(SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

fn sign_in_form(frame: &Frame) -> Form {
    Form::new("/sign-in", frame.t("entrance-sign-in"))
        .field(Field::email("address", frame.t("entrance-address")).autocomplete("username"))
        .field(Field::password("password", frame.t("mailbox-password"), "current-password"))
}

async fn sign_in_page(
    State(app): State<Arc<App>>,
    Stranger { frame, .. }: Stranger,
) -> Result<Response, Fault> {
    let page = frame.page().titled(frame.t("entrance-sign-in-title"));
    match accounts::administrator(&app.db).await? {
        Some(_) => shown(&FormPage { page, form: Some(sign_in_form(&frame)) }),
        None => shown(&FormPage { page: page.lead(frame.t("entrance-not-set-up")), form: None }),
    }
}

#[derive(Deserialize)]
struct SignIn {
    address: String,
    password: String,
}

async fn sign_in(
    State(app): State<Arc<App>>,
    Stranger { frame, place }: Stranger,
    Fields(typed): Fields<SignIn>,
) -> Result<Response, Fault> {
    match super::sign_in(&app, &typed.address, &typed.password, &place).await {
        Ok(token) => Ok(enter(&token)),
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let form = sign_in_form(&frame).fill("address", typed.address);
            let form = form.refuse("", sentence(&fault, frame.words()));
            let page = frame.page().titled(frame.t("entrance-sign-in-title")).with_form(&form);
            refused(&FormPage { page, form: Some(form) })
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Checked(Nothing {}): Checked<Nothing>,
) -> Result<Response, Fault> {
    if let Some(token) = token(&headers) {
        super::sign_out(&app, token).await?;
    }
    let gone = format!("{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    Ok(([(SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response())
}

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Purpose {
    SetUp,
    /// A new password for the administrator of this address.
    Password(String),
}

impl Purpose {
    async fn of(app: &App) -> Result<Purpose, sqlx::Error> {
        let known = accounts::administrator(&app.db).await?;
        Ok(known.map_or(Purpose::SetUp, |account| Purpose::Password(account.address)))
    }

    fn form(&self, app: &App, frame: &Frame, token: &str) -> Form {
        let password = |key: &str| {
            Field::password("password", frame.t(key), "new-password").hint(frame.t("mailbox-password-hint"))
        };
        let form = |key: &str| Form::new(format!("/setup/{token}"), frame.t(key));
        match self {
            Purpose::SetUp => form("entrance-set-up")
                .field(Field::text("name", frame.t("entrance-name")).autocomplete("name"))
                .field(
                    Field::email("address", frame.t("entrance-address"))
                        .hint(frame.page().with("entrance-address-hint", "host", &app.bootstrap.host))
                        .value(format!("admin@{}", app.bootstrap.host))
                        .autocomplete("username"),
                )
                .field(password("mailbox-password")),
            Purpose::Password(address) => form("mailbox-password-set")
                .field(Field::username(address))
                .field(password("mailbox-password-new")),
        }
    }

    fn page(&self, frame: &Frame) -> Page {
        match self {
            Purpose::SetUp => {
                frame.page().titled(frame.t("entrance-set-up-title")).lead(frame.t("entrance-set-up-lead"))
            }
            Purpose::Password(address) => frame
                .page()
                .titled(frame.t("entrance-password-title"))
                .lead(frame.page().with("entrance-password-lead", "address", address)),
        }
    }
}

async fn setup_page(
    State(app): State<Arc<App>>,
    Stranger { frame, .. }: Stranger,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    super::check_link(&app, &token).await?;
    let purpose = Purpose::of(&app).await?;
    shown(&FormPage { page: purpose.page(&frame), form: Some(purpose.form(&app, &frame, &token)) })
}

async fn setup(
    State(app): State<Arc<App>>,
    Stranger { frame, .. }: Stranger,
    Path(token): Path<String>,
    Fields(typed): Fields<NewAdministrator>,
) -> Result<Response, Fault> {
    super::check_link(&app, &token).await?;
    let purpose = Purpose::of(&app).await?;
    let done = match &purpose {
        Purpose::SetUp => super::set_up(&app, &token, &typed).await,
        Purpose::Password(_) => super::set_password(&app, &token, &typed.password).await,
    };
    match done {
        Ok(session) => Ok(enter(&session)),
        Err(fault) if fault.kind == Kind::Broken || fault.code == code(EntranceRefused::BadLink) => {
            Err(fault)
        }
        Err(fault) => {
            let form = purpose.form(&app, &frame, &token);
            let form = form.fill("name", typed.name).fill("address", typed.address);
            let form = form.refuse(fault.field.unwrap_or_default(), sentence(&fault, frame.words()));
            refused(&FormPage { page: purpose.page(&frame).with_form(&form), form: Some(form) })
        }
    }
}

fn code(refused: EntranceRefused) -> &'static str {
    Fault::from(refused).code
}
