use crate::app::Delivery as Flow;
use crate::journal::{acknowledged, last};
use crate::testing::{Server, each, held, hosted};
use crate::usage::delivery::{Platform, Undelivered, deliver, run};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use hostler_kit::db::Db;
use hostler_kit::http::{Fault, Kind, Problem};
use hostler_kit::time::Clock;
use hostler_wire::bootstrap::{Holding, Hosted};
use hostler_wire::journal::{Acknowledgement, Delivery, Entry};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// A platform that keeps the journal of one server as the real one does: a repeat once, no gaps, no forks.
#[derive(Default)]
struct Double {
    journal: Vec<Entry>,
    calls: usize,
    /// Answers only after so many calls.
    away_for: usize,
    /// Entries it takes of one delivery at most.
    appetite: Option<usize>,
    /// Refuses everything with this status and code.
    refuses: Option<(Kind, &'static str)>,
}

type Shared = Arc<Mutex<Double>>;

fn refusal(code: &'static str, expected: usize) -> Response {
    refusal_of(Kind::Conflict, code, expected)
}

fn refusal_of(kind: Kind, code: &'static str, expected: usize) -> Response {
    let mut fault = Fault::new(kind, code);
    fault.args.insert("expected", expected.to_string());
    Problem::new(&fault, "The journal does not fit.".into()).into_response()
}

async fn take(State(double): State<Shared>, headers: HeaderMap, Json(sent): Json<Delivery>) -> Response {
    let mut double = double.lock().unwrap();
    double.calls += 1;
    if headers["authorization"] != "Bearer credential-of-the-bakery" {
        return StatusCode::FORBIDDEN.into_response();
    }
    if double.calls <= double.away_for {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if let Some((kind, code)) = double.refuses {
        return refusal_of(kind, code, 0);
    }
    for entry in sent.entries.into_iter().take(double.appetite.unwrap_or(usize::MAX)) {
        let known = usize::try_from(entry.number).unwrap() - 1;
        match double.journal.get(known) {
            Some(same) if *same == entry => {}
            Some(_) => return refusal("journal-fork", known + 1),
            None if known > double.journal.len() => return refusal("journal-gap", double.journal.len() + 1),
            None if !entry.follows(double.journal.last()) => return refusal("journal-fork", known + 1),
            None => double.journal.push(entry),
        }
    }
    Json(Acknowledgement { acknowledged: double.journal.len() as i64 }).into_response()
}

/// Serves the double by HTTPS on loopback under an authority of its own.
async fn serve(double: Shared) -> (SocketAddr, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate =
        rcgen::CertificateParams::new(vec!["127.0.0.1".to_string()]).unwrap().self_signed(&key).unwrap();
    let pem = certificate.pem();
    let tls = axum_server::tls_rustls::RustlsConfig::from_pem(pem.clone().into(), key.serialize_pem().into());
    let router = Router::new().route("/internal/v1/journal", post(take)).with_state(double);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let server = axum_server::from_tcp_rustls(listener, tls.await.unwrap()).unwrap();
    tokio::spawn(server.serve(router.into_make_service()));
    (address, pem)
}

async fn parts(db: Db, double: &Shared) -> (Server, Platform) {
    let (address, authority) = serve(double.clone()).await;
    let to = Hosted { platform: format!("https://{address}"), authority, ..hosted() };
    let platform = Platform::of(&to).unwrap();
    let server =
        Server::with(db, held(Holding::Hosted(to)), Clock::fixed(crate::testing::NOON.parse().unwrap()))
            .await;
    server.domain("bakery.test").await;
    (server, platform)
}

fn numbers(double: &Shared) -> Vec<i64> {
    double.lock().unwrap().journal.iter().map(|entry| entry.number).collect()
}

#[tokio::test]
async fn everything_arrives_once_and_in_order_however_it_is_taken() {
    each(|db| async move {
        let double = Shared::default();
        let (server, platform) = parts(db, &double).await;
        for n in 0..5 {
            server.mailbox(&format!("p{n}@bakery.test"), "Somebody").await;
        }
        double.lock().unwrap().appetite = Some(2);
        deliver(&server.app, &platform).await.unwrap();
        assert_eq!(numbers(&double), [1, 2, 3, 4, 5, 6]);
        assert_eq!(acknowledged(&server.app.db).await.unwrap(), 6);
        let calls = double.lock().unwrap().calls;
        deliver(&server.app, &platform).await.unwrap();
        assert_eq!(double.lock().unwrap().calls, calls, "nothing new, nothing sent");
    })
    .await;
}

#[tokio::test]
async fn a_platform_that_lost_its_last_entries_gets_them_again() {
    each(|db| async move {
        let double = Shared::default();
        let (server, platform) = parts(db, &double).await;
        server.mailbox("bram@bakery.test", "Bram").await;
        deliver(&server.app, &platform).await.unwrap();
        double.lock().unwrap().journal.truncate(1);
        server.mailbox("eva@bakery.test", "Eva").await;
        deliver(&server.app, &platform).await.unwrap();
        assert_eq!(numbers(&double), [1, 2, 3]);
    })
    .await;
}

#[tokio::test]
async fn a_fork_stops_and_nothing_is_lost() {
    each(|db| async move {
        let double = Shared::default();
        let (server, platform) = parts(db, &double).await;
        let strange = Entry::after(None, "srv_bakery", 1, hostler_wire::What::Storage { bytes: 7 });
        double.lock().unwrap().journal.push(strange);
        let refused = deliver(&server.app, &platform).await;
        assert!(matches!(refused, Err(Undelivered::Refused { code, .. }) if code == "journal-fork"));
        assert_eq!(
            (acknowledged(&server.app.db).await.unwrap(), last(&server.app.db).await.unwrap()),
            (0, 1)
        );
        let app = server.app.clone();
        let task = tokio::spawn(async move { run(&app, &platform).await });
        let mut seen = server.app.signals.delivery.subscribe();
        let stopped =
            seen.wait_for(|flow| matches!(flow, Flow::Stopped { code, .. } if code == "journal-fork"));
        tokio::time::timeout(std::time::Duration::from_secs(10), stopped).await.expect("it says so").unwrap();
        task.abort();
    })
    .await;
}

#[tokio::test]
async fn what_may_pass_by_itself_is_tried_again_and_what_cannot_stops() {
    each(|db| async move {
        let double = Shared::default();
        let (server, platform) = parts(db, &double).await;
        for (kind, code, stops) in [
            (Kind::Invalid, "journal-future", false),
            (Kind::TooMany, "too-many", false),
            (Kind::Unavailable, "busy", false),
            (Kind::Broken, "broken", false),
            (Kind::Invalid, "journal-broken", true),
            (Kind::Forbidden, "journal-foreign", true),
            (Kind::SignInNeeded, "journal-credential", true),
            (Kind::Conflict, "journal-gap", true),
        ] {
            double.lock().unwrap().refuses = Some((kind, code));
            let refused = deliver(&server.app, &platform).await.unwrap_err();
            assert_eq!(!matches!(refused, Undelivered::Later(_)), stops, "{code}: {refused:?}");
        }
        double.lock().unwrap().refuses = None;
        deliver(&server.app, &platform).await.unwrap();
        assert_eq!(numbers(&double), [1]);
    })
    .await;
}

#[tokio::test]
async fn a_credential_that_is_not_taken_stops() {
    each(|db| async move {
        let double = Shared::default();
        let (server, _) = parts(db, &double).await;
        let (address, authority) = serve(double.clone()).await;
        let wrong = Hosted {
            platform: format!("https://{address}"),
            credential: "another".into(),
            authority,
            ..hosted()
        };
        let refused = deliver(&server.app, &Platform::of(&wrong).unwrap()).await;
        assert!(matches!(refused, Err(Undelivered::Refused { code, .. }) if code == "403"));
    })
    .await;
}

#[tokio::test]
async fn b7_after_an_outage_nothing_is_missing_and_a_new_entry_goes_at_once() {
    each(|db| async move {
        let double = Shared::default();
        double.lock().unwrap().away_for = 2;
        let (server, platform) = parts(db, &double).await;
        let app = server.app.clone();
        let task = tokio::spawn(async move { run(&app, &platform).await });
        let mut seen = server.app.signals.delivery.subscribe();
        let waiting =
            seen.wait_for(|flow| matches!(flow, Flow::Waiting { reason, .. } if reason.contains("503")));
        tokio::time::timeout(std::time::Duration::from_secs(10), waiting).await.expect("it says so").unwrap();
        for n in 0..4 {
            server.mailbox(&format!("p{n}@bakery.test"), "Somebody").await;
        }
        for _ in 0..200 {
            if acknowledged(&server.app.db).await.unwrap() == 5 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(numbers(&double), [1, 2, 3, 4, 5]);
        let calls = double.lock().unwrap().calls;
        server.mailbox("late@bakery.test", "Somebody").await;
        for _ in 0..40 {
            if numbers(&double).len() == 6 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert_eq!((numbers(&double).len(), double.lock().unwrap().calls), (6, calls + 1));
        task.abort();
    })
    .await;
}

#[tokio::test]
async fn another_authority_is_not_trusted() {
    each(|db| async move {
        let double = Shared::default();
        let (server, _) = parts(db, &double).await;
        let (address, _) = serve(double.clone()).await;
        let (_, foreign) = serve(double.clone()).await;
        let to = Hosted { platform: format!("https://{address}"), authority: foreign, ..hosted() };
        let refused = deliver(&server.app, &Platform::of(&to).unwrap()).await;
        assert!(matches!(refused, Err(Undelivered::Later(_))), "{refused:?}");
        assert_eq!(double.lock().unwrap().calls, 0);
    })
    .await;
}
