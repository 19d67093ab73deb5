mod books;
mod export;
mod pages;
mod sequences;

use super::*;
use crate::testing::{customer, on_each_engine};
use hostler_kit::http::Kind;
use std::sync::Arc;

fn posting<'a>(subject: &'a str, transfers: Vec<Transfer>) -> Posting<'a> {
    let date = "2026-11-02".parse().unwrap();
    Posting { date, kind: "invoice", subject, customer: None, words: "2026-0001", transfers }
}

fn owed(amount_minor: i64) -> Vec<Transfer> {
    let revenue = Account::Revenue { product: "connect".into() };
    Transfer::of(Account::Debtors, revenue, amount_minor).into_iter().collect()
}

async fn posted(app: &Arc<App>, posting: &Posting<'_>) -> Result<bool, Fault> {
    let mut tx = app.db.begin().await.unwrap();
    let done = post(app, &mut tx, posting).await?;
    tx.commit().await.unwrap();
    Ok(done)
}

#[test]
fn accounts_are_read_as_they_are_written() {
    for text in
        ["debtors", "bank", "suspense", "customer-credit", "vat:NL:2100", "revenue:connect", "bad-debts"]
    {
        assert_eq!(text.parse::<Account>().unwrap().to_string(), text);
    }
    for text in ["", "vat", "vat:NL", "vat:NL:x", "cash"] {
        assert!(text.parse::<Account>().is_err(), "{text}");
    }
}

#[tokio::test]
async fn b8_an_entry_is_posted_once_numbered_without_gaps_and_never_changes() {
    on_each_engine(|app| async move {
        customer(&app, "anna").await;
        assert!(posted(&app, &posting("inv_1", owed(5445))).await.unwrap());
        assert!(!posted(&app, &posting("inv_1", owed(5445))).await.unwrap());
        let empty = posted(&app, &posting("inv_2", owed(0))).await.unwrap_err();
        assert_eq!((empty.kind, empty.code), (Kind::Broken, "ledger-no-transfer"));
        assert!(posted(&app, &posting("inv_3", owed(-100))).await.unwrap());
        let debtors = store::balance(&app.db, &Account::Debtors).await.unwrap();
        let revenue = store::balance(&app.db, &Account::Revenue { product: "connect".into() }).await.unwrap();
        assert_eq!((debtors, revenue), (5345, -5345));
        let numbers: Vec<i64> = sqlx::query_scalar("SELECT number FROM ledger_entries ORDER BY number")
            .fetch_all(app.db.read())
            .await
            .unwrap();
        assert_eq!(numbers, [1, 2]);
        for refused in [
            "UPDATE ledger_transfers SET amount_minor = 1",
            "DELETE FROM ledger_transfers",
            "UPDATE ledger_entries SET date = '2026-01-01'",
            "DELETE FROM ledger_entries",
            "INSERT INTO ledger_transfers SELECT entry_id, 9, 'bank', 'bank', 1 FROM ledger_transfers",
            "INSERT INTO ledger_transfers SELECT entry_id, 9, 'bank', 'debtors', 0 FROM ledger_transfers",
        ] {
            let mut tx = app.db.begin().await.unwrap();
            assert!(sqlx::query(refused).execute(&mut *tx).await.is_err(), "{refused}");
        }
    })
    .await;
}
