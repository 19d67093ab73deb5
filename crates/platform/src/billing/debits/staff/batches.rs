//! What is due, the files for the bank and its answers.

use super::super::store::debits::Row;
use super::super::store::{batches as store, debits};
use crate::app::App;
use crate::billing::debits::model::Batch;
use crate::billing::debits::rules;
use crate::billing::debits::shown::{self, DebitShown};
use crate::billing::debits::{answers, batches};
use crate::catalogue::DebitTerms;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, Uploaded, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::day;
use hostler_kit::ui::{Column, Empty, Field, Form, ListQuery, Listing, Page};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Largest answer of a bank that is read.
pub(in crate::billing::debits) const MOST_ANSWER_BYTES: usize = 16 << 20;

pub fn router() -> Router<Arc<App>> {
    let upload = Router::new()
        .route("/staff/debits/answers", post(take_answer))
        .layer(DefaultBodyLimit::max(MOST_ANSWER_BYTES));
    Router::new()
        .route("/staff/debits", get(debits_page))
        .route("/staff/debits/batches", post(make))
        .route("/staff/debits/batches/{id}", get(batch_page))
        .route("/staff/debits/batches/{id}/file", get(file))
        .merge(upload)
}

#[derive(askama::Template)]
#[template(path = "billing/debits/debits.html")]
struct DebitsPage {
    page: Page,
    due: Option<Due>,
    recall: Vec<DebitShown>,
    recall_list: Listing,
    batches: Vec<BatchShown>,
    batch_list: Listing,
    debits: Vec<DebitShown>,
    list: Listing,
    answer: Form,
}

/// What would be sent now.
struct Due {
    lead: String,
    days: Vec<DueDay>,
    total: String,
    left_out: Option<String>,
}

struct DueDay {
    collect_on: String,
    send_until: String,
    number: String,
    total: String,
}

struct BatchShown {
    message_id: String,
    href: String,
    collect_on: String,
    number: String,
    total: String,
    made: String,
}

async fn due(visit: &Visit, terms: &DebitTerms) -> Result<Due, Fault> {
    let today = day(visit.app.now_ms(), visit.app.zone());
    let until = rules::due_until(today, terms);
    let rows = debits::planned_until(&visit.app.db, &until.to_string()).await?;
    let mut days: BTreeMap<Date, (i64, i64)> = BTreeMap::new();
    let (mut left_out, mut sum) = (0, 0);
    for row in &rows {
        let amount = row.open_minor.min(row.debit.announced_minor);
        if amount == 0 || row.mandate_ended_at_ms.is_some() {
            left_out += 1;
            continue;
        }
        let planned: Date = row.debit.collect_on.parse().map_err(Fault::broken)?;
        let on = days.entry(rules::in_time(planned, today, terms)).or_default();
        *on = (on.0 + 1, on.1 + amount);
        sum += amount;
    }
    let money = |minor: i64| visit.words.money(minor, &visit.app.catalogue.provider.currency);
    let shown = |(on, (number, total)): (Date, (i64, i64))| DueDay {
        collect_on: visit.words.date(on),
        send_until: visit.words.date(rules::send_until(on, terms)),
        number: visit.words.number(number),
        total: money(total),
    };
    Ok(Due {
        lead: visit.words.with("debits-due-lead", "until", visit.words.date(until)),
        days: days.into_iter().map(shown).collect(),
        total: money(sum),
        left_out: (left_out > 0).then(|| visit.words.with("debits-left-out", "n", left_out)),
    })
}

/// A table of debits, with the customer.
fn listing(visit: &Visit, path: &str, (caption, total): (&str, i64)) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(path, t(caption), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("debit-col-invoice")))
        .column(Column::text(t("debit-col-customer")))
        .column(Column::text(t("debit-col-day")))
        .column(Column::number(t("debit-col-amount")))
        .column(Column::text(t("debit-col-state")))
        .column(Column::text(t("debit-col-why")))
        .empty(Empty::new(t("debits-none"), t("debits-none-do")))
}

fn batch_list(visit: &Visit, total: i64) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new("/staff/debits", t("debits-batches"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("batch-message")))
        .column(Column::text(t("debits-collect-on")))
        .column(Column::number(t("debits-number")))
        .column(Column::number(t("debits-total")))
        .column(Column::text(t("batch-made")))
        .empty(Empty::new(t("debits-batches-none"), t("debits-batches-none-do")))
}

fn batch(visit: &Visit, batch: &Batch) -> BatchShown {
    BatchShown {
        message_id: batch.message_id.clone(),
        href: format!("/staff/debits/batches/{}", batch.id),
        collect_on: shown::date(visit, &batch.collect_on),
        number: visit.words.number(batch.number),
        total: visit.words.money(batch.total_minor, &batch.currency),
        made: shown::at(visit, batch.made_at_ms),
    }
}

