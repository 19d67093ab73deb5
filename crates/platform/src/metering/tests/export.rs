use crate::accounts::Role;
use crate::billing::invoices::preview;
use crate::billing::replay;
use crate::metering::export;
use crate::testing::{Browser, Journal, customer, on_each_engine, person, server};
use std::num::NonZeroUsize;

#[tokio::test]
async fn an_export_is_replayed_to_the_lines_of_the_preview() {
    on_each_engine(|app| async move {
        let (customer, anna) = customer(&app, "anna").await;
        let mut journal = Journal::of(&server(&app, &anna, "bakkerij").await);
        journal.create("2026-10-01T09:00:00+02:00", 1..=10);
        journal.delete("2026-10-30T09:00:00+02:00", 6..=10);
        journal.store("2026-10-30T23:00:00+02:00", 13_500_000_000);
        journal.create("2026-11-01T00:00:00+01:00", 11..=12);
        journal.send_until(&app, "2026-11-02T09:00:00+01:00").await;

        let staff = person(&app, None, "sanne", Role::Staff).await;
        let staff = Browser::of(&app, export::router(), &staff).await;
        for (month, readings) in [("2026-09", 0), ("2026-10", 16), ("2026-11", 18)] {
            let seen = staff.get(&format!("/api/v1/staff/readings?month={month}")).await;
            assert_eq!((seen.status.as_u16(), seen.text().lines().count()), (200, readings), "{month}");
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), seen.text()).unwrap();
            let month = month.parse().unwrap();
            let one = NonZeroUsize::MIN;
            let events = replay::Source::open(file.path()).unwrap();
            let replayed = replay::replay(&events, month, &app.catalogue, one).unwrap();
            let billed = preview(&app, month).await.unwrap();
            let billed = billed.iter().flat_map(|one| &one.draft.items).map(|item| &item.line);
            let numbers =
                |line: &crate::billing::pricing::Line| (line.kind, line.quantity, line.amount_minor);
            let replayed: Vec<_> = replayed.iter().map(numbers).collect();
            let billed: Vec<_> = billed.map(numbers).collect();
            // Of a month that still runs, the storage so far is billed; a replay knows the whole month only.
            assert_eq!(replayed.len(), billed.len());
            assert_eq!(replayed.first(), billed.first());
            if month == "2026-10".parse().unwrap() {
                assert_eq!(replayed, billed);
            }
        }
        let anna = Browser::of(&app, export::router(), &anna).await;
        let path = "/api/v1/staff/readings?month=2026-10";
        assert_eq!(anna.get(path).await.status.as_u16(), 403, "{}", customer.name);
        assert_eq!(Browser::visitor(&app, export::router()).get(path).await.status.as_u16(), 401);
    })
    .await;
}
