use super::months::{closed, invoices, lines};
use super::{bakery, month, october, staff};
use crate::accounts::details::{self, Details};
use crate::app::App;
use crate::billing::invoices::{Filter, Warning, What, Which, close, issue, preview, store, verify};
use crate::billing::ledger::{Account, store::balance};
use crate::billing::pricing::Kind;
use crate::billing::routes::portal;
use crate::catalogue::Catalogue;
use crate::metering;
use crate::servers::{self, Server};
use crate::testing::{self, Browser, Journal, customer, go_to, on_each_engine, server, work};
use std::sync::Arc;

/// The standard offer with these words in the place of others.
async fn with_offer(change: (&'static str, &'static str), test: impl AsyncFn(Arc<App>)) {
    hostler_kit::db::testing::on_each_engine(&crate::app::MIGRATIONS, |db| {
        let test = &test;
        async move {
            let text = include_str!("../../../../../../catalogue/offer.toml").replacen(change.0, change.1, 1);
            let mut app = testing::platform(db);
            app.catalogue = Catalogue::parse("offer.toml", &text).unwrap();
            test(Arc::new(app)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn b9_the_vat_rate_of_the_months_last_day_holds_for_the_month() {
    let change = (
        "from = \"2012-10-01\"\npercent = \"21\"",
        "from = \"2012-10-01\"\npercent = \"21\"\n\n[[vat]]\ncountry = \"NL\"\nfrom = \"2026-10-16\"\npercent = \"22\"",
    );
    with_offer(change, async |app| {
        let (_, _, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        closed(&app, "2026-10").await;
        let invoice = invoices(&app).await.remove(0);
        assert_eq!((invoice.net_minor, invoice.vat_minor), (5250, 1155));
    })
    .await;
}

#[tokio::test]
async fn a_price_that_is_announced_for_a_later_month_is_said_and_not_billed() {
    let change = (
        "amount = \"4.95\"",
        "amount = \"4.95\"\n\n[[product.price]]\nfrom = \"2026-11-01\"\namount = \"5.25\"",
    );
    with_offer(change, async |app| {
        let (_, _, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        let seen = preview(&app, month("2026-10")).await.unwrap().remove(0);
        let said = |warning: &Warning| matches!(warning, Warning::PriceAnnounced { to_micro: 5_250_000, .. });
        assert!(seen.draft.warnings.iter().any(said), "{:?}", seen.draft.warnings);
        assert_eq!(seen.draft.totals.net_minor, 5250);
        closed(&app, "2026-10").await;
        go_to(&app, "2026-12-02T09:00:00+01:00");
        let seen = preview(&app, month("2026-11")).await.unwrap().remove(0);
        let said = |warning: &Warning| {
            matches!(warning, Warning::PriceChanged { from_micro: 4_950_000, to_micro: 5_250_000, .. })
        };
        assert!(seen.draft.warnings.iter().any(said), "{:?}", seen.draft.warnings);
        assert_eq!(seen.draft.items[0].line.unit_price_micro, 5_250_000);
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_issued_waits_and_the_others_are_issued() {
    on_each_engine(|app| async move {
        let (anna, _, _, mut journal) = bakery(&app).await;
        let (_, bram) = customer(&app, "bram").await;
        let mut flowers = Journal::of(&server(&app, &bram, "bloemen").await);
        flowers.create("2026-10-03T09:00:00+02:00", 1..=2);
        october(&app, &mut journal).await;
        flowers.send(&app).await;
        // She moved to a country of the EU whose rate the catalogue does not have, and has no VAT number.
        let by = crate::events::Actor::platform();
        let moved = Details { country: "PT".into(), ..Details::of(&anna) };
        details::change(&app, &by, &anna.id, &moved).await.unwrap();
        let seen = preview(&app, month("2026-10")).await.unwrap();
        assert!(seen[0].oddness() > seen[1].oddness());
        closed(&app, "2026-10").await;
        let done = store::month(&app.db, month("2026-10")).await.unwrap().unwrap();
        assert_eq!((done.done, done.waiting, done.invoices), (1, 1, 1));
        let sofie = crate::accounts::person_by_email(&app.db, "sofie@provider.test").await.unwrap().unwrap();
        let browser = Browser::of(&app, portal(), &sofie).await;
        let page = browser.get("/staff/months/2026-10").await.main();
        assert!(page.contains("One invoice waits") && page.contains("PT"), "{page}");
        // Back home, and tried again.
        details::change(&app, &by, &anna.id, &Details::of(&anna)).await.unwrap();
        assert_eq!(browser.post("/staff/months/2026-10/retry", &[]).await.status.as_u16(), 303);
        work(&app).await;
        let done = store::month(&app.db, month("2026-10")).await.unwrap().unwrap();
        assert_eq!((done.done, done.waiting, done.invoices), (2, 0, 2));
        let numbers: Vec<_> = invoices(&app).await.into_iter().map(|one| one.number).collect();
        assert_eq!(numbers, ["2026-0001", "2026-0002"]);
    })
    .await;
}

#[tokio::test]
async fn b11_a_month_is_verified_and_what_was_tampered_with_is_named() {
    on_each_engine(|app| async move {
        let (_, _, server, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        let open = verify(&app, month("2026-10")).await.unwrap_err();
        assert_eq!(open.code, "verify-month-open");
        closed(&app, "2026-10").await;
        let found = verify(&app, month("2026-10")).await.unwrap();
        assert_eq!((found.documents, found.customers, found.differences), (1, 1, vec![]));
        // A reading that was taken out of the copy: nine users are right, ten were billed.
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query("DELETE FROM readings WHERE server_id = $1 AND number = 10")
            .bind(&server.id)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let found = verify(&app, month("2026-10")).await.unwrap();
        let differs =
            |what: &What| matches!(what, What::Amount { billed_minor: 5250, right_minor: 4905, .. });
        assert!(found.differences.iter().any(|one| differs(&one.what)), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn lists_are_narrowed_and_summed_and_saved_as_csv() {
    on_each_engine(|app| async move {
        let (company, anna, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        closed(&app, "2026-10").await;
        let sums = async |filter, today: &str| {
            let which =
                Which { customer: Some(&company.id), search: "", filter, today: today.parse().unwrap() };
            let sums = store::sums(&app.db, &which).await.unwrap();
            (sums.count, sums.open_minor, sums.overdue_minor)
        };
        assert_eq!(sums(Filter::All, "2026-11-23").await, (1, 6352, 0));
        assert_eq!(sums(Filter::Open, "2026-11-23").await, (1, 6352, 0));
        assert_eq!(sums(Filter::Overdue, "2026-11-24").await, (1, 6352, 6352));
        assert_eq!(sums(Filter::Paid, "2026-11-24").await, (0, 0, 0));
        let browser = Browser::of(&app, portal(), &anna).await;
        let csv = browser.get("/invoices/invoices.csv?state=open").await.text();
        let mut rows = csv.lines();
        assert!(rows.next().unwrap().starts_with("number,kind,customer"));
        let row = "2026-0001,month,Bakkerij Anna,2026-10,2026-11-02,2026-11-23,52.50,11.02,63.52,63.52,EUR,issued,RF";
        assert!(rows.next().unwrap().starts_with(row), "{csv}");
        let page = browser.get("/invoices?state=overdue").await.main();
        assert!(!page.contains("2026-0001"), "{page}");
    })
    .await;
}

/// A server of Operator beside Connect, whose engine is not there yet: its readings come as any server's do.
async fn operator(app: &App, like: &Server) -> Server {
    let (customer, people) =
        (&like.customer_id, crate::accounts::people_of(&app.db, &like.customer_id).await.unwrap());
    let twin = server(app, &people[0], "centrale").await;
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("UPDATE servers SET product = 'operator' WHERE id = $1 AND customer_id = $2")
        .bind(&twin.id)
        .bind(customer)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    servers::find(&app.db, &twin.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn b2_5_operator_and_15_connect_users_is_10_percent_off_for_5() {
    on_each_engine(|app| async move {
        let (_, anna, connect, mut mail) = bakery(&app).await;
        let mut calls = Journal::of(&operator(&app, &connect).await);
        mail.create("2026-10-01T09:00:00+02:00", 1..=15);
        calls.create("2026-10-02T09:00:00+02:00", 1..=5);
        calls.send_until(&app, "2026-11-02T09:00:00+01:00").await;
        mail.send(&app).await;
        closed(&app, "2026-10").await;
        let invoice = invoices(&app).await.remove(0);
        let mut seen = lines(&app, &invoice).await;
        seen.sort_unstable();
        // 10 % off 4.95 and off 6.95, five times each: 2.475 and 3.475, half to the even cent.
        assert_eq!(
            seen,
            [
                (Kind::Users, 5, 3475),
                (Kind::Users, 15, 7425),
                (Kind::CombinationDiscount, 5, -348),
                (Kind::CombinationDiscount, 5, -248),
            ]
        );
        let browser = Browser::of(&app, portal(), &anna).await;
        let page = browser.get(&format!("/invoices/{}", invoice.id)).await.main();
        assert!(page.contains("Combination discount on Operator"), "{page}");
        assert_eq!(verify(&app, month("2026-10")).await.unwrap().differences, []);
        let known = metering::month_as_known(&app, &connect, month("2026-10"), app.now_ms()).await.unwrap();
        assert_eq!(known.0.peak, 15);
    })
    .await;
}

/// On 25 October 2026 the clock goes back: the hour from two to three is there twice, and the month an hour longer.
#[tokio::test]
async fn d5_a_months_edge_follows_the_clock_of_the_provider() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        journal.create("2026-10-25T02:30:00+02:00", 1..=2);
        journal.delete("2026-10-25T02:30:00+01:00", 1..=1);
        // 22:30 and 23:30 in UTC: the last minutes of October, and the first of November.
        journal.create("2026-10-31T23:30:00+01:00", 3..=3);
        journal.create("2026-11-01T00:30:00+01:00", 4..=6);
        journal.send_until(&app, "2026-11-02T09:00:00+01:00").await;
        closed(&app, "2026-10").await;
        let invoice = invoices(&app).await.remove(0);
        assert_eq!(lines(&app, &invoice).await, [(Kind::Users, 2, 990)]);
        let document = store::document(&app.db, &invoice.id).await.unwrap().unwrap();
        assert_eq!(document.items[0].days.len(), 31);
        assert_eq!(verify(&app, month("2026-10")).await.unwrap().differences, []);
    })
    .await;
}

#[tokio::test]
async fn closing_twice_at_once_writes_each_invoice_once() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        let sofie = staff(&app).await;
        close(&app, month("2026-10"), &sofie).await.unwrap();
        close(&app, month("2026-10"), &sofie).await.unwrap();
        tokio::join!(work(&app), work(&app));
        closed(&app, "2026-10").await;
        assert_eq!(invoices(&app).await.len(), 1);
        assert_eq!(verify(&app, month("2026-10")).await.unwrap().differences, []);
    })
    .await;
}

/// Issuing is cut off at any point, round after round, as by a power cut: what was begun is not there, what was
/// committed is there once.
#[tokio::test]
async fn b8_a_close_that_is_cut_off_again_and_again_ends_whole() {
    on_each_engine(|app| async move {
        let mut customers = Vec::new();
        for name in ["anna", "bram", "carla", "daan", "els", "femke"] {
            let (company, owner) = customer(&app, name).await;
            let mut journal = Journal::of(&server(&app, &owner, &format!("winkel-{name}")).await);
            journal.create("2026-10-01T08:00:00+02:00", 1..=3);
            journal.send(&app).await;
            customers.push(company.id);
        }
        go_to(&app, "2026-11-02T09:00:00+01:00");
        let sofie = staff(&app).await;
        for round in 0..24 {
            close(&app, month("2026-10"), &sofie).await.unwrap();
            let issuing = futures_util::future::join_all(
                customers.iter().map(|customer| issue(&app, month("2026-10"), customer)),
            );
            let after = std::time::Duration::from_micros(250 * round * round);
            tokio::time::timeout(after, issuing).await.ok();
            // What was on its way to be committed when it was cut off is through, or not there.
            let mut quiet = app.db.begin().await.unwrap();
            store::next_sequence(&mut quiet, "2026").await.unwrap();
            quiet.rollback().await.unwrap();
            let so_far = invoices(&app).await;
            let numbers: Vec<_> = so_far.iter().map(|one| one.number.clone()).collect();
            let gapless: Vec<_> = (1..=so_far.len()).map(|n| format!("2026-{n:04}")).collect();
            assert_eq!(numbers, gapless, "after {after:?}");
            let open: i64 = so_far.iter().map(|one| one.open_minor).sum();
            assert_eq!(balance(&app.db, &Account::Debtors).await.unwrap(), open, "after {after:?}");
        }
        closed(&app, "2026-10").await;
        assert_eq!(invoices(&app).await.len(), customers.len());
        assert_eq!(verify(&app, month("2026-10")).await.unwrap().differences, []);
    })
    .await;
}
