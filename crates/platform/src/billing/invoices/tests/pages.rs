use super::{bakery, month, october, staff};
use crate::accounts::{Person, Role};
use crate::app::App;
use crate::billing::invoices::{Invoice, close, store};
use crate::billing::routes::portal;
use crate::testing::{Browser, customer, on_each_engine, person, work};
use crate::web::Paging;
use hostler_kit::ui::words::check::missing_in;
use std::sync::Arc;

struct Cast {
    anna: Person,
    administrator: Person,
    bram: Person,
    sofie: Person,
    invoice: Invoice,
}

/// Anna's October is closed; Bram is another customer's owner.
async fn closed(app: &Arc<App>) -> Cast {
    let (company, anna, _, mut journal) = bakery(app).await;
    let (_, bram) = customer(app, "bram").await;
    let administrator = person(app, Some(&company), "Cees", Role::Administrator).await;
    october(app, &mut journal).await;
    let sofie = staff(app).await;
    close(app, month("2026-10"), &sofie).await.unwrap();
    work(app).await;
    let found = store::list(&app.db, "", &Paging { limit: 1, offset: 0 }).await.unwrap();
    Cast { anna, administrator, bram, sofie, invoice: found[0].clone() }
}

async fn statuses(app: &Arc<App>, cast: &Cast, path: &str) -> [u16; 5] {
    let visitor = Browser::visitor(app, portal()).get(path).await;
    let mut seen = [visitor.status.as_u16(); 5];
    for (place, person) in [&cast.anna, &cast.administrator, &cast.bram, &cast.sofie].into_iter().enumerate()
    {
        seen[place + 1] = Browser::of(app, portal(), person).await.get(path).await.status.as_u16();
    }
    seen
}

#[tokio::test]
async fn each_sees_what_is_theirs() {
    on_each_engine(|app| async move {
        let cast = closed(&app).await;
        let id = cast.invoice.id.to_string();
        // Visitor, Anna, her administrator, Bram of another customer, staff.
        let ways = [
            ("/invoices".to_string(), [303, 200, 200, 200, 403]),
            (format!("/invoices/{id}"), [303, 200, 200, 404, 403]),
            (format!("/invoices/{id}.pdf"), [303, 200, 200, 404, 403]),
            ("/invoices/inv_1".to_string(), [303, 404, 404, 404, 403]),
            ("/api/v1/invoices".to_string(), [401, 200, 200, 200, 403]),
            (format!("/api/v1/invoices/{id}"), [401, 200, 200, 404, 403]),
            (format!("/api/v1/invoices/{id}/pdf"), [401, 200, 200, 404, 403]),
            ("/staff/invoices".to_string(), [303, 403, 403, 403, 200]),
            (format!("/staff/invoices/{id}"), [303, 403, 403, 403, 200]),
            (format!("/staff/invoices/{id}.pdf"), [303, 403, 403, 403, 200]),
            ("/staff/months".to_string(), [303, 403, 403, 403, 200]),
            ("/staff/months/2026-10".to_string(), [303, 403, 403, 403, 200]),
            ("/staff/months/2026-11".to_string(), [303, 403, 403, 403, 200]),
            ("/staff/months/2026-10/close".to_string(), [303, 403, 403, 403, 200]),
            ("/api/v1/staff/months/2026-10".to_string(), [401, 403, 403, 403, 200]),
            ("/prices/calculate?users=10&gb=12".to_string(), [200, 200, 200, 200, 200]),
        ];
        for (path, expect) in ways {
            assert_eq!(statuses(&app, &cast, &path).await, expect, "{path}");
        }
        let close = "/api/v1/staff/months/2026-10/close";
        for (person, expect) in [(&cast.anna, 403), (&cast.bram, 403), (&cast.sofie, 200)] {
            let answer = Browser::of(&app, portal(), person).await.api("POST", close, &()).await;
            assert_eq!(answer.status.as_u16(), expect, "{}", person.name);
        }
    })
    .await;
}