fn answer_form(visit: &Visit) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new("/staff/debits/answers", t("debits-answer-take"))
        .field(Field::file("file", t("debits-answer-file")).attribute("accept", ".xml"))
}

async fn built(staff: &Staff, query: ListQuery, answer: Form) -> Result<DebitsPage, Fault> {
    let visit = &staff.visit;
    let (db, t) = (&visit.app.db, |key: &str| visit.words.t(key));
    let paging = Paging::of(&query);
    let found = debits::list(db, query.term(), &paging).await?;
    let total = debits::count(db, query.term()).await?;
    let recall = debits::to_recall(db).await?;
    let made = store::list(db, &Paging { limit: 20, offset: 0 }).await?;
    let due = match &visit.app.catalogue.debit {
        Some(terms) => Some(due(visit, terms).await?),
        None => None,
    };
    let rows = |rows: &[Row]| rows.iter().map(|row| shown::row(visit, row)).collect();
    let frame = visit.page(t("debits-title")).lead(t("debits-lead"));
    Ok(DebitsPage {
        page: frame.action(t("debits-mandates"), "/staff/debits/mandates").with_form(&answer),
        due,
        recall_list: listing(visit, "/staff/debits", ("debits-recall-title", recall.len() as i64)),
        recall: rows(&recall),
        batch_list: batch_list(visit, made.len() as i64),
        batches: made.iter().map(|made| batch(visit, made)).collect(),
        debits: rows(&found),
        list: listing(visit, "/staff/debits", ("debits-all", total))
            .search(t("debits-search"))
            .query(query, ROWS),
        answer,
    })
}

async fn debits_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let form = answer_form(&staff.visit);
    page(&built(&staff, query, form).await?)
}

#[derive(Deserialize)]
struct Nothing {}

async fn make(staff: Staff, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    batches::make(&staff.visit.app, &staff.session.actor()).await?;
    Ok(see_told("/staff/debits", "flash-batches-made"))
}

#[derive(askama::Template)]
#[template(path = "billing/debits/batch.html")]
struct BatchPage {
    page: Page,
    facts: Vec<(String, String)>,
    hash: String,
    debits: Vec<DebitShown>,
    list: Listing,
}

async fn batch_page(staff: Staff, Path(id): Path<Id<Batch>>, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let (db, t) = (&visit.app.db, |key: &str| visit.words.t(key));
    let made = store::find(db, &id).await?.ok_or_else(Fault::missing)?;
    let rows = debits::of_batch(db, &id, &Paging::of(&query)).await?;
    let shown = batch(visit, &made);
    let title = visit.words.with("batch-title", "message", made.message_id.as_str());
    let here = format!("/staff/debits/batches/{id}");
    let states = store::states(db, &id).await?;
    let state = |(state, number): &(String, i64)| {
        format!("{} {}", visit.words.number(*number), visit.words.t(&format!("debit-{state}")))
    };
    page(&BatchPage {
        page: visit
            .page(title)
            .crumb(t("debits-title"), "/staff/debits")
            .action(t("batch-download"), format!("{here}/file")),
        facts: vec![
            (t("batch-message"), made.message.clone()),
            (t("debits-collect-on"), shown.collect_on),
            (t("batch-number"), shown.number),
            (t("batch-total"), shown.total),
            (t("batch-group-states"), states.iter().map(state).collect::<Vec<_>>().join(", ")),
            (t("batch-made"), shown.made),
            (t("batch-made-by"), made.made_by.clone()),
        ],
        hash: made.file_hash,
        debits: rows.iter().map(|row| shown::row(visit, row)).collect(),
        list: listing(visit, &here, ("debits-all", made.number)).query(query, ROWS),
    })
}

async fn file(staff: Staff, Path(id): Path<Id<Batch>>) -> Answer {
    let (batch, text) = batches::file(&staff.visit.app, &id).await?;
    let name = format!("attachment; filename=\"{}.xml\"", batch.message_id);
    Ok(([(CONTENT_TYPE, "application/xml".to_string()), (CONTENT_DISPOSITION, name)], text).into_response())
}

async fn take_answer(staff: Staff, uploaded: Uploaded) -> Answer {
    let visit = &staff.visit;
    let none = Fault { field: Some("file"), ..Fault::new(Kind::Invalid, "field-missing") };
    let taken = match &uploaded.file {
        Some((_, bytes)) => answers::take(&visit.app, bytes, &staff.session.actor()).await,
        None => Err(none),
    };
    match taken {
        Ok(taken) => {
            let flash = match () {
                () if taken.known => "flash-answer-known",
                () if taken.unknown > 0 => "flash-answer-unknown",
                () if taken.rejected == 0 => "flash-answer-nothing",
                () => "flash-answer-taken",
            };
            Ok(see_told("/staff/debits", flash))
        }
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let form = answer_form(visit).refuse("file", visit.sentence(&fault));
            refused(&built(&staff, ListQuery::default(), form).await?)
        }
    }
}
