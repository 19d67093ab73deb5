//! Which letters are written, and to whom.

use super::*;
use crate::testing::bills::{close, newest};
use crate::testing::go_to;

#[tokio::test]
async fn b10_three_letters_by_the_schedule_each_once_the_last_with_notice() {
    on_each_engine(|app| async move {
        let (_, billed) = october(&app, &[("anna", 10)]).await;
        for day in
            ["2026-11-23", "2026-11-27", "2026-11-30", "2026-12-01", "2026-12-14", "2026-12-28", "2026-12-29"]
        {
            day_begins(&app, day).await;
            watch::queue(&app).await.unwrap();
            work(&app).await;
        }
        let expect = [(1, "letter", "2026-11-30"), (2, "letter", "2026-12-14"), (3, "letter", "2026-12-28")];
        assert_eq!(taken(&app, &billed[0]).await, said(&expect));
        let anna = billed[0].owner.email.clone();
        assert_eq!(mailed(&app, "Reminder: €59.90 is overdue").await, std::slice::from_ref(&anna));
        assert_eq!(mailed(&app, "Second reminder").await, std::slice::from_ref(&anna));
        assert_eq!(mailed(&app, "Notice: your servers may be suspended from 4 January 2027").await, [anna]);
        assert_eq!(mailed(&app, "Notice of suspension sent to Bakkerij Anna").await, ["sofie@provider.test"]);
        assert_eq!(standing(&app, &billed[0].customer.id).await.unwrap().next, Next::EndOfSchedule);
    })
    .await;
}

#[tokio::test]
async fn a_letter_names_everything_that_is_open_and_how_to_pay() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        go_to(&app, "2026-12-01T08:00:00+01:00");
        close(&app, "2026-11", &session.person).await;
        let november = newest(&app, &billed[0].customer).await;
        day_begins(&app, "2026-12-01").await;
        let mails = crate::mail::list(&app.db, "anna", 50, 0).await.unwrap();
        let letter = mails.iter().find(|mail| mail.subject.starts_with("Reminder")).unwrap();
        insta::assert_snapshot!(letter.body.replace(november.number.as_str(), "2026-0002"));
    })
    .await;
}

#[tokio::test]
async fn who_has_paid_is_not_reminded_and_a_return_goes_on_where_it_was() {
    on_each_engine(|app| async move {
        let (_, billed) = october(&app, &[("anna", 10), ("bram", 4)]).await;
        morning(&app, "2026-11-30");
        watch::queue(&app).await.unwrap();
        pay(&app, &billed[0].invoice, 5990, "pay_1").await.unwrap();
        work(&app).await;
        assert_eq!(taken(&app, &billed[0]).await, []);
        assert_eq!(taken(&app, &billed[1]).await, said(&[(1, "letter", "2026-11-30")]));
        day_begins(&app, "2026-12-14").await;
        pay(&app, &billed[0].invoice, -5990, "ret_1").await.unwrap();
        day_begins(&app, "2026-12-15").await;
        assert_eq!(taken(&app, &billed[0]).await, said(&[(1, "letter", "2026-12-15")]));
        assert_eq!(taken(&app, &billed[1]).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_sent_at_night_at_weekends_or_while_staff_wait() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let anna = &billed[0].customer.id;
        go_to(&app, "2026-12-01T18:00:00+01:00");
        assert_eq!(watch::queue(&app).await.unwrap(), None);
        hold(&app, &session, (anna, "2026-12-10", "Asked for time")).await.unwrap();
        let refused = hold(&app, &session, (anna, "2026-12-01", "x")).await.unwrap_err();
        assert_eq!((refused.code, refused.field), ("remind-day-wrong", Some("until")));
        go_to(&app, "2026-12-05T12:00:00+01:00");
        assert_eq!(watch::queue(&app).await.unwrap(), None);
        day_begins(&app, "2026-12-09").await;
        assert_eq!(taken(&app, &billed[0]).await, []);
        release(&app, &session, anna).await.unwrap();
        day_begins(&app, "2026-12-10").await;
        assert_eq!(taken(&app, &billed[0]).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn staff_send_now_send_again_and_skip() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let anna = &billed[0].customer.id;
        assert_eq!(send(&app, &session, anna).await.unwrap_err().code, "remind-nothing-overdue");
        morning(&app, "2026-11-24");
        assert_eq!(send_again(&app, &session, anna).await.unwrap_err().code, "remind-nothing-sent");
        send(&app, &session, anna).await.unwrap();
        send_again(&app, &session, anna).await.unwrap();
        skip(&app, &session, anna).await.unwrap();
        let expect = [(1, "again", "2026-11-24"), (1, "letter", "2026-11-24"), (2, "skipped", "2026-11-24")];
        assert_eq!(taken(&app, &billed[0]).await, said(&expect));
        assert_eq!(mailed(&app, "Reminder").await.len(), 2);
        assert_eq!(mailed(&app, "Second reminder").await, Vec::<String>::new());
        skip(&app, &session, anna).await.unwrap();
        assert_eq!(skip(&app, &session, anna).await.unwrap_err().code, "remind-no-step-left");
    })
    .await;
}

#[tokio::test]
async fn the_address_for_invoices_gets_it_too() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query("UPDATE customers SET invoice_email = 'facturen@bakkerij.test'")
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        morning(&app, "2026-11-30");
        send(&app, &session, &billed[0].customer.id).await.unwrap();
        assert_eq!(mailed(&app, "Herinnering").await, ["facturen@bakkerij.test"]);
        assert_eq!(mailed(&app, "Reminder").await.len(), 1);
    })
    .await;
}
