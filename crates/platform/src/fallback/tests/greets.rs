//! The fallback, asked whether it greets.

use super::{in_a_folder, kept};
use crate::app::App;
use crate::fallback::greets::{self, Greeted, Seen, asked, take};
use crate::monitoring;
use hostler_relay::queue::Found;

async fn troubles(app: &App) -> Vec<String> {
    let running = monitoring::running(&app.db).await.unwrap();
    running.into_iter().map(|one| format!("{}: {}", one.kind, one.detail)).collect()
}

#[tokio::test]
async fn k3_a_fallback_that_greets_nobody_is_an_incident_until_it_does() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let relay = kept(&app).await.relay;
        let at = relay.addresses[0];
        let mut seen = Seen::default();
        assert_eq!(asked(&app, at).await, Greeted::Yes);
        take(&app, &mut seen, Greeted::Yes).await.unwrap();
        relay.stop().await.unwrap();
        for _ in 0..2 {
            let greeted = asked(&app, at).await;
            assert!(matches!(&greeted, Greeted::No(why) if why.starts_with("connect:")), "{greeted:?}");
            take(&app, &mut seen, greeted).await.unwrap();
            take(&app, &mut seen, Greeted::Unknown).await.unwrap();
            assert!(troubles(&app).await.is_empty(), "it is doubted first");
        }
        let greeted = asked(&app, at).await;
        take(&app, &mut seen, greeted).await.unwrap();
        let told = troubles(&app).await;
        assert_eq!(told.len(), 1);
        assert!(
            told[0].starts_with("fallback-down: the fallback mail server does not greet: connect:"),
            "{told:?}"
        );
        take(&app, &mut seen, Greeted::Yes).await.unwrap();
        assert!(troubles(&app).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn k3_one_that_was_not_started_or_lost_mail_is_told_to_staff() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        greets::not_started(&app, "192.0.2.1:25 cannot be listened at").await;
        let lost = Found { damaged_bytes: 4_096, ..Found::default() };
        greets::found(&app, &lost).await;
        let told = troubles(&app).await.join("\n");
        assert!(told.contains("192.0.2.1:25") && told.contains("4096 bytes"), "{told}");
        greets::found(&app, &Found::default()).await;
        take(&app, &mut Seen::default(), Greeted::Yes).await.unwrap();
        assert!(troubles(&app).await.is_empty(), "it was started again, and is whole");
    })
    .await;
}
