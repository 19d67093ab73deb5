//! A form with a file that was sent by one of our own pages.

use super::Visit;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use hostler_kit::http::{Fault, Kind};
use std::collections::BTreeMap;
use subtle::ConstantTimeEq;

/// The form's fields and its file; refused unless it carries the reader's own form value.
#[derive(Debug, Default)]
pub struct Uploaded {
    fields: BTreeMap<String, String>,
    /// Name and content; none if no file was chosen.
    pub file: Option<(String, Vec<u8>)>,
}

impl Uploaded {
    /// A field's text; empty if it was not sent.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    async fn take(&mut self, field: Field<'_>) -> Result<(), MultipartError> {
        let Some(name) = field.name().map(str::to_string) else { return Ok(()) };
        match field.file_name().map(str::to_string) {
            Some(file) => {
                let content = field.bytes().await?.to_vec();
                self.file = (!content.is_empty()).then_some((file, content));
            }
            None => {
                self.fields.insert(name, field.text().await?);
            }
        }
        Ok(())
    }
}

impl<S: Send + Sync> FromRequest<S> for Uploaded {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let expected =
            request.extensions().get::<Visit>().map(|visit| visit.csrf.clone()).unwrap_or_default();
        let mut parts = Multipart::from_request(request, state).await.map_err(malformed)?;
        let mut uploaded = Uploaded::default();
        while let Some(field) = parts.next_field().await.map_err(unreadable)? {
            uploaded.take(field).await.map_err(unreadable)?;
        }
        let token = uploaded.text("csrf");
        if expected.is_empty() || !bool::from(token.as_bytes().ct_eq(expected.as_bytes())) {
            return Err(Fault::new(Kind::Forbidden, "form-expired"));
        }
        Ok(uploaded)
    }
}

fn malformed(error: impl std::fmt::Display) -> Fault {
    Fault { detail: error.to_string(), ..Fault::new(Kind::Invalid, "form-malformed") }
}

fn unreadable(error: MultipartError) -> Fault {
    match error.status().as_u16() {
        413 => Fault { detail: error.to_string(), ..Fault::new(Kind::TooLarge, "too-large") },
        _ => malformed(error),
    }
}
