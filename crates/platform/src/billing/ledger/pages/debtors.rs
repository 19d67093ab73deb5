//! What customers owe, by how long it has been due.

use super::{money, tabs};
use crate::billing::ledger::{Account, Aged, store};
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page};
use axum::extract::Query;
use hostler_kit::time::day;
use hostler_kit::ui::{Column, Empty, ListQuery, Listing, NavItem, Page};

#[derive(askama::Template)]
#[template(path = "billing/ledger/debtors.html")]
struct DebtorsPage {
    page: Page,
    tabs: Vec<NavItem>,
    list: Listing,
    rows: Vec<Row>,
    total: Vec<(String, String)>,
    /// The account's balance, and whether it is what the customers owe.
    ledger: String,
    differs: Option<()>,
}

struct Row {
    href: String,
    who: String,
    amounts: Vec<(String, String)>,
}

const COLUMNS: [&str; 6] =
    ["aged-current", "aged-thirty", "aged-sixty", "aged-ninety", "aged-older", "ledger-total"];

pub async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let (db, t) = (&visit.app.db, |key: &str| visit.words.t(key));
    let today = day(visit.app.now_ms(), visit.app.zone());
    let found = store::ageing(db, today, query.term(), &Paging::of(&query)).await?;
    let count = store::count_ageing(db, query.term()).await?;
    let total = store::total_ageing(db, today).await?;
    let ledger = store::balance(db, &Account::Debtors).await?;
    let mut list = Listing::new("/staff/ledger/debtors", t("ledger-debtors"), count.unsigned_abs())
        .column(Column::text(t("invoice-customer")));
    for key in COLUMNS {
        list = list.column(Column::number(t(key)));
    }
    let all = [
        total.current_minor,
        total.thirty_minor,
        total.sixty_minor,
        total.ninety_minor,
        total.older_minor,
        total.total_minor,
    ];
    page(&DebtorsPage {
        page: visit.page(t("ledger-debtors")).crumb(t("ledger-title"), "/staff/ledger"),
        tabs: tabs(visit),
        list: list
            .search(t("customers-search"))
            .query(query, ROWS)
            .empty(Empty::new(t("debtors-none"), t("debtors-none-do"))),
        rows: found.iter().map(|aged| row(visit, aged)).collect(),
        total: labelled(visit, all),
        ledger: money(visit, ledger),
        differs: (ledger != total.total_minor).then_some(()),
    })
}

fn row(visit: &Visit, aged: &Aged) -> Row {
    let amounts = [
        aged.current_minor,
        aged.thirty_minor,
        aged.sixty_minor,
        aged.ninety_minor,
        aged.older_minor,
        aged.total_minor,
    ];
    Row {
        href: format!("/staff/reminders/customers/{}", aged.customer_id),
        who: aged.customer_name.clone(),
        amounts: labelled(visit, amounts),
    }
}

/// Each amount with the head of its column.
fn labelled(visit: &Visit, amounts: [i64; 6]) -> Vec<(String, String)> {
    COLUMNS.iter().zip(amounts).map(|(key, minor)| (visit.words.t(key), money(visit, minor))).collect()
}
