use super::super::*;
use crate::accounts::Role;
use crate::app::App;
use crate::events::{self, Actor, Whose};
use crate::testing::{customer, go_to, on_each_engine, person, server};
use std::sync::Arc;

async fn mails(app: &App) -> Vec<(String, String)> {
    let mut mails = crate::mail::list(&app.db, "", 100, 0).await.unwrap();
    mails.sort_by(|one, other| one.id.cmp(&other.id));
    mails.into_iter().map(|mail| (mail.recipient, mail.subject)).collect()
}

async fn see(app: &App, server: &crate::servers::Server, kind: &'static str, detail: &str) {
    let mut tx = app.db.begin().await.unwrap();
    raise(app, &mut tx, Trouble { server: Some(server), kind, detail: detail.into() }).await.unwrap();
    tx.commit().await.unwrap();
}

async fn end(app: &App, server: &crate::servers::Server, kind: &str) {
    let mut tx = app.db.begin().await.unwrap();
    over(app, &mut tx, (Some(&server.id), kind)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn said(app: &App, incident: &Incident) -> Vec<String> {
    let lines = lines(&app.db, &incident.id).await.unwrap();
    lines.into_iter().map(|line| format!("{} {}{}", line.what, line.detail, line.by_name)).collect()
}

#[tokio::test]
async fn an_incident_begins_once_grows_and_ends_once() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let bakery = server(&app, &anna, "bakkerij").await;
        for _ in 0..3 {
            see(&app, &bakery, "service-down", "imap does not answer").await;
        }
        see(&app, &bakery, "service-down", "pop3 does not answer").await;
        let lasting = running(&app.db).await.unwrap();
        assert_eq!(lasting.len(), 1, "one of a kind at a time");
        go_to(&app, "2026-10-01T08:02:00+02:00");
        end(&app, &bakery, "service-down").await;
        end(&app, &bakery, "service-down").await;
        assert!(running(&app.db).await.unwrap().is_empty());
        let incident = find(&app.db, &lasting[0].id).await.unwrap().unwrap();
        assert_eq!(incident.over_at_ms.unwrap() - incident.began_at_ms, 120_000);
        let expect = ["began imap does not answer", "seen pop3 does not answer", "over "];
        assert_eq!(said(&app, &incident).await, expect);
        let sent = mails(&app).await;
        let to = |address: &str| sent.iter().filter(|(to, _)| to == address).count();
        assert_eq!((to(&sofie.email), to(&anna.email)), (2, 2), "{sent:?}");
        let told = events::of_subject(&app.db, &Whose::Everybody, incident.id.as_str()).await.unwrap();
        assert_eq!(told.len(), 2, "{told:?}");
        see(&app, &bakery, "service-down", "imap does not answer").await;
        assert_ne!(running(&app.db).await.unwrap()[0].id, incident.id, "the next one is another");
    })
    .await;
}

#[tokio::test]
async fn what_is_the_providers_to_mend_is_told_to_staff_alone() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let bakery = server(&app, &anna, "bakkerij").await;
        see(&app, &bakery, "slow", "imap takes 3 s").await;
        let mut tx = app.db.begin().await.unwrap();
        let node = Trouble { server: None, kind: "node-down", detail: "no server answers".into() };
        raise(&app, &mut tx, node.clone()).await.unwrap();
        raise(&app, &mut tx, node).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(running(&app.db).await.unwrap().len(), 2);
        let sent = mails(&app).await;
        assert!(sent.iter().all(|(to, _)| *to == sofie.email) && sent.len() == 2, "{sent:?}");
    })
    .await;
}

#[tokio::test]
async fn one_of_staff_takes_it_on_and_notes_what_they_found() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        see(&app, &bakery, "service-down", "imap does not answer").await;
        let id = running(&app.db).await.unwrap()[0].id.clone();
        let sofie = Actor::new("per_sofie", "Sofie");
        acknowledge(&app, &sofie, &id).await.unwrap();
        assert_eq!(acknowledge(&app, &sofie, &id).await.unwrap_err().code, "incident-acknowledged");
        assert_eq!(note(&app, &sofie, (&id, "  ")).await.unwrap_err().code, "incident-note-empty");
        note(&app, &sofie, (&id, "The disk was full.")).await.unwrap();
        end(&app, &bakery, "service-down").await;
        let incident = find(&app.db, &id).await.unwrap().unwrap();
        let expect =
            ["began imap does not answer", "acknowledged Sofie", "note The disk was full.Sofie", "over "];
        assert_eq!(said(&app, &incident).await, expect);
        see(&app, &bakery, "service-down", "again").await;
        let next = running(&app.db).await.unwrap()[0].id.clone();
        end(&app, &bakery, "service-down").await;
        assert_eq!(acknowledge(&app, &sofie, &next).await.unwrap_err().code, "incident-over");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_nobody_looked_at_is_unwatched() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        assert_eq!(standing(&app.db, &bakery.id).await.unwrap(), Standing::Unwatched);
        for (standing_now, changed) in [(Standing::Up, true), (Standing::Up, false), (Standing::Down, true)] {
            let mut tx = app.db.begin().await.unwrap();
            let done = store::standings::set(&mut tx, &bakery.id, standing_now, app.now_ms()).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(done, changed);
            assert_eq!(standing(&app.db, &bakery.id).await.unwrap(), standing_now);
        }
        assert_eq!(standings(&app.db).await.unwrap()[&bakery.id], Standing::Down);
    })
    .await;
}

#[tokio::test]
async fn each_kind_has_its_words() {
    for language in [hostler_kit::ui::words::Lang::En, hostler_kit::ui::words::Lang::Nl] {
        let words = crate::words::load().unwrap().of(language);
        for (kind, _) in KINDS {
            let text = words.t(&format!("incident-{kind}"));
            assert!(!text.contains("incident-"), "{kind}: {text}");
        }
    }
}

#[tokio::test]
async fn what_changes_with_every_look_fills_no_incident_and_the_newest_lines_are_shown() {
    on_each_engine(|app: Arc<App>| async move {
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        for waiting in 300..420 {
            see(&app, &bakery, "queue-old", &format!("{waiting} mails wait, the oldest for 2 hours")).await;
        }
        let incident = running(&app.db).await.unwrap().remove(0);
        assert_eq!(said(&app, &incident).await, ["began 300 mails wait, the oldest for 2 hours"]);
        go_to(&app, "2026-10-01T09:00:00+02:00");
        see(&app, &bakery, "queue-old", "420 mails wait, the oldest for 3 hours").await;
        see(&app, &bakery, "queue-old", "421 mails wait, the oldest for 3 hours").await;
        let lines = said(&app, &incident).await;
        assert_eq!(lines[1..], ["seen 420 mails wait, the oldest for 3 hours"]);
        let mut tx = app.db.begin().await.unwrap();
        for number in 1..=1_000 {
            add(&app, &mut tx, &incident.id, ("seen", &format!("{number}"))).await.unwrap();
        }
        tx.commit().await.unwrap();
        end(&app, &bakery, "queue-old").await;
        let lines = said(&app, &incident).await;
        assert_eq!((lines.len(), lines[0].as_str(), lines[999].as_str()), (1_000, "seen 2", "over "));
    })
    .await;
}
