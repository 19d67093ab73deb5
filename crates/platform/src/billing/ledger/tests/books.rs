//! Trial balance, accounts, debtors and VAT.

use super::super::rules::quarter_of;
use super::super::{Nature, VatCategory, quarter, trial_balance, vat_return};
use super::*;
use crate::testing::bills::{morning, october, pay};
use crate::web::Paging;
use hostler_kit::time::Month;

const ALL: Paging = Paging { limit: 50, offset: 0 };

fn span(from: &str, to: &str) -> Span {
    let month = |text: &str| text.parse::<Month>().unwrap();
    Span::asked(Some(month(from)), Some(month(to)), month("2026-11")).unwrap()
}

#[test]
fn spans_of_months() {
    let month = |text: &str| Some(text.parse::<Month>().unwrap());
    let now = "2026-11".parse().unwrap();
    let days = |from, to| Span::asked(from, to, now).map(|span| (span.days().from, span.days().to));
    let said = |from: &str, to: &str| Ok((from.to_string(), to.to_string()));
    assert_eq!(days(None, None), said("2026-01-01", "2026-11-30"));
    assert_eq!(days(month("2026-03"), None), said("2026-03-01", "2026-11-30"));
    assert_eq!(days(None, month("2025-02")), said("2025-01-01", "2025-02-28"));
    assert_eq!(days(month("2026-03"), month("2026-02")), Err(LedgerRefused::malformed()));
    assert_eq!(days(month("2006-03"), month("2026-02")), Err(LedgerRefused::malformed()));
    assert_eq!(days(month("2016-12"), month("2026-11")), said("2016-12-01", "2026-11-30"));
    assert!(span("2026-11", "2027-01").within_a_year().is_err());
}

#[test]
fn quarters() {
    let days = quarter("2026-Q4").unwrap().days();
    assert_eq!((days.from.as_str(), days.to.as_str()), ("2026-10-01", "2026-12-31"));
    for text in ["", "2026", "2026-Q5", "2026-Q0", "x-Q1", "2026-4"] {
        assert!(quarter(text).is_err(), "{text}");
    }
    for (month, expect) in [("2026-01", "2026-Q1"), ("2026-03", "2026-Q1"), ("2026-12", "2026-Q4")] {
        assert_eq!(quarter_of(month.parse().unwrap()), expect);
    }
}

#[test]
fn what_is_carried_over_and_why_something_is_taxed() {
    for (account, expect) in
        [("debtors", Nature::Balance), ("vat:NL:2100", Nature::Balance), ("revenue:connect", Nature::Result)]
    {
        assert_eq!(Nature::of(account), expect, "{account}");
    }
    for (customer, rate, expect) in [
        ("NL", 2100, VatCategory::Domestic),
        ("NL", 0, VatCategory::Domestic),
        ("DE", 0, VatCategory::ReverseCharge),
        ("DE", 1900, VatCategory::OtherMember),
        ("GB", 0, VatCategory::Outside),
    ] {
        assert_eq!(VatCategory::of("NL", customer, rate), expect, "{customer} {rate}");
    }
}

fn closing(balance: &TrialBalance) -> Vec<(&str, i64)> {
    balance.balances.iter().map(|own| (own.account.as_str(), own.closing_minor)).collect()
}

#[tokio::test]
async fn b8_the_trial_balance_is_equal_and_a_new_year_begins_without_results() {
    on_each_engine(|app| async move {
        let (_, billed) = october(&app, &[("anna", 10), ("bram", 4)]).await;
        pay(&app, &billed[0].invoice, 5990, "pay_1").await.unwrap();
        let balance = trial_balance(&app, span("2026-01", "2026-11")).await.unwrap();
        let expect = [("bank", 5990), ("debtors", 2396), ("vat:NL:2100", -1456), ("revenue:connect", -6930)];
        assert_eq!(
            closing(&balance),
            [&expect[..2], &expect[2..3], &[("suspense", 0)], &expect[3..]].concat()
        );
        assert_eq!((balance.debit_minor, balance.credit_minor), (20366, 20366));
        assert_eq!((balance.opening_minor, balance.closing_minor), (0, 0));
        assert_eq!(balance.balances[1].number, "1300");
        let later = trial_balance(&app, span("2027-01", "2027-02")).await.unwrap();
        let expect = [("result", -6930), ("bank", 5990), ("debtors", 2396), ("vat:NL:2100", -1456)];
        assert_eq!(closing(&later), expect);
        assert_eq!((later.debit_minor, later.opening_minor, later.closing_minor), (0, 0, 0));
        let before = trial_balance(&app, span("2026-01", "2026-10")).await.unwrap();
        assert_eq!(closing(&before), []);
    })
    .await;
}

