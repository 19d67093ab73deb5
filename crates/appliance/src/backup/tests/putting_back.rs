use crate::backup::{copy, put_back};
use crate::testing::{Server, on_sqlite_file};
use hostler_wire::backup::{Put, PutBack};
use std::path::PathBuf;

fn maildir(server: &Server) -> PathBuf {
    server.app.folders.mail().join("bakery.test/bram/Maildir")
}

fn to(folder: &str, name: &str) -> PutBack {
    PutBack { address: "bram@bakery.test".into(), folder: folder.into(), name: name.into() }
}

#[tokio::test]
async fn k1_a_message_is_put_back_once_into_a_folder_of_its_own() {
    let (server, _) = on_sqlite_file().await;
    let wanted = to("Restored 2026-11-03/Sent", "1.M1P1.anna,S=20:2,S");
    for expect in [Put::New, Put::Known] {
        assert_eq!(put_back(&server.app, &wanted, b"Subject: Brood\r\n\r\n").await.unwrap(), expect);
    }
    let cur = maildir(&server).join(".Restored 2026-11-03.Sent/cur");
    assert_eq!(std::fs::read(cur.join("1.M1P1.anna,S=20:2,S")).unwrap(), b"Subject: Brood\r\n\r\n");
    std::fs::rename(cur.join("1.M1P1.anna,S=20:2,S"), cur.join("1.M1P1.anna,S=20:2,RS")).unwrap();
    let again = put_back(&server.app, &wanted, b"Subject: Brood\r\n\r\n").await.unwrap();
    assert_eq!((again, std::fs::read_dir(&cur).unwrap().count()), (Put::Known, 1), "it was answered since");
    let unread = to("Restored 2026-11-03", "2.M1P1.anna");
    put_back(&server.app, &unread, b"x").await.unwrap();
    assert!(maildir(&server).join(".Restored 2026-11-03/cur/2.M1P1.anna:2,").exists());
}

#[tokio::test]
async fn names_that_lead_elsewhere_put_nothing_anywhere() {
    let (server, _) = on_sqlite_file().await;
    for (folder, name) in [
        ("Restored", "../../../x"),
        ("Restored", ".hidden"),
        ("Restored", "a b"),
        ("../Restored", "1.x"),
        ("Restored//Sent", "1.x"),
        ("", "1.x"),
        ("Restored\u{0}", "1.x"),
    ] {
        let refused = put_back(&server.app, &to(folder, name), b"x").await.unwrap_err();
        assert!(refused.to_string().contains("no name"), "{folder} {name}: {refused}");
    }
    let nobody = PutBack { address: "daan@bakery.test".into(), ..to("Restored", "1.x") };
    assert!(put_back(&server.app, &nobody, b"x").await.unwrap_err().to_string().contains("no mailbox"));
    assert!(!maildir(&server).exists());
}

#[tokio::test]
async fn a_manifest_says_what_there_is_by_mailbox_and_folder() {
    let (server, _) = on_sqlite_file().await;
    for (folder, name) in [("Archive/2026", "1.x"), ("Archive/2026", "2.x"), ("Restored", "3.x")] {
        put_back(&server.app, &to(folder, name), b"x").await.unwrap();
    }
    std::fs::create_dir_all(maildir(&server).join("cur")).unwrap();
    std::fs::create_dir_all(server.app.folders.mail().join("bakery.test/gone/Maildir/cur")).unwrap();
    let manifest = copy(&server.app).await.unwrap();
    let folders: Vec<(&str, &str, i64)> = manifest
        .folders
        .iter()
        .map(|folder| (folder.address.as_str(), folder.folder.as_str(), folder.messages))
        .collect();
    assert_eq!(
        folders,
        [
            ("bram@bakery.test", "Archive/2026", 2),
            ("bram@bakery.test", "INBOX", 0),
            ("bram@bakery.test", "Restored", 1),
        ]
    );
    assert_eq!((manifest.accounts.len(), manifest.messages()), (3, 3));
    assert!(manifest.last_number >= 3);
    copy(&server.app).await.unwrap();
    let folder = server.app.folders.root().join("backup");
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into()).collect();
    names.sort();
    assert_eq!(names, ["appliance.sqlite", "mail", "manifest.json"]);
}

#[tokio::test]
async fn nobody_but_the_platform_asks_for_copies_or_puts_back() {
    let (server, _) = on_sqlite_file().await;
    for (method, path) in [
        ("POST", "/api/v1/backup"),
        ("GET", "/api/v1/backup"),
        ("PUT", "/api/v1/restored?address=bram@bakery.test&folder=Restored&name=1.x"),
    ] {
        let answer = server.call(method, path, "").await;
        assert_eq!(answer.refusal(), (403, "backup-by-platform".into()), "{method} {path}");
    }
    assert!(!server.app.folders.root().join("backup").exists());
}
