//! What a quarter's VAT return needs.

use super::{money, tabs};
use crate::billing::ledger::api::Quarter;
use crate::billing::ledger::{quarter_of, vat_return};
use crate::web::{Answer, Staff, page};
use axum::extract::Query;
use hostler_kit::ui::{Column, Empty, Listing, NavItem, Page};

#[derive(askama::Template)]
#[template(path = "billing/ledger/vat.html")]
struct VatPage {
    page: Page,
    tabs: Vec<NavItem>,
    before: String,
    after: String,
    list: Listing,
    rows: Vec<Row>,
    icp: Listing,
    customers: Vec<IcpRow>,
    vat: String,
    ledger: String,
    differs: Option<()>,
}

struct Row {
    what: String,
    rate: String,
    documents: String,
    net: String,
    vat: String,
}

struct IcpRow {
    vat_number: String,
    name: String,
    country: String,
    net: String,
}

pub async fn vat_page(staff: Staff, Query(asked): Query<Quarter>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let (name, span) = asked.span(&visit.app)?;
    let found = vat_return(&visit.app, span).await?;
    let list = Listing::new("/staff/ledger/vat", t("ledger-vat"), found.rows.len() as u64)
        .column(Column::text(t("vat-category")))
        .column(Column::number(t("vat-rate")))
        .column(Column::number(t("vat-documents")))
        .column(Column::number(t("vat-net")))
        .column(Column::number(t("vat-amount")))
        .empty(Empty::new(t("vat-none"), t("vat-none-do")));
    let icp = Listing::new("/staff/ledger/vat", t("vat-icp"), found.icp.len() as u64)
        .column(Column::text(t("order-vat-number")))
        .column(Column::text(t("invoice-customer")))
        .column(Column::text(t("order-country")))
        .column(Column::number(t("vat-net")))
        .empty(Empty::new(t("vat-icp-none"), t("vat-icp-none-do")));
    let row = |row: &super::super::vat::VatRow| Row {
        what: t(&format!("vat-{}", row.category.code())),
        rate: visit.words.percent(row.rate_permyriad),
        documents: visit.words.number(row.documents),
        net: money(visit, row.net_minor),
        vat: money(visit, row.vat_minor),
    };
    let customer = |row: &super::super::vat::IcpRow| IcpRow {
        vat_number: if row.vat_number.is_empty() { "–".into() } else { row.vat_number.clone() },
        name: row.name.clone(),
        country: row.country.clone(),
        net: money(visit, row.net_minor),
    };
    page(&VatPage {
        page: visit
            .page(visit.words.with("vat-return-title", "quarter", name.as_str()))
            .crumb(t("ledger-title"), "/staff/ledger"),
        tabs: tabs(visit),
        before: quarter_of(span.from.previous()),
        after: quarter_of(span.to.next()),
        list,
        rows: found.rows.iter().map(row).collect(),
        icp,
        customers: found.icp.iter().map(customer).collect(),
        vat: money(visit, found.vat_minor),
        ledger: money(visit, found.ledger_minor),
        differs: (found.vat_minor != found.ledger_minor).then_some(()),
    })
}
