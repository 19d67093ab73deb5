use crate::journal::since;
use crate::testing::{Server, each};
use crate::usage::{due_ms, measure, read_storage};
use hostler_wire::What;
use jiff::tz::TimeZone;

fn ms(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

#[test]
fn a_day_is_read_shortly_before_its_local_midnight() {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    let check = |last: &str, due: &str| assert_eq!(due_ms(ms(last), &zone), ms(due), "{last}");
    check("2026-11-03T12:00:00Z", "2026-11-03T22:50:00Z");
    check("2026-11-03T22:49:59Z", "2026-11-03T22:50:00Z");
    check("2026-11-03T22:50:00Z", "2026-11-04T22:50:00Z");
    check("2026-11-03T23:30:00Z", "2026-11-04T22:50:00Z");
    check("2026-10-25T00:30:00Z", "2026-10-25T22:50:00Z");
    check("2026-10-24T21:50:00Z", "2026-10-25T22:50:00Z");
    check("2026-03-28T22:50:00Z", "2026-03-29T21:50:00Z");
}

fn mail(server: &Server, address: &str, name: &str) {
    let (local, domain) = address.split_once('@').unwrap();
    let folder = server.app.folders.mail().join(domain).join(local).join("Maildir/new");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), "").unwrap();
}

fn readings(entries: &[hostler_wire::Entry]) -> Vec<i64> {
    let bytes = |entry: &hostler_wire::Entry| match entry.what {
        What::Storage { bytes } => Some(bytes),
        _ => None,
    };
    entries.iter().filter_map(bytes).collect()
}

#[tokio::test]
async fn pages_see_each_hour_and_the_journal_one_value_a_day() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let app = &server.app;
        mail(&server, "bram@bakery.test", "1.M1.x,S=1000");
        assert_eq!(measure(app).await.unwrap().bytes, 1000);
        mail(&server, "bram@bakery.test", "2.M1.x,S=500");
        app.clock.advance_to("2026-11-03T15:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(measure(app).await.unwrap().bytes, 1500);
        assert_eq!(readings(&since(&app.db, 0).await.unwrap()), [1000]);
        app.clock.advance_to("2026-11-03T22:55:00Z".parse().unwrap()).unwrap();
        measure(app).await.unwrap();
        assert_eq!(readings(&since(&app.db, 0).await.unwrap()), [1000, 1500]);
        let bram = crate::accounts::mailbox_by_address(&app.db, "bram@bakery.test").await.unwrap().unwrap();
        assert_eq!(bram.bytes, 1500);
        read_storage(app).await.unwrap();
        assert_eq!(readings(&since(&app.db, 0).await.unwrap()), [1000, 1500, 1500]);
    })
    .await;
}
