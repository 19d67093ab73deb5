//! Where somebody who was invited chooses name and password.

use super::Joining;
use super::pages::{FormPage, role_name};
use crate::accounts::{Role, pages};
use crate::app::App;
use crate::web::{self, Answer, Posted, Visit, page, refused, see};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Field, Form};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/join/{token}", get(join_page).post(join))
}

async fn join_form(visit: &Visit, token: &str) -> Result<FormPage, Fault> {
    let t = |key: &str| visit.words.t(key);
    let invitation = super::invitation(&visit.app, token).await?;
    let house = super::house_name(&visit.app, &invitation.house()).await?;
    let form = Form::new(format!("/join/{token}"), t("join-submit"))
        .field(Field::text("name", t("field-your-name")).autocomplete("name"))
        .field(Field::username(&invitation.email))
        .field(
            Field::password("password", t("field-password"), "new-password").hint(t("field-password-hint")),
        );
    let values =
        [("role", role_name(visit, &invitation.role).into()), ("email", invitation.email.as_str().into())];
    let title = visit.words.with("join-title", "house", house);
    Ok(FormPage {
        page: visit.page(title).lead(visit.words.tr("join-lead", &values)),
        form,
        below: Vec::new(),
    })
}

async fn join_page(visit: Visit, Path(token): Path<String>) -> Answer {
    page(&join_form(&visit, &token).await?)
}

#[derive(Deserialize)]
struct Joins {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

async fn join(visit: Visit, Path(token): Path<String>, Posted(typed): Posted<Joins>) -> Answer {
    let app = &visit.app;
    let invitation = super::invitation(app, &token).await?;
    let joining = Joining { name: &typed.name, password: &typed.password, language: visit.language() };
    match super::join(app, &token, &joining).await {
        Ok(session) => {
            let role = Role::of(&invitation.role).unwrap_or(Role::Accountant);
            Ok(web::with_session(see(pages::home(role)), Some(&session), &app.settings.portal_url))
        }
        Err(fault) if [Kind::Broken, Kind::Missing].contains(&fault.kind) => Err(fault),
        Err(fault) => {
            let mut shown = join_form(&visit, &token).await?;
            let field = fault.field.filter(|field| ["name", "password"].contains(field));
            shown.form = shown.form.fill("name", typed.name);
            shown.form = shown.form.refuse(field.unwrap_or_default(), visit.sentence(&fault));
            shown.page = shown.page.with_form(&shown.form);
            refused(&shown)
        }
    }
}
