use super::super::maintenance::{Announced, announce, of_server, withdraw};
use crate::app::App;
use crate::events::Actor;
use crate::testing::{customer, on_each_engine, server};
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;

async fn subjects(app: &App, to: &str) -> Vec<String> {
    let mails = crate::mail::list(&app.db, to, 50, 0).await.unwrap();
    mails.into_iter().map(|mail| mail.subject).filter(|subject| subject.contains("aintenance")).collect()
}

#[tokio::test]
async fn owners_hear_of_it_when_it_is_announced_and_taken_back() {
    on_each_engine(|app: Arc<App>| async move {
        let sofie = Actor::new("per_sofie", "Sofie");
        let (_, anna) = customer(&app, "anna").await;
        let (_, bram) = customer(&app, "bram").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        let flowers = server(&app, &bram, "bloemen").await;
        let begins_at_ms = app.now_ms() + HOUR_MS;
        let disks = Announced {
            server: Some(&bakery),
            begins_at_ms,
            ends_at_ms: begins_at_ms + HOUR_MS,
            reason: " New disks ",
        };
        let window = announce(&app, &sofie, disks).await.unwrap();
        assert_eq!(window.reason, "New disks");
        assert!(
            !window.is_now(app.now_ms()) && window.is_now(begins_at_ms) && !window.is_now(window.ends_at_ms)
        );
        assert_eq!(of_server(&app, &bakery.id).await.unwrap(), vec![window.clone()]);
        assert!(of_server(&app, &flowers.id).await.unwrap().is_empty());
        assert_eq!(subjects(&app, &anna.email).await.len(), 1);
        assert!(subjects(&app, &bram.email).await.is_empty(), "it is not about his server");
        let all = Announced { server: None, begins_at_ms, ends_at_ms: begins_at_ms + 1, reason: "Network" };
        announce(&app, &sofie, all).await.unwrap();
        assert_eq!(of_server(&app, &flowers.id).await.unwrap().len(), 1);
        withdraw(&app, &sofie, &window.id).await.unwrap();
        assert_eq!(withdraw(&app, &sofie, &window.id).await.unwrap_err().code, "maintenance-over");
        assert_eq!(of_server(&app, &bakery.id).await.unwrap().len(), 1);
        assert_eq!(subjects(&app, &anna.email).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    on_each_engine(|app: Arc<App>| async move {
        let sofie = Actor::new("per_sofie", "Sofie");
        let now = app.now_ms();
        for (begins_at_ms, ends_at_ms, reason, code) in [
            (now, now + 1, "  ", "maintenance-no-reason"),
            (now, now, "Disks", "maintenance-order"),
            (now - 10, now - 5, "Disks", "maintenance-order"),
            (now, now + 25 * HOUR_MS, "Disks", "maintenance-too-long"),
        ] {
            let asked = Announced { server: None, begins_at_ms, ends_at_ms, reason };
            assert_eq!(announce(&app, &sofie, asked).await.unwrap_err().code, code);
        }
    })
    .await;
}
