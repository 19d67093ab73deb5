use crate::engines::rows::rows;
use crate::engines::{MailSetup, ProbeMailbox};
use crate::journal;
use crate::testing::{NOON, Server, bootstrap, each, hosted};
use crate::usage::measure;
use crate::{accounts, projection};
use hostler_kit::time::Clock;
use hostler_wire::bootstrap::{Bootstrap, Holding, Hosted, Probe};

const ADDRESS: &str = "probe-1f2e3d4c@bakery.hostler.test";

fn watched() -> Bootstrap {
    let probe = Probe { address: ADDRESS.into(), password: "ab".repeat(32) };
    Bootstrap { holding: Holding::Hosted(Hosted { probe: Some(probe), ..hosted() }), ..bootstrap() }
}

#[tokio::test]
async fn the_platforms_mailbox_is_nobodys() {
    each(|db| async move {
        let server = Server::with(db, watched(), Clock::fixed(NOON.parse().unwrap())).await;
        let app = &server.app;
        let folder = app.folders.mail().join("bakery.hostler.test/probe-1f2e3d4c/Maildir/new");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("1.M1.bakery,S=700"), "x").unwrap();
        assert_eq!(measure(app).await.unwrap().bytes, 0, "its mail is not stored for anybody");
        for path in ["/", "/mailboxes", "/users", "/history", "/aliases", "/export/accounts.csv"] {
            let answer = server.get(path).await;
            assert!(answer.status.is_success() && !answer.body.contains("probe-"), "{path}: {}", answer.body);
        }
        for path in ["/api/v1/mailboxes", "/api/v1/users", "/api/v1/history"] {
            let answer = server.get(path).await;
            assert!(answer.status.is_success() && !answer.body.contains("probe-"), "{path}: {}", answer.body);
        }
        let report = server.get("/api/v1/report").await.json();
        assert_eq!((&report["users"], &report["probe"]), (&1.into(), &ADDRESS.into()));
        let written = journal::since(&app.db, 0).await.unwrap();
        assert!(!format!("{written:?}").contains("probe-"), "{written:?}");
        let (setup, _) = accounts::mail_setup(&app.db, &app.bootstrap.host).await.unwrap();
        assert_eq!(setup.probe, None, "an export does not name it");
        let rows = rows(&MailSetup { probe: projection::probe(app), ..setup }).unwrap();
        assert!(rows.mailbox.contains_key(ADDRESS) && rows.sign_in[ADDRESS].starts_with("{SHA256}"));
        assert_eq!(rows.sender[ADDRESS], ADDRESS, "it sends as itself");
    })
    .await;
}

#[test]
fn a_server_without_one_is_as_before() {
    let with = |probe: Option<ProbeMailbox>| {
        rows(&MailSetup {
            host: "bakery.hostler.test".into(),
            administrator: "admin@bakery.hostler.test".into(),
            probe,
            ..MailSetup::default()
        })
    };
    let bare = with(None).unwrap();
    assert!(bare.mailbox.is_empty() && bare.sign_in.is_empty());
    let probe = ProbeMailbox { address: "not an address".into(), sign_in: String::new() };
    assert!(with(Some(probe)).is_err());
}
