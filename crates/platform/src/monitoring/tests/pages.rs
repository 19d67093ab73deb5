use super::super::{Trouble, pages, raise, routes, store};
use crate::accounts::Role;
use crate::app::App;
use crate::catalogue::StatusPage;
use crate::servers::{self, Limits, Server};
use crate::testing::{Browser, customer, on_each_engine, person, platform, server};
use axum::Router;
use hostler_kit::ui::words::check;
use std::sync::Arc;

fn all() -> Router<Arc<App>> {
    pages::router().merge(routes::router())
}

async fn broken(app: &App, server: &Server) {
    let mut tx = app.db.begin().await.unwrap();
    let detail = "imaps: connect: nobody listens".to_string();
    raise(app, &mut tx, Trouble { server: Some(server), kind: "service-down", detail }).await.unwrap();
    let row = store::targets::TargetRow {
        server_id: server.id.clone(),
        protocol: "imaps".into(),
        state: "down".into(),
        since_ms: app.now_ms(),
        asked_at_ms: app.now_ms(),
        total_ms: 7,
        trouble: "connect: nobody listens".into(),
        certificate_until_ms: Some(1_800_000_000_000),
        kept: "{}".into(),
    };
    store::targets::put(&mut tx, &row).await.unwrap();
    let slot = store::targets::Slot {
        server_id: server.id.clone(),
        protocol: "imaps".into(),
        slot_ms: super::super::rules::slot_of(app.now_ms()),
        probes: 100,
        failures: 1,
        sum_ms: 990,
        most_ms: 40,
        watched_ms: 150_000,
        down_ms: 3_000,
    };
    let month = hostler_kit::time::Month::of(slot.slot_ms, app.zone()).to_string();
    store::targets::add(&mut tx, &slot, &month).await.unwrap();
    let slow = store::targets::Slot { most_ms: 80, ..slot };
    store::targets::add(&mut tx, &slow, &month).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn staff_see_trouble_first_take_it_on_and_note_what_they_found() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        server(&app, &anna, "aardbei").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        broken(&app, &bakery).await;
        let staff = Browser::of(&app, all(), &sofie).await;
        let list = staff.get("/staff/monitoring").await.said();
        assert!(list.find("bakkerij") < list.find("aardbei"), "{list}");
        let one = staff.get(&format!("/staff/monitoring/{}", bakery.id)).await.said();
        for words in ["Reading mail (IMAP)", "99%", "10 ms", "80 ms", "nobody listens", "512 processes"] {
            assert!(one.contains(words), "{words}: {one}");
        }
        let id = super::super::running(&app.db).await.unwrap()[0].id.clone();
        let path = format!("/staff/incidents/{id}");
        assert!(staff.get(&path).await.said().contains("Take it on"));
        assert_eq!(staff.post(&format!("{path}/acknowledge"), &[]).await.location(), path);
        assert_eq!(staff.post(&format!("{path}/notes"), &[("note", " ")]).await.refused_fields(), ["note"]);
        staff.post(&format!("{path}/notes"), &[("note", "A cable was loose.")]).await;
        let page = staff.get(&path).await;
        assert!(!page.said().contains("Take it on") && page.said().contains("A cable was loose."));
        assert!(check::missing_in(&page.text()).is_empty());
        let owner = Browser::of(&app, all(), &anna).await;
        let own = owner.get(&format!("/servers/{}/incidents/{id}", bakery.id)).await.said();
        assert!(own.contains("A cable was loose.") && own.contains("Being worked on"), "{own}");
        let (_, bram) = customer(&app, "bram").await;
        let other = Browser::of(&app, all(), &bram).await;
        assert_eq!(other.get(&format!("/servers/{}/incidents/{id}", bakery.id)).await.status, 404);
        // An incident is shown below its own server alone.
        let flowers = server(&app, &bram, "bloemen").await;
        assert_eq!(other.get(&format!("/servers/{}/incidents/{id}", flowers.id)).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_status_page_is_public_only_if_the_provider_wants_and_names_nobody() {
    hostler_kit::db::testing::on_each_engine(&crate::app::MIGRATIONS, |db| async move {
        let mut app = platform(db);
        app.catalogue.monitoring.status_page = StatusPage::Public;
        let app = Arc::new(app);
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        let visitor = Browser::visitor(&app, all());
        assert!(visitor.get("/status").await.said().contains("Everything is all right."));
        broken(&app, &bakery).await;
        let seen = visitor.get("/status").await;
        assert!(seen.said().contains("One server: Not reachable"), "{}", seen.said());
        for name in ["bakkerij", "Bakkerij", "anna", "srv_"] {
            assert!(!seen.main().contains(name), "{name}: {}", seen.main());
        }
    })
    .await;
}

#[tokio::test]
async fn metrics_are_for_staff_and_say_what_was_seen() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let bakery = server(&app, &anna, "bakkerij").await;
        broken(&app, &bakery).await;
        let staff = Browser::of(&app, all(), &sofie).await;
        let text = staff.get("/api/v1/staff/metrics").await.text();
        for line in [
            "hostler_probe_good{server=\"bakkerij\",protocol=\"imaps\"} 0",
            "hostler_probe_duration_milliseconds{server=\"bakkerij\",protocol=\"imaps\"} 7",
            "hostler_certificate_ends_seconds{server=\"bakkerij\",protocol=\"imaps\"} 1800000000",
            "hostler_incidents{kind=\"service-down\"} 1",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}: {text}");
        }
        assert_eq!(Browser::of(&app, all(), &anna).await.get("/api/v1/staff/metrics").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn raised_limits_are_written_down_in_force_and_never_lowered() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        let more = Limits { memory_bytes: 2 << 30, processes: 768, cpu_percent: 300 };
        assert!(servers::raise_limits(&app, &bakery, (more, "2 GB")).await.unwrap());
        assert!(!servers::raise_limits(&app, &bakery, (more, "2 GB")).await.unwrap(), "as they are");
        let less = Limits { memory_bytes: 1 << 30, processes: 2_000, cpu_percent: 300 };
        assert!(!servers::raise_limits(&app, &bakery, (less, "less")).await.unwrap(), "neither is lowered");
        let now = servers::find(&app.db, &bakery.id).await.unwrap().unwrap();
        assert_eq!((now.memory_bytes, now.processes, now.cpu_percent), (2 << 30, 768, 300));
        let lines = servers::history_lines(&app.db, &bakery.id, (10, 0)).await.unwrap();
        assert_eq!(lines.iter().filter(|line| line.what == "grown").count(), 1);
        assert_eq!(servers::spec(&app, &now).unwrap().memory_bytes, 2 << 30);
    })
    .await;
}
