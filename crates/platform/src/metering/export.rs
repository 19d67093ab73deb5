//! Readings as the file that `hostler replay` takes (B11): anybody can work a month out again from it.

use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Staff};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use hostler_kit::db::Db;
use hostler_kit::time::{Month, instant};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use std::sync::Arc;

/// Readings that are read at once.
const PART: i64 = 2_000;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/staff/readings", get(readings))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/staff/readings", "Every reading up to a month's end, one JSON object per line")
        .by(Who::Staff)
        .asks::<Asked>()
        .answers_file("application/x-ndjson");
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ReadingsOf")]
struct Asked {
    month: Month,
}

/// Every reading up to the month's end, one JSON object per line: those before the month say who was carried over.
async fn readings(staff: Staff, Query(asked): Query<Asked>) -> Answer {
    let app = &staff.visit.app;
    let lines = lines(app.db.clone(), asked.month.end_ms(app.zone()));
    Ok(([(CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response())
}

#[derive(FromRow)]
struct Row {
    server_id: String,
    number: i64,
    customer_id: String,
    product: String,
    at_ms: i64,
    event: String,
    account: String,
    bytes: Option<i64>,
}

/// A line as `hostler replay` reads it.
#[derive(Serialize)]
struct Line<'a> {
    at: String,
    customer: &'a str,
    server: &'a str,
    product: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<i64>,
}

impl Row {
    fn line(&self) -> Line<'_> {
        let of_account = |text| self.bytes.is_none().then_some(text);
        Line {
            at: instant(self.at_ms).to_string(),
            customer: &self.customer_id,
            server: &self.server_id,
            product: &self.product,
            event: of_account(self.event.as_str()),
            account: of_account(self.account.as_str()),
            bytes: self.bytes,
        }
    }
}

/// Server by server, each in the order of its journal.
fn lines(db: Db, before_ms: i64) -> impl Stream<Item = Result<Bytes, sqlx::Error>> {
    try_unfold((String::new(), 0), move |after| {
        let db = db.clone();
        async move {
            let rows = part(&db, before_ms, &after).await?;
            let Some(last) = rows.last() else { return Ok(None) };
            let after = (last.server_id.clone(), last.number);
            let mut text = Vec::new();
            for row in &rows {
                serde_json::to_writer(&mut text, &row.line())
                    .map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
                text.push(b'\n');
            }
            Ok(Some((Bytes::from(text), after)))
        }
    })
}

async fn part(db: &Db, before_ms: i64, (server, number): &(String, i64)) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as(
        "SELECT r.server_id, r.number, s.customer_id, s.product, r.at_ms, r.event, r.account, r.bytes
         FROM readings r JOIN servers s ON s.id = r.server_id
         WHERE r.at_ms < $1 AND (r.server_id > $2 OR (r.server_id = $2 AND r.number > $3))
         ORDER BY r.server_id, r.number LIMIT $4",
    )
    .bind(before_ms)
    .bind(server)
    .bind(number)
    .bind(PART)
    .fetch_all(db.read())
    .await
}
