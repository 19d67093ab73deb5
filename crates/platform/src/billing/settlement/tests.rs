use super::*;
use crate::billing::invoices::close;
use crate::billing::ledger::balance;
use crate::testing::{self, Journal, customer, go_to, on_each_engine, server, work};
use crate::web::Paging;
use std::sync::Arc;

/// October of ten users: 4950 cents and VAT, 5990 in all, issued on 2 November.
async fn october(app: &Arc<App>) -> Invoice {
    let (_, anna) = customer(app, "anna").await;
    let mut journal = Journal::of(&server(app, &anna, "bakkerij").await);
    journal.create("2026-10-01T09:00:00+02:00", 1..=10);
    go_to(app, "2026-11-02T09:00:00+01:00");
    journal.send(app).await;
    let sofie = testing::person(app, None, "Sofie", crate::accounts::Role::Staff).await;
    close(app, "2026-10".parse().unwrap(), &sofie).await.unwrap();
    work(app).await;
    let all = Paging { limit: 10, offset: 0 };
    invoices::list(&app.db, "", &all).await.unwrap().remove(0)
}

async fn settled(
    app: &Arc<App>,
    invoice: &Invoice,
    of: (i64, Means, &str),
) -> Result<(i64, String), &'static str> {
    let (amount_minor, means, source) = of;
    let date = "2026-11-09".parse().unwrap();
    let mut tx = app.db.begin().await.unwrap();
    let settling = Settling { invoice: &invoice.id, amount_minor, means, source, date };
    let after = settle(app, &mut tx, &settling).await.map_err(|fault| fault.code)?;
    tx.commit().await.unwrap();
    Ok((after.open_minor, after.state))
}

#[tokio::test]
async fn b10_what_is_paid_in_parts_comes_off_once_and_goes_back_on_when_it_returns() {
    on_each_engine(|app| async move {
        let invoice = october(&app).await;
        assert_eq!((invoice.total_minor, invoice.open_minor), (5990, 5990));
        let paid = Means::Payment;
        assert_eq!(settled(&app, &invoice, (6000, paid, "pay_0")).await, Err("settle-more-than-open"));
        assert_eq!(settled(&app, &invoice, (5000, paid, "pay_1")).await, Ok((990, "issued".into())));
        assert_eq!(settled(&app, &invoice, (5000, paid, "pay_1")).await, Ok((990, "issued".into())));
        assert_eq!(settled(&app, &invoice, (990, paid, "pay_2")).await, Ok((0, "paid".into())));
        assert_eq!(balance(&app.db, &Account::Debtors).await.unwrap(), 0);
        assert_eq!(settled(&app, &invoice, (-5000, paid, "ret_1")).await, Ok((5000, "issued".into())));
        assert_eq!(settled(&app, &invoice, (-1000, paid, "ret_2")).await, Err("settle-more-than-settled"));
        assert_eq!(balance(&app.db, &Account::Debtors).await.unwrap(), 5000);
        assert_eq!(balance(&app.db, &Account::Suspense).await.unwrap(), 990);
        let kept = store::of_invoice(&app.db, &invoice.id).await.unwrap();
        let mut amounts: Vec<i64> = kept.iter().map(|kept| kept.amount_minor).collect();
        amounts.sort_unstable();
        assert_eq!(amounts, [-5000, 990, 5000]);
    })
    .await;
}

#[tokio::test]
async fn what_a_customer_has_too_much_pays_the_next_invoice() {
    on_each_engine(|app| async move {
        let invoice = october(&app).await;
        let date = "2026-11-09".parse().unwrap();
        for _ in 0..2 {
            let mut tx = app.db.begin().await.unwrap();
            let given = (&invoice.customer_id, 2000, Account::Suspense);
            give_credit(&app, &mut tx, given, (date, "overpaid", "pay_1", "Bakkerij")).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(store::credit(&app.db, &invoice.customer_id).await.unwrap(), 2000);
        let mut tx = app.db.begin().await.unwrap();
        let after = use_credit(&app, &mut tx, invoice.clone(), date).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((after.open_minor, after.state.as_str()), (3990, "issued"));
        assert_eq!(store::credit(&app.db, &invoice.customer_id).await.unwrap(), 0);
        assert_eq!(balance(&app.db, &Account::CustomerCredit).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_write_off_settles_and_what_settled_never_changes() {
    on_each_engine(|app| async move {
        let invoice = october(&app).await;
        let done = settled(&app, &invoice, (5990, Means::WriteOff, "off_1")).await;
        assert_eq!(done, Ok((0, "written-off".into())));
        assert_eq!(balance(&app.db, &Account::BadDebts).await.unwrap(), 5990);
        for refused in [
            "UPDATE invoices SET open_minor = -1",
            "UPDATE settlements SET amount_minor = 1",
            "DELETE FROM settlements",
        ] {
            let mut tx = app.db.begin().await.unwrap();
            assert!(sqlx::query(refused).execute(&mut *tx).await.is_err(), "{refused}");
        }
    })
    .await;
}