#[tokio::test]
async fn an_account_shows_what_moved_with_its_running_balance() {
    on_each_engine(|app| async move {
        let (_, billed) = october(&app, &[("anna", 10), ("bram", 4)]).await;
        pay(&app, &billed[0].invoice, 3000, "pay_1").await.unwrap();
        let days = span("2026-01", "2026-12").days();
        let sought = |term: &str| Sought { days: days.clone(), account: "debtors".into(), term: term.into() };
        let lines = store::lines(&app.db, &sought(""), &ALL).await.unwrap();
        let said: Vec<_> =
            lines.iter().map(|line| (line.kind.as_str(), line.minor, line.balance_minor)).collect();
        assert_eq!(lines.len(), 5);
        assert_eq!(said[0], ("payment", -3000, 5386));
        assert_eq!(store::count_lines(&app.db, &sought("")).await.unwrap(), 5);
        let found = store::lines(&app.db, &sought("bakkerij bram"), &ALL).await.unwrap();
        assert_eq!(found.iter().map(|line| line.minor).sum::<i64>(), 2396);
        assert_eq!(store::count_lines(&app.db, &sought("bakkerij bram")).await.unwrap(), 2);
        let entries = store::entries(&app.db, &sought("2026-0001"), &ALL).await.unwrap();
        assert_eq!(store::count_entries(&app.db, &sought("2026-0001")).await.unwrap(), entries.len() as i64);
        assert!(entries.iter().all(|entry| entry.words == "2026-0001") && !entries.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_customers_owe_by_how_long_it_is_due_adds_up_to_the_account() {
    on_each_engine(|app| async move {
        let (_, billed) = october(&app, &[("anna", 10), ("bram", 4)]).await;
        pay(&app, &billed[1].invoice, 396, "pay_1").await.unwrap();
        for (today, at) in [
            ("2026-11-23", 0),
            ("2026-11-24", 1),
            ("2026-12-23", 1),
            ("2026-12-24", 2),
            ("2027-01-22", 2),
            ("2027-01-23", 3),
            ("2027-02-21", 3),
            ("2027-02-22", 4),
        ] {
            let total = store::total_ageing(&app.db, today.parse().unwrap()).await.unwrap();
            let buckets = [
                total.current_minor,
                total.thirty_minor,
                total.sixty_minor,
                total.ninety_minor,
                total.older_minor,
            ];
            let mut expect = [0; 5];
            expect[at] = 7990;
            assert_eq!((buckets, total.total_minor), (expect, 7990), "{today}");
        }
        assert_eq!(store::balance(&app.db, &Account::Debtors).await.unwrap(), 7990);
        let today = "2026-12-01".parse().unwrap();
        let found = store::ageing(&app.db, today, "", &ALL).await.unwrap();
        let said: Vec<_> =
            found.iter().map(|aged| (aged.customer_name.as_str(), aged.thirty_minor)).collect();
        assert_eq!(said, [("Bakkerij Anna", 5990), ("Bakkerij Bram", 2000)]);
        assert_eq!(store::count_ageing(&app.db, "bram").await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn b9_a_quarters_vat_is_that_of_the_documents_and_of_the_ledger() {
    on_each_engine(|app| async move {
        october(&app, &[("anna", 10), ("bram", 4)]).await;
        morning(&app, "2027-01-04");
        let found = vat_return(&app, quarter("2026-Q4").unwrap()).await.unwrap();
        let rows: Vec<_> = found
            .rows
            .iter()
            .map(|row| (row.category, row.rate_permyriad, row.net_minor, row.vat_minor, row.documents))
            .collect();
        assert_eq!(rows, [(VatCategory::Domestic, 2100, 6930, 1456, 2)]);
        assert_eq!((found.vat_minor, found.ledger_minor), (1456, 1456));
        let empty = vat_return(&app, quarter("2027-Q1").unwrap()).await.unwrap();
        assert_eq!((empty.rows.len(), empty.ledger_minor), (0, 0));
    })
    .await;
}
