//! The bank account and its statements, and where a file is taken in.

use super::super::found::{self, Standing};
use super::super::model::{Imported, Statement};
use super::{date_words, tabs};
use crate::app::App;
use crate::drivers::bank::LARGEST;
use crate::web::{Answer, Paging, ROWS, Staff, Uploaded, Visit, page, refused};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query};
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Column, Empty, Field, Form, ListQuery, Listing, NavItem, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    // What a form adds around its file.
    let most = DefaultBodyLimit::max(LARGEST + (1 << 16));
    Router::new().route("/staff/payments/statements", get(list_page).post(import)).layer(most)
}

#[derive(askama::Template)]
#[template(path = "billing/payments/pages/statements.html")]
struct StatementsPage {
    page: Page,
    tabs: Vec<NavItem>,
    facts: Vec<(String, String)>,
    /// The ledger's bank is not the bank's.
    differs: Option<String>,
    imported: Option<String>,
    form: Form,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    date: String,
    number: String,
    format: String,
    opening: String,
    closing: String,
    bookings: String,
    file: String,
}

fn form(visit: &Visit) -> Form {
    let t = |key: &str| visit.words.t(key);
    let file = Field::file("file", t("statement-file")).hint(t("statement-file-hint"));
    Form::new("/staff/payments/statements", t("statement-import")).field(file)
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    page(&shown(&staff.visit, query, form(&staff.visit)).await?)
}

async fn shown(visit: &Visit, query: ListQuery, form: Form) -> Result<StatementsPage, Fault> {
    let t = |key: &str| visit.words.t(key);
    let standing = found::standing(&visit.app).await?;
    let (statements, total) = found::statements(&visit.app.db, &Paging::of(&query)).await?;
    let path = "/staff/payments/statements";
    let list = Listing::new(path, t("payments-statements"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("statement-date")))
        .column(Column::text(t("statement-number")))
        .column(Column::text(t("statement-format")))
        .column(Column::number(t("statement-opening")))
        .column(Column::number(t("statement-closing")))
        .column(Column::number(t("statement-bookings")))
        .column(Column::text(t("statement-file")))
        .query(query, ROWS)
        .empty(Empty::new(t("statements-none"), t("statements-none-do")));
    Ok(StatementsPage {
        page: visit
            .page(t("payments-statements"))
            .crumb(t("nav-payments"), "/staff/payments")
            .with_form(&form),
        tabs: tabs(visit),
        facts: facts(visit, &standing),
        differs: differs(visit, &standing),
        imported: None,
        form,
        list,
        rows: statements.iter().map(|statement| row(visit, statement)).collect(),
    })
}

fn facts(visit: &Visit, standing: &Standing) -> Vec<(String, String)> {
    let t = |key: &str| visit.words.t(key);
    let money = |minor: i64| visit.words.money(minor, &visit.app.catalogue.provider.currency);
    let Some(account) = &standing.account else { return Vec::new() };
    vec![
        (t("statement-account"), account.iban.clone()),
        (
            t("statement-closing"),
            format!("{} ({})", money(account.balance_minor), date_words(visit, &account.date)),
        ),
        (t("statement-ledger"), money(standing.ledger_minor)),
        (t("payments-unsettled"), money(standing.unsettled_minor)),
        (t("refunds-waiting"), money(standing.refunds_minor)),
    ]
}

fn differs(visit: &Visit, standing: &Standing) -> Option<String> {
    let account = standing.account.as_ref()?;
    let by = standing.ledger_minor - account.balance_minor;
    let by_words = visit.words.money(by, &account.currency);
    (by != 0).then(|| visit.words.with("statement-differs", "by", by_words))
}

fn row(visit: &Visit, statement: &Statement) -> Row {
    let money = |minor: i64| visit.words.money(minor, &statement.currency);
    Row {
        date: date_words(visit, &statement.closing_date),
        number: statement.sequence.map_or("–".into(), |number| number.to_string()),
        format: statement.format.clone(),
        opening: money(statement.opening_minor),
        closing: money(statement.closing_minor),
        bookings: visit.words.number(statement.bookings),
        file: statement.file.clone(),
    }
}

/// Whether the file says something new, and what became of that.
fn told(visit: &Visit, imported: &Imported) -> String {
    if imported.statements.is_empty() {
        return visit.words.t("statement-known");
    }
    let values = [
        ("statements", (imported.statements.len() as i64).into()),
        ("payments", imported.payments.into()),
        ("settled", imported.settled.into()),
        ("suggested", imported.suggested.into()),
    ];
    visit.words.tr("statement-imported", &values)
}

async fn import(staff: Staff, sent: Uploaded) -> Answer {
    let visit = &staff.visit;
    let Some((name, bytes)) = sent.file else {
        let form = form(visit).refuse("file", visit.words.t("statement-no-file"));
        return refused(&shown(visit, ListQuery::default(), form).await?);
    };
    match super::super::import(&visit.app, &staff.session.actor(), &name, bytes).await {
        Ok(imported) => {
            let imported = Some(told(visit, &imported));
            page(&StatementsPage { imported, ..shown(visit, ListQuery::default(), form(visit)).await? })
        }
        Err(fault) if matches!(fault.kind, Kind::Invalid | Kind::Conflict | Kind::TooLarge) => {
            let form = form(visit).refuse("file", visit.sentence(&fault));
            refused(&shown(visit, ListQuery::default(), form).await?)
        }
        Err(fault) => Err(fault),
    }
}
