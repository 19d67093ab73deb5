//! What moved on an account, with its running balance.

use super::{account_words, date, kind_words, money, query_of, tabs};
use crate::billing::ledger::api::Asked;
use crate::billing::ledger::{Account, Line, store};
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page};
use axum::extract::{Path, Query};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Column, Empty, ListQuery, Listing, NavItem, Page};

#[derive(askama::Template)]
#[template(path = "billing/ledger/account.html")]
struct AccountPage {
    page: Page,
    tabs: Vec<NavItem>,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    number: String,
    date: String,
    what: String,
    who: String,
    other: String,
    other_href: String,
    debit: String,
    credit: String,
    balance: String,
}

pub async fn account_page(
    staff: Staff,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
    Query(query): Query<ListQuery>,
) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let known = account == super::super::rules::RESULT || account.parse::<Account>().is_ok();
    if !known {
        return Err(Fault::missing());
    }
    let span = asked.span(&visit.app)?;
    let sought = Asked { account: account.clone(), ..asked }.sought(span.days(), &query);
    let found = store::lines(&visit.app.db, &sought, &Paging::of(&query)).await?;
    let total = store::count_lines(&visit.app.db, &sought).await?;
    let list =
        Listing::new(format!("/staff/ledger/accounts/{account}"), t("ledger-lines"), total.unsigned_abs())
            .narrowed("from", span.from.to_string())
            .narrowed("to", span.to.to_string())
            .column(Column::text(t("ledger-entry")))
            .column(Column::text(t("invoice-date")))
            .column(Column::text(t("ledger-what")))
            .column(Column::text(t("invoice-customer")))
            .column(Column::text(t("ledger-other")))
            .column(Column::number(t("ledger-debit")))
            .column(Column::number(t("ledger-credit")))
            .column(Column::number(t("ledger-running")))
            .search(t("ledger-search"))
            .query(query, ROWS)
            .empty(Empty::new(t("ledger-lines-none"), t("ledger-lines-none-do")));
    let back = format!("/staff/ledger{}", query_of(span));
    page(&AccountPage {
        page: visit.page(account_words(visit, &account)).crumb(t("ledger-title"), back),
        tabs: tabs(visit),
        rows: found.iter().map(|line| row(visit, line, &query_of(span))).collect(),
        list,
    })
}

fn row(visit: &Visit, line: &Line, span: &str) -> Row {
    let either = |minor: i64| if minor > 0 { money(visit, minor) } else { String::new() };
    Row {
        href: format!("/staff/ledger/entries/{}", line.id),
        number: format!("{}-{}", line.year, line.number),
        date: date(visit, &line.date),
        what: format!("{} {}", kind_words(visit, &line.kind), line.words),
        who: line.customer_name.clone(),
        other: account_words(visit, &line.other),
        other_href: format!("/staff/ledger/accounts/{}{span}", line.other),
        debit: either(line.minor),
        credit: either(-line.minor),
        balance: money(visit, line.balance_minor),
    }
}
