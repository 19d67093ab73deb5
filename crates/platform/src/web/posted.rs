//! A form that was sent by one of our own pages.

use super::Visit;
use axum::extract::{FromRequest, RawForm, Request};
use hostler_kit::http::{Fault, Kind};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

/// The form's fields; refused unless it carries the reader's own form value.
pub struct Posted<T>(pub T);

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Posted<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let expected =
            request.extensions().get::<Visit>().map(|visit| visit.csrf.clone()).unwrap_or_default();
        let RawForm(bytes) = RawForm::from_request(request, state).await.map_err(too_large)?;
        let token: Token = serde_urlencoded::from_bytes(&bytes).map_err(malformed)?;
        if expected.is_empty() || !bool::from(token.csrf.as_bytes().ct_eq(expected.as_bytes())) {
            return Err(Fault::new(Kind::Forbidden, "form-expired"));
        }
        serde_urlencoded::from_bytes(&bytes).map(Posted).map_err(malformed)
    }
}

fn malformed(error: serde_urlencoded::de::Error) -> Fault {
    Fault { detail: error.to_string(), ..Fault::new(Kind::Invalid, "form-malformed") }
}

fn too_large(error: impl std::fmt::Display) -> Fault {
    Fault { detail: error.to_string(), ..Fault::new(Kind::TooLarge, "too-large") }
}
