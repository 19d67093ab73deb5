use super::pdf;
use crate::accounts::Role;
use crate::app::App;
use crate::billing::invoices::{Document, close, store};
use crate::testing::{self, Journal, customer, on_each_engine, server, work};
use crate::web::Paging;
use std::sync::Arc;

/// Anna's October with 14 accounts and 16 GB, as it was issued.
async fn october(app: &Arc<App>) -> Document {
    let (_, anna) = customer(app, "anna").await;
    let server = server(app, &anna, "bakkerij").await;
    let mut journal = Journal::of(&server);
    journal.create("2026-10-01T09:00:00+02:00", 1..=10);
    for day in 1..=27 {
        match day {
            14 => journal.create("2026-10-14T15:30:12+02:00", 11..=14),
            20 => journal.delete("2026-10-20T10:00:00+02:00", 1..=5),
            _ => {}
        }
        if day != 13 && day != 21 {
            journal.store(&format!("2026-10-{day:02}T23:00:00+02:00"), 15_000_000_000 + day * 70_000_000);
        }
    }
    journal.send_until(app, "2026-11-02T09:00:00+01:00").await;
    let sofie = testing::person(app, None, "Sofie", Role::Staff).await;
    close(app, "2026-10".parse().unwrap(), &sofie).await.unwrap();
    work(app).await;
    let found = store::list(&app.db, "", &Paging { limit: 1, offset: 0 }).await.unwrap();
    store::document(&app.db, &found[0].id).await.unwrap().unwrap()
}

/// Number of pages, as the file says.
fn pages(pdf: &[u8]) -> u32 {
    let text = String::from_utf8_lossy(pdf);
    let count = text.split("/Count ").nth(1).expect("a PDF counts its pages");
    count.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[tokio::test]
async fn an_invoice_becomes_a_pdf_and_the_same_one_each_time() {
    on_each_engine(|app| async move {
        let document = october(&app).await;
        let first = pdf(&app, &document).unwrap();
        assert!(first.starts_with(b"%PDF-1.7"));
        assert_eq!(pages(&first), 2);
        assert_eq!(first, pdf(&app, &document).unwrap());
        let english = pdf(&app, &Document { language: "en".into(), ..document }).unwrap();
        assert_ne!(first, english);
    })
    .await;
}

#[tokio::test]
async fn what_customers_type_is_text_and_many_lines_go_on() {
    on_each_engine(|app| async move {
        let mut long = october(&app).await;
        // Each of these would stop the setting if it were read as markup.
        long.customer.name =
            "#panic() $x$ *Stichting* tot Instandhouding van Molens en Sluizen in de Zaanstreek".into();
        long.customer.street = "Feltzlaan 1024-a bis #read(\"/etc/passwd\") ] } <x> @y".into();
        let items = long.items.clone();
        for _ in 0..14 {
            long.items.extend(items.clone());
        }
        let bytes = pdf(&app, &long).unwrap();
        assert!(pages(&bytes) > 8, "{} pages", pages(&bytes));
    })
    .await;
}
