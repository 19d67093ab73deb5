//! Mail to the provider, checked against a DNS server on loopback: what is taken for notice, and what is not.

mod dns;
mod network;

use super::store::{acts, find};
use super::{Envelope, jobs::ReadMessage, receive};
use crate::app::App;
use crate::mail;
use crate::portal;
use crate::servers::{Server, ending};
use crate::testing::{Browser, Journal, customer, mailed, on_each_engine, server};
use axum::Router;
use dns::{Dns, Key};
use hostler_kit::jobs::Queue;
use std::sync::Arc;

const ANNA: &str = "anna@bakkerij-anna.test";
const COVERED: [&str; 5] = ["From", "To", "Subject", "Date", "Message-ID"];
const CLEAR: &str =
    "De server bakkerij.hostler.test kan aan het einde van volgende maand verwijderd worden.\r\n";

/// The platform, Anna's bakery, her domain's key, and the DNS that knows it.
struct Scene {
    app: Arc<App>,
    bakery: Server,
    key: Key,
    _dns: Dns,
}

impl Scene {
    async fn of(app: Arc<App>) -> Scene {
        let (key, other) = (Key::new(), Key::new());
        let dns = Dns::of(&[
            ("post._domainkey.bakkerij-anna.test", &key.record),
            ("post._domainkey.elsewhere.test", &key.record),
            ("post._domainkey.strict.test", &other.record),
            ("bakkerij-anna.test", "v=spf1 ip4:192.0.2.1 -all"),
            ("elsewhere.test", "v=spf1 ip4:192.0.2.1 -all"),
        ])
        .await;
        let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
        app.settings.inbox_dns = Some(dns.address);
        let (_, anna) = customer(&app, "anna").await;
        let bakery = server(&app, &anna, "bakkerij").await;
        Scene { app: Arc::new(app), bakery, key, _dns: dns }
    }

    /// Receives a message from an address of the net, and reads it: what it was taken for, by what its sender is
    /// certain, and what was done.
    async fn hears(&self, (peer, mail_from): (&str, &str), message: &str) -> (String, String, Vec<String>) {
        let envelope = Envelope {
            peer: peer.parse().unwrap(),
            helo: "post.bakkerij-anna.test".into(),
            mail_from: mail_from.into(),
            recipient: "info@hostler.test".into(),
        };
        let id = receive(&self.app, &envelope, message.as_bytes()).await.unwrap();
        let queue = Queue::new(self.app.db.clone(), self.app.clock.clone(), self.app.wake.clone());
        let queue = queue.register::<ReadMessage>();
        while queue.work_one(self.app.clone()).await.unwrap() {}
        let read = find(&self.app.db, &id).await.unwrap().unwrap();
        let acts = acts(&self.app.db, &id).await.unwrap();
        (read.kind, read.verified, acts.into_iter().map(|act| act.what).collect())
    }

    async fn is_noticed(&self) -> bool {
        ending::standing(&self.app, &self.bakery.id).await.unwrap().is_some()
    }

    async fn mails(&self) -> i64 {
        mail::count(&self.app.db, "").await.unwrap()
    }
}

/// A message of Anna's; `n` makes its Message-ID.
fn written(n: u32, text: &str) -> String {
    format!(
        "From: Anna <{ANNA}>\r\nTo: info@hostler.test\r\nSubject: Onze server\r\nDate: Thu, 1 Oct 2026 08:00:00 +0200\r\n\
         Message-ID: <{n}@bakkerij-anna.test>\r\n\r\n{text}"
    )
}

const HERS: (&str, &str) = ("192.0.2.1", ANNA);
const FOREIGN: (&str, &str) = ("203.0.113.9", ANNA);

fn done(kind: &str, verified: &str, acts: &[&str]) -> (String, String, Vec<String>) {
    (kind.into(), verified.into(), acts.iter().map(|act| act.to_string()).collect())
}

#[tokio::test]
async fn h6_a_mail_with_the_owners_signature_gives_notice_once() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        let message = scene.key.sign("bakkerij-anna.test", &COVERED, &written(1, CLEAR));
        let heard = scene.hears(FOREIGN, &message).await;
        assert_eq!(heard, done("notice", "dkim:bakkerij-anna.test", &["given"]));
        let standing = ending::standing(&scene.app, &scene.bakery.id).await.unwrap().unwrap();
        assert_eq!((standing.way.as_str(), standing.given_name.as_str()), ("mail", "Anna"));
        assert_eq!(mail::list(&scene.app.db, "ends on 30 november", 9, 0).await.unwrap()[0].recipient, ANNA);

        ending::withdraw(&scene.app, &scene.bakery, &crate::events::Actor::platform()).await.unwrap();
        let mails = scene.mails().await;
        let again = scene.hears(FOREIGN, &message).await;
        assert_eq!(again, done("repeated", "dkim:bakkerij-anna.test", &[]), "the same message sent again");
        assert!(!scene.is_noticed().await && scene.mails().await == mails);
    })
    .await;
}

