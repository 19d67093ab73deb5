use super::{bakery, month, october, staff};
use crate::app::App;
use crate::billing::invoices::{Invoice, Warning, close, issue, next_invoice, preview, store};
use crate::billing::pricing::{Because, Kind};
use crate::billing::replay::{Source, replay};
use crate::mail;
use crate::testing::{Journal, customer, go_to, on_each_engine, server, work};
use crate::web::Paging;
use std::sync::Arc;

const ALL: Paging = Paging { limit: 100, offset: 0 };

pub(super) async fn invoices(app: &App) -> Vec<Invoice> {
    let mut found = store::list(&app.db, "", &ALL).await.unwrap();
    found.sort_by(|a, b| a.number.cmp(&b.number));
    found
}

/// Lines as kind, quantity and cents.
pub(super) async fn lines(app: &App, invoice: &Invoice) -> Vec<(Kind, i64, i64)> {
    let document = store::document(&app.db, &invoice.id).await.unwrap().unwrap();
    document.items.iter().map(|item| (item.line.kind, item.line.quantity, item.line.amount_minor)).collect()
}

pub(super) async fn closed(app: &Arc<App>, name: &str) {
    let sofie = match crate::accounts::person_by_email(&app.db, "sofie@provider.test").await.unwrap() {
        Some(sofie) => sofie,
        None => staff(app).await,
    };
    close(app, month(name), &sofie).await.unwrap();
    work(app).await;
}

#[tokio::test]
async fn b1_create_10_delete_5_next_day_create_6_is_11() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        journal.create("2026-10-05T09:00:00+02:00", 1..=10);
        journal.delete("2026-10-05T10:00:00+02:00", 1..=5);
        journal.create("2026-10-06T09:00:00+02:00", 11..=16);
        go_to(&app, "2026-11-02T09:00:00+01:00");
        journal.send(&app).await;
        closed(&app, "2026-10").await;
        let invoices = invoices(&app).await;
        assert_eq!(lines(&app, &invoices[0]).await, [(Kind::Users, 11, 5445)]);
        assert_eq!(
            (invoices[0].net_minor, invoices[0].vat_minor, invoices[0].total_minor),
            (5445, 1143, 6588)
        );
    })
    .await;
}

#[tokio::test]
async fn b1_create_10_add_5_next_day_delete_6_is_15() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        journal.create("2026-10-05T09:00:00+02:00", 1..=10);
        journal.create("2026-10-05T10:00:00+02:00", 11..=15);
        journal.delete("2026-10-06T09:00:00+02:00", 1..=6);
        go_to(&app, "2026-11-02T09:00:00+01:00");
        journal.send(&app).await;
        closed(&app, "2026-10").await;
        let invoices = invoices(&app).await;
        assert_eq!(lines(&app, &invoices[0]).await, [(Kind::Users, 15, 7425)]);
        let document = store::document(&app.db, &invoices[0].id).await.unwrap().unwrap();
        let Because::Users { peak_at, accounts, carried_over, .. } = &document.items[0].line.because else {
            panic!("a line of users says who");
        };
        assert_eq!((peak_at.as_str(), accounts.len(), *carried_over), ("2026-10-05T10:00:00+02:00", 15, 0));
        assert_eq!(accounts[14], "u15@bakkerij.test");
    })
    .await;
}

