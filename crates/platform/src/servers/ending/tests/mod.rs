//! Notice, its withdrawal, reminders and the end, over a host in memory.

mod billed;
pub mod double;

use super::{end, give, jobs, newest, standing, withdraw};
use crate::app::App;
use crate::portal;
use crate::servers::{self, Server};
use crate::testing::{Browser, Journal, at, customer, go_to, on_each_engine, server};
use crate::{mail, up};
use axum::Router;
use double::bakery;
use hostler_kit::http::Fault;
use hostler_kit::jobs::Queue;
use std::sync::Arc;

/// Every job that is due.
pub async fn work(app: &Arc<App>) {
    let queue = up::queue(app);
    while queue.work_one(app.clone()).await.unwrap() {}
}

/// Those of an ending alone, where no server answers.
async fn work_endings(app: &Arc<App>) {
    let queue = Queue::new(app.db.clone(), app.clock.clone(), app.wake.clone())
        .register::<jobs::EndServer>()
        .register::<jobs::RemindOfEnding>();
    while queue.work_one(app.clone()).await.unwrap() {}
}

fn whole(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

async fn now(app: &App, server: &Server) -> Server {
    servers::find(&app.db, &server.id).await.unwrap().unwrap()
}

async fn state(app: &App, server: &Server) -> String {
    newest(&app.db, &server.id).await.unwrap().map_or(String::new(), |ending| ending.state)
}

async fn subjects(app: &App, recipient: &str) -> Vec<String> {
    let mut mails = mail::list(&app.db, recipient, 50, 0).await.unwrap();
    mails.retain(|mail| !mail.subject.ends_with("runs"));
    let mut subjects: Vec<String> = mails.into_iter().map(|mail| mail.subject).collect();
    subjects.sort();
    subjects
}

fn code(answer: Result<impl std::fmt::Debug, Fault>) -> String {
    answer.unwrap_err().code.to_string()
}

const ANNA: &str = "anna@bakkerij-anna.test";

#[tokio::test]
async fn h6_notice_is_refused_with_the_list_until_all_accounts_are_deleted() {
    on_each_engine(|app| async move {
        let (app, bakery, double) = bakery(app, 141).await;
        let anna = crate::accounts::person_by_email(&app.db, ANNA).await.unwrap().unwrap();
        let browser = Browser::of(&app, whole(&app), &anna).await;
        let path = format!("/servers/{}/ending", bakery.id);
        double.says.lock().unwrap().accounts = vec!["bram@bakkerij.test".into(), "<i>\u{7}@x.test".into()];
        let page = browser.get(&path).await;
        assert!(page.said().contains("bram@bakkerij.test"), "{}", page.said());
        assert!(!page.text().contains("<i>"), "what a server says is no markup");
        assert!(page.text().contains("/console/mailboxes"), "the way to delete them");
        assert!(!page.said().contains("type bakkerij"), "nothing to confirm yet");
        let refused = browser.post(&path, &[("confirm", "bakkerij")]).await;
        assert_eq!(refused.status, 409);
        let refused = browser
            .api("POST", &format!("/api/v1{path}"), &serde_json::json!({ "confirm": "bakkerij" }))
            .await;
        assert_eq!(refused.json()["code"], "ending-accounts");
        assert!(
            refused.json()["detail"].as_str().unwrap().contains("bram@bakkerij.test"),
            "{}",
            refused.text()
        );

        double.says.lock().unwrap().accounts.clear();
        insta::assert_snapshot!("before", browser.get(&path).await.said());
        let mistyped = browser.post(&path, &[("confirm", "bakkerijen")]).await;
        assert_eq!((mistyped.status.as_u16(), state(&app, &bakery).await), (422, String::new()));
        let given = browser.post(&path, &[("confirm", "bakkerij")]).await;
        assert_eq!(given.status, 303, "{}", given.text());
        insta::assert_snapshot!("after", browser.get(&path).await.said());
        assert_eq!(subjects(&app, ANNA).await, ["bakkerij.hostler.test ends on 30 November 2026"]);
        assert!(browser.get("/servers").await.said().contains("Ends on 30 November 2026"));
        let server = browser.get(&format!("/servers/{}", bakery.id)).await;
        assert!(server.said().contains("Ends on 30 November 2026"));
        assert_eq!(browser.post(&path, &[("confirm", "bakkerij")]).await.status, 409, "it is given already");
        let taken_back = browser.post(&format!("{path}/withdrawal"), &[]).await;
        assert_eq!((taken_back.status.as_u16(), state(&app, &bakery).await), (303, "withdrawn".into()));
    })
    .await;
}

#[tokio::test]
async fn h6_where_the_server_does_not_answer_its_readings_are_asked() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        let mut journal = Journal::of(&bakery);
        journal.create("2026-10-01T08:00:00+02:00", 1..=2);
        journal.send(&app).await;
        let refused = give(&app, &bakery, &anna.actor()).await.unwrap_err();
        assert_eq!(refused.args["accounts"], "u01@bakkerij.test, u02@bakkerij.test");
        journal.delete("2026-10-01T08:00:00+02:00", 1..=2);
        journal.send(&app).await;
        give(&app, &bakery, &anna.actor()).await.unwrap();
        assert_eq!(code(give(&app, &bakery, &anna.actor()).await), "ending-given");
    })
    .await;
}