#[tokio::test]
async fn h6_a_mail_by_spf_from_the_owner_gives_notice_and_a_second_is_told_the_date() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        assert_eq!(
            scene.hears(HERS, &written(1, CLEAR)).await,
            done("notice", "spf:bakkerij-anna.test", &["given"])
        );
        let mails = scene.mails().await;
        assert_eq!(
            scene.hears(HERS, &written(2, CLEAR)).await,
            done("notice", "spf:bakkerij-anna.test", &["standing"])
        );
        assert_eq!(scene.mails().await, mails + 1);
    })
    .await;
}

#[tokio::test]
async fn a_forged_mail_gives_no_notice_and_its_sender_hears_nothing() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        let signed = |n, domain| scene.key.sign(domain, &COVERED, &written(n, CLEAR));
        let changed = signed(4, "bakkerij-anna.test").replace("volgende", "deze");
        let twice = format!("From: eve@elsewhere.test\r\n{}", signed(5, "bakkerij-anna.test"));
        let loose = scene.key.sign("bakkerij-anna.test", &["From", "To", "Subject"], &written(6, CLEAR));
        let forged = [
            ("nobody signed it", written(1, CLEAR)),
            ("another domain did", signed(2, "elsewhere.test")),
            ("a key that is not the domain's", signed(3, "strict.test")),
            ("its text was changed", changed),
            ("a second From", twice),
            ("its id is not signed", loose),
        ];
        for (why, message) in forged {
            let before = scene.mails().await;
            let (kind, verified, acts) = scene.hears(FOREIGN, &message).await;
            assert_eq!((kind.as_str(), verified.as_str()), ("notice", ""), "{why}");
            assert!(acts == ["confirmation"] || acts == ["often"], "{why}: {acts:?}");
            assert!(!scene.is_noticed().await, "{why}");
            let mails = mail::list(&scene.app.db, "", 50, 0).await.unwrap();
            assert!(mails.iter().all(|mail| mail.recipient == ANNA), "{why}: nobody else is written to");
            assert!(scene.mails().await <= before + 1, "{why}");
        }
        assert_eq!(
            mail::list(&scene.app.db, "to be ended", 9, 0).await.unwrap().len(),
            1,
            "she is asked once a day"
        );
    })
    .await;
}

#[tokio::test]
async fn a_stranger_with_a_good_signature_is_still_a_stranger() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        let message = written(1, CLEAR).replace(ANNA, "eve@elsewhere.test");
        let heard = scene.hears(("192.0.2.1", "eve@elsewhere.test"), &message).await;
        assert_eq!(heard, done("notice", "spf:elsewhere.test", &["confirmation"]));
        let asked = mail::list(&scene.app.db, "to be ended", 9, 0).await.unwrap().remove(0);
        assert_eq!(asked.recipient, ANNA);
        assert!(asked.body.contains("eve@elsewhere.test"), "{}", asked.body);
    })
    .await;
}

#[tokio::test]
async fn h6_the_owner_confirms_by_a_link_that_is_good_once() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        scene.hears(FOREIGN, &written(1, CLEAR)).await;
        let path = mailed(&scene.app, ANNA, "/notice/").await;
        let routes = || Router::new().fallback_service(portal::router(scene.app.clone()));
        let anybody = Browser::visitor(&scene.app, routes());
        let page = anybody.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.said().contains("30 November 2026"), "{}", page.said());
        assert!(!scene.is_noticed().await, "looking at it does nothing");
        assert_eq!(anybody.post(&path, &[]).await.status, 200);
        assert!(scene.is_noticed().await);
        assert_ne!(anybody.post(&path, &[]).await.status, 200, "once");
    })
    .await;
}

#[tokio::test]
async fn h6_accounts_on_the_server_are_answered_with_the_list() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        let mut journal = Journal::of(&scene.bakery);
        journal.create("2026-10-01T08:00:00+02:00", 1..=2);
        journal.send(&scene.app).await;
        let heard = scene.hears(HERS, &written(1, CLEAR)).await;
        assert_eq!(heard, done("notice", "spf:bakkerij-anna.test", &["accounts"]));
        let told = mail::list(&scene.app.db, "cannot be ended", 9, 0).await.unwrap().remove(0);
        assert!(told.body.contains("u01@bakkerij.test, u02@bakkerij.test"), "{}", told.body);
        assert!(!scene.is_noticed().await);
    })
    .await;
}