#[tokio::test]
async fn b3_10_users_with_12_gb_is_10_users_and_2_gb() {
    on_each_engine(|app| async move {
        let (customer, _, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        closed(&app, "2026-10").await;
        let invoice = &invoices(&app).await[0];
        assert_eq!(lines(&app, invoice).await, [(Kind::Users, 10, 4950), (Kind::Storage, 2, 300)]);
        assert_eq!(
            (invoice.number.as_str(), invoice.date.as_str(), invoice.due.as_str()),
            ("2026-0001", "2026-11-02", "2026-11-23")
        );
        assert_eq!(invoice.customer_id, customer.id);
        let mails = mail::list(&app.db, "invoice 2026-0001", 10, 0).await.unwrap();
        assert_eq!((mails.len(), mails[0].recipient.as_str()), (1, "anna@bakkerij-anna.test"));
        assert!(mails[0].body.contains("€63.52, due 23 November 2026"), "{}", mails[0].body);
    })
    .await;
}

#[tokio::test]
async fn a_month_is_billed_as_replay_says() {
    on_each_engine(|app| async move {
        let (customer, _, server, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        let draft = crate::billing::invoices::draft(&app, &customer, month("2026-10")).await.unwrap();
        let mut events = String::new();
        for entry in &journal.entries {
            let mut event = serde_json::to_value(entry).unwrap();
            event["at"] = hostler_kit::time::instant(entry.at_ms).to_string().into();
            event["customer"] = customer.id.to_string().into();
            event["server"] = server.id.to_string().into();
            event["product"] = "connect".into();
            match event.get("address").cloned() {
                Some(address) => event["account"] = address,
                None => event["event"] = serde_json::Value::Null,
            }
            events.push_str(&format!("{event}\n"));
        }
        let threads = std::num::NonZeroUsize::MIN;
        let file = Source::Text(events.into_bytes());
        let replayed = replay(&file, month("2026-10"), &app.catalogue, threads);
        let billed: Vec<_> = draft.items.into_iter().map(|item| item.line).collect();
        assert_eq!(billed, replayed.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_month_closed_twice_is_billed_once() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        closed(&app, "2026-10").await;
        closed(&app, "2026-10").await;
        assert_eq!(invoices(&app).await.len(), 1);
        assert_eq!(mail::count(&app.db, "invoice").await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_was_killed_runs_again() {
    on_each_engine(|app| async move {
        let (anna, _, _, mut journal) = bakery(&app).await;
        let (_, bram) = customer(&app, "bram").await;
        let other = server(&app, &bram, "bloemen").await;
        let mut flowers = Journal::of(&other);
        flowers.create("2026-10-03T09:00:00+02:00", 1..=2);
        october(&app, &mut journal).await;
        flowers.send(&app).await;
        let sofie = staff(&app).await;
        let started = close(&app, month("2026-10"), &sofie).await.unwrap();
        assert_eq!((started.customers, started.done), (2, 0));
        // One customer is done by hand, as before a power cut; the jobs then find it done.
        issue(&app, month("2026-10"), &anna.id).await.unwrap().expect("an invoice");
        assert!(issue(&app, month("2026-10"), &anna.id).await.unwrap().is_none());
        work(&app).await;
        let numbers: Vec<_> = invoices(&app).await.into_iter().map(|invoice| invoice.number).collect();
        assert_eq!(numbers, ["2026-0001", "2026-0002"]);
        let done = store::month(&app.db, month("2026-10")).await.unwrap().unwrap();
        assert_eq!((done.customers, done.done, done.invoices), (2, 2, 2));
    })
    .await;
}

#[tokio::test]
async fn numbers_have_no_gaps_when_many_are_written_at_once() {
    on_each_engine(|app| async move {
        let mut customers = Vec::new();
        for name in ["anna", "bram", "carla", "daan", "els", "femke", "gijs", "hanna"] {
            let (customer, owner) = customer(&app, name).await;
            let server = server(&app, &owner, &format!("winkel-{name}")).await;
            let mut journal = Journal::of(&server);
            // Els has a server and nobody on it: no invoice.
            let accounts = if name == "els" { 0 } else { 1 };
            journal.create("2026-10-01T08:00:00+02:00", 1..=accounts);
            journal.send(&app).await;
            customers.push(customer.id);
        }
        go_to(&app, "2026-11-02T09:00:00+01:00");
        close(&app, month("2026-10"), &staff(&app).await).await.unwrap();
        let twice = customers.iter().chain(&customers).cloned();
        let writing = twice.map(|customer| {
            let app = app.clone();
            tokio::spawn(async move { issue(&app, month("2026-10"), &customer).await })
        });
        for written in futures_util::future::join_all(writing).await {
            written.unwrap().unwrap();
        }
        let numbers: Vec<_> = invoices(&app).await.into_iter().map(|invoice| invoice.number).collect();
        let expect: Vec<_> = (1..=7).map(|n| format!("2026-000{n}")).collect();
        assert_eq!(numbers, expect);
    })
    .await;
}

#[tokio::test]
async fn late_readings_are_corrected_on_the_next_invoice_once() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        journal.create("2026-10-05T09:00:00+02:00", 1..=3);
        journal.send_until(&app, "2026-11-02T09:00:00+01:00").await;
        closed(&app, "2026-10").await;
        // These were written in October and come a week into November: seven users, not three.
        journal.create("2026-10-20T09:00:00+02:00", 4..=7);
        journal.store("2026-11-01T00:30:00+01:00", 0);
        journal.send_until(&app, "2026-12-02T09:00:00+01:00").await;
        closed(&app, "2026-11").await;
        journal.store("2027-01-01T00:30:00+01:00", 0);
        journal.send_until(&app, "2027-01-02T09:00:00+01:00").await;
        closed(&app, "2026-12").await;
        let invoices = invoices(&app).await;
        assert_eq!(lines(&app, &invoices[0]).await, [(Kind::Users, 3, 1485)]);
        assert_eq!(lines(&app, &invoices[1]).await, [(Kind::Users, 7, 3465), (Kind::Users, 4, 1980)]);
        assert_eq!(lines(&app, &invoices[2]).await, [(Kind::Users, 7, 3465)]);
        let document = store::document(&app.db, &invoices[1].id).await.unwrap().unwrap();
        assert_eq!(document.items[1].month, month("2026-10"));
    })
    .await;
}

#[tokio::test]
async fn months_are_closed_when_they_are_over_and_in_order() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        let sofie = staff(&app).await;
        let refused = async |name: &str| close(&app, month(name), &sofie).await.unwrap_err().code;
        assert_eq!(refused("2026-10").await, "month-not-over");
        assert_eq!(refused("2027-10").await, "month-not-over");
        october(&app, &mut journal).await;
        assert_eq!(refused("2026-09").await, "month-nothing-sold");
        assert_eq!(refused("2026-11").await, "month-not-over");
        go_to(&app, "2026-12-01T00:00:00+01:00");
        assert_eq!(refused("2026-11").await, "earlier-month-open");
        close(&app, month("2026-10"), &sofie).await.unwrap();
        assert_eq!(refused("2026-11").await, "earlier-month-open", "its invoices are not written yet");
        work(&app).await;
        close(&app, month("2026-11"), &sofie).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_preview_warns() {
    on_each_engine(|app| async move {
        let (customer_id, _, _, mut journal) = bakery(&app).await;
        let (_, bram) = customer(&app, "bram").await;
        server(&app, &bram, "bloemen").await;
        journal.create("2026-10-05T09:00:00+02:00", 1..=3);
        journal.send_until(&app, "2026-11-01T09:00:00+01:00").await;
        let drafts = preview(&app, month("2026-10")).await.unwrap();
        let warnings: Vec<_> = drafts.iter().map(|one| one.draft.warnings.clone()).collect();
        let not_reached = Warning::NotReached { host: "bakkerij.hostler.test".into() };
        let no_readings = Warning::NoReadings { host: "bloemen.hostler.test".into() };
        assert_eq!(warnings, [vec![no_readings, Warning::Nothing], vec![not_reached, Warning::First]]);
        closed(&app, "2026-10").await;
        journal.create("2026-11-05T09:00:00+01:00", 4..=9);
        journal.send_until(&app, "2026-11-06T09:00:00+01:00").await;
        let next = next_invoice(&app, &customer_id.id).await.unwrap();
        assert_eq!((next.month, next.totals.net_minor), (month("2026-11"), 9 * 495));
        let now = preview(&app, month("2026-11")).await.unwrap();
        let hers = now.iter().find(|one| one.draft.customer.id == customer_id.id).unwrap();
        assert!(hers.draft.warnings.contains(&Warning::Doubled { before_minor: 1797 }), "{hers:?}");
        assert_eq!((hers.difference_minor(), hers.now.users), (Some(5391 - 1797), 9));
    })
    .await;
}

#[tokio::test]
async fn an_issued_invoice_cannot_be_changed_or_deleted() {
    on_each_engine(|app| async move {
        let (_, _, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        closed(&app, "2026-10").await;
        let changes = [
            "UPDATE invoices SET net_minor = 1, vat_minor = 0, total_minor = 1",
            "UPDATE invoices SET number = '2026-0009'",
            "UPDATE invoices SET due = '2027-01-01'",
            "UPDATE invoices SET document = '{}'",
            "UPDATE invoices SET document_hash = 'x'",
            "DELETE FROM invoices",
        ];
        for change in changes {
            let mut tx = app.db.begin().await.unwrap();
            assert!(sqlx::query(change).execute(&mut *tx).await.is_err(), "{change}");
        }
    })
    .await;
}

#[tokio::test]
async fn b9_the_preview_names_every_rule_of_the_standard_that_an_invoice_would_break() {
    on_each_engine(|app| async move {
        let mut app = Arc::into_inner(app).expect("nobody else has it yet");
        app.catalogue.provider.name.clear();
        app.catalogue.seller.vat_number.clear();
        let app = Arc::new(app);
        let (_, _, _, mut journal) = bakery(&app).await;
        october(&app, &mut journal).await;
        let expected = preview(&app, month("2026-10")).await.unwrap().remove(0);
        let mut rules: Vec<_> = expected
            .draft
            .warnings
            .iter()
            .filter_map(|warning| match warning {
                Warning::MayNotBeIssued { code, values } if code == "einvoice-broken" => {
                    Some(values["rule"].clone())
                }
                _ => None,
            })
            .collect();
        rules.sort();
        rules.dedup();
        assert!(["BR-06", "BR-S-02"].iter().all(|rule| rules.contains(&rule.to_string())), "{rules:?}");
        closed(&app, "2026-10").await;
        assert!(invoices(&app).await.is_empty(), "it waits");
    })
    .await;
}
