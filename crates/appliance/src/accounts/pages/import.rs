//! The import for people: file or lines, preview, confirmation, the made-up passwords once.

use super::{FormPage, again, refused};
use crate::accounts::import::{self, Imported, Line};
use crate::accounts::refusals::{AccountsError, Refusal};
use crate::app::App;
use crate::web::form::check;
use crate::web::frame::shown;
use crate::web::words::sentence;
use crate::web::{Checked, Frame, Visitor};
use askama::Template;
use axum::Router;
use axum::extract::{Multipart, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Column, Field, Form, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/import", get(choose).post(preview))
        .route("/import/confirm", post(confirm))
        .route("/import/passwords", post(passwords))
}

fn form(frame: &Frame) -> Form {
    let file = Field::file("file", frame.t("import-file")).hint(frame.t("import-file-hint"));
    let lines = Field::area("csv", frame.t("import-lines")).hint(frame.t("import-lines-hint"));
    Form::new("/import", frame.t("import-preview"))
        .field(file.attribute("accept", ".csv,text/csv").optional())
        .field(lines.attribute("spellcheck", "false").optional())
        .cancel("/mailboxes")
}

fn form_page(frame: &Frame, form: Form) -> FormPage {
    let page = frame.page().titled(frame.t("import-title")).lead(frame.t("import-lead"));
    FormPage { page: page.crumb(frame.t("nav-mailboxes"), "/mailboxes").with_form(&form), form }
}

async fn choose(frame: Frame) -> Result<Response, Fault> {
    shown(&form_page(&frame, form(&frame)))
}

#[derive(Template)]
#[template(path = "accounts/pages/import-preview.html")]
struct PreviewPage {
    page: Page,
    /// Confirms it; none while a line is bad.
    token: Option<String>,
    bad_list: Listing,
    /// Line number, address, sentence.
    bad: Vec<(u64, String, String)>,
    list: Listing,
    lines: Vec<Line>,
}

/// What the multipart form brings: its value against cross-site requests, and the CSV.
async fn upload(visitor: &Visitor, mut parts: Multipart) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: axum::extract::multipart::MultipartError| match error.status().as_u16() {
        413 => Fault::new(Kind::TooLarge, "too-large"),
        _ => Fault::new(Kind::Invalid, "form-malformed"),
    };
    let (mut csrf, mut csv) = (String::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_string();
        let bytes = part.bytes().await.map_err(unreadable)?;
        match name.as_str() {
            "csrf" => csrf = String::from_utf8_lossy(&bytes).into_owned(),
            "file" | "csv" if !bytes.is_empty() && csv.is_empty() => csv = bytes.to_vec(),
            _ => {}
        }
    }
    check(Some(visitor), &csrf)?;
    Ok(csv)
}

async fn preview(State(app): State<Arc<App>>, frame: Frame, parts: Multipart) -> Result<Response, Fault> {
    let csv = upload(&frame.visitor, parts).await?;
    let read = match csv.is_empty() {
        true => Err(AccountsError::Refused(Refusal::CsvMissing)),
        false => import::preview(&app, &csv).await,
    };
    match read {
        Ok(preview) if preview.bad.is_empty() => shown(&preview_page(&frame, preview)),
        Ok(preview) => again(&preview_page(&frame, preview)),
        Err(error) => again(&form_page(&frame, refused(form(&frame), error, &frame)?)),
    }
}

fn preview_page(frame: &Frame, preview: import::Preview) -> PreviewPage {
    let count = preview.lines.len();
    let lead = match preview.bad.len() {
        0 => frame.page().with("import-good", "count", count),
        bad => frame.page().with("refusal-import-has-errors", "lines", bad),
    };
    let bad_list = Listing::new("/import", frame.t("import-bad"), preview.bad.len() as u64)
        .column(Column::number(frame.t("import-line")))
        .column(Column::text(frame.t("mailbox-address")))
        .column(Column::text(frame.t("import-reason")));
    let list = Listing::new("/import", frame.t("import-would"), count as u64)
        .column(Column::text(frame.t("mailbox-address")))
        .column(Column::text(frame.t("mailbox-name")))
        .column(Column::text(frame.t("mailbox-password")))
        .column(Column::text(frame.t("nav-aliases")));
    let bad =
        |bad: import::BadLine| (bad.number, bad.address, sentence(&Fault::from(bad.why), frame.words()));
    let page = frame.page().titled(frame.t("import-preview")).lead(lead);
    let page = page.crumb(frame.t("nav-mailboxes"), "/mailboxes").crumb(frame.t("import-title"), "/import");
    let bad = preview.bad.into_iter().map(bad).collect();
    PreviewPage { page, token: preview.token, bad_list, bad, list, lines: preview.lines }
}

#[derive(Template)]
#[template(path = "accounts/pages/import-done.html")]
struct DonePage {
    page: Page,
    list: Listing,
    done: Imported,
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    token: String,
}

async fn confirm(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(confirmed): Checked<Confirmed>,
) -> Result<Response, Fault> {
    let done = import::confirm(&app, &frame.visitor.actor(), &confirmed.token).await?;
    let list = Listing::new("/import", frame.t("import-passwords"), done.generated.len() as u64)
        .column(Column::text(frame.t("mailbox-address")))
        .column(Column::text(frame.t("mailbox-password")));
    let page = frame.page().titled(frame.page().with("import-done", "count", done.created));
    shown(&DonePage { page: page.crumb(frame.t("nav-mailboxes"), "/mailboxes"), list, done })
}

async fn passwords(
    State(app): State<Arc<App>>,
    Checked(asked): Checked<Confirmed>,
) -> Result<Response, Fault> {
    let csv = import::passwords_csv(&app, &asked.token)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"passwords.csv\""),
    ];
    Ok((headers, csv).into_response())
}
