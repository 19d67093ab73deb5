use super::*;
use crate::billing::ledger::{Account, check, store::balance};
use crate::testing::bills::{october, pay};
use crate::testing::on_each_engine;

async fn off(
    app: &App,
    session: &Session,
    (invoice, amount): (&Invoice, Option<i64>),
) -> Result<Invoice, &'static str> {
    let wish = Wish { invoice: &invoice.id, amount_minor: amount, reason: " Bankrupt " };
    write_off(app, session, &wish).await.map_err(|fault| fault.code)
}

#[tokio::test]
async fn b8_a_write_off_names_its_vat_and_moves_the_debt() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let invoice = &billed[0].invoice;
        for amount in [0, -1, 5991] {
            let refused = off(&app, &session, (invoice, Some(amount))).await.unwrap_err();
            assert_eq!(refused, "write-off-amount-wrong", "{amount}");
        }
        let wish = Wish { invoice: &invoice.id, amount_minor: None, reason: " " };
        assert_eq!(write_off(&app, &session, &wish).await.unwrap_err().code, "write-off-reason-missing");
        let after = off(&app, &session, (invoice, Some(2000))).await.unwrap();
        assert_eq!((after.open_minor, after.state.as_str()), (3990, "issued"));
        let after = off(&app, &session, (invoice, None)).await.unwrap();
        assert_eq!((after.open_minor, after.state.as_str()), (0, "written-off"));
        assert_eq!(off(&app, &session, (invoice, None)).await, Err("write-off-nothing-open"));
        let kept = of_invoice(&app.db, &invoice.id).await.unwrap();
        let mut said: Vec<_> =
            kept.iter().map(|own| (own.amount_minor, own.vat_minor, own.reason.as_str())).collect();
        said.sort_unstable();
        assert_eq!(said, [(2000, 347, "Bankrupt"), (3990, 693, "Bankrupt")]);
        assert_eq!(balance(&app.db, &Account::BadDebts).await.unwrap(), 5990);
        let mut tx = app.db.begin().await.unwrap();
        for refused in ["UPDATE write_offs SET reason = 'x'", "DELETE FROM write_offs"] {
            assert!(sqlx::query(refused).execute(&mut *tx).await.is_err(), "{refused}");
            drop(tx);
            tx = app.db.begin().await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_paid_after_all_takes_the_write_off_back_first() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let invoice = &billed[0].invoice;
        off(&app, &session, (invoice, None)).await.unwrap();
        let after = pay(&app, invoice, 1000, "pay_1").await.unwrap();
        assert_eq!((after.open_minor, after.state.as_str()), (0, "paid"));
        assert_eq!(balance(&app.db, &Account::BadDebts).await.unwrap(), 4990);
        assert_eq!(pay(&app, invoice, 5000, "pay_2").await, Err("settle-more-than-open"));
        assert_eq!(pay(&app, invoice, 4990, "pay_3").await.unwrap().open_minor, 0);
        assert_eq!(balance(&app.db, &Account::BadDebts).await.unwrap(), 0);
        let kept = of_invoice(&app.db, &invoice.id).await.unwrap();
        let mut said: Vec<_> = kept.iter().map(|own| own.amount_minor).collect();
        said.sort_unstable();
        assert_eq!(said, [-4990, -1000, 5990]);
        assert_eq!(check(&app.db).await.unwrap(), []);
    })
    .await;
}