#[tokio::test]
async fn programs_bounces_and_other_mail_get_no_answer() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        let with = |header: &str| format!("{header}\r\n{}", written(1, CLEAR));
        let nested = "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".repeat(500);
        for (message, from, kind) in [
            (with("Auto-Submitted: auto-replied"), ANNA, "automatic"),
            (with("Precedence: bulk"), ANNA, "automatic"),
            (with("List-Id: <brood.test>"), ANNA, "automatic"),
            (with("Content-Type: multipart/report; report-type=delivery-status"), ANNA, "automatic"),
            (written(2, CLEAR), "", "automatic"),
            (written(3, CLEAR).replace(ANNA, "info@hostler.test"), ANNA, "automatic"),
            (written(4, "Wat kost een server?"), ANNA, "other"),
            (written(5, "Wij willen bakkerij.hostler.test niet opzeggen."), ANNA, "unclear"),
            (
                format!("From: {ANNA}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{nested}"),
                ANNA,
                "other",
            ),
        ] {
            let before = scene.mails().await;
            let (heard, _, acts) = scene.hears(("192.0.2.1", from), &message).await;
            assert_eq!(heard, kind, "{}", &message[..message.len().min(90)]);
            assert_eq!((acts.len(), scene.mails().await), (0, before), "{kind}");
        }
        assert!(!scene.is_noticed().await);
    })
    .await;
}

#[tokio::test]
async fn html_and_encoded_words_are_read_as_people_see_them() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        let html = "<html><body><p>Hierbij zeggen wij <b>bakkerij.hostler.test</b> op.</p>\
                    <blockquote>niet opzeggen</blockquote></body></html>";
        let message = written(1, html)
            .replace("\r\n\r\n", "\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n");
        assert_eq!(scene.hears(HERS, &message).await.2, ["given"]);
        ending::withdraw(&scene.app, &scene.bakery, &crate::events::Actor::platform()).await.unwrap();
        // "Opzegging bakkerij.hostler.test", in base64, and a text that says nothing.
        let subject = "=?utf-8?B?T3B6ZWdnaW5nIGJha2tlcmlqLmhvc3RsZXIudGVzdA==?=";
        let message = written(2, "Groet, Anna\r\n").replace("Onze server", subject);
        assert_eq!(scene.hears(HERS, &message).await.2, ["given"]);
        let routes = Router::new().fallback_service(portal::router(scene.app.clone()));
        let sofie = crate::testing::person(&scene.app, None, "Sofie", crate::accounts::Role::Staff).await;
        let staff = Browser::of(&scene.app, routes, &sofie).await;
        let list = staff.get("/staff/inbox").await.said();
        assert!(list.contains("Opzegging bakkerij.hostler.test") && list.contains("Notice"), "{list}");
        let newest = super::store::list(&scene.app.db, "opzegging", 1, 0).await.unwrap().remove(0);
        assert!(!newest.sealed.contains("Groet"), "it is kept sealed");
        let shown = staff.get(&format!("/staff/inbox/{}", newest.id)).await.said();
        assert!(shown.contains("spf:bakkerij-anna.test") && shown.contains("notice is given"), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn the_text_of_a_message_goes_after_a_year_and_what_was_done_stays() {
    on_each_engine(|app| async move {
        let scene = Scene::of(app).await;
        scene.hears(HERS, &written(1, CLEAR)).await;
        let message = super::store::list(&scene.app.db, "", 1, 0).await.unwrap().remove(0);
        let kept = async || find(&scene.app.db, &message.id).await.unwrap().unwrap().sealed.len();
        super::sweep(&scene.app).await.unwrap();
        assert!(kept().await > 0);
        crate::testing::go_to(&scene.app, "2027-10-03T08:00:00+02:00");
        super::sweep(&scene.app).await.unwrap();
        assert_eq!(kept().await, 0);
        assert_eq!(acts(&scene.app.db, &message.id).await.unwrap().len(), 1);
        let routes = Router::new().fallback_service(portal::router(scene.app.clone()));
        let sofie = crate::testing::person(&scene.app, None, "Sofie", crate::accounts::Role::Staff).await;
        let staff = Browser::of(&scene.app, routes, &sofie).await;
        let shown = staff.get(&format!("/staff/inbox/{}", message.id)).await.said();
        assert!(shown.contains("The text was removed") && shown.contains("notice is given"), "{shown}");
        let again = scene.hears(HERS, &written(1, CLEAR)).await;
        assert_eq!(again.0, "repeated", "it is still known");
    })
    .await;
}
