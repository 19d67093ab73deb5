//! Entries: the list, and one with its transfers.

use super::{account_words, date, kind_words, money, tabs};
use crate::billing::ledger::api::Asked;
use crate::billing::ledger::{Entry, Listed, store};
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page};
use axum::extract::{Path, Query};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, Link, ListQuery, Listing, NavItem, Page};

#[derive(askama::Template)]
#[template(path = "billing/ledger/entries.html")]
struct ListPage {
    page: Page,
    tabs: Vec<NavItem>,
    from: String,
    to: String,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    number: String,
    date: String,
    what: String,
    who: String,
    amount: String,
}

pub async fn list_page(staff: Staff, Query(asked): Query<Asked>, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let span = asked.span(&visit.app)?;
    let sought = asked.sought(span.days(), &query);
    let found = store::entries(&visit.app.db, &sought, &Paging::of(&query)).await?;
    let total = store::count_entries(&visit.app.db, &sought).await?;
    let list = Listing::new("/staff/ledger/entries", t("ledger-entries"), total.unsigned_abs())
        .narrowed("from", span.from.to_string())
        .narrowed("to", span.to.to_string())
        .column(Column::text(t("ledger-entry")))
        .column(Column::text(t("invoice-date")))
        .column(Column::text(t("ledger-what")))
        .column(Column::text(t("invoice-customer")))
        .column(Column::number(t("ledger-amount")))
        .search(t("ledger-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("ledger-lines-none"), t("ledger-lines-none-do")));
    page(&ListPage {
        page: visit.page(t("ledger-entries")).crumb(t("ledger-title"), "/staff/ledger"),
        tabs: tabs(visit),
        rows: found.iter().map(|entry| row(visit, entry)).collect(),
        list,
        from: span.from.to_string(),
        to: span.to.to_string(),
    })
}

fn row(visit: &Visit, entry: &Listed) -> Row {
    Row {
        href: format!("/staff/ledger/entries/{}", entry.id),
        number: number(entry),
        date: date(visit, &entry.date),
        what: format!("{} {}", kind_words(visit, &entry.kind), entry.words),
        who: entry.customer_name.clone(),
        amount: money(visit, entry.amount_minor),
    }
}

/// `2026-17`: the year and the place in it.
fn number(entry: &Listed) -> String {
    format!("{}-{}", entry.year, entry.number)
}

#[derive(askama::Template)]
#[template(path = "billing/ledger/entry.html")]
struct EntryPage {
    page: Page,
    facts: Vec<(String, String)>,
    links: Vec<Link>,
    transfers: Vec<TransferRow>,
    total: String,
}

struct TransferRow {
    debit: String,
    debit_href: String,
    credit: String,
    credit_href: String,
    amount: String,
}

pub async fn entry_page(staff: Staff, Path(id): Path<Id<Entry>>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let entry = store::find(&visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    let row = |transfer: crate::billing::ledger::KeptTransfer| TransferRow {
        debit: account_words(visit, &transfer.debit),
        debit_href: format!("/staff/ledger/accounts/{}", transfer.debit),
        credit: account_words(visit, &transfer.credit),
        credit_href: format!("/staff/ledger/accounts/{}", transfer.credit),
        amount: money(visit, transfer.amount_minor),
    };
    let transfers = store::transfers(&visit.app.db, &id).await?.into_iter().map(row).collect();
    let facts = vec![
        (t("ledger-what"), kind_words(visit, &entry.kind)),
        (t("ledger-words"), entry.words.clone()),
        (t("invoice-date"), date(visit, &entry.date)),
        (t("ledger-posted"), visit.words.instant(instant(entry.at_ms), visit.app.zone())),
    ];
    let title = visit.words.with("ledger-entry-title", "number", number(&entry));
    page(&EntryPage {
        page: visit
            .page(title)
            .crumb(t("ledger-title"), "/staff/ledger")
            .crumb(t("ledger-entries"), "/staff/ledger/entries"),
        facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        links: links(visit, &entry).await?,
        transfers,
        total: money(visit, entry.amount_minor),
    })
}

/// What the entry is about: its customer, and the invoice that it is or that it settles.
async fn links(visit: &Visit, entry: &Listed) -> Result<Vec<Link>, Fault> {
    let mut links = Vec::new();
    if let Some(customer) = &entry.customer_id {
        links.push(Link::new(entry.customer_name.clone(), format!("/staff/customers/{customer}")));
    }
    if entry.subject.starts_with("inv_") {
        links.push(Link::new(entry.words.clone(), format!("/staff/invoices/{}", entry.subject)));
    }
    if let Some((invoice, number)) = store::invoice_of_settlement(&visit.app.db, &entry.subject).await? {
        links.push(Link::new(number, format!("/staff/invoices/{invoice}")));
    }
    Ok(links)
}
