//! A customer's invoices: what was billed and why, and what the next one stands at.

use super::model::{Document, Draft, Invoice};
use super::show::{Shown, Sum, Voice};
use super::{next_invoice, store};
use crate::app::App;
use crate::billing::payments::pages::Panel;
use crate::billing::{debits, paper};
use crate::web::{Answer, Member, Paging, ROWS, Visit, page};
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::{Badge, Column, Empty, Html, ListQuery, Listing, Page, Tone};
use jiff::civil::Date;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/invoices", get(list_page)).route("/invoices/{id}", get(invoice_page))
}

/// Lines with their explanations and sums, inside any page of billing.
#[derive(askama::Template)]
#[template(path = "billing/invoices/lines.html")]
pub(super) struct Bill {
    page: Page,
    lines: Vec<Shown>,
    sums: Vec<Sum>,
    total: String,
}

impl Bill {
    pub(super) fn draft(visit: &Visit, draft: &Draft) -> Bill {
        Bill::of(visit, (&draft.items, &draft.totals), &draft.currency)
    }

    fn of(visit: &Visit, (items, totals): (&[super::Item], &super::Totals), currency: &str) -> Bill {
        let voice = Voice { words: &visit.words, zone: visit.app.zone(), currency };
        Bill {
            page: visit.page(""),
            lines: voice.lines(items),
            sums: voice.sums(totals),
            total: visit.words.money(totals.total_minor, currency),
        }
    }

    fn summary(&self, line: &Shown) -> String {
        format!("{}: {} – {}", line.what, line.quantity, line.place)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub(super) fn html(&self) -> Html {
        askama::filters::Safe(askama::Template::render(self).expect("writing into a string does not fail"))
    }
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub list: Listing,
    pub rows: Vec<Row>,
    pub next: Option<Bill>,
    /// What came from the customer.
    pub received: Option<Panel>,
}

pub(super) struct Row {
    pub(super) href: String,
    pub(super) number: String,
    pub(super) who: String,
    pub(super) month: String,
    pub(super) due: String,
    pub(super) total: String,
    pub(super) state: Badge,
}

/// `base` is `/invoices` or `/staff/invoices`.
pub(super) fn row(visit: &Visit, invoice: &Invoice, base: &str) -> Row {
    Row {
        href: format!("{base}/{}", invoice.id),
        number: invoice.number.clone(),
        who: invoice.customer_name.clone(),
        month: invoice.month.as_deref().map_or_else(String::new, |month| month_words(visit, month)),
        due: date_words(visit, &invoice.due),
        total: visit.words.money(invoice.total_minor, &invoice.currency),
        state: state(visit, invoice),
    }
}

pub(super) fn columns(visit: &Visit, path: &str, total: i64) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(path, t("invoices-all"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("invoice-number")))
        .column(Column::text(t("invoice-customer")))
        .column(Column::text(t("invoice-month")))
        .column(Column::text(t("invoice-due")))
        .column(Column::number(t("invoice-total")))
        .column(Column::text(t("invoice-state")))
}

