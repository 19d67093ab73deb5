//! Signing in and out, new passwords, the person's own page, and the first member of staff.

use super::{AccountRefused, Role, SignUp};
use crate::app::App;
use crate::web::{self, Answer, Posted, Visit, page, refused, see, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Choice, Field, Form, Link, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/forgotten", get(forgotten_page).post(forgotten))
        .route("/reset/{token}", get(reset_page).post(reset))
        .route("/setup/{token}", get(setup_page).post(setup))
        .route("/account", get(account_page))
        .route("/account/password", post(change_password))
        .route("/account/language", post(change_language))
}

/// A page that is one form, with a paragraph and links below it.
#[derive(askama::Template)]
#[template(path = "accounts/form.html")]
struct FormPage {
    page: Page,
    form: Form,
    below: Vec<Link>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Next {
    next: String,
}

impl Next {
    /// A path of ours, never another host.
    fn path(&self) -> Option<&str> {
        let ours = self.next.starts_with('/') && !self.next.starts_with("//") && !self.next.contains('\\');
        ours.then_some(self.next.as_str())
    }
}

fn sign_in_form(visit: &Visit, next: &str) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new("/sign-in", t("sign-in-submit"))
        .field(Field::email("email", t("field-email")).autocomplete("username"))
        .field(Field::password("password", t("field-password"), "current-password"))
        .field(Field::hidden("next", next))
}

fn sign_in_page_of(visit: &Visit, form: Form) -> FormPage {
    let t = |key: &str| visit.words.t(key);
    let below =
        vec![Link::new(t("sign-in-forgotten"), "/forgotten"), Link::new(t("sign-in-order"), "/order")];
    FormPage { page: visit.page(t("sign-in-title")).with_form(&form), form, below }
}

async fn sign_in_page(visit: Visit, Query(next): Query<Next>) -> Answer {
    if let Some(session) = &visit.session {
        return Ok(see(next.path().unwrap_or(home(session.role))));
    }
    let form = sign_in_form(&visit, next.path().unwrap_or_default());
    page(&sign_in_page_of(&visit, form))
}

/// Where a person begins.
pub(super) fn home(role: Role) -> &'static str {
    match role {
        Role::Owner | Role::Administrator => "/servers",
        Role::Accountant => "/invoices",
        Role::Reseller => "/customers",
        Role::Staff => "/staff",
    }
}

#[derive(Deserialize)]
struct SignIn {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(visit: Visit, Posted(typed): Posted<SignIn>) -> Answer {
    let app = &visit.app;
    match super::sign_in(app, &typed.email, &typed.password, &visit.place).await {
        Ok(token) => {
            let session = super::session(app, &token).await?.ok_or(AccountRefused::WrongSignIn)?;
            let next = Next { next: typed.next };
            let response = see(next.path().unwrap_or(home(session.role)));
            Ok(web::with_session(response, Some(&token), &app.settings.portal_url))
        }
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let form = sign_in_form(&visit, &typed.next).fill("email", typed.email);
            refused(&sign_in_page_of(&visit, form.refuse("", visit.sentence(&fault))))
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn sign_out(visit: Visit, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    if let Some(token) = &visit.token {
        super::sign_out(&visit.app, token).await?;
    }
    Ok(web::with_session(see_told("/sign-in", "flash-signed-out"), None, &visit.app.settings.portal_url))
}

fn forgotten_form(visit: &Visit) -> Form {
    Form::new("/forgotten", visit.words.t("forgotten-submit"))
        .field(Field::email("email", visit.words.t("field-email")).autocomplete("username"))
        .cancel("/sign-in")
}

fn plain(visit: &Visit, title: &str, form: Form) -> FormPage {
    let lead = visit.words.t(&format!("{title}-lead"));
    let frame = visit.page(visit.words.t(&format!("{title}-title"))).lead(lead);
    FormPage { page: frame.with_form(&form), form, below: Vec::new() }
}

async fn forgotten_page(visit: Visit) -> Answer {
    page(&plain(&visit, "forgotten", forgotten_form(&visit)))
}

#[derive(Deserialize)]
struct Forgotten {
    email: String,
}

async fn forgotten(visit: Visit, Posted(typed): Posted<Forgotten>) -> Answer {
    match super::request_reset(&visit.app, &typed.email).await {
        Ok(()) => Ok(see_told("/sign-in", "flash-reset-sent")),
        Err(fault) => {
            let form = forgotten_form(&visit).fill("email", typed.email);
            again(&visit, "forgotten", form, fault)
        }
    }
}

/// Shows a form again with what is wrong with it.
fn again(visit: &Visit, title: &str, form: Form, fault: Fault) -> Answer {
    if fault.kind == Kind::Broken {
        return Err(fault);
    }
    let form = form.refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
    refused(&plain(visit, title, form))
}

fn reset_form(visit: &Visit, token: &str) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new(format!("/reset/{token}"), t("reset-submit")).field(
        Field::password("password", t("field-new-password"), "new-password").hint(t("field-password-hint")),
    )
}

async fn reset_page(visit: Visit, Path(token): Path<String>) -> Answer {
    page(&plain(&visit, "reset", reset_form(&visit, &token)))
}

#[derive(Deserialize)]
struct Reset {
    password: String,
}

async fn reset(visit: Visit, Path(token): Path<String>, Posted(typed): Posted<Reset>) -> Answer {
    match super::reset_password(&visit.app, &token, &typed.password).await {
        Ok(()) => Ok(see_told("/sign-in", "flash-password-set")),
        Err(fault) => again(&visit, "reset", reset_form(&visit, &token), fault),
    }
}

fn setup_form(visit: &Visit, token: &str) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new(format!("/setup/{token}"), t("setup-submit"))
        .field(Field::text("name", t("field-your-name")).autocomplete("name"))
        .field(Field::email("email", t("field-email")).autocomplete("username"))
        .field(
            Field::password("password", t("field-password"), "new-password").hint(t("field-password-hint")),
        )
}

async fn setup_page(visit: Visit, Path(token): Path<String>) -> Answer {
    page(&plain(&visit, "setup", setup_form(&visit, &token)))
}

async fn setup(visit: Visit, Path(token): Path<String>, Posted(typed): Posted<SignUp>) -> Answer {
    let typed = SignUp { language: visit.language().into(), ..typed };
    match super::set_up_staff(&visit.app, &token, &typed).await {
        Ok(person) => {
            let session = super::sign_in(&visit.app, &person.email, &typed.password, &visit.place).await?;
            Ok(web::with_session(see("/staff"), Some(&session), &visit.app.settings.portal_url))
        }
        Err(fault) => {
            let form = setup_form(&visit, &token).fill("name", typed.name).fill("email", typed.email);
            again(&visit, "setup", form, fault)
        }
    }
}

#[derive(askama::Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    page: Page,
    name: String,
    email: String,
    role: String,
    password: Form,
    language: Form,
    /// Where the owner changes what stands on invoices.
    details: Option<&'static str>,
}