#[tokio::test]
async fn d10_a_server_is_deleted_after_its_last_day_and_not_before() {
    on_each_engine(|app| async move {
        let (app, bakery, double) = bakery(app, 142).await;
        let by = crate::events::Actor::platform();
        let ending = give(&app, &bakery, &by).await.unwrap();
        assert_eq!(ending.ends_at_ms, at("2026-12-01T00:00:00+01:00"));
        double.says.lock().unwrap().written = 1;
        go_to(&app, "2026-11-30T23:59:59+01:00");
        work(&app).await;
        end(&app, &ending.id).await.unwrap();
        assert_eq!(
            (state(&app, &bakery).await.as_str(), now(&app, &bakery).await.desired.as_str()),
            ("noticed", "running")
        );

        go_to(&app, "2026-12-01T00:00:00+01:00");
        work(&app).await;
        assert_eq!(state(&app, &bakery).await, "noticed", "an entry of its journal is on its way");
        let mut journal = Journal::of(&bakery);
        journal.store("2026-11-30T12:00:00+01:00", 1_000);
        journal.send(&app).await;
        go_to(&app, "2026-12-01T00:00:02+01:00");
        work(&app).await;
        let gone = now(&app, &bakery).await;
        assert_eq!((state(&app, &bakery).await.as_str(), gone.phase.as_str()), ("ended", "gone"));
        assert_eq!(gone.ended_at_ms, Some(ending.ends_at_ms), "not when it was deleted");
        let told = subjects(&app, ANNA).await;
        end(&app, &ending.id).await.unwrap();
        assert_eq!(subjects(&app, ANNA).await, told, "it ends once");
        assert!(told.contains(&"bakkerij.hostler.test is deleted".into()), "{told:?}");
        assert_eq!(code(give(&app, &gone, &by).await), "server-gone");
        assert_eq!(code(withdraw(&app, &gone, &by).await), "ending-not-given");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_any_more_is_waited_for_a_day() {
    on_each_engine(|app| async move {
        let (app, bakery, double) = bakery(app, 143).await;
        let ending = give(&app, &bakery, &crate::events::Actor::platform()).await.unwrap();
        double.says.lock().unwrap().silent = Some(());
        go_to(&app, "2026-12-03T10:00:00+01:00");
        assert_eq!(code(end(&app, &ending.id).await), "ending-waits");
        go_to(&app, "2026-12-04T09:59:59+01:00");
        assert_eq!(code(end(&app, &ending.id).await), "ending-waits");
        go_to(&app, "2026-12-04T10:00:00+01:00");
        end(&app, &ending.id).await.unwrap();
        let gone = now(&app, &bakery).await;
        assert_eq!((gone.desired.as_str(), gone.ended_at_ms), ("gone", Some(ending.ends_at_ms)));
    })
    .await;
}

#[tokio::test]
async fn h6_with_accounts_on_the_last_day_the_server_stays_and_everybody_is_told() {
    on_each_engine(|app| async move {
        let (app, bakery, double) = bakery(app, 144).await;
        let sofie = crate::testing::person(&app, None, "Sofie", crate::accounts::Role::Staff).await;
        give(&app, &bakery, &crate::events::Actor::platform()).await.unwrap();
        double.says.lock().unwrap().accounts = vec!["bram@bakkerij.test".into()];
        go_to(&app, "2026-12-01T00:00:00+01:00");
        work(&app).await;
        let ending = newest(&app.db, &bakery.id).await.unwrap().unwrap();
        assert_eq!((ending.state.as_str(), ending.accounts.as_str()), ("refused", "bram@bakkerij.test"));
        assert_eq!(now(&app, &bakery).await.desired, "running");
        assert!(subjects(&app, ANNA).await.contains(&"bakkerij.hostler.test was not deleted".into()));
        assert_eq!(subjects(&app, &sofie.email).await.len(), 1);
        double.says.lock().unwrap().accounts.clear();
        let again = give(&app, &bakery, &crate::events::Actor::platform()).await.unwrap();
        assert_eq!(again.last_day, "2027-01-31", "notice may be given again");
    })
    .await;
}

#[tokio::test]
async fn each_reminder_comes_once_and_after_a_standstill_the_nearest() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        give(&app, &bakery, &anna.actor()).await.unwrap();
        let begin = subjects(&app, ANNA).await.len();
        for (instant, expect) in [
            ("2026-11-16T08:59:00+01:00", 0),
            ("2026-11-16T09:00:00+01:00", 1),
            ("2026-11-29T09:00:00+01:00", 2),
            ("2026-11-30T23:00:00+01:00", 2),
        ] {
            go_to(&app, instant);
            work_endings(&app).await;
            assert_eq!(subjects(&app, ANNA).await.len() - begin, expect, "{instant}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_notice_is_taken_back_until_the_last_days_end_and_one_stands_at_a_time() {
    on_each_engine(|app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        let actor = anna.actor();
        let (one, other) = tokio::join!(give(&app, &bakery, &actor), give(&app, &bakery, &actor));
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|given| **given).count(), 1);
        go_to(&app, "2026-11-30T23:59:59.999+01:00");
        withdraw(&app, &bakery, &anna.actor()).await.unwrap();
        assert_eq!(standing(&app, &bakery.id).await.unwrap(), None);
        let again = give(&app, &bakery, &anna.actor()).await.unwrap();
        go_to(&app, "2027-01-01T00:00:00+01:00");
        assert_eq!(
            code(withdraw(&app, &bakery, &anna.actor()).await),
            "ending-not-given",
            "the last day is over"
        );
        work_endings(&app).await;
        assert_eq!((again.last_day.as_str(), state(&app, &bakery).await.as_str()), ("2026-12-31", "ended"));
    })
    .await;
}
