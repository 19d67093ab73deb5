//! A customer's invoices: what was billed and why, what of it is open, and what the next one stands at.

use super::lists::{Narrow, Shelf, state};
use super::model::{Document, DocumentKind, Draft, Invoice, Mentioned};
use super::show::{Shown, Sum, Voice};
use super::{evidence, next_invoice, store};
use crate::app::App;
use crate::billing::einvoice::pages::Part;
use crate::billing::payments::pages::Panel;
use crate::billing::settlement::{self, Settlement};
use crate::billing::{debits, paper, reminders};
use crate::web::{Answer, Member, Visit, page};
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::{Empty, Html, Link, ListQuery, Page, Plot};
use jiff::civil::Date;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/invoices", get(list_page))
        .route("/invoices/invoices.csv", get(csv))
        .route("/invoices/{id}", get(invoice_page))
}

/// Lines with their explanations and sums, inside any page of billing.
#[derive(askama::Template)]
#[template(path = "billing/invoices/lines.html")]
pub(super) struct Bill {
    page: Page,
    lines: Vec<Shown>,
    plots: Vec<Plot>,
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
            plots: voice.plots(items),
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

fn shelf(member: &Member) -> Shelf<'_> {
    Shelf { visit: &member.visit, customer: Some(&member.customer), base: "/invoices" }
}

async fn list_page(member: Member, Query(narrow): Query<Narrow>, Query(query): Query<ListQuery>) -> Answer {
    let (visit, t) = (&member.visit, |key: &str| member.visit.words.t(key));
    let empty = Empty::new(t("invoices-none"), t("invoices-none-do")).action(t("nav-servers"), "/servers");
    let listed = shelf(&member).page(&narrow, query, empty).await?;
    let next = next_invoice(&visit.app, &member.customer).await?;
    let overdue = reminders::pages::own(visit, &member.customer).await?;
    let received = Panel::of(visit, &member.customer).await?;
    page(&listed.with_next(Bill::draft(visit, &next)).with_overdue(overdue).with_received(received))
}

