use super::pdf;
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::invoices::{Document, close, store};
use crate::testing::{self, Journal, customer, on_each_engine, server, work};
use crate::web::Paging;
use std::sync::Arc;

/// Anna's October with 14 accounts and 16 GB, as it was issued.
async fn october(app: &Arc<App>) -> (Customer, Document) {
    let (company, anna) = customer(app, "anna").await;
    let server = server(app, &anna, "bakkerij").await;
    let mut journal = Journal::of(&server);
    journal.create("2026-10-01T09:00:00+02:00", 1..=10);
    journal.create("2026-10-14T15:30:12+02:00", 11..=14);
    journal.delete("2026-10-20T10:00:00+02:00", 1..=5);
    for day in [1, 2, 3, 7, 12, 20, 28] {
        journal.store(&format!("2026-10-{day:02}T23:00:00+02:00"), 15_000_000_000 + day * 70_000_000);
    }
    journal.entries.sort_by_key(|entry| entry.at_ms);
    let entries = std::mem::take(&mut journal.entries);
    for entry in entries {
        let at = hostler_kit::time::instant(entry.at_ms).to_string();
        journal.add(&at, entry.what);
    }
    journal.send_until(app, "2026-11-02T09:00:00+01:00").await;
    close(
        app,
        "2026-10".parse().unwrap(),
        &testing::person(app, None, "Sofie", crate::accounts::Role::Staff).await,
    )
    .await
    .unwrap();
    work(app).await;
    let found = store::list(&app.db, "", &Paging { limit: 1, offset: 0 }).await.unwrap();
    (company, store::document(&app.db, &found[0].id).await.unwrap().unwrap())
}

fn keep(name: &str, bytes: &[u8]) {
    let folder = std::env::temp_dir().join("hostler-paper");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

#[tokio::test]
async fn an_invoice_becomes_a_pdf_and_the_same_one_each_time() {
    on_each_engine(|app| async move {
        let (_, document) = october(&app).await;
        let first = pdf(&app, &document).unwrap();
        assert!(first.starts_with(b"%PDF-1.7") && first.len() > 10_000, "{} bytes", first.len());
        assert_eq!(first, pdf(&app, &document).unwrap());
        keep("nl.pdf", &first);
        let english = Document { language: "en".into(), ..document.clone() };
        keep("en.pdf", &pdf(&app, &english).unwrap());
        let mut long = document;
        long.customer.name = "#panic() $x$ *Stichting* tot Instandhouding van Molens, Sluizen en Gemalen in de Zaanstreek & Waterland".into();
        long.customer.street = "Burgemeester van der Feltzlaan 1024-a bis, #read(\"/etc/passwd\")".into();
        let items = long.items.clone();
        for _ in 0..14 {
            long.items.extend(items.clone());
        }
        keep("long.pdf", &pdf(&app, &long).unwrap());
    })
    .await;
}
