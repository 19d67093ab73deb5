//! The last invoices: full months up to the last, and nothing after it.

use super::{jobs, work_endings};
use crate::app::App;
use crate::billing::invoices::{Voice, close, draft};
use crate::servers::ending::{give, jobs::EndServer};
use crate::servers::{self, Server};
use crate::testing::{Journal, customer, go_to, on_each_engine, person, server};
use hostler_kit::jobs::{Job, Queue};
use hostler_kit::time::Month;
use std::sync::Arc;

async fn users_of(app: &App, server: &Server, month: &str) -> Vec<i64> {
    let customer = crate::accounts::customer(&app.db, &server.customer_id).await.unwrap().unwrap();
    let month: Month = month.parse().unwrap();
    let draft = draft(app, &customer, month).await.unwrap();
    draft.items.iter().map(|item| item.line.quantity).collect()
}

/// Where the first line of a month's invoice says that it belongs.
async fn last_said(app: &App, server: &Server, month: &str) -> String {
    let customer = crate::accounts::customer(&app.db, &server.customer_id).await.unwrap().unwrap();
    let draft = draft(app, &customer, month.parse().unwrap()).await.unwrap();
    let words = app.languages.of(hostler_kit::ui::Lang::En);
    let voice = Voice { words: &words, zone: app.zone(), currency: "EUR" };
    voice.lines(&draft.items).remove(0).place
}

#[tokio::test]
async fn d6_the_last_month_is_billed_whole_and_nothing_after_it() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let sofie = person(&app, None, "Sofie", crate::accounts::Role::Staff).await;
        let bakery = server(&app, &anna, "bakkerij").await;
        let mut journal = Journal::of(&bakery);
        let admin = "admin@bakkerij.hostler.test".to_string();
        journal.add(
            "2026-10-01T08:00:00+02:00",
            hostler_wire::journal::What::Created { account: "acc_0".into(), address: admin },
        );
        journal.create("2026-10-01T08:00:00+02:00", 1..=3);
        journal.delete("2026-10-01T08:00:00+02:00", 1..=3);
        journal.send(&app).await;
        give(&app, &bakery, &anna.actor()).await.unwrap();
        // The platform stood still: the end comes days late.
        go_to(&app, "2026-12-05T10:00:00+01:00");
        work_endings(&app).await;
        let ended = servers::find(&app.db, &bakery.id).await.unwrap().unwrap();
        assert_eq!(ended.desired, "gone");
        for (month, expect) in [("2026-10", vec![4]), ("2026-11", vec![1]), ("2026-12", vec![])] {
            assert_eq!(users_of(&app, &ended, month).await, expect, "{month}");
        }
        for month in ["2026-10", "2026-11"] {
            close(&app, month.parse().unwrap(), &sofie).await.unwrap();
            crate::testing::work(&app).await;
        }
        let mails = crate::mail::list(&app.db, "anna", 50, 0).await.unwrap();
        let invoices = mails.iter().filter(|mail| mail.body.contains("/invoices/")).count();
        assert_eq!(invoices, 2);
        let said = |month: &'static str| last_said(&app, &ended, month);
        assert!(!said("2026-10").await.contains("Last invoice"), "its last month is the next one");
        let last = said("2026-11").await;
        assert!(last.contains("Last invoice: the server’s last day is 30 November 2026"), "{last}");
        go_to(&app, "2027-01-02T10:00:00+01:00");
        close(&app, "2026-12".parse().unwrap(), &sofie).await.unwrap();
        crate::testing::work(&app).await;
        assert_eq!(users_of(&app, &ended, "2026-12").await, Vec::<i64>::new(), "it is over");
    })
    .await;
}

#[tokio::test]
async fn an_end_that_was_broken_off_goes_on() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        let ending = give(&app, &bakery, &anna.actor()).await.unwrap();
        go_to(&app, "2026-12-01T00:00:00+01:00");
        // A worker that died took the job along; its lease runs out and the next one has it.
        let queue: Queue<App> =
            Queue::new(app.db.clone(), app.clock.clone(), app.wake.clone()).register::<EndServer>();
        let (first, second): (Arc<App>, Arc<App>) = (app.clone(), app.clone());
        let job = || jobs::EndServer { ending: ending.id.clone() };
        let (one, other) = tokio::join!(job().run(&first), job().run(&second));
        assert_eq!((one, other), (Ok(()), Ok(())));
        while queue.work_one(app.clone()).await.unwrap() {}
        let deleted = crate::mail::list(&app.db, "is deleted", 9, 0).await.unwrap();
        assert_eq!(deleted.len(), 1, "told once");
    })
    .await;
}