async fn csv(member: Member, Query(narrow): Query<Narrow>, Query(query): Query<ListQuery>) -> Answer {
    shelf(&member).csv(&narrow, &query).await
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/invoice.html")]
struct InvoicePage {
    page: Page,
    facts: Vec<(String, String)>,
    reference: String,
    /// Other documents about it, and its order.
    links: Vec<(String, Link)>,
    settlements: Vec<Came>,
    /// Where staff credit it.
    credit: Option<String>,
    bill: Bill,
    xml: Part,
    /// Evidence of the care that is paid with it.
    evidence: Vec<String>,
}

/// What came off it.
struct Came {
    date: String,
    means: String,
    source: String,
    amount: String,
}

/// `/invoices/inv_….pdf` is the same on paper.
async fn invoice_page(member: Member, Path(named): Path<String>) -> Answer {
    let (id, on_paper) = which(&named)?;
    let (invoice, document) = own(&member, &id).await?;
    if on_paper.is_some() {
        return pdf(&member.visit, document).await;
    }
    shown(&member.visit, (&invoice, &document), ("nav-invoices", "/invoices")).await
}

/// An invoice's page, below a list that is called `crumb.0`.
pub(super) async fn shown(
    visit: &Visit,
    (invoice, document): (&Invoice, &Document),
    crumb: (&str, &str),
) -> Answer {
    let t = |key: &str| visit.words.t(key);
    let is_credit = document.kind == DocumentKind::CreditNote || document.totals.total_minor < 0;
    let title = if is_credit { "invoice-credit-title" } else { "invoice-title" };
    let frame = visit
        .page(visit.words.with(title, "number", document.number.as_str()))
        .badge(state(visit, invoice))
        .crumb(t(crumb.0), crumb.1)
        .action(t("invoice-pdf"), format!("{}/{}.pdf", crumb.1, invoice.id));
    let is_staff = crumb.1.starts_with("/staff");
    let creditable = is_staff && !is_credit && !["credited", "written-off"].contains(&invoice.state.as_str());
    let settled = settlement::of_invoice(&visit.app.db, &invoice.id).await?;
    page(&InvoicePage {
        page: frame,
        facts: facts(visit, invoice, document),
        reference: document.reference.clone(),
        links: links(visit, invoice, crumb.1).await?,
        settlements: settled.iter().map(|settlement| came(visit, settlement, &invoice.currency)).collect(),
        credit: creditable.then(|| format!("/staff/invoices/{}/credit", invoice.id)),
        bill: Bill::of(visit, (&document.items, &document.totals), &document.currency),
        xml: Part::of(visit, document, &format!("{}/{}", crumb.1, invoice.id)),
        evidence: evidence::of(visit, invoice).await?,
    })
}

fn facts(visit: &Visit, invoice: &Invoice, document: &Document) -> Vec<(String, String)> {
    let t = |key: &str| visit.words.t(key);
    let money = |minor: i64| visit.words.money(minor, &document.currency);
    let date = |date: Date| visit.words.date(date);
    let is_credit = document.kind == DocumentKind::CreditNote;
    let unless_credit = |value: String| if is_credit { String::new() } else { value };
    let named = |of: &Option<Mentioned>| of.as_ref().map_or_else(String::new, |of| of.number.clone());
    let facts = vec![
        (t("invoice-customer"), document.customer.name.clone()),
        (
            t("invoice-month"),
            invoice.month.as_deref().map_or_else(String::new, |month| month_words(visit, month)),
        ),
        (t("invoice-date"), date(document.date)),
        (t("invoice-due"), unless_credit(date(document.due))),
        (t("invoice-total"), money(document.totals.total_minor)),
        (t("invoice-open-amount"), unless_credit(money(invoice.open_minor))),
        (t("invoice-buyer-reference"), document.buyer_reference.clone()),
        (t("invoice-credits"), named(&document.credits)),
        (t("invoice-replaces"), named(&document.replaces)),
        (t("invoice-credit-reason"), document.reason.clone()),
        (t("invoice-iban"), document.payment.iban.clone()),
        (t("debit-invoice"), debits::announced(&visit.words, document).unwrap_or_default()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Documents that it names, or that name it, and its order.
async fn links(visit: &Visit, invoice: &Invoice, base: &str) -> Result<Vec<(String, Link)>, Fault> {
    let (db, t) = (&visit.app.db, |key: &str| visit.words.t(key));
    let mut found = Vec::new();
    for (key, id) in [("invoice-credits", &invoice.credits), ("invoice-replaces", &invoice.replaces)] {
        let Some(other) = id else { continue };
        let other = store::find(db, other).await?.ok_or_else(Fault::missing)?;
        found.push((t(key), Link::new(other.number, format!("{base}/{}", other.id))));
    }
    for other in store::about(db, &invoice.id).await? {
        let key = if other.credits.is_some() { "invoice-is-credit-note" } else { "invoice-about" };
        found.push((t(key), Link::new(other.number, format!("{base}/{}", other.id))));
    }
    if let Some(order) = &invoice.order_id {
        let orders = if base.starts_with("/staff") { "/staff/shop/orders" } else { "/shop/orders" };
        found.push((t("invoice-order"), Link::new(order.to_string(), format!("{orders}/{order}"))));
    }
    Ok(found)
}

fn came(visit: &Visit, settlement: &Settlement, currency: &str) -> Came {
    let means = match (settlement.means.as_str(), settlement.amount_minor) {
        ("payment", ..0) => "invoice-means-returned",
        ("payment", _) => "invoice-means-payment",
        ("credit", _) => "invoice-means-credit",
        ("credit-note", _) => "invoice-means-credit-note",
        _ => "invoice-means-write-off",
    };
    Came {
        date: date_words(visit, &settlement.date),
        means: visit.words.t(means),
        source: settlement.source.clone(),
        amount: visit.words.money(settlement.amount_minor, currency),
    }
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
    let bytes = paper::set(&visit.app, &document).await?;
    Ok(([(CONTENT_TYPE, "application/pdf".to_string()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// An invoice of the member's own customer; anybody else's does not exist for them.
pub(in crate::billing) async fn own(member: &Member, id: &Id<Invoice>) -> Result<(Invoice, Document), Fault> {
    let (invoice, document) = any(&member.visit.app, id).await?;
    if invoice.customer_id == member.customer { Ok((invoice, document)) } else { Err(Fault::missing()) }
}

pub(in crate::billing) async fn any(app: &App, id: &Id<Invoice>) -> Result<(Invoice, Document), Fault> {
    let invoice = store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let document = store::document(&app.db, id).await?.ok_or_else(Fault::missing)?;
    Ok((invoice, document))
}

pub(super) fn month_words(visit: &Visit, month: &str) -> String {
    month
        .parse::<hostler_kit::time::Month>()
        .map_or(month.into(), |month| visit.words.month(month.first_day()))
}

pub(super) fn date_words(visit: &Visit, date: &str) -> String {
    date.parse::<Date>().map_or(date.into(), |date| visit.words.date(date))
}