async fn list_page(member: Member, Query(query): Query<ListQuery>) -> Answer {
    let visit = &member.visit;
    let (db, t) = (&visit.app.db, |key: &str| visit.words.t(key));
    let found = store::of_customer(db, &member.customer, &Paging::of(&query)).await?;
    let total = store::count_of_customer(db, &member.customer).await?;
    let next = next_invoice(&visit.app, &member.customer).await?;
    let list = columns(visit, "/invoices", total)
        .query(query, ROWS)
        .empty(Empty::new(t("invoices-none"), t("invoices-none-do")).action(t("nav-servers"), "/servers"));
    page(&ListPage {
        page: visit.page(t("nav-invoices")),
        list,
        rows: found.iter().map(|invoice| row(visit, invoice, "/invoices")).collect(),
        next: Some(Bill::draft(visit, &next)),
        received: Some(Panel::of(visit, &member.customer).await?),
    })
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/invoice.html")]
struct InvoicePage {
    page: Page,
    facts: Vec<(String, String)>,
    reference: String,
    bill: Bill,
}

/// `/invoices/inv_….pdf` is the same on paper.
async fn invoice_page(member: Member, Path(named): Path<String>) -> Answer {
    let (id, on_paper) = which(&named)?;
    let (invoice, document) = own(&member, &id).await?;
    if on_paper.is_some() {
        return pdf(&member.visit, document).await;
    }
    shown(&member.visit, &invoice, &document, ("nav-invoices", "/invoices"))
}

/// An invoice's page, below a list that is called `crumb.0`.
pub(super) fn shown(visit: &Visit, invoice: &Invoice, document: &Document, crumb: (&str, &str)) -> Answer {
    let t = |key: &str| visit.words.t(key);
    let title = match document.totals.total_minor < 0 {
        true => "invoice-credit-title",
        false => "invoice-title",
    };
    let frame = visit
        .page(visit.words.with(title, "number", document.number.as_str()))
        .badge(state(visit, invoice))
        .crumb(t(crumb.0), crumb.1)
        .action(t("invoice-pdf"), format!("{}/{}.pdf", crumb.1, invoice.id));
    let date = |date: Date| visit.words.date(date);
    let facts = vec![
        (t("invoice-customer"), document.customer.name.clone()),
        (t("invoice-month"), visit.words.month(document.month.first_day())),
        (t("invoice-date"), date(document.date)),
        (t("invoice-due"), date(document.due)),
        (t("invoice-total"), visit.words.money(document.totals.total_minor, &document.currency)),
        (t("invoice-iban"), document.payment.iban.clone()),
        (t("debit-invoice"), debits::announced(&visit.words, document).unwrap_or_default()),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let bill = Bill::of(visit, (&document.items, &document.totals), &document.currency);
    page(&InvoicePage { page: frame, facts, reference: document.reference.clone(), bill })
}

/// The invoice that the end of an address names, and whether it asks for the paper.
pub(super) fn which(named: &str) -> Result<(Id<Invoice>, Option<()>), Fault> {
    let plain = named.strip_suffix(".pdf");
    let id = plain.unwrap_or(named).parse().map_err(|_| Fault::missing())?;
    Ok((id, plain.map(|_| ())))
}

/// The document on paper, in the customer's language.
pub(super) async fn pdf(visit: &Visit, document: Document) -> Answer {
    let name = format!("attachment; filename=\"{}.pdf\"", document.number);
    let app = visit.app.clone();
    let bytes = visit.app.blocking(move || paper::pdf(&app, &document)).await.map_err(Fault::broken)?;
    Ok(([(CONTENT_TYPE, "application/pdf".to_string()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// An invoice of the member's own customer; anybody else's does not exist for them.
pub(super) async fn own(member: &Member, id: &Id<Invoice>) -> Result<(Invoice, Document), Fault> {
    let (invoice, document) = any(&member.visit.app, id).await?;
    if invoice.customer_id == member.customer { Ok((invoice, document)) } else { Err(Fault::missing()) }
}

pub(super) async fn any(app: &App, id: &Id<Invoice>) -> Result<(Invoice, Document), Fault> {
    let invoice = store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let document = store::document(&app.db, id).await?.ok_or_else(Fault::missing)?;
    Ok((invoice, document))
}

fn state(visit: &Visit, invoice: &Invoice) -> Badge {
    match invoice.state.as_str() {
        "paid" => Badge::new(Tone::Good, visit.words.t("invoice-paid")),
        _ => Badge::new(Tone::Quiet, visit.words.t("invoice-open")),
    }
}

pub(super) fn month_words(visit: &Visit, month: &str) -> String {
    month
        .parse::<hostler_kit::time::Month>()
        .map_or(month.into(), |month| visit.words.month(month.first_day()))
}

pub(super) fn date_words(visit: &Visit, date: &str) -> String {
    date.parse::<Date>().map_or(date.into(), |date| visit.words.date(date))
}