fn signed_in(visit: &Visit) -> Result<&super::Session, Fault> {
    visit.session.as_ref().ok_or(Fault::new(Kind::SignInNeeded, "sign-in-needed"))
}

fn password_form(visit: &Visit) -> Form {
    let t = |key: &str| visit.words.t(key);
    let whose = visit.session.as_ref().map_or("", |session| session.person.email.as_str());
    Form::new("/account/password", t("account-password-submit"))
        .field(Field::username(whose))
        .field(Field::password("present", t("field-present-password"), "current-password"))
        .field(
            Field::password("password", t("field-new-password"), "new-password")
                .hint(t("field-password-hint")),
        )
}

fn account_page_of(visit: &Visit, password: Form) -> Result<AccountPage, Fault> {
    let session = signed_in(visit)?;
    let t = |key: &str| visit.words.t(key);
    let choices = vec![Choice::new("en", "English"), Choice::new("nl", "Nederlands")];
    let language = Form::new("/account/language", t("account-language-submit")).field(
        Field::select("language", t("account-language"), choices)
            .hint(t("account-language-hint"))
            .value(session.person.language.clone()),
    );
    Ok(AccountPage {
        page: visit.page(t("account-title")).with_form(&password),
        name: session.person.name.clone(),
        email: session.person.email.clone(),
        role: t(&format!("role-{}", session.role.as_str())),
        password,
        language,
        details: (session.role == Role::Owner).then_some("/invoices/details"),
    })
}

async fn account_page(visit: Visit) -> Answer {
    page(&account_page_of(&visit, password_form(&visit))?)
}

#[derive(Deserialize)]
struct ChangePassword {
    present: String,
    password: String,
}

async fn change_password(visit: Visit, Posted(typed): Posted<ChangePassword>) -> Answer {
    let person = signed_in(&visit)?.person.clone();
    match super::change_password(&visit.app, &person, &typed.present, &typed.password).await {
        Ok(token) => {
            let response = see_told("/account", "flash-password-changed");
            Ok(web::with_session(response, Some(&token), &visit.app.settings.portal_url))
        }
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let form = password_form(&visit).refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
            refused(&account_page_of(&visit, form)?)
        }
    }
}

#[derive(Deserialize)]
struct ChangeLanguage {
    language: String,
}

async fn change_language(visit: Visit, Posted(typed): Posted<ChangeLanguage>) -> Answer {
    let language = if typed.language == "nl" { "nl" } else { "en" };
    super::set_language(&visit.app, &signed_in(&visit)?.person, language).await?;
    Ok(see_told("/account", "flash-language-changed"))
}