#[tokio::test]
async fn the_invoice_explains_itself() {
    on_each_engine(|app| async move {
        let cast = closed(&app).await;
        let anna = Browser::of(&app, portal(), &cast.anna).await;
        let seen = anna.get(&format!("/invoices/{}", cast.invoice.id)).await.main();
        for said in [
            "Invoice 2026-0001",
            "10 users",
            "€49.50",
            "2 GB",
            "€3.00",
            "VAT 21% of €52.50",
            "€63.52",
            "1 October 2026, 09:00:00 CEST",
            "u10@bakkerij.test",
            "Mean of the days",
            "12.00 GB",
            "10.00 GB",
            "as the day before",
            "connect/hosted/1",
            "23 November 2026",
        ] {
            assert!(seen.contains(said), "{said} is not in\n{seen}");
        }
        assert_eq!(missing_in(&seen), Vec::<String>::new());
        assert_eq!(seen.matches("@bakkerij.test").count(), 10);
    })
    .await;
}

#[tokio::test]
async fn a_month_is_closed_by_typing_its_name() {
    on_each_engine(|app| async move {
        let (_, anna, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        let sofie = staff(&app).await;
        let browser = Browser::of(&app, portal(), &sofie).await;
        let seen = browser.get("/staff/months/2026-10").await.main();
        assert!(
            seen.contains("Bakkerij Anna")
                && seen.contains("€63.52")
                && seen.contains("Billed for the first time"),
            "{seen}"
        );
        let way = "/staff/months/2026-10/close";
        assert_eq!(browser.post(way, &[("confirm", "2026-11")]).await.status.as_u16(), 422);
        let done = browser.post(way, &[("confirm", "2026-10")]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/staff/months/2026-10"));
        assert!(browser.get("/staff/months/2026-10").await.main().contains("0 of 1"));
        work(&app).await;
        let seen = browser.get("/staff/months/2026-10").await;
        assert!(seen.main().contains("2026-0001"));
        let twice = browser.post("/staff/months/2026-11/close", &[("confirm", "2026-11")]).await;
        assert_eq!(twice.status.as_u16(), 409);
        let list = Browser::of(&app, portal(), &anna).await.get("/invoices").await.main();
        assert!(list.contains("2026-0001") && list.contains("Next invoice as it stands"), "{list}");
        for path in ["/staff/months", "/staff/invoices?q=anna", "/staff/invoices?q=zoe"] {
            assert_eq!(missing_in(&browser.get(path).await.main()), Vec::<String>::new(), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_calculator_bills_as_the_invoice_does() {
    on_each_engine(|app| async move {
        let browser = Browser::visitor(&app, portal());
        let seen = browser.get("/prices/calculate?users=10&gb=12").await.text();
        assert!(seen.contains("€52.50") && seen.contains("€63.52"), "{seen}");
        let both = browser.get("/prices/calculate?users=15&gb=0&operator_users=5").await.text();
        assert!(both.contains("Combination discount on Connect") && both.contains("-€0.495"), "{both}");
        assert!(
            browser
                .get("/prices/calculate?users=ten")
                .await
                .text()
                .contains("whole number from 0 to 1000000")
        );
        assert!(browser.get("/prices/calculate").await.text().contains("Say how many users"));
    })
    .await;
}

#[tokio::test]
async fn pages_say_what_they_said() {
    on_each_engine(|app| async move {
        let cast = closed(&app).await;
        let staff = Browser::of(&app, portal(), &cast.sofie).await;
        let anna = Browser::of(&app, portal(), &cast.anna).await;
        insta::assert_snapshot!("invoice", anna.get(&format!("/invoices/{}", cast.invoice.id)).await.said());
        insta::assert_snapshot!("invoices", anna.get("/invoices").await.said());
        insta::assert_snapshot!("month", staff.get("/staff/months/2026-10").await.said());
        insta::assert_snapshot!("close", staff.get("/staff/months/2026-10/close").await.said());
        let document = store::document(&app.db, &cast.invoice.id).await.unwrap().unwrap();
        insta::assert_json_snapshot!("document", document);
    })
    .await;
}
