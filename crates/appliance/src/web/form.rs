//! Forms from people and JSON from programs.

use super::sign_in::Visitor;
use crate::app::App;
use axum::Json;
use axum::extract::{Form, FromRequest, Request};
use hostler_kit::http::{Fault, Kind};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// A form whose value against cross-site requests is the assertion's.
pub struct Checked<T>(pub T);

#[derive(Deserialize)]
struct WithCsrf<T> {
    #[serde(default)]
    csrf: String,
    #[serde(flatten)]
    rest: T,
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Checked<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Checked<T>, Fault> {
        let visitor = request.extensions().get::<Visitor>().cloned();
        let Form(form) = Form::<WithCsrf<T>>::from_request(request, app).await.map_err(malformed)?;
        check(visitor.as_ref(), &form.csrf)?;
        Ok(Checked(form.rest))
    }
}

/// Refuses a form that does not come from a page of this console.
pub fn check(visitor: Option<&Visitor>, csrf: &str) -> Result<(), Fault> {
    match visitor {
        Some(visitor) if !csrf.is_empty() && visitor.sign_in.csrf == csrf => Ok(()),
        _ => Err(Fault::new(Kind::Forbidden, "form-expired")),
    }
}

/// A body of JSON. It must say so (`content-type: application/json`): no form of another site can.
pub struct Accept<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Accept<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Accept<T>, Fault> {
        let Json(body) = Json::<T>::from_request(request, app).await.map_err(malformed)?;
        Ok(Accept(body))
    }
}

fn malformed(rejection: impl axum::response::IntoResponse + std::fmt::Display) -> Fault {
    let detail = rejection.to_string();
    let fault = match rejection.into_response().status().as_u16() {
        413 => Fault::new(Kind::TooLarge, "too-large"),
        _ => Fault::new(Kind::Invalid, "form-malformed"),
    };
    Fault { args: [("reason", detail.clone())].into(), detail, ..fault }
}
